#include "gate/report/words.h"

#include "tests/support/comparison_sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct comparison *one_frame(void)
{
    static const struct comparison_sample_row rows[] = {
        {"main;f", 0, {200, 250}}, {"main;new", 0, {0, 50}}, {"main;gone", 0, {50, 0}}, {"main", 0, {750, 700}}};
    return comparison_sample_new(rows, 4, &(struct comparison_sample_settings){.profile = "cpu", .replicas = 1});
}

/* Decimals by the interval's width: whole points from 5 points on, one decimal from 0.5, two from 0.05. */
static void percentages_have_the_digits_their_interval_allows(void **state)
{
    (void)state;
    static const struct {
        double change, low, high;
        const char *words;
    } cases[] = {
        {.23137, .18, .29, "+23 %"}, {.23137, .221, .24, "+23.1 %"}, {.23137, .2309, .2319, "+23.14 %"},
        {-.0004, -.03, .03, "0 %"},  {-.5, -.6, -.4, "-50 %"},       {INFINITY, 3, INFINITY, "new"},
        {-1, -1, -.9, "gone"},       {NAN, NAN, NAN, "n/a"},         {.1234, NAN, NAN, "+12.3 %"},
        {1.5, .5, 2.5, "+150 %"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[NUMBER_TEXT_SIZE];
        assert_string_equal(words_change(out, cases[i].change, cases[i].low, cases[i].high), cases[i].words);
    }
}

static void an_estimate_reads_in_one_unit(void **state)
{
    (void)state;
    struct comparison *comparison = one_frame();
    struct estimate estimate = {
        .rate = {412000, 1508000},
        .growth = 1096000,
        .growth_interval = {900000, 1300000},
        .change = 2.6577,
        .change_interval = {2.1, 3.2},
        .share = .031,
    };
    struct words_estimate words;
    words_estimate(&words, &estimate, comparison);
    assert_string_equal(words.costs, "0.412 -> 1.51 ms");
    assert_string_equal(words.before, "0.412 ms");
    assert_string_equal(words.after, "1.51 ms");
    assert_string_equal(words.growth, "+1.1 ms");
    assert_string_equal(words.change, "+266 %");
    assert_string_equal(words.interval, "+210 to +320 %");
    assert_string_equal(words.share, "+3.1 %");
    comparison_free(comparison);
}

static void new_and_gone_have_no_percentage(void **state)
{
    (void)state;
    struct comparison *comparison = one_frame();
    struct words_estimate words;
    struct estimate estimate = {.rate = {0, 95000},
                                .growth = 95000,
                                .growth_interval = {81000, 108000},
                                .change = INFINITY,
                                .change_interval = {NAN, INFINITY},
                                .share = .035};
    words_estimate(&words, &estimate, comparison);
    assert_string_equal(words.change, "new");
    assert_string_equal(words.interval, "+81 us to +108 us");
    estimate = (struct estimate){.rate = {95000, 0},
                                 .growth = -95000,
                                 .growth_interval = {-108000, -81000},
                                 .change = -1,
                                 .change_interval = {-1, -.9},
                                 .share = NAN};
    words_estimate(&words, &estimate, comparison);
    assert_string_equal(words.change, "gone");
    assert_string_equal(words.interval, "-108 us to -81 us");
    assert_string_equal(words.share, "");
    estimate = (struct estimate){.change = NAN, .growth_interval = {-1, 1}, .share = NAN};
    words_estimate(&words, &estimate, comparison);
    assert_string_equal(words.change, "n/a");
    assert_string_equal(words.interval, "");
    comparison_free(comparison);
}

static void a_limit_is_said_in_the_key_that_decided(void **state)
{
    (void)state;
    struct comparison *comparison = one_frame();
    char out[WORDS_SIZE];
    double total = words_rate(comparison, comparison->sides[BASELINE].amount, BASELINE);
    struct limit_resolved limit = {41200, true, .1, LIMIT_OF_ITSELF};
    assert_string_equal(words_limit(out, sizeof out, &limit, comparison), "+10 % of itself");
    limit = (struct limit_resolved){.02 * total, false, 0, LIMIT_OF_TOTAL};
    assert_string_equal(words_limit(out, sizeof out, &limit, comparison), "+2 % of the total");
    limit = (struct limit_resolved){20000, false, 0, LIMIT_ABSOLUTE};
    assert_string_equal(words_limit(out, sizeof out, &limit, comparison), "+20 us per request");
    limit = (struct limit_resolved){0, true, 0, LIMIT_OF_ITSELF};
    assert_string_equal(words_limit(out, sizeof out, &limit, comparison), "");
    comparison_free(comparison);
}

static void a_finding_is_one_line(void **state)
{
    (void)state;
    struct comparison *comparison = one_frame();
    char out[WORDS_LINE];
    struct finding finding = {
        .symbol = symbols_find(comparison->symbols, bytes_of_text("f")),
        .has_estimate = true,
        .estimate = {.rate = {412000, 507000},
                     .growth = 95000,
                     .growth_interval = {70000, 120000},
                     .change = .2306,
                     .change_interval = {.17, .29},
                     .share = .031},
        .limit = {41200, true, .1, LIMIT_OF_ITSELF},
    };
    assert_string_equal(
        words_finding(out, sizeof out, &finding, comparison),
        "+23 % (+17 to +29 %), 412 -> 507 us per request, +3.1 % of the total, limit +10 % of itself");
    assert_int_equal(words_subject(&finding, comparison).size, 1);
    finding.symbol = SYMBOL_NONE;
    assert_memory_equal(words_subject(&finding, comparison).data, "total", 5);
    finding.has_estimate = false;
    assert_int_equal(words_subject(&finding, comparison).size, 0);
    assert_string_equal(words_finding(out, sizeof out, &finding, comparison), "");
    comparison_free(comparison);
}

static void shares_are_percentages_of_the_total(void **state)
{
    (void)state;
    struct comparison *comparison = one_frame();
    comparison->exposure_kind = EXPOSURE_SHARE;
    struct estimate estimate = {.rate = {.041, .05}, .growth = .009, .change = .22, .share = .009};
    struct words_estimate words;
    words_estimate(&words, &estimate, comparison);
    assert_string_equal(words.costs, "4.1 -> 5 %");
    assert_string_equal(words_per(comparison), "of the side's total");
    comparison_free(comparison);
}

static void long_names_are_cut_on_the_left_at_a_boundary(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t columns;
        const char *words;
    } cases[] = {
        {"short", 10, "short"},
        {"encoding/json.Marshal", 21, "encoding/json.Marshal"},
        {"encoding/json.Marshal", 20, "...json.Marshal"},
        {"encoding/json.Marshal", 12, "...Marshal"},
        {"abcdefghijklmnopqrstuvwxyz", 10, "...tuvwxyz"},
        {"std::vector<int>::push_back", 20, "...push_back"},
        {"\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97", 7, "...\xe6\xbc\xa2\xe5\xad\x97"},
        {"a\033b\xff", 10,
         "a\xef\xbf\xbd"
         "b\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[WORDS_SIZE];
        words_cut_left(out, sizeof out, bytes_of_text(cases[i].name), cases[i].columns);
        assert_string_equal(out, cases[i].words);
    }
}

static void a_name_of_any_length_fits_any_buffer(void **state)
{
    (void)state;
    char name[5001], out[64];
    memset(name, 'x', 5000);
    name[5000] = '\0';
    for (size_t size = 5; size <= sizeof out; size++) {
        words_cut_left(out, size, bytes_of_text(name), 200);
        assert_in_range(strlen(out), 3, size - 1);
    }
}

static void a_place_is_file_and_line(void **state)
{
    (void)state;
    struct comparison *comparison = one_frame();
    char out[WORDS_LINE];
    /* The sample gives a name of n bytes line 10 + n, and no file if n divides by 3. */
    uint32_t gone = symbols_find(comparison->symbols, bytes_of_text("gone"));
    uint32_t fresh = symbols_find(comparison->symbols, bytes_of_text("new"));
    assert_string_equal(words_place(out, sizeof out, comparison, gone), "shop/source.go:14");
    assert_string_equal(words_place(out, sizeof out, comparison, fresh), "");
    assert_string_equal(words_place(out, sizeof out, comparison, SYMBOL_NONE), "");
    assert_string_equal(words_place(out, sizeof out, NULL, gone), "");
    comparison_free(comparison);
}

static void a_path_ends_at_its_node_and_is_cut_on_the_left(void **state)
{
    (void)state;
    const struct comparison_sample_row row = {
        "main.main;net/http.serve;main.(*app).review;shop/review.maskContacts;regexp.MustCompile", 0, {1, 2}};
    struct comparison *comparison =
        comparison_sample_new(&row, 1, &(struct comparison_sample_settings){.profile = "cpu", .replicas = 1});
    uint32_t leaf = (uint32_t)comparison->tree->count - 1;
    char out[WORDS_LINE];
    static const struct {
        size_t columns;
        const char *words;
    } cases[] = {
        {100, "... > net/http.serve > main.(*app).review > shop/review.maskContacts > regexp.MustCompile"},
        {72, "... > main.(*app).review > shop/review.maskContacts > regexp.MustCompile"},
        {71, "... > shop/review.maskContacts > regexp.MustCompile"},
        {50, "... > ...review.maskContacts > regexp.MustCompile"},
        {30, "... > regexp.MustCompile"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(words_path(out, sizeof out, comparison, leaf, cases[i].columns), cases[i].words);
    }
    assert_string_equal(words_path(out, sizeof out, comparison, 2, 100), "main.main > net/http.serve");
    assert_string_equal(words_path(out, sizeof out, comparison, 1, 100), "");
    assert_string_equal(words_path(out, sizeof out, comparison, CALLTREE_ROOT, 100), "");
    assert_string_equal(words_path(out, sizeof out, NULL, 1, 100), "");
    comparison_free(comparison);
}

static void a_promise_is_told_with_its_outcome(void **state)
{
    (void)state;
    struct comparison *comparison = one_frame();
    struct finding finding = {
        .kind = FINDING_EXPECTATION, .has_estimate = true, .expected = -0.1, .promise = PROMISE_BROKEN};
    finding.symbol = SYMBOL_NONE;
    finding.estimate = (struct estimate){.rate = {100, 100}, .change_interval = {-0.1, 0.1}, .share = NAN};
    char line[WORDS_LINE];
    words_finding(line, sizeof line, &finding, comparison);
    assert_non_null(strstr(line, " per request, promised -10 %: broken"));
    comparison_free(comparison);
}

static void what_does_not_fit_is_left_out(void **state)
{
    (void)state;
    char out[8] = "a";
    words_append(out, sizeof out, "-%d", 12);
    assert_string_equal(out, "a-12");
    words_append(out, sizeof out, "-%s", "34567");
    assert_string_equal(out, "a-12-34");
    words_append(out, sizeof out, "8");
    assert_string_equal(out, "a-12-34");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_does_not_fit_is_left_out),
        cmocka_unit_test(percentages_have_the_digits_their_interval_allows),
        cmocka_unit_test(an_estimate_reads_in_one_unit),
        cmocka_unit_test(new_and_gone_have_no_percentage),
        cmocka_unit_test(a_limit_is_said_in_the_key_that_decided),
        cmocka_unit_test(a_finding_is_one_line),
        cmocka_unit_test(shares_are_percentages_of_the_total),
        cmocka_unit_test(long_names_are_cut_on_the_left_at_a_boundary),
        cmocka_unit_test(a_name_of_any_length_fits_any_buffer),
        cmocka_unit_test(a_place_is_file_and_line),
        cmocka_unit_test(a_path_ends_at_its_node_and_is_cut_on_the_left),
        cmocka_unit_test(a_promise_is_told_with_its_outcome),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
