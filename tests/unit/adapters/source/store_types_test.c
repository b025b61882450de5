#include "adapters/source/store_types.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const stored[] = {
    "memory:alloc_objects:count:space:bytes",      "memory:alloc_space:bytes:space:bytes",
    "memory:inuse_objects:count:space:bytes",      "memory:inuse_space:bytes:space:bytes",
    "mutex:contentions:count:contentions:count",   "mutex:delay:nanoseconds:contentions:count",
    "process_cpu:cpu:nanoseconds:cpu:nanoseconds", "process_cpu:samples:count:cpu:nanoseconds",
    "wall:wall:nanoseconds:wall:nanoseconds",
};
enum { STORED = sizeof stored / sizeof stored[0] };

/* What words choose from the first count of stored, in what follows. */
struct choice {
    struct arena *arena;
    struct store_types types;
    struct store_profiles profiles;
    struct error err;
};

static int choose(struct choice *out, const char *const *ids, size_t id_count, const char *const *words,
                  size_t word_count)
{
    struct source_type wanted[4] = {{0}};
    *out = (struct choice){.arena = arena_new(), .err = ERROR_INIT};
    out->types.items = arena_allocate(out->arena, (id_count + 1) * sizeof *out->types.items);
    for (size_t i = 0; i < id_count; i++)
        assert_int_equal(store_types_parse(&out->types.items[out->types.count++], ids[i], out->arena, &out->err),
                         0);
    for (size_t i = 0; i < word_count; i++)
        wanted[i].type = words[i];
    return store_types_choose(&out->profiles, &out->types, wanted, word_count, out->arena, &out->err);
}

static const char *id(const struct choice *choice, size_t profile, size_t type)
{
    assert_true(profile < choice->profiles.count && type < choice->profiles.items[profile].type_count);
    return choice->types.items[choice->profiles.items[profile].types[type]].id;
}

static void a_full_name_takes_apart(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct store_type type;
    struct error err = ERROR_INIT;
    assert_int_equal(store_types_parse(&type, stored[6], arena, &err), 0);
    assert_string_equal(type.sample_type, "cpu");
    assert_string_equal(type.sample_unit, "nanoseconds");
    assert_int_equal(store_types_parse(&type, "odd", arena, &err), 0);
    assert_string_equal(type.sample_type, "");
    arena_free(arena);
}

