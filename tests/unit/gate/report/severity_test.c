#include "gate/report/severity.h"

#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void it_agrees_with_the_exit_code(void **state)
{
    (void)state;
    static const enum severity expected[SAMPLE_KINDS] = {
        [SAMPLE_PASS] = SEVERITY_NONE,
        [SAMPLE_REGRESSION] = SEVERITY_ERROR,
        [SAMPLE_INCONCLUSIVE] = SEVERITY_WARNING,
        [SAMPLE_NO_BASELINE] = SEVERITY_WARNING,
        [SAMPLE_ERROR] = SEVERITY_ERROR,
        [SAMPLE_UNFINISHED] = SEVERITY_ERROR,
        [SAMPLE_DIFF_SHARE] = SEVERITY_WARNING,
        [SAMPLE_HOSTILE] = SEVERITY_ERROR,
        [SAMPLE_SEVERAL] = SEVERITY_ERROR,
    };
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        struct evaluation_sample *sample = evaluation_sample_new((enum evaluation_sample_kind)kind);
        assert_int_equal(severity_of_verdict(evaluation_sample_get(sample)), expected[kind]);
        evaluation_sample_free(sample);
    }
}

static void a_finding_is_as_loud_as_its_kind(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    const struct evaluation *evaluation = evaluation_sample_get(sample);
    struct finding finding = evaluation->verdict->findings[0];
    static const enum severity expected[] = {
        [FINDING_REGRESSION] = SEVERITY_ERROR,
        [FINDING_WARNING] = SEVERITY_WARNING,
        [FINDING_IMPROVEMENT] = SEVERITY_NONE,
        [FINDING_MOVED] = SEVERITY_NONE,
        [FINDING_NEW] = SEVERITY_NONE,
        [FINDING_VANISHED] = SEVERITY_NONE,
        [FINDING_INCONCLUSIVE] = SEVERITY_WARNING,
        [FINDING_WAIVED] = SEVERITY_NOTE,
        [FINDING_EXPECTATION] = SEVERITY_ERROR,
    };
    finding.at_limit = true;
    finding.promise = PROMISE_BROKEN;
    for (int kind = FINDING_REGRESSION; kind <= FINDING_EXPECTATION; kind++) {
        finding.kind = (enum finding_kind)kind;
        assert_int_equal(severity_of_finding(evaluation, &finding), expected[kind]);
    }
    struct finding remark = {.kind = FINDING_WARNING, .comparison = finding.comparison, .rule = UINT32_MAX};
    assert_int_equal(severity_of_finding(evaluation, &remark), SEVERITY_NONE);
    finding.promise = PROMISE_KEPT;
    assert_int_equal(severity_of_finding(evaluation, &finding), SEVERITY_NONE);
    finding.kind = FINDING_REGRESSION;
    finding.explained = true;
    assert_int_equal(severity_of_finding(evaluation, &finding), SEVERITY_NONE);
    finding.explained = false;
    evaluation_sample_verdict(sample)->exit_code = 0;
    assert_int_equal(severity_of_finding(evaluation, &finding), SEVERITY_WARNING);
    evaluation_sample_free(sample);
}

static void not_decided_is_an_error_where_the_policy_fails_it(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_INCONCLUSIVE);
    const struct evaluation *evaluation = evaluation_sample_get(sample);
    const struct finding *finding = &evaluation->verdict->findings[0];
    assert_true(severity_is_open(finding));
    assert_int_equal(severity_of_finding(evaluation, finding), SEVERITY_WARNING);
    evaluation_sample_verdict(sample)->exit_code = 1;
    assert_int_equal(severity_of_finding(evaluation, finding), SEVERITY_ERROR);
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_agrees_with_the_exit_code),
        cmocka_unit_test(a_finding_is_as_loud_as_its_kind),
        cmocka_unit_test(not_decided_is_an_error_where_the_policy_fails_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
