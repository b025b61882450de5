#include "gate/report/console_table.h"

#include "gate/base/memory.h"
#include "gate/report/console.h"
#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char *table_of(struct evaluation_sample *sample)
{
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 1 << 20);
    struct sink sink = sink_to_buffer(&buffer);
    struct error err = ERROR_INIT;
    struct console_table table = {{&sink, 100, false}, evaluation_sample_get(sample), false};
    console_table_put(&table, 0);
    sink_bytes(&sink, "", 1);
    assert_int_equal(sink_finish(&sink, &err), 0);
    return (char *)buffer.data;
}

static void a_table_has_a_section_for_each_kind(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    char *text = table_of(sample);
    const char *red = strstr(text, "\nCosts more than a rule allows\n");
    const char *blue = strstr(text, "\nCosts less\n");
    assert_non_null(red);
    assert_non_null(blue);
    assert_true(red < blue);
    memory_free(text);
    evaluation_sample_free(sample);
}

/* Without a policy nothing is undecided: it is the largest of what chance may have made, and comes last. */
static void what_diff_cannot_prove_comes_last(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    verdict->findings[0].kind = FINDING_INCONCLUSIVE;
    verdict->findings[0].at_limit = true;
    evaluation_sample_get(sample)->command = "diff";
    char *text = table_of(sample);
    const char *unproven = strstr(text, "\nLargest changes, not proven\n");
    assert_non_null(unproven);
    assert_true(strstr(text, "\nCosts less\n") < unproven);
    assert_null(strstr(unproven, "limit"));
    memory_free(text);
    evaluation_sample_free(sample);
}

/* Twelve improvements: five are shown, unless all are wanted. */
static void verbose_shows_every_row(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    struct finding last = verdict->findings[verdict->finding_count - 1];
    assert_int_equal(last.kind, FINDING_IMPROVEMENT);
    for (int i = 1; i < 12; i++) {
        verdict->findings[verdict->finding_count++] = last;
    }
    char *brief = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(strstr(brief, "... and 7 more (-v shows them)"));
    char *full = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample),
                                          &(struct report_options){.columns = 100, .verbose = true});
    assert_null(strstr(full, " more (-v"));
    memory_free(brief);
    memory_free(full);
    evaluation_sample_free(sample);
}

/* Three warnings that the first regression explains are one line, unless all are wanted. */
static void what_another_finding_explains_is_one_line(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    assert_int_equal(verdict->findings[0].kind, FINDING_REGRESSION);
    for (size_t i = 0; i < 3; i++) {
        struct finding *more = &verdict->findings[verdict->finding_count++];
        *more = verdict->findings[1];
        more->kind = FINDING_WARNING;
        more->explained = true;
        more->explained_by = verdict->findings[0].symbol;
    }
    char *brief = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(strstr(brief,
                           "  explained by 'encoding/json.(*encodeState).reflectValue': 3 more functions (-v lists "
                           "them)\n"));
    assert_null(strstr(brief, "; explained by"));
    char *full = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample),
                                          &(struct report_options){.columns = 140, .verbose = true});
    assert_non_null(strstr(full, "; explained by encoding/json.(*encodeState).reflectValue\n"));
    assert_null(strstr(full, "more functions"));
    memory_free(brief);
    memory_free(full);
    evaluation_sample_free(sample);
}

/* Of what is undecided only the function of the reason and what is over its limit have a row. */
static void what_is_merely_not_excluded_is_counted(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_INCONCLUSIVE);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    size_t first = verdict->finding_count - 1;
    assert_int_equal(verdict->findings[first].kind, FINDING_INCONCLUSIVE);
    verdict->findings[first].leading = true;
    for (size_t i = 1; i <= 3; i++) {
        verdict->findings[first + i] = verdict->findings[first];
        verdict->findings[first + i].leading = false;
        verdict->findings[first + i].at_limit = i == 1;
        verdict->finding_count++;
    }
    verdict->profiles[0].undecided = 1234;
    char *brief = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(
        strstr(brief, "\n  and 1,232 more in which a growth of the limit is not excluded (-v lists them)\n"));
    char *full = evaluation_sample_report(&console_reporter, evaluation_sample_get(sample),
                                          &(struct report_options){.columns = 140, .verbose = true});
    assert_non_null(
        strstr(full, "and 1,230 more in which a growth of the limit is not excluded (all are in the JSON)"));
    memory_free(brief);
    memory_free(full);
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_has_a_section_for_each_kind),
        cmocka_unit_test(what_diff_cannot_prove_comes_last),
        cmocka_unit_test(verbose_shows_every_row),
        cmocka_unit_test(what_another_finding_explains_is_one_line),
        cmocka_unit_test(what_is_merely_not_excluded_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
