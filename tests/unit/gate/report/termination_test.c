#include "gate/report/termination.h"

#include "gate/base/memory.h"
#include "gate/base/text.h"
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
    char *text = evaluation_sample_report(&termination_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

/* The kubelet cuts behind 4096 bytes wherever that is, and kubectl prints what it gets. */
static void assert_fits_and_is_harmless(const char *text)
{
    struct bytes all = bytes_of_text(text);
    assert_true(all.size > 0 && all.size <= TERMINATION_BYTES);
    assert_int_equal(text[all.size - 1], '\n');
    for (size_t at = 0; at < all.size;) {
        size_t before = at;
        uint32_t character = text_next_character(all, &at);
        assert_true(character >= 0x20 || character == '\n');
        assert_true(character != 0xFFFD || at - before == 3); /* the sign itself, not a broken byte */
    }
}

static void every_stage_fits_and_says_verdict_and_code(void **state)
{
    (void)state;
    static const char *const heads[SAMPLE_KINDS] = {
        [SAMPLE_PASS] = "flamegate: PASS, exit code 0\n",
        [SAMPLE_REGRESSION] = "flamegate: REGRESSION, exit code 1\n",
        [SAMPLE_INCONCLUSIVE] = "flamegate: INCONCLUSIVE, exit code 3\n",
        [SAMPLE_NO_BASELINE] = "flamegate: INCONCLUSIVE, exit code 3\n",
        [SAMPLE_ERROR] = "flamegate: ERROR, exit code 4\n",
        [SAMPLE_UNFINISHED] = "flamegate: DID NOT FINISH, exit code 4\n",
    };
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        char *text = report((enum evaluation_sample_kind)kind);
        assert_fits_and_is_harmless(text);
        if (heads[kind] != NULL) {
            assert_memory_equal(text, heads[kind], strlen(heads[kind]));
        }
        memory_free(text);
    }
}

static void the_cause_is_named(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    char *text = evaluation_sample_report(&termination_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(strstr(text, evaluation_sample_verdict(sample)->reason));
    assert_non_null(strstr(text, "\nregression: 'encoding/json.(*encodeState).reflectValue': +"));
    evaluation_sample_free(sample);
    memory_free(text);
    sample = evaluation_sample_new(SAMPLE_ERROR);
    text = evaluation_sample_report(&termination_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(strstr(text, evaluation_sample_get(sample)->troubles[0].sentence));
    evaluation_sample_free(sample);
    memory_free(text);
}

/* Cutting a row of three-byte letters somewhere falls into a letter two times of three. */
static void long_texts_are_cut_at_a_character(void **state)
{
    (void)state;
    static const char letter[] = "\xe2\x82\xac";
    char reason[3 * TERMINATION_BYTES + 4];
    for (size_t shift = 0; shift < 3; shift++) {
        struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
        size_t size = 0;
        memset(reason, 'x', shift);
        for (size = shift; size + 3 < sizeof reason; size += 3) {
            memcpy(reason + size, letter, 3);
        }
        reason[size] = '\0';
        evaluation_sample_verdict(sample)->reason = reason;
        evaluation_sample_verdict(sample)->advice = reason;
        char *text = evaluation_sample_report(&termination_reporter, evaluation_sample_get(sample), NULL);
        assert_fits_and_is_harmless(text);
        assert_null(strstr(text, "\xef\xbf\xbd"));
        memory_free(text);
        evaluation_sample_free(sample);
    }
}

static void what_has_no_room_is_counted(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    struct finding *own = verdict->findings;
    struct finding many[200];
    for (size_t i = 0; i < 200; i++) {
        many[i] = own[0];
        many[i].explained = false;
    }
    size_t count = verdict->finding_count;
    verdict->findings = many;
    verdict->finding_count = 200;
    char *text = evaluation_sample_report(&termination_reporter, evaluation_sample_get(sample), NULL);
    assert_fits_and_is_harmless(text);
    size_t shown = 0;
    for (const char *at = strstr(text, "\nregression: "); at != NULL; at = strstr(at + 1, "\nregression: ")) {
        shown++;
    }
    assert_true(shown > 10);
    char last[64];
    snprintf(last, sizeof last, "\nand %zu more, see the report\n", 200 - shown);
    assert_string_equal(strstr(text, "\nand "), last);
    memory_free(text);
    verdict->findings = own;
    verdict->finding_count = count;
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_stage_fits_and_says_verdict_and_code),
        cmocka_unit_test(the_cause_is_named),
        cmocka_unit_test(long_texts_are_cut_at_a_character),
        cmocka_unit_test(what_has_no_room_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
