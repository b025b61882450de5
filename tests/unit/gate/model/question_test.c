#include "gate/model/question.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void questions_keep_their_order(void **state)
{
    (void)state;
    struct questions questions = {0};
    struct error err = ERROR_INIT;
    for (uint32_t i = 0; i < 500; i++) {
        struct question question = {.entry = i, .rule = i % 3};
        assert_int_equal(questions_add(&questions, &question, &err), 0);
    }
    assert_int_equal(questions.count, 500);
    assert_int_equal(questions.items[0].entry, 0);
    assert_int_equal(questions.items[499].entry, 499);
    for (uint32_t i = 0; i < 3; i++) {
        struct question_unmatched unmatched = {.rule = i, .optional = i == 1};
        assert_int_equal(questions_add_unmatched(&questions, &unmatched, &err), 0);
    }
    assert_int_equal(questions.unmatched_count, 3);
    assert_true(questions.unmatched[1].optional);
    assert_int_equal(questions.unmatched[2].rule, 2);
    questions_clear(&questions);
    assert_int_equal(questions.count, 0);
    assert_null(questions.items);
    questions_clear(&questions);
    questions_clear(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(questions_keep_their_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
