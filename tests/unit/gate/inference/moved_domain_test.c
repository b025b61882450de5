#include "gate/inference/moved_domain.h"

#include "tests/unit/gate/inference/moved_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct comparison *comparison;
    struct noise noise;
    struct moved_ground ground;
};

static void begin(struct fixture *it, const struct moved_world *world)
{
    struct noise_settings settings = moved_world_settings();
    it->comparison = moved_world_comparison(world);
    assert_int_equal(noise_measure(&it->noise, it->comparison, &settings, NULL), 0);
    assert_int_equal(moved_ground_make(&it->ground, &it->noise, NULL), 0);
}

static void end(struct fixture *it)
{
    moved_ground_clear(&it->ground);
    noise_clear(&it->noise);
    comparison_free(it->comparison);
}

static void turn(struct fixture *it, const char *function, enum entry_value value)
{
    moved_ground_turn(&it->ground, hand_entry(it->comparison, function, value));
}

static void fill(struct fixture *it, enum moved_kind kind, bool changed_only, uint32_t step)
{
    struct moved_domain domain = {.kind = kind, .changed_only = changed_only, .step = step};
    moved_domain_fill(&it->ground, &domain);
}

static bool has(const struct fixture *it, const char *path)
{
    size_t node = hand_node(it->comparison, path);
    assert_int_not_equal(node, CALLTREE_ROOT);
    return it->ground.member[node];
}

/* caller calls moved (which fell), grown (which grew), same and below it leaf; another grown elsewhere. */
static void world_of_siblings(struct moved_world *world)
{
    moved_world_begin(world);
    moved_world_add(world, "main;web;caller", 100, 100);
    moved_world_add(world, "main;web;caller;a.moved", 1000, 400);
    moved_world_add(world, "main;web;caller;b.grown", 1000, 1600);
    moved_world_add(world, "main;web;caller;lib.same", 500, 500);
    moved_world_add(world, "main;web;caller;lib.same;lib.leaf", 500, 500);
    moved_world_add(world, "main;web;other;b.grown", 300, 300);
    moved_world_add(world, "main;web;b.too", 300, 300);
}

static void near_is_the_connected_piece_of_what_changed(void **state)
{
    (void)state;
    struct moved_world world;
    struct fixture it;
    world_of_siblings(&world);
    begin(&it, &world);
    turn(&it, "b.grown", ENTRY_TOTAL);
    assert_int_equal(it.ground.site_count, 2);
    assert_int_equal(it.ground.top_count, 1);
    assert_true(it.ground.inside[hand_node(it.comparison, "main;web;other;b.grown")]);
    fill(&it, MOVED_NEAR, true, 1);
    assert_true(has(&it, "main;web;caller"));
    assert_true(has(&it, "main;web;caller;a.moved"));
    assert_true(has(&it, "main;web;other"));
    assert_false(has(&it, "main;web;caller;b.grown")); /* its own part */
    assert_false(has(&it, "main;web;caller;lib.same"));
    assert_false(has(&it, "main;web"));
    fill(&it, MOVED_NEAR, true, 2);
    assert_true(has(&it, "main;web"));
    assert_false(has(&it, "main;serve0;lib.steady00"));
    end(&it);
}

/* From main;web down two calls are near for k = 2; beyond them only growth counts. */
static void near_is_four_calls_at_most(void **state)
{
    (void)state;
    struct moved_world world;
    struct fixture it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller;b.grown", 1000, 2000);
    moved_world_add(&world, "main;web;a", 1000, 500);
    moved_world_add(&world, "main;web;a;b", 1000, 500);
    moved_world_add(&world, "main;web;a;b;c", 1000, 500);
    moved_world_add(&world, "main;web;a;b;c;d", 500, 1000);
    begin(&it, &world);
    turn(&it, "b.grown", ENTRY_SELF);
    fill(&it, MOVED_NEAR, true, 2);
    assert_true(has(&it, "main;web;a;b"));
    assert_false(has(&it, "main;web;a;b;c"));
    assert_true(has(&it, "main;web;a;b;c;d"));
    end(&it);
}

/* The root of all stacks has no frame; it joins the outermost functions only. */
static void outermost_functions_are_siblings(void **state)
{
    (void)state;
    struct moved_world world;
    struct fixture it;
    moved_world_begin(&world);
    moved_world_add(&world, "batch", 1000, 0);
    moved_world_add(&world, "loop", 0, 1000);
    moved_world_add(&world, "other;moved", 1000, 0);
    moved_world_add(&world, "main;web;grown", 0, 1000);
    begin(&it, &world);
    turn(&it, "loop", ENTRY_TOTAL);
    fill(&it, MOVED_NEAR, true, 1);
    assert_true(has(&it, "batch"));
    turn(&it, "grown", ENTRY_TOTAL);
    fill(&it, MOVED_NEAR, true, 2);
    assert_false(has(&it, "batch"));
    assert_false(has(&it, "other;moved"));
    end(&it);
}

