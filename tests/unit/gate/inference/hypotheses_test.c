#include "gate/inference/hypotheses.h"

#include "tests/unit/gate/inference/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/close.h"

struct fixture {
    struct comparison *comparison;
    struct noise noise;
    struct noise_settings settings;
    struct questions questions;
    struct hypotheses hypotheses;
};

static void open_fixture(struct fixture *fixture)
{
    *fixture = (struct fixture){.comparison = example_comparison(), .settings = noise_settings_default()};
    assert_int_equal(noise_measure(&fixture->noise, fixture->comparison, &fixture->settings, NULL), 0);
}

static void ask(struct fixture *fixture, const char *function, enum entry_value value,
                enum question_purpose purpose, enum question_slice slice, double of_itself, double of_total)
{
    size_t entry = value == ENTRY_SERVICE ? 0 : hand_entry(fixture->comparison, function, value);
    struct question question = {.entry = (uint32_t)entry,
                                .purpose = purpose,
                                .slice = slice,
                                .limit = hand_limit(of_itself, of_total),
                                .limit_assumed = hand_limit(2 * of_itself, of_total)};
    assert_int_equal(questions_add(&fixture->questions, &question, NULL), 0);
}

static void test_them(struct fixture *fixture)
{
    assert_int_equal(
        hypotheses_test(&fixture->hypotheses, &fixture->questions, &fixture->noise, &fixture->settings, NULL), 0);
}

static void close_fixture(struct fixture *fixture)
{
    hypotheses_clear(&fixture->hypotheses);
    questions_clear(&fixture->questions);
    noise_clear(&fixture->noise);
    comparison_free(fixture->comparison);
}

static void equal_ones_are_tested_once(void **state)
{
    (void)state;
    struct fixture fixture;
    open_fixture(&fixture);
    ask(&fixture, "f3", ENTRY_TOTAL, QUESTION_FAIL, QUESTION_WILDCARD, 0.1, 0.02);
    ask(&fixture, "f3", ENTRY_SELF, QUESTION_FAIL, QUESTION_WILDCARD, 0.1, 0.02); /* the same columns */
    ask(&fixture, "f3", ENTRY_SELF, QUESTION_FAIL, QUESTION_WILDCARD, 0.2,
        0.02); /* +2 % of the total decides both */
    ask(&fixture, "f3", ENTRY_SELF, QUESTION_FAIL, QUESTION_WILDCARD, 0.4, 0.02); /* another limit */
    ask(&fixture, "f3", ENTRY_SELF, QUESTION_FAIL, QUESTION_NAMED, 0.1, 0.02);    /* another family */
    ask(&fixture, "f3", ENTRY_SELF, QUESTION_WARN, QUESTION_WILDCARD, 0.1, 0.02); /* in none */
    test_them(&fixture);
    const size_t *of = fixture.hypotheses.of_question;
    assert_int_equal(fixture.hypotheses.count, 4);
    assert_int_equal(of[0], of[1]);
    assert_int_equal(of[0], of[2]);
    assert_int_not_equal(of[0], of[3]);
    assert_int_not_equal(of[0], of[4]);
    assert_int_not_equal(of[0], of[5]);
    assert_int_equal(fixture.hypotheses.wildcard_count, 2);
    close_fixture(&fixture);
}

static void families_have_their_levels(void **state)
{
    (void)state;
    struct fixture fixture;
    open_fixture(&fixture);
    ask(&fixture, "", ENTRY_SERVICE, QUESTION_FAIL, QUESTION_NAMED, 0.1, 0);
    ask(&fixture, "f0", ENTRY_SELF, QUESTION_FAIL, QUESTION_NAMED, 0.1, 0.02);
    ask(&fixture, "f3", ENTRY_SELF, QUESTION_FAIL, QUESTION_WILDCARD, 0.1, 0.02);
    ask(&fixture, "f3", ENTRY_SELF, QUESTION_WARN, QUESTION_WILDCARD, 0.1, 0.01);
    test_them(&fixture);
    assert_close(fixture.hypotheses.named_level, 0.001, 1e-12);
    assert_close(fixture.hypotheses.wildcard_level, 0.008, 1e-12);
    const struct hypothesis *warning = &fixture.hypotheses.items[fixture.hypotheses.of_question[3]];
    assert_close(warning->level, 0.008, 1e-12);
    assert_true(warning->rejected);
    assert_true(fixture.hypotheses.items[fixture.hypotheses.of_question[2]].rejected);
    assert_false(fixture.hypotheses.items[fixture.hypotheses.of_question[0]].rejected);
    close_fixture(&fixture);
}

