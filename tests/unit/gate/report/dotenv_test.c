#include "gate/report/dotenv.h"

#include "gate/base/memory.h"
#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char *report(enum evaluation_sample_kind kind)
{
    struct evaluation_sample *sample = evaluation_sample_new(kind);
    char *text = evaluation_sample_report(&dotenv_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

static void every_stage_has_the_same_names(void **state)
{
    (void)state;
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        char *text = report((enum evaluation_sample_kind)kind);
        size_t lines = 0;
        for (const char *at = text; *at != '\0'; at = strchr(at, '\n') + 1) {
            assert_memory_equal(at, "FLAMEGATE_", 10); /* no blank line, no comment, nothing foreign */
            assert_true(strcspn(at, "=") < strcspn(at, "\n"));
            assert_true(strspn(strchr(at, '=') + 1, "abcdefghijklmnopqrstuvwxyz0123456789") ==
                        strcspn(strchr(at, '=') + 1, "\n"));
            lines++;
        }
        assert_int_equal(lines, 5);
        memory_free(text);
    }
}

static void the_outcome_is_told(void **state)
{
    (void)state;
    char *text = report(SAMPLE_REGRESSION);
    assert_string_equal(text, "FLAMEGATE_VERDICT=regression\nFLAMEGATE_EXIT_CODE=1\nFLAMEGATE_REGRESSIONS=2\n"
                              "FLAMEGATE_WARNINGS=1\nFLAMEGATE_UNDECIDED=0\n");
    memory_free(text);
    text = report(SAMPLE_UNFINISHED);
    assert_non_null(strstr(text, "FLAMEGATE_VERDICT=error\nFLAMEGATE_EXIT_CODE=4\n"));
    memory_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_stage_has_the_same_names),
        cmocka_unit_test(the_outcome_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
