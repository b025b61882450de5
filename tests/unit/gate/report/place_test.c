#include "gate/report/place.h"

#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void a_message_says_what_how_much_and_where(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    const struct evaluation *evaluation = evaluation_sample_get(sample);
    char out[4096];
    place_message(out, sizeof out, evaluation, &evaluation->verdict->findings[1], NULL);
    assert_string_equal(out,
                        "'shop/audit.record' costs more than its rule allows: +117 % (+79 to +163 %), 75.7 -> 164 "
                        "us per request, +3.26 % of the total, limit +2 % of the total; at ... > "
                        "net/http.(*Server).Serve > net/http.(*conn).serve > shop.(*Shop).checkout > "
                        "shop/audit.record; rule frames");
    evaluation_sample_free(sample);
}

static void without_a_place_the_policy_has_it(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct evaluation *evaluation = evaluation_sample_get(sample);
    static const char *const policies[][2] = {{"built-in", "flamegate.yaml"},
                                              {"ci/gate.yaml", "ci/gate.yaml"},
                                              {"/etc/gate.yaml", "flamegate.yaml"},
                                              {"../gate.yaml", "flamegate.yaml"}};
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        struct links_place place;
        evaluation->policy = policies[i][0];
        assert_false(place_or_policy(&place, evaluation, &evaluation->verdict->findings[0], NULL));
        assert_string_equal(place.path, policies[i][1]);
        assert_int_equal(place.line, 1);
    }
    evaluation_sample_free(sample);
}

static void a_fingerprint_tells_rule_function_and_value_apart(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    const struct evaluation *evaluation = evaluation_sample_get(sample);
    struct finding finding = evaluation->verdict->findings[0];
    char first[PLACE_FINGERPRINT_SIZE], other[PLACE_FINGERPRINT_SIZE];
    place_fingerprint(first, evaluation, &finding);
    assert_int_equal(strlen(first), PLACE_FINGERPRINT_SIZE - 1);
    assert_int_equal(strspn(first, "0123456789abcdef"), PLACE_FINGERPRINT_SIZE - 1);
    finding.estimate.change = 7;
    finding.call_sites = 9;
    assert_string_equal(place_fingerprint(other, evaluation, &finding), first);
    finding.self = !finding.self;
    assert_string_not_equal(place_fingerprint(other, evaluation, &finding), first);
    assert_string_not_equal(place_fingerprint(other, evaluation, &evaluation->verdict->findings[1]), first);
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_says_what_how_much_and_where),
        cmocka_unit_test(without_a_place_the_policy_has_it),
        cmocka_unit_test(a_fingerprint_tells_rule_function_and_value_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
