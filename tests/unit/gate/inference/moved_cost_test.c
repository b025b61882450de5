#include "gate/inference/moved_cost.h"

#include "gate/base/memory.h"
#include "gate/inference/inference.h"
#include "tests/unit/gate/inference/moved_world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

struct judged {
    struct comparison *comparison;
    struct questions questions;
    struct answers *answers;
};

/* Frames may grow by 5 % of themselves or 1 % of the total, proven above half of it. */
static void judge_with(struct judged *it, const struct moved_world *world, const struct noise_settings *settings)
{
    struct limit wide = hand_limit(0.5, 0.5);
    *it = (struct judged){.comparison = moved_world_comparison(world)};
    const struct comparison *comparison = it->comparison;
    hand_questions_with(&it->questions, comparison, hand_limit(0.05, 0.01), wide, wide);
    assert_int_equal(inference_answer(&it->answers, &comparison, 1, &it->questions, settings, NULL), 0);
}

static void judge(struct judged *it, const struct moved_world *world)
{
    struct noise_settings settings = moved_world_settings();
    judge_with(it, world, &settings);
}

static void end(struct judged *it)
{
    answers_free(it->answers);
    questions_clear(&it->questions);
    comparison_free(it->comparison);
}

static const struct answer *about(const struct judged *it, const char *function, enum entry_value value)
{
    size_t entry = hand_entry(it->comparison, function, value);
    for (size_t q = 0; q < it->questions.count; q++) {
        if (it->questions.items[q].entry == entry)
            return &it->answers->items[q];
    }
    fail_msg("nothing was asked about %s", function);
    return NULL;
}

static size_t count_rejected(const struct judged *it)
{
    size_t count = 0;
    for (size_t q = 0; q < it->questions.count; q++)
        count += it->answers->items[q].rejected;
    return count;
}

static void assert_from(const struct judged *it, const struct answer *answer, const char *function, double samples)
{
    assert_true(answer->parts_count > 0);
    const struct moved_part *part = &it->answers->moved_parts[answer->parts_first];
    assert_true(bytes_equal(symbols_get(it->comparison->symbols, part->symbol)->name, bytes_of_text(function)));
    assert_true(fabs(part->growth - samples / 10000) < 0.02 * fabs(samples / 10000));
}

static void assert_moved(const struct judged *it, const struct answer *answer, double net_samples)
{
    assert_true(answer->moved);
    assert_false(answer->rejected);
    assert_true(fabs(answer->net.growth - net_samples / 10000) < 1e-9);
    assert_true(answer->net.growth_interval[0] < answer->net.growth &&
                answer->net.growth_interval[1] > answer->net.growth);
    assert_int_equal(count_rejected(it), 0);
    assert_int_equal(it->answers->culprit_count, 0);
}

/* The caller's own cost is what the callee's was. */
static void a_function_inlined_into_its_caller(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller", 1000, 2010);
    moved_world_add(&world, "main;web;caller;a.inlined", 1000, 0);
    moved_world_add(&world, "main;web;caller;a.inlined;lib.leaf", 500, 0);
    moved_world_add(&world, "main;web;caller;lib.leaf", 0, 500);
    judge(&it, &world);
    const struct answer *answer = about(&it, "caller", ENTRY_SELF);
    assert_moved(&it, answer, 10);
    assert_true(answer->cleared);
    assert_true(fabs(answer->estimate.growth - 0.101) < 1e-9);
    assert_from(&it, answer, "a.inlined", -1000);
    end(&it);
}

static void a_part_extracted_into_a_new_function(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller;a.whole", 2000, 800);
    moved_world_add(&world, "main;web;caller;a.whole;a.part", 0, 1190);
    judge(&it, &world);
    assert_moved(&it, about(&it, "a.part", ENTRY_TOTAL), -10);
    end(&it);
}

/* With what it calls, which costs as much as ever. */
static void a_call_moved_to_a_sibling(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller;render.describe;lib.lower", 900, 0);
    moved_world_add(&world, "main;web;caller;render.describe", 100, 0);
    moved_world_add(&world, "main;web;caller;catalog.decorate;lib.lower", 0, 900);
    moved_world_add(&world, "main;web;caller;catalog.decorate", 0, 100);
    judge(&it, &world);
    const struct answer *answer = about(&it, "catalog.decorate", ENTRY_TOTAL);
    assert_moved(&it, answer, 0);
    assert_from(&it, answer, "render.describe", -1000);
    end(&it);
}

