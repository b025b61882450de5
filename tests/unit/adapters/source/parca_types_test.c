#include "adapters/source/parca_types.h"

#include "gate/base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct store_type go[] = {
    {"memory:alloc_objects:count:space:bytes:delta", "alloc_objects", "count"},
    {"memory:alloc_space:bytes:space:bytes:delta", "alloc_space", "bytes"},
    {"memory:inuse_space:bytes:space:bytes", "inuse_space", "bytes"},
    {"mutex:delay:nanoseconds:contentions:count", "delay", "nanoseconds"},
    {"process_cpu:cpu:nanoseconds:cpu:nanoseconds", "cpu", "nanoseconds"},
    {"process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta", "cpu", "nanoseconds"},
    {"process_cpu:samples:count:cpu:nanoseconds:delta", "samples", "count"},
};
static const struct store_type agent[] = {
    {"parca_agent:samples:count:cpu:nanoseconds:delta", "samples", "count"},
};

struct choice {
    struct arena *arena;
    struct store_profiles profiles;
    struct store_types fit;
    struct error err;
};

static int choose(struct choice *choice, const struct store_type *types, size_t count, const char *word)
{
    const struct store_types all = {.items = (struct store_type *)(uintptr_t)types, .count = count};
    const struct source_type wanted = {.name = "x", .type = word};
    *choice = (struct choice){.arena = arena_new(), .err = ERROR_INIT};
    return parca_types_choose(&choice->profiles, &choice->fit, &all, &wanted, word ? 1 : 0, choice->arena,
                              &choice->err);
}

static void assert_chosen(const struct store_type *types, size_t count, const char *word, const char *first,
                          const char *second, const char *sample_type, bool gauge)
{
    struct choice choice;
    if (choose(&choice, types, count, word) != 0)
        fail_msg("%s", choice.err.sentence);
    assert_int_equal(choice.profiles.count, 1);
    const struct store_profile *profile = &choice.profiles.items[0];
    assert_int_equal(profile->type_count, second ? 2 : 1);
    assert_string_equal(choice.fit.items[profile->types[0]].id, first);
    assert_string_equal(choice.fit.items[profile->types[0]].sample_type, sample_type);
    if (second)
        assert_string_equal(choice.fit.items[profile->types[1]].id, second);
    assert_int_equal(profile->gauge, gauge);
    arena_free(choice.arena);
}

static void assert_refused(const struct store_type *types, size_t count, const char *word, enum error_kind kind,
                           const char *sentence)
{
    struct choice choice;
    assert_int_equal(choose(&choice, types, count, word), -1);
    assert_string_equal(choice.err.sentence, sentence);
    assert_int_equal(choice.err.kind, kind);
    arena_free(choice.arena);
}

static void what_happened_meanwhile_is_chosen(void **state)
{
    (void)state;
    static const char cpu[] = "process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta";
    assert_chosen(go, 7, NULL, cpu, NULL, "cpu", false);
    assert_chosen(go, 7, "cpu", cpu, NULL, "cpu", false);
    assert_chosen(go, 7, cpu, cpu, NULL, "cpu", false);
    assert_chosen(go, 7, "process_cpu:cpu:nanoseconds:cpu:nanoseconds", cpu, NULL, "cpu", false);
    assert_chosen(go, 7, "allocs", "memory:alloc_space:bytes:space:bytes:delta",
                  "memory:alloc_objects:count:space:bytes:delta", "alloc_space", false);
    assert_chosen(go, 7, "heap", "memory:inuse_space:bytes:space:bytes", NULL, "inuse_space", true);
}

static void counts_of_samples_are_cpu_time(void **state)
{
    (void)state;
    static const char samples[] = "parca_agent:samples:count:cpu:nanoseconds:delta";
    assert_chosen(agent, 1, "cpu", samples, NULL, "cpu", false);
    assert_chosen(agent, 1, NULL, samples, NULL, "cpu", false);
    assert_chosen(agent, 1, samples, samples, NULL, "cpu", false);
    assert_refused(agent, 1, "parca_agent:samples:count:cpu:nanoseconds", ERROR_POLICY,
                   "Parca hands 'parca_agent:samples:count:cpu:nanoseconds' over as CPU time: write "
                   "'parca_agent:samples:count:cpu:nanoseconds:delta', which says so, or 'cpu'");
}

static void what_cannot_be_judged_is_refused(void **state)
{
    (void)state;
    static const struct store_type difference[] = {
        {"memory:inuse_space:bytes:space:bytes:delta", "inuse_space", "bytes"}};
    assert_refused(go, 7, "mutex", ERROR_POLICY,
                   "'mutex:delay:nanoseconds:contentions:count' counts from the start of each process, and Parca "
                   "adds such profiles up, so no cost per request can be told: let Parca scrape it as a difference "
                   "(delta: true, with seconds), and name the type with ':delta'");
    assert_refused(difference, 1, "heap", ERROR_POLICY,
                   "'memory:inuse_space:bytes:space:bytes:delta' is a difference of what was there at two moments, "
                   "which says nothing of a cost: let Parca scrape it without seconds");
    assert_refused(
        go, 7, "process_cpu:cpu:nanosecond:cpu:nanoseconds:delta", ERROR_UNFIT,
        "the store has no profiles of the type 'process_cpu:cpu:nanosecond:cpu:nanoseconds:delta' in this "
        "window; did you mean 'process_cpu:cpu:nanoseconds:cpu:nanoseconds:delta'?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_happened_meanwhile_is_chosen),
        cmocka_unit_test(counts_of_samples_are_cpu_time),
        cmocka_unit_test(what_cannot_be_judged_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
