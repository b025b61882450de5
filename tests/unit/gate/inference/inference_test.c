#include "gate/inference/inference.h"

#include "gate/base/memory.h"
#include "tests/unit/gate/inference/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

static struct answers *answer(const struct comparison *comparison, const struct questions *questions)
{
    struct answers *answers;
    struct noise_settings settings = noise_settings_default();
    assert_int_equal(inference_answer(&answers, &comparison, 1, questions, &settings, NULL), 0);
    return answers;
}

static const struct answer *about(const struct answers *answers, const struct questions *questions, size_t entry)
{
    for (size_t q = 0; q < questions->count; q++) {
        if (questions->items[q].entry == entry)
            return &answers->items[q];
    }
    return NULL;
}

/* expected/worked_example.txt, "measured": only f3 is proven above L beyond .008/K and measured above U. */
static void worked_example_is_red_at_f3(void **state)
{
    (void)state;
    struct comparison *comparison = example_comparison();
    struct questions questions = {0};
    hand_questions(&questions, comparison);
    struct answers *answers = answer(comparison, &questions);
    for (int line = 0; line < EXAMPLE_ENTRIES; line++) {
        const struct answer *item = about(answers, &questions, example_entry(comparison, line));
        assert_int_equal(item->rejected, line == 3);
    }
    /* 14 different entries, as in the file's "Tarone K", since self and total of a leaf are one. */
    assert_int_equal(answers->hypotheses, 14);
    assert_int_equal(answers->tested, 12);
    assert_close(answers->wildcard_level, 0.008 / 12, 1e-12);
    assert_close(answers->named_level, 0.002, 1e-12);
    assert_int_equal(answers->culprit_count, 1);
    const struct culprit *culprit = &answers->culprits[0];
    assert_int_equal(culprit->node, hand_node(comparison, "g34;f3"));
    assert_int_equal(questions.items[culprit->question].entry, hand_entry(comparison, "f3", ENTRY_TOTAL));
    assert_true(culprit->self);
    assert_int_equal(culprit->call_sites, 1);
    assert_close(culprit->estimate.change, 650.0 / 3050 / (294.0 / 3100) - 1, 1e-12);
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

/* Many functions of one size under one caller, the same on both sides but for what a test changes. */
enum { FUNCTIONS = 40, REPLICAS = 8 };

struct service {
    double counts[FUNCTIONS][2 * REPLICAS];
    char frames[FUNCTIONS][32];
    struct hand_stack stacks[FUNCTIONS];
};

static void fill_service(struct service *service)
{
    for (int f = 0; f < FUNCTIONS; f++) {
        snprintf(service->frames[f], sizeof service->frames[f], "main;handler%d;f%02d", f % 4, f);
        service->stacks[f] = (struct hand_stack){service->frames[f], service->counts[f]};
        for (int c = 0; c < 2 * REPLICAS; c++)
            service->counts[f][c] = 2000 + 17 * ((f * 7 + c * 5) % 11) + 13 * ((f + c * 3) % 7);
    }
}

static struct comparison *compare_service(const struct service *service)
{
    double requests[2 * REPLICAS];
    for (int c = 0; c < 2 * REPLICAS; c++)
        requests[c] = 10000;
    return hand_comparison(service->stacks, FUNCTIONS, REPLICAS, REPLICAS, requests);
}

static void grow(struct service *service, int function, double factor)
{
    for (int c = REPLICAS; c < 2 * REPLICAS; c++)
        service->counts[function][c] *= factor;
}

static size_t count_rejected(const struct answers *answers)
{
    size_t count = 0;
    for (size_t q = 0; q < answers->count; q++)
        count += answers->items[q].rejected;
    return count;
}

/* No function of at least 1 % of the cost was less visible, and no undecided one was measured above it. */
static void check_least_visible(const struct answers *answers, const struct questions *questions)
{
    const struct comparison_answers *all = &answers->comparisons[0];
    bool found = false;
    for (size_t q = 0; q < questions->count; q++) {
        const struct question *question = &questions->items[q];
        const struct answer *it = &answers->items[q];
        if (question->entry == 0 || question->purpose != QUESTION_FAIL)
            continue;
        if (it->estimate.rate[0] >= 0.01 * all->total.rate[0])
            assert_true(it->visible <= all->visible_worst);
        if (it->at_limit && !it->rejected)
            assert_true(it->estimate.share <= all->visible_worst);
        found = found || (question->entry == all->visible_worst_entry &&
                          (it->visible >= all->visible_worst || it->estimate.share >= all->visible_worst));
    }
    assert_true(found);
}

static void the_same_twice_passes(void **state)
{
    (void)state;
    struct service service;
    fill_service(&service);
    struct comparison *comparison = compare_service(&service);
    struct questions questions = {0};
    hand_questions(&questions, comparison);
    struct answers *answers = answer(comparison, &questions);
    assert_int_equal(count_rejected(answers), 0);
    assert_int_equal(answers->comparisons[0].pass_blockers, 0);
    assert_int_equal(answers->culprit_count, 0);
    assert_int_equal(answers->improvement_count, 0);
    /* a growth of U is seen half of the time, so what is seen with a chance of 80 % lies above */
    assert_true(answers->comparisons[0].visible_total > 0.1 && answers->comparisons[0].visible_total < 0.12);
    assert_true(answers->comparisons[0].visible_frame > 0.02 && answers->comparisons[0].visible_frame < 0.03);
    check_least_visible(answers, &questions);
    for (size_t n = 0; n < comparison->tree->count; n++)
        assert_int_equal(answers->comparisons[0].nodes[n].direction, 0);
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

static void a_grown_leaf_is_the_only_culprit(void **state)
{
    (void)state;
    struct service service;
    fill_service(&service);
    grow(&service, 6, 3.0); /* +5 % of the total */
    struct comparison *comparison = compare_service(&service);
    struct questions questions = {0};
    hand_questions(&questions, comparison);
    struct answers *answers = answer(comparison, &questions);
    assert_int_equal(answers->culprit_count, 1);
    assert_int_equal(answers->culprits[0].node, hand_node(comparison, "main;handler2;f06"));
    assert_int_equal(answers->comparisons[0].nodes[answers->culprits[0].node].direction, 1);
    const struct answer *leaf = about(answers, &questions, hand_entry(comparison, "f06", ENTRY_SELF));
    assert_true(leaf->rejected && leaf->at_limit && !leaf->cleared);
    assert_true(leaf->estimate.change_interval[0] > 1.5 && leaf->estimate.change_interval[0] < 2.0);
    assert_true(leaf->estimate.change_interval[1] > 2.0 && leaf->estimate.change_interval[1] < 2.5);
    assert_true(leaf->estimate.growth_interval[0] < leaf->estimate.growth);
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

static void two_causes_are_named_apart(void **state)
{
    (void)state;
    struct service service;
    fill_service(&service);
    grow(&service, 6, 3.0);
    grow(&service, 7, 2.5);
    struct comparison *comparison = compare_service(&service);
    struct questions questions = {0};
    hand_questions(&questions, comparison);
    struct answers *answers = answer(comparison, &questions);
    assert_int_equal(answers->culprit_count, 2);
    assert_int_equal(answers->culprits[0].node, hand_node(comparison, "main;handler2;f06"));
    assert_int_equal(answers->culprits[1].node, hand_node(comparison, "main;handler3;f07"));
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

static void a_shrunk_leaf_is_an_improvement(void **state)
{
    (void)state;
    struct service service;
    fill_service(&service);
    grow(&service, 9, 0.3);
    struct comparison *comparison = compare_service(&service);
    struct questions questions = {0};
    hand_questions(&questions, comparison);
    struct answers *answers = answer(comparison, &questions);
    assert_int_equal(count_rejected(answers), 0);
    assert_int_equal(answers->improvement_count, 1);
    assert_int_equal(answers->improvements[0].node, hand_node(comparison, "main;handler1;f09"));
    assert_int_equal(answers->improvements[0].question, UINT32_MAX);
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

/* Quiet replicas: no level of theirs explains +30 %, so it is growth; its place is what calls all that grew. */
static void everything_slower_is_what_calls_it(void **state)
{
    (void)state;
    struct service service;
    fill_service(&service);
    for (int f = 0; f < FUNCTIONS; f++)
        grow(&service, f, 1.3);
    struct comparison *comparison = compare_service(&service);
    struct questions questions = {0};
    hand_questions(&questions, comparison);
    struct answers *answers = answer(comparison, &questions);
    assert_true(answers->items[0].rejected);
    assert_int_equal(answers->culprit_count, 1);
    assert_int_equal(answers->culprits[0].node, hand_node(comparison, "main"));
    assert_false(answers->culprits[0].self);
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

/* Hosts that differ by more than that: the level takes it, and the total is named alone. */
static void a_slower_level_is_the_service(void **state)
{
    (void)state;
    static const double hosts[REPLICAS] = {0.87, 1.13, 0.90, 1.10, 0.97, 1.03, 1.09, 0.91};
    struct service service;
    fill_service(&service);
    for (int f = 0; f < FUNCTIONS; f++) {
        grow(&service, f, 1.3);
        for (int c = 0; c < 2 * REPLICAS; c++)
            service.counts[f][c] *= hosts[c % REPLICAS];
    }
    struct comparison *comparison = compare_service(&service);
    struct questions questions = {0};
    hand_questions(&questions, comparison);
    struct answers *answers = answer(comparison, &questions);
    assert_true(answers->items[0].rejected);
    assert_int_equal(count_rejected(answers), 1);
    assert_int_equal(answers->culprit_count, 1);
    assert_int_equal(answers->culprits[0].symbol, SYMBOL_NONE);
    assert_int_equal(answers->culprits[0].question, 0);
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

static void an_unfit_pair_answers_nothing_but_estimates(void **state)
{
    (void)state;
    struct service service;
    fill_service(&service);
    grow(&service, 6, 3.0);
    struct comparison *comparison = compare_service(&service);
    comparison->unfit = "the sides have different periods";
    struct questions questions = {0};
    hand_questions(&questions, comparison);
    struct answers *answers = answer(comparison, &questions);
    for (size_t q = 0; q < answers->count; q++) {
        assert_false(answers->items[q].rejected || answers->items[q].cleared);
        assert_int_equal(answers->items[q].blocker, BLOCKER_UNFIT);
        assert_true(isfinite(answers->items[q].estimate.change));
    }
    assert_int_equal(answers->hypotheses, 0);
    assert_int_equal(answers->culprit_count, 0);
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

/* A warning is held to alpha' alone and never blocks. */
static void warnings_stand_outside(void **state)
{
    (void)state;
    struct service service;
    fill_service(&service);
    grow(&service, 6, 3.0);
    struct comparison *comparison = compare_service(&service);
    struct questions questions = {0};
    uint32_t entry = (uint32_t)hand_entry(comparison, "f06", ENTRY_TOTAL);
    struct question warning = {.entry = entry,
                               .purpose = QUESTION_WARN,
                               .slice = QUESTION_WILDCARD,
                               .limit = hand_limit(0.1, 0.01),
                               .limit_assumed = hand_limit(0.1, 0.01)};
    assert_int_equal(questions_add(&questions, &warning, NULL), 0);
    struct answers *answers = answer(comparison, &questions);
    assert_true(answers->items[0].rejected);
    assert_int_equal(answers->hypotheses, 0);
    assert_int_equal(answers->comparisons[0].pass_blockers, 0);
    assert_int_equal(answers->culprit_count, 0);
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

/* A wildcard limit without an amount says nothing of functions that nobody sampled (section 8). */
static void of_itself_alone_never_passes(void **state)
{
    (void)state;
    struct service service;
    fill_service(&service);
    struct comparison *comparison = compare_service(&service);
    struct questions questions = {0};
    hand_questions_with(&questions, comparison, hand_limit(0.5, 0), hand_limit(0.5, 0), hand_limit(0.5, 0));
    struct answers *answers = answer(comparison, &questions);
    assert_true(answers->items[0].cleared); /* the named total */
    for (size_t q = 1; q < answers->count; q++) {
        assert_false(answers->items[q].cleared);
        assert_int_equal(answers->items[q].blocker, BLOCKER_SAMPLES);
        assert_true(isnan(answers->items[q].samples_factor));
    }
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

static void every_failing_allocation_is_an_error(void **state)
{
    (void)state;
    struct service service;
    fill_service(&service);
    grow(&service, 6, 3.0);
    struct comparison *comparison = compare_service(&service);
    const struct comparison *list = comparison;
    struct questions questions = {0};
    hand_questions(&questions, comparison);
    struct noise_settings settings = noise_settings_default();
    size_t before = memory_usage().used;
    for (size_t n = 1;; n++) {
        struct answers *answers = NULL;
        struct error err = ERROR_INIT;
        memory_fail_at(n);
        int result = inference_answer(&answers, &list, 1, &questions, &settings, &err);
        memory_fail_at(0);
        answers_free(answers);
        assert_int_equal(memory_usage().used, before);
        if (result == 0)
            break;
        assert_int_equal(err.kind, ERROR_MEMORY);
    }
    questions_clear(&questions);
    comparison_free(comparison);
}

/* Promised -20 %: 30 % less keeps it, unchanged breaks it, 15 % less does neither, and what is gone may have moved.
 */
static void promises_are_kept_broken_or_neither(void **state)
{
    (void)state;
    static const struct {
        double factor;
        bool kept, broken;
    } cases[] = {{0.7, true, false}, {1.0, false, true}, {0.85, false, false}, {0.0, false, false}};
    enum { CASES = sizeof cases / sizeof cases[0] };
    struct service service;
    struct questions questions = {0};
    fill_service(&service);
    for (int i = 0; i < CASES; i++)
        grow(&service, 5 + i, cases[i].factor);
    struct comparison *comparison = compare_service(&service);
    for (int i = 0; i < CASES; i++) {
        struct question question = {.purpose = QUESTION_EXPECT, .slice = QUESTION_NAMED, .expected = -0.2};
        char name[16];
        snprintf(name, sizeof name, "f%02d", 5 + i);
        question.entry = (uint32_t)hand_entry(comparison, name, ENTRY_TOTAL);
        assert_int_equal(questions_add(&questions, &question, NULL), 0);
    }
    struct answers *answers = answer(comparison, &questions);
    for (int i = 0; i < CASES; i++) {
        assert_int_equal(answers->items[i].cleared, cases[i].kept);
        assert_int_equal(answers->items[i].rejected, cases[i].broken);
    }
    /* A promise is no question that a growth could break. */
    assert_int_equal(answers->culprit_count, 0);
    answers_free(answers);
    questions_clear(&questions);
    comparison_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example_is_red_at_f3),
        cmocka_unit_test(the_same_twice_passes),
        cmocka_unit_test(a_grown_leaf_is_the_only_culprit),
        cmocka_unit_test(two_causes_are_named_apart),
        cmocka_unit_test(a_shrunk_leaf_is_an_improvement),
        cmocka_unit_test(everything_slower_is_what_calls_it),
        cmocka_unit_test(a_slower_level_is_the_service),
        cmocka_unit_test(an_unfit_pair_answers_nothing_but_estimates),
        cmocka_unit_test(warnings_stand_outside),
        cmocka_unit_test(of_itself_alone_never_passes),
        cmocka_unit_test(every_failing_allocation_is_an_error),
        cmocka_unit_test(promises_are_kept_broken_or_neither),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
