#include "adapters/source/select.h"

#include "gate/base/memory.h"
#include "tests/support/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char usual[] = "{service_name=\"$service\", version=\"$version\"}";

static void assert_selects(const char *select, const struct select_question *question, const char *wanted)
{
    const struct store_settings store = {.select = select};
    struct error err = ERROR_INIT;
    char *out = NULL;
    if (select_matchers(&out, &store, question, &err) != 0)
        fail_msg("%s: %s", select, err.sentence);
    assert_string_equal(out, wanted);
    memory_free(out);
}

static void one_version_or_all(void **state)
{
    (void)state;
    const struct select_question one = {.service = "shop", .version = "v2"};
    const struct select_question all = {.service = "shop"};
    assert_selects(usual, &one, "{service_name=\"shop\",version=\"v2\"}");
    assert_selects(usual, &all, "{service_name=\"shop\"}");
    assert_selects(" { version=\"$version\" } ", &all, "{}");
    assert_selects("{a=\"x\",version=\"$version\",b=~\"y,}\\\"\"}", &all, "{a=\"x\",b=~\"y,}\\\"\"}");
    assert_selects("{a=`}\\`,}", &one, "{a=`}\\`}");
}

static void one_more_matcher(void **state)
{
    (void)state;
    const struct select_question pod = {.service = "shop", .version = "v2", .label = "pod", .value = "a\"\\\nb"};
    const struct select_question dotted = {.service = "shop", .label = "k8s.pod", .value = "p"};
    assert_selects(usual, &pod, "{service_name=\"shop\",version=\"v2\",pod=\"a\\\"\\\\\\nb\"}");
    assert_selects("{version=\"$version\"}", &dotted, "{\"k8s.pod\"=\"p\"}");
}

static void one_of_several(void **state)
{
    (void)state;
    static const char *const pods[] = {"shop-1.a", "b|\"c\""};
    struct error err = ERROR_INIT;
    char *out = NULL;
    assert_int_equal(select_narrow_any(&out, "{a=\"x\"}", "pod", pods, 2, &err), 0);
    assert_string_equal(out, "{a=\"x\",pod=~\"shop-1\\\\.a|b\\\\|\\\"c\\\"\"}");
    memory_free(out);
    assert_int_equal(select_narrow_any(&out, "{}", "k8s.pod", pods, 1, &err), 0);
    assert_string_equal(out, "{\"k8s.pod\"=~\"shop-1\\\\.a\"}");
    memory_free(out);
}

static void what_is_no_list_of_matchers_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "a=\"b\"", "{a=\"b\"", "{a=\"b\"} x", "{a=\"b}", "{a=$version}"};
    const struct select_question one = {.service = "shop", .version = "v2"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const struct store_settings store = {.select = wrong[i]};
        struct error err = ERROR_INIT;
        char *out = NULL;
        assert_int_equal(select_matchers(&out, &store, &one, &err), -1);
        assert_int_equal(err.kind, ERROR_POLICY);
        assert_null(out);
    }
}

static void matchers_are_narrowed(void **state)
{
    (void)state;
    struct error err = ERROR_INIT;
    char *out = NULL;
    assert_int_equal(select_narrow(&out, "{a=\"b\"}", "pod", "p\"1", &err), 0);
    assert_string_equal(out, "{a=\"b\",pod=\"p\\\"1\"}");
    memory_free(out);
    assert_int_equal(select_narrow(&out, "{}", "http.route", "", &err), 0);
    assert_string_equal(out, "{\"http.route\"=\"\"}");
    memory_free(out);
}

static int select_once(void *context, struct error *err)
{
    const struct store_settings store = {.select = usual};
    char *out = NULL;
    int status = select_matchers(&out, &store, context, err);
    memory_free(out);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct select_question question = {.service = "shop", .version = "v2", .label = "pod", .value = "p"};
    allocations_walk(select_once, &question);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_version_or_all),
        cmocka_unit_test(one_more_matcher),
        cmocka_unit_test(matchers_are_narrowed),
        cmocka_unit_test(one_of_several),
        cmocka_unit_test(what_is_no_list_of_matchers_is_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