static void only_the_net_growth_counts(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller;a.old", 1000, 0);
    moved_world_add(&world, "main;web;caller;b.new", 0, 1900);
    judge(&it, &world);
    assert_true(about(&it, "b.new", ENTRY_TOTAL)->rejected);
    assert_false(about(&it, "b.new", ENTRY_TOTAL)->moved);
    end(&it);
}

/* +1 % of the total is 220 samples: the net of 200 +- 63 is not proven above half of it, nor excluded. */
static void a_net_too_close_to_call_is_neither(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller;a.old", 1000, 0);
    moved_world_add(&world, "main;web;caller;b.new", 0, 1200);
    judge(&it, &world);
    const struct answer *answer = about(&it, "b.new", ENTRY_TOTAL);
    assert_moved(&it, answer, 200);
    assert_false(answer->cleared);
    assert_int_equal(answer->blocker, BLOCKER_SAMPLES);
    assert_true(answer->samples_factor > 1);
    end(&it);
}

/* A saving in another request's code excuses nothing, though the total stays. */
static void a_saving_elsewhere_excuses_nothing(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller;b.grown", 500, 1500);
    moved_world_add(&world, "batch;loop;a.saved", 1500, 500);
    judge(&it, &world);
    assert_true(about(&it, "b.grown", ENTRY_TOTAL)->rejected);
    end(&it);
}

/* Everything is a quarter cheaper, as on a faster host: that is nowhere that a growth can have come from. */
static void what_all_saved_alike_excuses_nothing(void **state)
{
    (void)state;
    static const char *const others[] = {"a.a", "a.b", "a.c", "a.d", "a.e", "a.f",
                                         "a.g", "a.h", "a.i", "a.j", "a.k", "a.l"};
    struct moved_world world = {.count = 0};
    struct judged it;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        char stack[64];
        snprintf(stack, sizeof stack, "main;web;caller.%zu;%s", i / 3, others[i]);
        moved_world_add(&world, stack, 2000, 1500);
    }
    moved_world_add(&world, "main;web;caller.0;a.grown", 1000, 2000);
    judge(&it, &world);
    const struct answer *answer = about(&it, "a.grown", ENTRY_TOTAL);
    assert_true(answer->rejected);
    assert_false(answer->moved);
    end(&it);
}

/* 1,000 came from the sibling; the caller above both keeps the 1,000 more of another one below it. */
static void a_caller_keeps_what_is_red_in_it(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller;left;a.old", 1000, 0);
    moved_world_add(&world, "main;web;caller;left;b.new", 0, 1000);
    moved_world_add(&world, "main;web;caller;right;c.grown", 200, 1200);
    judge(&it, &world);
    assert_true(about(&it, "b.new", ENTRY_TOTAL)->moved);
    assert_true(about(&it, "c.grown", ENTRY_TOTAL)->rejected);
    assert_true(about(&it, "caller", ENTRY_TOTAL)->rejected);
    assert_int_equal(it.answers->culprit_count, 1);
    end(&it);
}

/* 690 of 1,000 came from the next handler. That is beyond doubt beside the function, but not beside all that its
 * caller costs. */
static void what_moved_is_netted_in_its_caller_too(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    moved_world_begin(&world);
    for (int i = 0; i < 9; i++) {
        char frames[64];
        snprintf(frames, sizeof frames, "main;web;left;lib.other%d", i);
        moved_world_add(&world, frames, 1000, 1000);
    }
    moved_world_add(&world, "main;web;left;b.new", 1000, 2000);
    moved_world_add(&world, "main;web;right;a.old", 2000, 1310);
    judge(&it, &world);
    assert_moved(&it, about(&it, "b.new", ENTRY_TOTAL), 310);
    assert_moved(&it, about(&it, "left", ENTRY_TOTAL), 310);
    end(&it);
}

