#include "gate/model/answer.h"

#include "gate/base/memory.h"
#include "gate/model/question.h"

#include <math.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct answers *by_hand(void)
{
    struct answers *answers = memory_allocate_array(1, sizeof *answers);
    answers->items = memory_allocate_array(1, sizeof *answers->items);
    answers->count = 1;
    answers->items[0] = (struct answer){
        .estimate = {.rate = {10, 12},
                     .growth = 2,
                     .growth_interval = {1, 3},
                     .change = 0.2,
                     .change_interval = {0.1, INFINITY},
                     .share = 0.05},
        .limit = {.growth = 1},
        .proven = {.growth = 0.5},
        .p_low = 0.001,
        .p_high = 1,
        .p_least = NAN,
        .tested = true,
        .at_limit = true,
        .rejected = true,
    };
    answers->comparisons = memory_allocate_array(1, sizeof *answers->comparisons);
    answers->comparison_count = 1;
    answers->comparisons[0].nodes = memory_allocate_array(3, sizeof *answers->comparisons[0].nodes);
    answers->comparisons[0].level = (struct level){.mode = LEVEL_ASSUMED, .factor = 1};
    answers->culprits = memory_allocate_array(1, sizeof *answers->culprits);
    answers->culprit_count = 1;
    answers->culprits[0] = (struct culprit){.node = 2, .symbol = 3, .self = true, .call_sites = 1};
    answers->hypotheses = 4;
    answers->tested = 2;
    return answers;
}

static void dump(void **state)
{
    (void)state;
    struct answers *answers = by_hand();
    struct question question = {.entry = 5, .rule = 1, .slice = QUESTION_NAMED};
    struct questions questions = {.items = &question, .count = 1};
    struct byte_buffer out;
    byte_buffer_init(&out, 8192);
    struct sink sink = sink_to_buffer(&out);
    answers_dump(answers, &questions, &sink);
    byte_buffer_append(&out, "", 1);
    assert_string_equal(
        (const char *)out.data,
        "hypotheses 4 tested 2 wildcard_level 0 named_level 0\n"
        "comparison 0 level assumed factor 1 factor_sd 0 common 0 total_sd 0 total_df 0 entries 0 tested 0 "
        "blockers 0 visible_total 0 visible_frame 0\n"
        "comparison 0 total rate 0 to 0 growth 0 from 0 to 0 change 0 from 0 to 0 share 0\n"
        "answer comparison 0 entry 5 rule 1 named rate 10 to 12 growth 2 from 1 to 3 change 0.2 from 0.1 to "
        "infinite "
        "share 0.05 limit 1 proven 0.5 p_low 0.001 p_high 1 p_least unknown tested at_limit rejected blocker none\n"
        "culprit comparison 0 node 2 symbol 3 question 0 rate 0 to 0 growth 0 from 0 to 0 change 0 from 0 to 0 "
        "share 0 self sites 1\n");
    byte_buffer_free(&out);
    answers_free(answers);
}

static void the_gain_is_what_more_samples_bring(void **state)
{
    (void)state;
    struct answers *answers = by_hand();
    struct question question = {.entry = 5, .purpose = QUESTION_FAIL};
    struct questions questions = {.items = &question, .count = 1};
    answers->comparisons[0].pass_chance = 0.5;
    answers->comparisons[0].pass_chance_most = 0.75;
    assert_true(answers_gain(answers, &questions, 0) == 0.25);
    answers->items[0].rejected = false;
    answers->items[0].blocker = BLOCKER_SAMPLES;
    assert_true(answers_gain(answers, &questions, 0) == 0.75);
    answers->items[0].cleared = true;
    assert_true(answers_gain(answers, &questions, 0) == 0.25);
    answers_free(answers);
}

static void everything_is_given_back(void **state)
{
    (void)state;
    size_t used = memory_usage().used;
    answers_free(by_hand());
    answers_free(NULL);
    assert_int_equal(memory_usage().used, used);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(dump),
                                       cmocka_unit_test(the_gain_is_what_more_samples_bring),
                                       cmocka_unit_test(everything_is_given_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