static void words_and_full_names_come_with_their_counts(void **state)
{
    (void)state;
    static const struct {
        const char *word, *first, *second, *kind;
        bool gauge;
    } rows[] = {
        {"cpu", "process_cpu:cpu:nanoseconds:cpu:nanoseconds", "process_cpu:samples:count:cpu:nanoseconds", "cpu",
         false},
        {"process_cpu:cpu:nanoseconds:cpu:nanoseconds", "process_cpu:cpu:nanoseconds:cpu:nanoseconds",
         "process_cpu:samples:count:cpu:nanoseconds", "cpu", false},
        {"alloc_space", "memory:alloc_space:bytes:space:bytes", "memory:alloc_objects:count:space:bytes", "allocs",
         false},
        {"allocs", "memory:alloc_space:bytes:space:bytes", "memory:alloc_objects:count:space:bytes", "allocs",
         false},
        {"heap", "memory:inuse_space:bytes:space:bytes", "memory:inuse_objects:count:space:bytes", "heap", true},
        {"mutex", "mutex:delay:nanoseconds:contentions:count", "mutex:contentions:count:contentions:count", "mutex",
         false},
        {"wall", "wall:wall:nanoseconds:wall:nanoseconds", NULL, "wall", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct choice choice;
        assert_int_equal(choose(&choice, stored, STORED, &rows[i].word, 1), 0);
        assert_int_equal(choice.profiles.count, 1);
        assert_string_equal(id(&choice, 0, 0), rows[i].first);
        assert_int_equal(choice.profiles.items[0].type_count, rows[i].second ? 2 : 1);
        if (rows[i].second)
            assert_string_equal(id(&choice, 0, 1), rows[i].second);
        assert_string_equal(choice.profiles.items[0].kind, rows[i].kind);
        assert_int_equal(choice.profiles.items[0].gauge, rows[i].gauge);
        arena_free(choice.arena);
    }
}

static void a_profile_is_fetched_once(void **state)
{
    (void)state;
    static const char *const words[] = {"alloc_space", "alloc_objects", "cpu"};
    struct choice choice;
    assert_int_equal(choose(&choice, stored, STORED, words, 3), 0);
    assert_int_equal(choice.profiles.count, 2);
    arena_free(choice.arena);
}

static void the_usual_one_is_cpu_else_wall_else_allocations(void **state)
{
    (void)state;
    static const char *const wall[] = {"memory:alloc_space:bytes:space:bytes",
                                       "wall:wall:nanoseconds:wall:nanoseconds"};
    struct choice choice;
    assert_int_equal(choose(&choice, stored, STORED, NULL, 0), 0);
    assert_string_equal(id(&choice, 0, 0), stored[6]);
    arena_free(choice.arena);
    assert_int_equal(choose(&choice, wall, 2, NULL, 0), 0);
    assert_string_equal(id(&choice, 0, 0), wall[1]);
    arena_free(choice.arena);
    assert_int_equal(choose(&choice, wall, 1, NULL, 0), 0);
    assert_string_equal(id(&choice, 0, 0), wall[0]);
    arena_free(choice.arena);
    assert_int_equal(choose(&choice, &stored[4], 2, NULL, 0), -1);
    assert_int_equal(choice.err.kind, ERROR_UNFIT);
    assert_non_null(strstr(choice.err.sentence, "'mutex:delay:nanoseconds:contentions:count'"));
    arena_free(choice.arena);
}

static void what_is_not_there_is_named_with_the_nearest(void **state)
{
    (void)state;
    static const char *const words[] = {"alloc_spaces_", "process_cpu:cpus:nanoseconds:cpu:nanoseconds",
                                        "exceptions"};
    static const char *const sentences[] = {
        "the store has no profiles of the type 'alloc_spaces_' in this window; did you mean 'alloc_space'?",
        "the store has no profiles of the type 'process_cpu:cpus:nanoseconds:cpu:nanoseconds' in this window; did "
        "you "
        "mean 'process_cpu:cpu:nanoseconds:cpu:nanoseconds'?",
        "the store has no profiles of the type 'exceptions' in this window; it has "};
    for (size_t i = 0; i < 3; i++) {
        struct choice choice;
        assert_int_equal(choose(&choice, stored, STORED, &words[i], 1), -1);
        assert_int_equal(choice.err.kind, ERROR_UNFIT);
        assert_memory_equal(choice.err.sentence, sentences[i], strlen(sentences[i]));
        arena_free(choice.arena);
    }
}

static void an_ambiguous_word_must_be_written_out(void **state)
{
    (void)state;
    static const char *const ids[] = {"block:delay:nanoseconds:contentions:count",
                                      "mutex:delay:nanoseconds:contentions:count"};
    static const char *const words[] = {"delay", "block"};
    struct choice choice;
    assert_int_equal(choose(&choice, ids, 2, &words[0], 1), -1);
    assert_int_equal(choice.err.kind, ERROR_POLICY);
    assert_non_null(strstr(choice.err.sentence, ids[0]));
    assert_non_null(strstr(choice.err.sentence, ids[1]));
    arena_free(choice.arena);
    assert_int_equal(choose(&choice, ids, 2, &words[1], 1), 0);
    assert_string_equal(id(&choice, 0, 0), ids[0]);
    assert_string_equal(choice.profiles.items[0].kind, "block");
    arena_free(choice.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_name_takes_apart),
        cmocka_unit_test(words_and_full_names_come_with_their_counts),
        cmocka_unit_test(a_profile_is_fetched_once),
        cmocka_unit_test(the_usual_one_is_cpu_else_wall_else_allocations),
        cmocka_unit_test(what_is_not_there_is_named_with_the_nearest),
        cmocka_unit_test(an_ambiguous_word_must_be_written_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
