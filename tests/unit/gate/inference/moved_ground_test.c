#include "gate/inference/moved_ground.h"

#include "gate/base/memory.h"
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

static uint32_t symbol_of(const struct fixture *it, const char *function)
{
    return symbols_find(it->comparison->symbols, bytes_of_text(function));
}

static int changed(const struct fixture *it, const char *function)
{
    return it->ground.changed[symbol_of(it, function)];
}

static bool inside(const struct fixture *it, const char *path)
{
    return it->ground.inside[hand_node(it->comparison, path)];
}

/* Mid-p of an even split by exact rational sums of the binomial (Python fractions): 1,120 of 2,120 or more 0.00458,
 * 1,080 of 2,080 or more 0.03973. */
static void what_changed_and_how(void **state)
{
    (void)state;
    struct moved_world world;
    struct fixture it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;above", 1000, 1000);
    moved_world_add(&world, "main;web;above;a.grew", 1000, 1120);
    moved_world_add(&world, "main;web;above;a.hardly", 1000, 1080);
    moved_world_add(&world, "main;web;fell", 1000, 880);
    moved_world_add(&world, "main;web;around;a.new", 0, 500);
    begin(&it, &world);
    assert_int_equal(changed(&it, "a.grew") & (MOVED_OWN_GREW | MOVED_OWN_FELL), MOVED_OWN_GREW);
    assert_int_equal(changed(&it, "a.hardly"), 0);
    assert_int_equal(changed(&it, "fell") & (MOVED_OWN_GREW | MOVED_OWN_FELL), MOVED_OWN_FELL);
    assert_int_equal(changed(&it, "around"), MOVED_TOTAL_CHANGED);
    assert_int_equal(changed(&it, "above"), MOVED_TOTAL_CHANGED); /* 3,000 -> 3,200: 2.54 */
    assert_int_equal(changed(&it, "lib.steady03"), 0);
    end(&it);
}

static void homes_by_name(void **state)
{
    (void)state;
    struct moved_world world;
    struct fixture it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;shop.one", 100, 100);
    moved_world_add(&world, "main;web;shop.two", 100, 100);
    moved_world_add(&world, "main;web;bare", 100, 100);
    begin(&it, &world);
    const uint64_t *packages = it.ground.packages;
    assert_true(packages[symbol_of(&it, "shop.one")] == packages[symbol_of(&it, "shop.two")]);
    assert_true(packages[symbol_of(&it, "shop.one")] != packages[symbol_of(&it, "lib.steady00")]);
    assert_true(packages[symbol_of(&it, "bare")] == 0);
    assert_true(it.ground.files[symbol_of(&it, "shop.one")] == 0);
    end(&it);
}

/* Growth a request 0.06, 0.03, 0.01 of 10,000 requests; 80 % of 0.1 are in the first two. */
static void places_in_the_order_of_their_growth(void **state)
{
    (void)state;
    struct moved_world world;
    struct fixture it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;one;f", 1000, 1100);
    moved_world_add(&world, "main;web;two;f", 1000, 1600);
    moved_world_add(&world, "main;web;three;f;leaf", 1000, 1300);
    moved_world_add(&world, "main;web;four;f", 1000, 900);
    begin(&it, &world);
    moved_ground_turn(&it.ground, hand_entry(it.comparison, "f", ENTRY_TOTAL));
    assert_false(it.ground.self);
    assert_int_equal(it.ground.symbol, symbol_of(&it, "f"));
    assert_int_equal(it.ground.site_count, 4);
    assert_int_equal(it.ground.top_count, 2);
    const char *order[] = {"main;web;two;f", "main;web;three;f", "main;web;one;f", "main;web;four;f"};
    const double growth[] = {0.06, 0.03, 0.01, -0.01};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(it.ground.sites[i].node, hand_node(it.comparison, order[i]));
        double read = it.ground.sites[i].growth + (1 - 1 / it.noise.red) * 0.1; /* s = 1 within its noise */
        assert_true(read > growth[i] - 0.005 && read < growth[i] + 0.005);
    }
    end(&it);
}

/* Its own cost is its own places alone; its total all beneath them, a recursion once. */
static void own_part(void **state)
{
    (void)state;
    struct moved_world world;
    struct fixture it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;f", 1000, 1000);
    moved_world_add(&world, "main;web;f;leaf", 1000, 1000);
    moved_world_add(&world, "main;web;f;g;f", 1000, 1000);
    begin(&it, &world);
    moved_ground_turn(&it.ground, hand_entry(it.comparison, "f", ENTRY_TOTAL));
    assert_int_equal(it.ground.site_count, 1);
    assert_true(inside(&it, "main;web;f") && inside(&it, "main;web;f;leaf") && inside(&it, "main;web;f;g"));
    assert_true(it.ground.with_it[symbol_of(&it, "leaf")]);
    assert_false(inside(&it, "main;web"));
    moved_ground_turn(&it.ground, hand_entry(it.comparison, "f", ENTRY_SELF));
    assert_true(it.ground.self);
    assert_int_equal(it.ground.site_count, 2);
    assert_true(inside(&it, "main;web;f") && inside(&it, "main;web;f;g;f"));
    assert_false(inside(&it, "main;web;f;leaf") || inside(&it, "main;web;f;g"));
    assert_false(it.ground.with_it[symbol_of(&it, "leaf")]);
    end(&it);
}

static void without_memory_there_is_none(void **state)
{
    (void)state;
    struct moved_world world;
    struct noise noise;
    struct noise_settings settings = moved_world_settings();
    moved_world_begin(&world);
    struct comparison *comparison = moved_world_comparison(&world);
    assert_int_equal(noise_measure(&noise, comparison, &settings, NULL), 0);
    size_t used = memory_usage().used;
    int result = -1;
    for (size_t n = 1; result != 0; n++) {
        struct moved_ground ground;
        struct error err = ERROR_INIT;
        memory_fail_at(n);
        result = moved_ground_make(&ground, &noise, &err);
        memory_fail_at(0);
        moved_ground_clear(&ground);
        assert_int_equal(memory_usage().used, used);
        assert_true(n < 100);
    }
    noise_clear(&noise);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_changed_and_how),
        cmocka_unit_test(homes_by_name),
        cmocka_unit_test(places_in_the_order_of_their_growth),
        cmocka_unit_test(own_part),
        cmocka_unit_test(without_memory_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
