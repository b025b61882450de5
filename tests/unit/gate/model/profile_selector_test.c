#include "gate/model/profile_selector.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_selects(const char *word, const char *name, const char *kind, const char *type,
                           bool per_instance)
{
    struct profile_selector selector = profile_selector_from_word(word);
    assert_string_equal(selector.name, name);
    assert_string_equal(selector.kind, kind);
    assert_string_equal(selector.type, type);
    assert_int_equal(selector.per_instance, per_instance);
    assert_false(selector.report_only);
}

static void standard_names(void **state)
{
    (void)state;
    assert_selects("cpu", "cpu", "cpu", "cpu", false);
    assert_selects("wall", "wall", "wall", "wall", false);
    assert_selects("heap", "heap", "heap", "inuse_space", true);
    assert_selects("allocs", "allocs", "allocs", "alloc_space", false);
    assert_selects("mutex", "mutex", "mutex", "delay", false);
    assert_selects("block", "block", "block", "delay", false);
    assert_selects("goroutine", "goroutine", "goroutine", "goroutine", true);
    for (size_t i = 0; i < profile_selector_kind_count; i++)
        assert_string_equal(profile_selector_from_word(profile_selector_kinds[i]).kind, profile_selector_kinds[i]);
    assert_int_equal(profile_selector_kind_count, 8);
}

static void sample_types(void **state)
{
    (void)state;
    assert_selects("alloc_objects", "alloc_objects", "", "alloc_objects", false);
    assert_selects("inuse_objects", "inuse_objects", "", "inuse_objects", true);
    assert_selects("delay", "delay", "", "delay", false);
}

static void full_store_types(void **state)
{
    (void)state;
    assert_selects("process_cpu:cpu:nanoseconds:cpu:nanoseconds", "cpu", "cpu", "cpu", false);
    assert_selects("memory:inuse_space:bytes:space:bytes", "inuse_space", "", "inuse_space", true);
    assert_selects("mutex:delay:nanoseconds:contentions:count", "delay", "mutex", "delay", false);
    assert_selects("process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta", "cpu", "cpu", "cpu", false);
    assert_selects("memory:alloc_space:bytes:space:bytes:delta", "alloc_space", "", "alloc_space", false);
    assert_selects("process_cpu:samples:count:cpu:nanoseconds", "samples", "cpu", "samples", false);
    assert_selects("parca_agent:samples:count:cpu:nanoseconds:delta", "cpu", "cpu", "cpu", false);
    assert_selects("process_cpu:cpu:nanoseconds:cpu:nanoseconds:other",
                   "process_cpu:cpu:nanoseconds:cpu:nanoseconds:other", "",
                   "process_cpu:cpu:nanoseconds:cpu:nanoseconds:other", false);
    assert_selects("x:frobs:a:b:c", "x:frobs:a:b:c", "", "x:frobs:a:b:c", false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standard_names),
        cmocka_unit_test(sample_types),
        cmocka_unit_test(full_store_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
