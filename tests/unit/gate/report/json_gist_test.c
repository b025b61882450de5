#include "gate/report/json_gist.h"

#include "gate/base/memory.h"
#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The gist alone, as an object. */
static void put_gist(char out[4096], enum evaluation_sample_kind kind)
{
    struct evaluation_sample *sample = evaluation_sample_new(kind);
    struct error err = ERROR_INIT;
    struct byte_buffer content;
    byte_buffer_init(&content, 4095);
    struct sink sink = sink_to_buffer(&content);
    struct sink_json json = sink_json_begin(&sink);
    sink_json_object_open(&json);
    json_gist_put(&json, evaluation_sample_get(sample));
    sink_json_object_close(&json);
    sink_json_end(&json);
    assert_int_equal(sink_finish(&sink, &err), 0);
    snprintf(out, 4096, "%.*s", (int)content.size, (const char *)content.data);
    byte_buffer_free(&content);
    evaluation_sample_free(sample);
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("no '%s' in %s", part, text);
    }
}

static void every_stage_has_every_key(void **state)
{
    (void)state;
    char text[4096];
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        put_gist(text, (enum evaluation_sample_kind)kind);
        assert_has(text, "\"regressions\": [");
        assert_has(text, "\"inconclusive\": [");
        assert_has(text, "\"value\": ");
        assert_has(text, "\"samples\": ");
    }
}

static void what_was_never_compared_is_unknown(void **state)
{
    (void)state;
    static const enum evaluation_sample_kind kinds[] = {SAMPLE_NO_BASELINE, SAMPLE_ERROR, SAMPLE_UNFINISHED};
    char text[4096];
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        put_gist(text, kinds[i]);
        assert_has(text, "\"regressions\": []");
        assert_has(text, "\"inconclusive\": []");
        assert_has(text, "\"value\": null");
        assert_has(text, "\"samples\": null");
    }
}

static void the_worst_is_told(void **state)
{
    (void)state;
    char text[4096], expected[64];
    put_gist(text, SAMPLE_REGRESSION);
    assert_has(text, "encoding/json.(*encodeState).reflectValue");
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    const struct evaluation *evaluation = evaluation_sample_get(sample);
    double worst = evaluation->answers->comparisons[0].total.share;
    for (size_t i = 0; i < evaluation->verdict->finding_count; i++) {
        const struct finding *finding = &evaluation->verdict->findings[i];
        if (finding->kind == FINDING_REGRESSION && !finding->explained && finding->estimate.share > worst) {
            worst = finding->estimate.share;
        }
    }
    assert_true(worst > 0);
    snprintf(expected, sizeof expected, "\"value\": %.9g", worst); /* the report's nine digits */
    assert_has(text, expected);
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_stage_has_every_key),
        cmocka_unit_test(what_was_never_compared_is_unknown),
        cmocka_unit_test(the_worst_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
