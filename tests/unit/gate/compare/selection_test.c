#include "gate/compare/selection.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Hand-made sides: only what the selection looks at. */
struct side {
    struct profile_type types[4];
    struct profile profile;
    struct replica_profile item;
    struct replica replica;
    struct replicas replicas;
};

static void make_side(struct side *side, size_t count, const char *const *names, uint32_t usual)
{
    memset(side, 0, sizeof *side);
    for (size_t i = 0; i < count; i++) {
        side->types[i].name = (char *)(uintptr_t)names[i];
    }
    side->profile.types = side->types;
    side->profile.type_count = count;
    side->profile.facts.default_type = usual;
    side->item.profile = &side->profile;
    side->item.kind = (char *)(uintptr_t) "";
    side->replica.profiles = &side->item;
    side->replica.profile_count = 1;
    side->replicas.items = &side->replica;
    side->replicas.count = 1;
}

static int choose(struct profile_selector *out, struct side *base, struct side *candidate, struct error *err)
{
    struct replicas sides[2] = {base->replicas, candidate->replicas};
    return selection_choose(out, sides, err);
}

static void cpu_comes_first_even_on_one_side(void **state)
{
    (void)state;
    struct side base;
    struct side candidate;
    struct profile_selector selector;
    struct error err = ERROR_INIT;
    make_side(&base, 2, (const char *const[]){"alloc_space", "samples"}, 0);
    make_side(&candidate, 2, (const char *const[]){"samples", "cpu"}, 1);
    assert_int_equal(choose(&selector, &base, &candidate, &err), 0);
    assert_string_equal(selector.type, "cpu");
}

static void then_wall_then_alloc_space(void **state)
{
    (void)state;
    struct side base;
    struct side candidate;
    struct profile_selector selector;
    struct error err = ERROR_INIT;
    make_side(&base, 2, (const char *const[]){"alloc_space", "wall"}, 0);
    make_side(&candidate, 2, (const char *const[]){"alloc_space", "wall"}, 0);
    assert_int_equal(choose(&selector, &base, &candidate, &err), 0);
    assert_string_equal(selector.type, "wall");
    make_side(&base, 2, (const char *const[]){"inuse_space", "alloc_space"}, 0);
    assert_int_equal(choose(&selector, &base, &base, &err), 0);
    assert_string_equal(selector.type, "alloc_space");
}

static void else_the_one_shared_type(void **state)
{
    (void)state;
    struct side base;
    struct side candidate;
    struct profile_selector selector;
    struct error err = ERROR_INIT;
    make_side(&base, 2, (const char *const[]){"contentions", "delay"}, 1);
    make_side(&candidate, 2, (const char *const[]){"contentions", "delay"}, 1);
    assert_int_equal(choose(&selector, &base, &candidate, &err), 0);
    assert_string_equal(selector.type, "delay");
}

static void nothing_shared_is_unfit(void **state)
{
    (void)state;
    struct side base;
    struct side candidate;
    struct profile_selector selector;
    struct error err = ERROR_INIT;
    make_side(&base, 1, (const char *const[]){"goroutine"}, 0);
    make_side(&candidate, 1, (const char *const[]){"delay"}, 0);
    assert_int_equal(choose(&selector, &base, &candidate, &err), -1);
    assert_int_equal(err.kind, ERROR_UNFIT);
    assert_non_null(strstr(err.sentence, "no sample type in common"));
}

static void names_decide_what_is_decoded(void **state)
{
    (void)state;
    const char *kinds[3];
    assert_int_equal(selection_kinds(kinds, (const char *const[]){"heap", "cpu", "mutex"}, 3), 1);
    assert_string_equal(kinds[0], "cpu");
    assert_int_equal(selection_kinds(kinds, (const char *const[]){"heap", "allocs"}, 2), 2);
    assert_string_equal(kinds[0], "allocs");
    assert_string_equal(kinds[1], "heap");
    assert_int_equal(selection_kinds(kinds, (const char *const[]){"mutex", ""}, 2), 0);
    struct profile_selector selector = {.name = "x", .kind = "", .type = "alloc_space"};
    assert_int_equal(selection_kinds_of(kinds, &selector), 2);
    selector = (struct profile_selector){.name = "x", .kind = "mutex", .type = "delay"};
    assert_int_equal(selection_kinds_of(kinds, &selector), 1);
    assert_string_equal(kinds[0], "mutex");
    selector = (struct profile_selector){.name = "x", .kind = "", .type = "delay"};
    assert_int_equal(selection_kinds_of(kinds, &selector), 0);
}

/* Two replicas: the first has the types, the second could not be read. */
static void make_broken_side(struct side *side, struct replica replicas[2], struct replica_profile *broken,
                             const char *readable, const char *broken_kind, const char *type)
{
    make_side(side, 1, &type, 0);
    side->item.kind = (char *)(uintptr_t)readable;
    *broken = (struct replica_profile){.kind = (char *)(uintptr_t)broken_kind,
                                       .failure = (char *)(uintptr_t) "cannot read 'x': it is empty"};
    replicas[0] = side->replica;
    replicas[1] = (struct replica){.profiles = broken, .profile_count = 1};
    side->replicas = (struct replicas){.items = replicas, .count = 2};
}

static void a_broken_file_is_what_its_like_are(void **state)
{
    (void)state;
    struct side base;
    struct side candidate;
    struct replica replicas[2];
    struct replica_profile broken;
    struct profile_selector selector;
    struct error err = ERROR_INIT;
    make_side(&base, 1, (const char *const[]){"samples"}, 0);
    base.item.kind = (char *)(uintptr_t) "cpu";
    make_broken_side(&candidate, replicas, &broken, "cpu", "cpu", "samples");
    assert_int_equal(choose(&selector, &base, &candidate, &err), 0);
    assert_string_equal(selector.type, "samples");
    /* Nothing else of its kind: what it holds by its name is not passed over. */
    make_side(&base, 1, (const char *const[]){"alloc_space"}, 0);
    base.item.kind = (char *)(uintptr_t) "allocs";
    make_broken_side(&candidate, replicas, &broken, "allocs", "cpu", "alloc_space");
    assert_int_equal(choose(&selector, &base, &candidate, &err), 0);
    assert_string_equal(selector.type, "cpu");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cpu_comes_first_even_on_one_side), cmocka_unit_test(then_wall_then_alloc_space),
        cmocka_unit_test(else_the_one_shared_type),         cmocka_unit_test(nothing_shared_is_unfit),
        cmocka_unit_test(names_decide_what_is_decoded),     cmocka_unit_test(a_broken_file_is_what_its_like_are),
    };
    return cmocka_run_group_tests_name("selection", tests, NULL, NULL);
}
