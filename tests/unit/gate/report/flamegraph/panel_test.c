#include "gate/report/flamegraph/panel.h"

#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct byte_buffer buffer;
static struct sink sink;
static struct sink_xml xml;

/* The head of a sample's first picture; height is how far it reaches. */
static const char *head(struct evaluation_sample *sample, double *height)
{
    struct error err = ERROR_INIT;
    struct evaluation *evaluation = evaluation_sample_get(sample);
    bool compared = evaluation->comparison_count > 0;
    struct marks marks = {0};
    if (compared) {
        assert_int_equal(marks_make(&marks, evaluation, 0, &err), 0);
    }
    byte_buffer_init(&buffer, 1 << 20);
    sink = sink_to_buffer(&buffer);
    xml = sink_xml_begin(&sink);
    struct drawing drawing = {
        .xml = &xml,
        .evaluation = evaluation,
        .comparison = compared ? evaluation->comparisons[0] : NULL,
        .marks = &marks,
    };
    sink_xml_open(&xml, "svg");
    panel_head(&drawing);
    *height = drawing.y;
    drawing.xml = NULL;
    drawing.y = 0;
    size_t written = buffer.size;
    panel_head(&drawing);
    assert_int_equal(buffer.size, written);
    assert_true(drawing.y == *height);
    sink_xml_close(&xml);
    byte_buffer_append(&buffer, "", 1);
    marks_clear(&marks);
    return (const char *)buffer.data;
}

static void a_screenshot_explains_itself(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    double height;
    const char *text = head(sample, &height);
    assert_non_null(strstr(text, ">REGRESSION</text>"));
    assert_non_null(strstr(text, ">v2.3 \xe2\x86\x92 v2.4</text>"));
    assert_non_null(
        strstr(text, ">cpu per request, service shop, 8 + 8 replicas, 19,823 + 20,110 requests</text>"));
    assert_non_null(strstr(text, ">v2.3: 8 replicas, 19,823 requests (meta.json), 5,370 samples</text>"));
    assert_non_null(strstr(text, ">+47 % (+37 to +59 %), 578 -&gt; 851 us per request, +10.1 % of the total, "
                                 "limit +10 % of itself (rule frames)</text>"));
    assert_non_null(strstr(text, ">could see</text>"));
    byte_buffer_free(&buffer);
    evaluation_sample_free(sample);
}

static void what_was_not_decided_says_what_is_missing(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_INCONCLUSIVE);
    double height;
    const char *text = head(sample, &height);
    assert_non_null(strstr(text, ">INCONCLUSIVE</text>"));
    assert_non_null(strstr(text, ">take 2.4 times the samples, or 4 replicas a side</text>"));
    byte_buffer_free(&buffer);
    evaluation_sample_free(sample);
}

static void without_a_comparison_the_reason_is_the_picture(void **state)
{
    (void)state;
    double height;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_ERROR);
    const char *text = head(sample, &height);
    assert_non_null(strstr(text, ">ERROR</text>"));
    assert_non_null(strstr(text, ">cannot read 'b/3.pb.gz': string 812 lies outside the table of 640</text>"));
    byte_buffer_free(&buffer);
    evaluation_sample_free(sample);
    sample = evaluation_sample_new(SAMPLE_UNFINISHED);
    text = head(sample, &height);
    assert_non_null(strstr(text, ">DID NOT FINISH</text>"));
    byte_buffer_free(&buffer);
    evaluation_sample_free(sample);
}

static void long_reasons_take_more_lines(void **state)
{
    (void)state;
    char reason[900];
    double one, several;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_NO_BASELINE);
    head(sample, &one);
    byte_buffer_free(&buffer);
    memset(reason, 'x', sizeof reason - 1);
    reason[sizeof reason - 1] = '\0';
    evaluation_sample_verdict(sample)->reason = reason;
    head(sample, &several);
    assert_true(several > one + 80);
    byte_buffer_free(&buffer);
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_screenshot_explains_itself),
        cmocka_unit_test(what_was_not_decided_says_what_is_missing),
        cmocka_unit_test(without_a_comparison_the_reason_is_the_picture),
        cmocka_unit_test(long_reasons_take_more_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