/* Proven above L but measured below U: never red (section 8). f3 grew by 10 % of the total. */
static void what_is_measured_below_the_limit_is_not_rejected(void **state)
{
    (void)state;
    struct fixture fixture;
    open_fixture(&fixture);
    ask(&fixture, "f3", ENTRY_SELF, QUESTION_FAIL, QUESTION_WILDCARD, 0.1, 0.09);
    ask(&fixture, "f3", ENTRY_SELF, QUESTION_FAIL, QUESTION_WILDCARD, 0.1, 0.13);
    test_them(&fixture);
    const struct hypothesis *below = &fixture.hypotheses.items[fixture.hypotheses.of_question[0]];
    const struct hypothesis *above = &fixture.hypotheses.items[fixture.hypotheses.of_question[1]];
    assert_true(below->test.at_limit && below->rejected);
    assert_false(above->test.at_limit || above->rejected);
    close_fixture(&fixture);
}

/* U and L are the assumed ones where the level is; U of the total is +25 % instead of +10 %, say. */
static void an_assumed_level_has_its_own_limit(void **state)
{
    (void)state;
    struct fixture fixture;
    open_fixture(&fixture);
    struct question question = {.limit = hand_limit(0.1, 0), .limit_assumed = hand_limit(0.25, 0)};
    struct limit_resolved measured = hypotheses_limit(&question, &fixture.noise, 1.0);
    fixture.noise.level.mode = LEVEL_SEQUENTIAL;
    struct limit_resolved assumed = hypotheses_limit(&question, &fixture.noise, 1.0);
    struct limit_resolved proven = hypotheses_proven(&question, &fixture.noise, 1.0);
    assert_close(measured.fraction, 0.1, 1e-12);
    assert_close(assumed.fraction, 0.25, 1e-12);
    assert_close(proven.fraction, 0.125, 1e-12);
    close_fixture(&fixture);
}

static void order_of_the_questions_does_not_matter(void **state)
{
    (void)state;
    struct fixture forward, backward;
    static const char *const functions[] = {"f0", "f3", "g34", "f11", "g58"};
    open_fixture(&forward);
    open_fixture(&backward);
    for (int i = 0; i < 5; i++) {
        ask(&forward, functions[i], ENTRY_TOTAL, QUESTION_FAIL, QUESTION_WILDCARD, 0.1, 0.02);
        ask(&backward, functions[4 - i], ENTRY_TOTAL, QUESTION_FAIL, QUESTION_WILDCARD, 0.1, 0.02);
    }
    test_them(&forward);
    test_them(&backward);
    assert_int_equal(forward.hypotheses.count, backward.hypotheses.count);
    for (size_t i = 0; i < forward.hypotheses.count; i++) {
        assert_int_equal(forward.hypotheses.items[i].entry, backward.hypotheses.items[i].entry);
        assert_true(forward.hypotheses.items[i].test.p_low == backward.hypotheses.items[i].test.p_low);
        assert_int_equal(forward.hypotheses.items[i].rejected, backward.hypotheses.items[i].rejected);
    }
    close_fixture(&forward);
    close_fixture(&backward);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_ones_are_tested_once),
        cmocka_unit_test(families_have_their_levels),
        cmocka_unit_test(what_is_measured_below_the_limit_is_not_rejected),
        cmocka_unit_test(an_assumed_level_has_its_own_limit),
        cmocka_unit_test(order_of_the_questions_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