/* The caller has grown by 1,000 beside it. */
static void what_else_grew_in_its_caller_stays_red(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    moved_world_begin(&world);
    for (int i = 0; i < 9; i++) {
        char frames[64];
        snprintf(frames, sizeof frames, "main;web;left;lib.other%d", i);
        moved_world_add(&world, frames, 1000, 1105);
    }
    moved_world_add(&world, "main;web;left;b.new", 1000, 2000);
    moved_world_add(&world, "main;web;right;a.old", 2000, 1310);
    judge(&it, &world);
    assert_true(about(&it, "b.new", ENTRY_TOTAL)->moved);
    assert_true(about(&it, "left", ENTRY_TOTAL)->rejected);
    end(&it);
}

/* One saving of 1,000 cannot pay for two growths of 1,000 beside it. */
static void one_saving_is_not_netted_twice(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller;a.old", 1000, 0);
    moved_world_add(&world, "main;web;caller;b.one", 500, 1500);
    moved_world_add(&world, "main;web;caller;b.two", 500, 1500);
    judge(&it, &world);
    assert_true(count_rejected(&it) > 0);
    end(&it);
}

/* A fall of 60 of 1,000 is chance. */
static void a_fall_by_chance_excuses_nothing(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller;a.other", 5000, 4850);
    moved_world_add(&world, "main;web;caller;b.grown", 300, 700);
    judge(&it, &world);
    assert_true(about(&it, "b.grown", ENTRY_TOTAL)->rejected);
    end(&it);
}

static void strictly_nothing_is_excused(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    struct noise_settings settings = moved_world_settings();
    settings.strict = true;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller;a.old", 1000, 0);
    moved_world_add(&world, "main;web;caller;b.new", 0, 1000);
    judge_with(&it, &world, &settings);
    assert_true(about(&it, "b.new", ENTRY_TOTAL)->rejected);
    end(&it);
}

/* A domain of more than half of the cost: 15,000 of 24,000 beside a function that took 1,000. */
static void a_domain_too_wide_excuses_nothing(void **state)
{
    (void)state;
    struct moved_world world;
    struct judged it;
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller;a.huge", 26000, 24500);
    moved_world_add(&world, "main;web;caller;b.grown", 500, 2000);
    judge(&it, &world);
    assert_true(about(&it, "b.grown", ENTRY_TOTAL)->rejected);
    end(&it);
}

static void without_memory_it_fails(void **state)
{
    (void)state;
    struct moved_world world;
    struct limit wide = hand_limit(0.5, 0.5);
    struct noise_settings settings = moved_world_settings();
    struct questions questions = {0};
    moved_world_begin(&world);
    moved_world_add(&world, "main;web;caller;a.old", 1000, 0);
    moved_world_add(&world, "main;web;caller;b.new", 0, 1000);
    struct comparison *made = moved_world_comparison(&world);
    const struct comparison *comparison = made;
    hand_questions_with(&questions, comparison, hand_limit(0.05, 0.01), wide, wide);
    size_t used = memory_usage().used;
    int result = -1;
    for (size_t n = 1; result != 0; n++) {
        struct answers *answers = NULL;
        struct error err = ERROR_INIT;
        memory_fail_at(n);
        result = inference_answer(&answers, &comparison, 1, &questions, &settings, &err);
        memory_fail_at(0);
        answers_free(answers);
        assert_int_equal(memory_usage().used, used);
        assert_true(n < 1000);
    }
    questions_clear(&questions);
    comparison_free(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_function_inlined_into_its_caller),
        cmocka_unit_test(a_part_extracted_into_a_new_function),
        cmocka_unit_test(a_call_moved_to_a_sibling),
        cmocka_unit_test(only_the_net_growth_counts),
        cmocka_unit_test(a_net_too_close_to_call_is_neither),
        cmocka_unit_test(a_saving_elsewhere_excuses_nothing),
        cmocka_unit_test(what_all_saved_alike_excuses_nothing),
        cmocka_unit_test(a_caller_keeps_what_is_red_in_it),
        cmocka_unit_test(what_moved_is_netted_in_its_caller_too),
        cmocka_unit_test(what_else_grew_in_its_caller_stays_red),
        cmocka_unit_test(one_saving_is_not_netted_twice),
        cmocka_unit_test(a_fall_by_chance_excuses_nothing),
        cmocka_unit_test(strictly_nothing_is_excused),
        cmocka_unit_test(a_domain_too_wide_excuses_nothing),
        cmocka_unit_test(without_memory_it_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
