#include "gate/compare/view.h"

#include "gate/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { MANY = 10 };

/* A side of ten replicas with one cpu and one heap file each; of some of them one could not be read. */
struct side {
    struct profile_type type;
    struct profile good;
    struct replica_profile files[MANY][2];
    struct replica items[MANY];
    struct replicas replicas;
};

static void make_side(struct side *side, size_t count)
{
    memset(side, 0, sizeof *side);
    side->type.name = (char *)(uintptr_t) "cpu";
    side->good.types = &side->type;
    side->good.type_count = 1;
    for (size_t i = 0; i < count; i++) {
        side->files[i][0] = (struct replica_profile){.kind = (char *)(uintptr_t) "cpu", .profile = &side->good};
        side->files[i][1] = (struct replica_profile){.kind = (char *)(uintptr_t) "heap",
                                                     .failure = (char *)(uintptr_t) "heap is cut"};
        side->items[i].profiles = side->files[i];
        side->items[i].profile_count = 2;
    }
    side->replicas.items = side->items;
    side->replicas.count = side->replicas.captures = count;
}

static void break_cpu(struct side *side, size_t replica)
{
    side->files[replica][0].profile = NULL;
    side->files[replica][0].failure = (char *)(uintptr_t) "cpu is cut";
}

static const struct profile_selector cpu = {.name = "cpu", .kind = "", .type = "cpu"};
static const struct profile_selector heap = {.name = "heap", .kind = "heap", .type = "inuse_space"};

static int make(struct view *view, const struct side *base, const struct side *candidate,
                const struct profile_selector *selector, struct error *err)
{
    const struct replicas sides[SIDES] = {base->replicas, candidate->replicas};
    return view_make(view, sides, selector, err);
}

static void another_profile_of_the_replica_does_not_matter(void **state)
{
    (void)state;
    struct side base, candidate;
    struct view view;
    struct error err = ERROR_INIT;
    make_side(&base, MANY);
    make_side(&candidate, 1);
    assert_int_equal(make(&view, &base, &candidate, &cpu, &err), 0);
    assert_int_equal(view.sides[BASELINE].count, MANY);
    assert_int_equal(view.sides[CANDIDATE].count, 1);
    assert_int_equal(view.dropped_count, 0);
    view_clear(&view);
    /* The broken one itself, of every replica: nothing is left. */
    assert_int_equal(make(&view, &base, &candidate, &heap, &err), -1);
    assert_int_equal(err.kind, ERROR_INPUT);
    assert_string_equal(err.sentence,
                        "10 of 10 replicas of the baseline could not be read, the first: heap is cut");
}

static void a_fifth_may_be_missing_and_is_named(void **state)
{
    (void)state;
    struct side base, candidate;
    struct view view;
    struct error err = ERROR_INIT;
    make_side(&base, MANY);
    make_side(&candidate, MANY);
    break_cpu(&candidate, 0);
    break_cpu(&candidate, 7);
    assert_int_equal(make(&view, &base, &candidate, &cpu, &err), 0);
    assert_int_equal(view.sides[CANDIDATE].count, 8);
    assert_int_equal(view.sides[CANDIDATE].captures, MANY);
    assert_int_equal(view.dropped_count, 2);
    assert_string_equal(view.dropped[1], "cpu is cut");
    view_clear(&view);
    break_cpu(&candidate, 3);
    assert_int_equal(make(&view, &base, &candidate, &cpu, &err), -1);
    assert_string_equal(err.sentence, "3 of 10 replicas of the candidate could not be read, the first: cpu is cut");
}

static void one_of_one_is_its_own_failure(void **state)
{
    (void)state;
    struct side base, candidate;
    struct view view;
    struct error err = ERROR_INIT;
    make_side(&base, 1);
    make_side(&candidate, 1);
    break_cpu(&base, 0);
    assert_int_equal(make(&view, &base, &candidate, &cpu, &err), -1);
    assert_string_equal(err.sentence, "cpu is cut");
}

static void fewer_than_two_are_not_enough_to_drop_one(void **state)
{
    (void)state;
    struct side base, candidate;
    struct view view;
    struct error err = ERROR_INIT;
    size_t before = memory_usage().used;
    make_side(&base, 2);
    make_side(&candidate, 2);
    break_cpu(&base, 1);
    assert_int_equal(make(&view, &base, &candidate, &cpu, &err), -1);
    assert_int_equal(memory_usage().used, before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_profile_of_the_replica_does_not_matter),
        cmocka_unit_test(a_fifth_may_be_missing_and_is_named),
        cmocka_unit_test(one_of_one_is_its_own_failure),
        cmocka_unit_test(fewer_than_two_are_not_enough_to_drop_one),
    };
    return cmocka_run_group_tests_name("view", tests, NULL, NULL);
}
