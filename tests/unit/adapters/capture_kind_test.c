#include "adapters/capture_kind.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_name(const char *name, const char *kind, bool first)
{
    struct capture_kind of = capture_kind_of_name(name);
    assert_string_equal(of.kind, kind);
    assert_int_equal(of.first, first);
}

static void names_and_words(void **state)
{
    (void)state;
    assert_name("cpu.pb.gz", "cpu", false);
    assert_name("allocs", "allocs", false);
    assert_name("allocs-start.pb.gz", "allocs", true);
    assert_name("heap-start", "heap", true);
    assert_name("mutex-start.pprof", "mutex", true);
    assert_name("block-start.pb", "block", true);
    assert_string_equal(capture_kind_of_word(bytes_of_text("mutex-start")).kind, "mutex");
    assert_true(capture_kind_of_word(bytes_of_text("mutex-start")).first);
}

static void what_is_no_kind(void **state)
{
    (void)state;
    assert_name("allocs-end.pb.gz", "", false);
    assert_name("allocs-start-2.pb.gz", "", false);
    assert_name("-start.pb.gz", "", false);
    assert_name("Allocs.pb.gz", "", false);
    assert_name("", "", false);
    /* These do not add up from the start of a process, so that there is nothing to take away. */
    assert_name("cpu-start.pb.gz", "", false);
    assert_name("goroutine-start.pb.gz", "", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_words),
        cmocka_unit_test(what_is_no_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