static void sites_are_all_beneath_the_main_ones(void **state)
{
    (void)state;
    struct moved_world world;
    struct fixture it;
    world_of_siblings(&world);
    begin(&it, &world);
    turn(&it, "b.grown", ENTRY_SELF);
    fill(&it, MOVED_SITES, false, 1);
    assert_true(has(&it, "main;web;caller;lib.same;lib.leaf"));
    assert_true(has(&it, "main;web;caller;a.moved"));
    assert_false(has(&it, "main;web;other")); /* where it did not grow */
    fill(&it, MOVED_SITES, true, 1);
    assert_false(has(&it, "main;web;caller;lib.same;lib.leaf"));
    assert_true(has(&it, "main;web;caller;a.moved"));
    fill(&it, MOVED_SITES, false, 0);
    assert_false(has(&it, "main;web;caller;a.moved"));
    fill(&it, MOVED_SITES, false, 4);
    assert_true(has(&it, "main;serve0;lib.steady00"));
    end(&it);
}

static void callers_packages_and_files(void **state)
{
    (void)state;
    struct moved_world world;
    struct fixture it;
    world_of_siblings(&world);
    begin(&it, &world);
    turn(&it, "b.grown", ENTRY_TOTAL);
    fill(&it, MOVED_CALLER, false, symbols_find(it.comparison->symbols, bytes_of_text("other")));
    assert_true(has(&it, "main;web;other"));
    assert_false(has(&it, "main;web;caller"));
    fill(&it, MOVED_PACKAGE, false, 0);
    assert_true(has(&it, "main;web;b.too"));
    assert_false(has(&it, "main;web;caller;a.moved"));
    fill(&it, MOVED_FILE, false, 0); /* unknown */
    assert_false(has(&it, "main;web;b.too"));
    end(&it);
}

/* Near at k = 1: the callers' own 100 + 100 and a.moved's 1,000 -> 400. */
static void narrow_ones_first_and_none_too_wide(void **state)
{
    (void)state;
    struct moved_world world;
    struct moved_domain list[MOVED_DOMAINS_MOST];
    struct fixture it;
    world_of_siblings(&world);
    begin(&it, &world);
    turn(&it, "b.grown", ENTRY_TOTAL);
    size_t count = moved_domain_list(list, &it.ground, 5000);
    assert_true(count > 4 && count <= MOVED_DOMAINS_MOST);
    double last = 0;
    bool near = false;
    for (size_t i = 0; i < count; i++) {
        double size = list[i].rest[BASELINE] + list[i].rest[CANDIDATE];
        assert_true(size >= last && size <= 5000);
        last = size;
        if (list[i].kind == MOVED_NEAR && list[i].step == 1) {
            near = true;
            assert_true(list[i].rest[BASELINE] == 1100 && list[i].rest[CANDIDATE] == 500);
        }
    }
    assert_true(near);
    end(&it);
}

/* What a domain was measured to cost is what its nodes cost. */
static void assert_measured_as_filled(struct fixture *it, const char *function, enum entry_value value,
                                      size_t least)
{
    struct moved_domain list[MOVED_DOMAINS_MOST];
    turn(it, function, value);
    size_t count = moved_domain_list(list, &it->ground, 1e9);
    assert_true(count >= least);
    for (size_t i = 0; i < count; i++) {
        double rest[SIDES] = {0};
        moved_domain_fill(&it->ground, &list[i]);
        for (size_t n = 0; n < it->comparison->tree->count * SIDES; n++)
            rest[n % SIDES] += it->ground.member[n / SIDES] ? it->comparison->node_self[n] : 0;
        if (rest[BASELINE] != list[i].rest[BASELINE] || rest[CANDIDATE] != list[i].rest[CANDIDATE])
            fail_msg("%s: kind %d step %u changed %d", function, list[i].kind, list[i].step, list[i].changed_only);
    }
}

static void measured_as_filled(void **state)
{
    (void)state;
    struct moved_world world;
    struct fixture it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web", 70, 70);
    moved_world_add(&world, "main;web;route;caller", 100, 100);
    moved_world_add(&world, "main;web;route;caller;a.moved", 1000, 400);
    moved_world_add(&world, "main;web;route;caller;a.moved;lib.leaf", 300, 0);
    moved_world_add(&world, "main;web;route;caller;b.grown", 1000, 1600);
    moved_world_add(&world, "main;web;route;caller;b.grown;lib.leaf", 300, 600);
    moved_world_add(&world, "main;web;route;caller;lib.same;lib.leaf", 500, 500);
    moved_world_add(&world, "main;web;route;other;b.grown", 300, 400);
    moved_world_add(&world, "main;web;route;other;b.grown;caller;lib.same", 30, 40);
    moved_world_add(&world, "main;web;b.too", 300, 100);
    begin(&it, &world);
    assert_measured_as_filled(&it, "b.grown", ENTRY_TOTAL, 12);
    assert_measured_as_filled(&it, "b.grown", ENTRY_SELF, 12);
    assert_measured_as_filled(&it, "lib.leaf", ENTRY_SELF, 10);
    assert_measured_as_filled(&it, "caller", ENTRY_TOTAL, 10);
    end(&it);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_is_the_connected_piece_of_what_changed),
        cmocka_unit_test(near_is_four_calls_at_most),
        cmocka_unit_test(outermost_functions_are_siblings),
        cmocka_unit_test(sites_are_all_beneath_the_main_ones),
        cmocka_unit_test(callers_packages_and_files),
        cmocka_unit_test(narrow_ones_first_and_none_too_wide),
        cmocka_unit_test(measured_as_filled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
