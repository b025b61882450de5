#include "gate/report/flamegraph/frames.h"

#include "gate/base/memory.h"
#include "gate/report/flamegraph/svg.h"
#include "tests/support/evaluation_sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *picture(enum evaluation_sample_kind kind)
{
    struct evaluation_sample *sample = evaluation_sample_new(kind);
    char *text = evaluation_sample_report(&svg_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

/* The scale: steps at 5, 10, 25, 50 and 100 %, whatever else is in the picture. */
static void a_class_is_a_step_of_the_fixed_scale(void **state)
{
    (void)state;
    static const struct {
        double change;
        int direction;
        const char *style;
    } cases[] = {
        {.01, 1, "m1"},  {.05, 1, "m2"},      {.2, 1, "m3"},    {.3, 1, "m4"},    {.99, 1, "m5"},   {1, 1, "m6"},
        {40, 1, "m6"},   {INFINITY, 1, "m6"}, {-.01, -1, "l1"}, {-.06, -1, "l2"}, {-.24, -1, "l3"}, {-.4, -1, "l4"},
        {-.7, -1, "l5"}, {-1, -1, "l5"},      {.9, 0, "n"},     {NAN, 1, "n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(frames_class(cases[i].change, cases[i].direction), cases[i].style);
    }
}

static void a_frame_says_all_its_numbers_in_its_title(void **state)
{
    (void)state;
    char *text = picture(SAMPLE_REGRESSION);
    /* Total 905 + 240 and 1480 + 231 samples of 10 ms over 19,823 and 20,110 requests; self without the 240, 231.
     */
    assert_non_null(strstr(text, "<g class=\"m4 culprit\"><title>encoding/json.(*encodeState).reflectValue\n"
                                 "shop/source.go:51\n"
                                 "total 578 -&gt; 851 us per request, +273 us, +47 % (+37 to +59 %): costs more\n"
                                 "self 457 -&gt; 736 us\n"
                                 "samples 1145 -&gt; 1711\n"
                                 "OVER A LIMIT, and explains it\n"
                                 "rule frames: +47 % (+37 to +59 %), 578 -&gt; 851 us per request, "
                                 "+10.1 % of the total, limit +10 % of itself</title>"));
    assert_non_null(strstr(text, "OVER A LIMIT, because of what it calls"));
    memory_free(text);
}

static void new_and_gone_are_words_and_have_no_percentage(void **state)
{
    (void)state;
    char *text = picture(SAMPLE_REGRESSION);
    assert_non_null(strstr(text, "<g class=\"g5\"><title>compress/gzip.(*Writer).Write\n"));
    assert_non_null(strstr(text, "total 151 -&gt; 0 us per request, -151 us, gone: costs less"));
    assert_non_null(strstr(text, "<g class=\"m6 new\"><title>github.com/klauspost/compress/zstd.(*Encoder)"));
    assert_non_null(strstr(text, "total 0 -&gt; 94.5 us per request, +94.5 us, new: costs more"));
    memory_free(text);
}

/* Frames whose change is inside the noise have no class at all, however large it is; those that their own interval
 * tells apart are pale. */
static void colour_is_gated_by_significance(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct comparison_answers *answers = evaluation_sample_answers(sample)->comparisons;
    for (size_t n = 0; n < evaluation_sample_comparison(sample, 0)->tree->count; n++) {
        answers->nodes[n].direction = 0;
    }
    evaluation_sample_verdict(sample)->finding_count = 0;
    char *text = evaluation_sample_report(&svg_reporter, evaluation_sample_get(sample), NULL);
    for (char step = '1'; step <= '6'; step++) {
        char more[] = "<g class=\"m?", less[] = "<g class=\"l?";
        more[sizeof more - 2] = less[sizeof less - 2] = step;
        assert_null(strstr(text, more));
        assert_null(strstr(text, less));
    }
    assert_non_null(strstr(text, "<g class=\"m0"));
    assert_non_null(strstr(text, ": not proven, since among so many frames chance moves some this far"));
    assert_null(strstr(text, ": costs more"));
    assert_non_null(strstr(text, "<g class=\"g0\"><title>compress/gzip"));
    memory_free(text);
    evaluation_sample_free(sample);
}

/* A thick outline would leave nothing of the colour of a narrow frame. */
static void a_narrow_culprit_has_a_thin_outline(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    uint32_t narrow = evaluation_sample_verdict(sample)->findings[1].node;
    /* 30 of 5659 samples of the candidate are 5 of 980 units. */
    comparison->node_self[(size_t)narrow * SIDES + CANDIDATE] = 30 * comparison->period;
    char *text = evaluation_sample_report(&svg_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(strstr(text, " culprit slim\"><title>shop/audit.record\n"));
    assert_non_null(strstr(text, "culprit\"><title>"));
    memory_free(text);
    evaluation_sample_free(sample);
}

/* Reads the numbers of the file itself: no label is wider than its frame by the narrowest of the usual fonts, and
 * every frame lies within the picture. */
static void boxes_and_labels_stay_inside(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_synthetic(3000, 11);
    char *text = evaluation_sample_report(&svg_reporter, evaluation_sample_get(sample), NULL);
    size_t seen = 0;
    for (const char *at = strstr(text, "<g id=\"frames\">"); (at = strstr(at, "<rect x=\"")) != NULL; seen++) {
        at += strlen("<rect x=\"");
        char *end;
        double x = strtod(at, &end);
        double width = strtod(strstr(at, "width=\"") + 7, &end);
        assert_true(x >= DRAWING_MARGIN - .01 && x + width <= DRAWING_WIDTH - DRAWING_MARGIN + .01);
        end = strchr(end, '>') + 1;
        if (strncmp(end, "<text x=\"", 9) == 0) {
            double left = strtod(end + 9, NULL);
            const char *label = strchr(end, '>') + 1;
            size_t size = strcspn(label, "<");
            assert_true(left > x);
            assert_true((double)size * .28 * DRAWING_FONT < width);
        }
    }
    assert_true(seen > 500);
    memory_free(text);
    evaluation_sample_free(sample);
}

/* The frame that the reason is about has a question mark, and so has the legend. */
static void the_undecided_one_is_asked_about(void **state)
{
    (void)state;
    char *text = picture(SAMPLE_INCONCLUSIVE);
    assert_non_null(strstr(text, " open\"><title>encoding/json.Marshal\n") != NULL
                        ? text
                        : strstr(text, "\"open\"><title>encoding/json.Marshal\n"));
    assert_non_null(strstr(text, "NOT DECIDED, and named by the reason"));
    assert_non_null(strstr(text, ">?</text>"));
    assert_non_null(strstr(text, "? not decided, named above"));
    memory_free(text);
}

/* A frame that is coloured and has no label is named under the legend. */
static void narrow_coloured_frames_are_listed(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    struct comparison_answers *answers = evaluation_sample_answers(sample)->comparisons;
    uint32_t symbol = symbols_find(comparison->symbols, bytes_of_text("crypto/sha256.blockAVX2"));
    char *before = evaluation_sample_report(&svg_reporter, evaluation_sample_get(sample), NULL);
    assert_null(strstr(before, "too narrow for a label: crypto/sha256.blockAVX2"));
    for (uint32_t n = 1; n < comparison->tree->count; n++) {
        if (comparison->tree->symbol[n] == symbol) {
            comparison->node_self[(size_t)n * SIDES + CANDIDATE] = 20 * comparison->period;
            comparison->node_total[(size_t)n * SIDES + CANDIDATE] = 20 * comparison->period;
            answers->nodes[n].direction = -1;
            answers->nodes[n].change = -.5;
        }
    }
    char *after = evaluation_sample_report(&svg_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(strstr(after, "Coloured, but too narrow for a label: "));
    assert_non_null(strstr(after, "crypto/sha256.blockAVX2 -"));
    /* Below the numbered culprit it is part of that one. */
    struct finding *finding = &evaluation_sample_verdict(sample)->findings[0];
    for (uint32_t n = 1; n < comparison->tree->count; n++) {
        if (comparison->tree->symbol[n] == symbol) {
            finding->node = comparison->tree->parent[n];
        }
    }
    char *explained = evaluation_sample_report(&svg_reporter, evaluation_sample_get(sample), NULL);
    assert_null(strstr(explained, "too narrow for a label: crypto/sha256.blockAVX2"));
    assert_null(strstr(explained, "crypto/sha256.blockAVX2 -83 %,"));
    memory_free(before);
    memory_free(after);
    memory_free(explained);
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_class_is_a_step_of_the_fixed_scale),
        cmocka_unit_test(a_frame_says_all_its_numbers_in_its_title),
        cmocka_unit_test(new_and_gone_are_words_and_have_no_percentage),
        cmocka_unit_test(colour_is_gated_by_significance),
        cmocka_unit_test(a_narrow_culprit_has_a_thin_outline),
        cmocka_unit_test(boxes_and_labels_stay_inside),
        cmocka_unit_test(the_undecided_one_is_asked_about),
        cmocka_unit_test(narrow_coloured_frames_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
