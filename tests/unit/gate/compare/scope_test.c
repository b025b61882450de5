#include "gate/compare/scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static enum scope_role role(const char *name)
{
    return scope_role(bytes_of_text(name));
}

/* The list of facts on the verdict, section 1, as the reference (real_gatebench.py, BACKGROUND) has it. */
static void the_known_background(void **state)
{
    (void)state;
    static const char *const names[] = {
        "runtime.bgsweep",
        "runtime.bgscavenge",
        "runtime.forcegchelper",
        "runtime.runfinq",
        "runtime.mcall",
        "runtime.mstart",
        "runtime.mstart1",
        "runtime.sysmon",
        "runtime.rt0_go",
        "runtime.systemstack",
        "runtime/pprof.profileWriter",
        "runtime.morestack",
        "runtime._System",
        "runtime.goexit0",
        "runtime._ExternalCode",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_int_equal(role(names[i]), SCOPE_BACKGROUND);
}

static void other_roles(void **state)
{
    (void)state;
    assert_int_equal(role("runtime.gcBgMarkWorker"), SCOPE_COLLECTOR);
    assert_int_equal(role("runtime.asyncPreempt"), SCOPE_DROPPED);
    assert_int_equal(role("runtime.asyncPreempt2"), SCOPE_DROPPED);
    assert_int_equal(role("runtime.goexit"), SCOPE_THREAD);
    assert_int_equal(role("runtime.mallocgc"), SCOPE_SERVICE);
    assert_int_equal(role("runtime.bgsweep2"), SCOPE_SERVICE);
    assert_int_equal(role("runtime.bgswee"), SCOPE_SERVICE);
    assert_int_equal(role("main.runtime.bgsweep"), SCOPE_SERVICE);
    assert_int_equal(role("main"), SCOPE_SERVICE);
}

static void request_roots(void **state)
{
    (void)state;
    static const char *const roots[] = {"net/http.(*conn).serve", "*.Handle*"};
    struct compare_settings settings = {.request_roots = roots, .request_root_count = 2}, none = {0};
    assert_true(scope_is_narrowed(&settings));
    const char *labels[] = {"endpoint"};
    struct compare_settings labelled = {.request_labels = labels, .request_label_count = 1};
    assert_true(scope_is_narrowed(&labelled));
    assert_false(scope_is_request_root(&labelled, bytes_of_text("endpoint")));
    assert_false(scope_is_narrowed(&none));
    assert_false(scope_is_narrowed(NULL));
    assert_true(scope_is_request_root(&settings, bytes_of_text("net/http.(*conn).serve")));
    assert_true(scope_is_request_root(&settings, bytes_of_text("shop/api.HandleCart")));
    assert_false(scope_is_request_root(&settings, bytes_of_text("shop/api.handle")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_known_background),
        cmocka_unit_test(other_roles),
        cmocka_unit_test(request_roots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
