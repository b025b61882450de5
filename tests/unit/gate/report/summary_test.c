#include "gate/report/summary.h"

#include "gate/report/words.h"
#include "tests/support/evaluation_sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_profile_says_its_type_where_that_is_not_its_name(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_SEVERAL);
    char out[WORDS_LINE];
    struct comparison *cpu = evaluation_sample_comparison(sample, 0);
    assert_string_equal(summary_profile(out, sizeof out, cpu), "cpu per request");
    assert_string_equal(summary_profile(out, sizeof out, evaluation_sample_comparison(sample, 1)),
                        "alloc (alloc_space) per request");
    cpu->exposure_kind = EXPOSURE_SHARE;
    assert_string_equal(summary_profile(out, sizeof out, cpu), "cpu as a share of the total");
    evaluation_sample_free(sample);
}

static void sides_say_replicas_requests_and_samples(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    char out[WORDS_LINE];
    assert_string_equal(summary_side(out, sizeof out, comparison, BASELINE),
                        "v2.3: 8 replicas, 19,823 requests (meta.json), 10,345 samples");
    assert_string_equal(summary_amounts(out, sizeof out, comparison), "8 + 8 replicas, 19,823 + 20,110 requests");
    comparison->sides[BASELINE].requests = NAN;
    comparison->sides[BASELINE].samples = NAN;
    comparison->sides[BASELINE].replica_count = 1;
    assert_string_equal(summary_side(out, sizeof out, comparison, BASELINE), "v2.3: 1 replica, requests unknown");
    assert_string_equal(summary_amounts(out, sizeof out, comparison), "1 + 8 replicas");
    evaluation_sample_free(sample);
}

static void versions_share_the_room(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct evaluation *evaluation = evaluation_sample_get(sample);
    char out[WORDS_LINE];
    assert_string_equal(summary_versions(out, sizeof out, evaluation, NULL, 60), "v2.3 -> v2.4");
    evaluation->labels[0] = "";
    evaluation->labels[1] = "builds/2026/candidate/profiles";
    assert_string_equal(summary_versions(out, sizeof out, evaluation, NULL, 40), "? -> ...profiles");
    evaluation_sample_free(sample);
}

static void the_anchor_is_named_where_it_stands(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct evaluation *evaluation = evaluation_sample_get(sample);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    char out[WORDS_LINE];
    comparison->profile = "cpu-anchor";
    comparison->anchored = "cpu";
    comparison->sides[BASELINE].label = "v1.0";
    assert_string_equal(summary_profile(out, sizeof out, comparison), "cpu per request against v1.0");
    assert_string_equal(summary_versions(out, sizeof out, evaluation, comparison, 60), "v1.0 -> v2.4");
    assert_string_equal(summary_versions(out, sizeof out, evaluation, NULL, 60), "v2.3 -> v2.4");
    assert_string_equal(summary_label(evaluation, comparison, CANDIDATE), "v2.4");
    comparison->exposure_kind = EXPOSURE_SHARE;
    assert_string_equal(summary_profile(out, sizeof out, comparison), "cpu as a share of the total against v1.0");
    comparison->unfit = "it is unfit";
    assert_string_equal(summary_profile(out, sizeof out, comparison), "cpu against v1.0, not comparable");
    evaluation_sample_free(sample);
}

static void the_verdict_of_diff_is_no_pass(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct evaluation *evaluation = evaluation_sample_get(sample);
    assert_string_equal(summary_verdict(evaluation), "PASS");
    evaluation->command = "diff";
    assert_string_equal(summary_verdict(evaluation), "NO DIFFERENCE PROVEN");
    struct verdict *verdict = evaluation_sample_verdict(sample);
    verdict->findings[verdict->finding_count++] =
        (struct finding){.kind = FINDING_INCONCLUSIVE, .rule = UINT32_MAX, .owner = "", .sentence = "maybe"};
    assert_string_equal(summary_verdict(evaluation), "NO DIFFERENCE PROVEN");
    verdict->findings[0].kind = FINDING_IMPROVEMENT;
    assert_string_equal(summary_verdict(evaluation), "DIFFERENCE");
    assert_string_equal(summary_difference(evaluation, 1), "NO DIFFERENCE PROVEN");
    evaluation->finished = false;
    assert_string_equal(summary_verdict(evaluation), "DID NOT FINISH");
    evaluation_sample_free(sample);
}

/* out: of WORDS_LINE */
static const char *noise_of(char *out, const struct comparison *comparison, const struct level *level)
{
    const struct comparison_answers answers = {.level = *level};
    return summary_noise(out, WORDS_LINE, comparison, &answers);
}

static void an_odd_replica_that_sways_is_named_in_the_noise(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    char out[WORDS_LINE];
    struct odd_replica odd = {.column = 9};
    struct comparison_answers answers = {.odd = &odd, .odd_count = 1};
    answers.level = (struct level){.mode = LEVEL_MEASURED, .factor = 1.33, .factor_sd = .008, .believed = true};
    comparison->sides[CANDIDATE].replicas[1].instance = "pod\x1b-3";
    assert_non_null(
        strstr(summary_noise(out, sizeof out, comparison, &answers), " slower throughout, as on a busier"));
    odd.sways = true;
    summary_noise(out, sizeof out, comparison, &answers);
    assert_non_null(strstr(out, " slower on average, with candidate replica 'pod"));
    assert_non_null(strstr(out, "-3' standing out; functions are judged after taking that out"));
    assert_null(strchr(out, '\x1b'));
    /* Where nothing moved it explains nothing. */
    answers.level.factor = 1.01;
    assert_non_null(
        strstr(summary_noise(out, sizeof out, comparison, &answers), " slower throughout, as on a busier"));
    evaluation_sample_free(sample);
}

static void the_noise_says_its_source(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    char out[WORDS_LINE];
    struct level level = {.mode = LEVEL_MEASURED, .factor = 1.0124, .factor_sd = .008, .believed = true};
    assert_string_equal(noise_of(out, comparison, &level),
                        "measured from 8 + 8 replicas; the candidate's runs were 1.2 % (+- 0.8 %) slower "
                        "throughout, as on a busier machine; functions are judged after taking that out");
    /* What is printed as 0 % is no change in either direction. */
    level.factor = 1.0004;
    assert_string_equal(noise_of(out, comparison, &level),
                        "measured from 8 + 8 replicas; the candidate's runs were "
                        "as fast as the baseline's (+- 0.8 %)");
    level = (struct level){.mode = LEVEL_ASSUMED};
    assert_string_equal(noise_of(out, comparison, &level),
                        "assumed, because there is one profile a side; the machine's drift is not corrected for");
    level = (struct level){.mode = LEVEL_ASSUMED, .host_cv = .05, .frame_cv = .02};
    assert_string_equal(
        noise_of(out, comparison, &level),
        "assumed (5 % between hosts, 2 % in a function's share), because there is one profile a side; "
        "the machine's drift is not corrected for");
    level = (struct level){.mode = LEVEL_SIDE_TOTAL, .host_cv = .05, .sequential = true};
    assert_string_equal(
        noise_of(out, comparison, &level),
        "assumed (5 % between hosts), because one request count stands for 8 + 8 replicas; one side "
        "was captured after the other: a drift of the machine looks like a change; interleave the "
        "captures; the machine's drift is not corrected for");
    level = (struct level){.mode = LEVEL_MEASURED, .factor = .97, .factor_sd = .02, .believed = true};
    assert_non_null(
        strstr(noise_of(out, comparison, &level), "were 3 % (+- 2 %) faster throughout, as on an idler machine"));
    comparison->unit = "bytes";
    assert_non_null(strstr(noise_of(out, comparison, &level), "3 % (+- 2 %) cheaper throughout"));
    level = (struct level){.mode = LEVEL_SEQUENTIAL, .sequential = true, .host_cv = .05};
    assert_string_equal(
        noise_of(out, comparison, &level),
        "measured from 8 + 8 replicas; one side was captured after the other: a drift of the machine "
        "looks like a change, 5 % of it is assumed; interleave the captures");
    evaluation_sample_free(sample);
}

static void a_noise_history_is_told(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    char out[WORDS_LINE];
    struct level level = {.mode = LEVEL_HISTORY, .history = "n.json", .history_captures = 12};
    assert_string_equal(noise_of(out, comparison, &level), "from history n.json (12 profiles)");
    level.mode = LEVEL_MEASURED;
    assert_string_equal(noise_of(out, comparison, &level),
                        "measured from 8 + 8 replicas, and from history n.json (12 profiles)");
    level.history_captures = 0;
    assert_string_equal(noise_of(out, comparison, &level),
                        "measured from 8 + 8 replicas; the noise history knows nothing of this profile");
    evaluation_sample_free(sample);
}

static void what_could_not_be_seen_is_said(void **state)
{
    (void)state;
    char out[WORDS_LINE];
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    struct bytes name = comparison_entry_name(comparison, comparison->entries[1].twin);
    char worst[WORDS_LINE];
    struct comparison_answers answers = {.visible_frame = .018, .visible_total = .061};
    assert_string_equal(summary_visible(out, sizeof out, comparison, &answers),
                        "a growth of 1.8 % of the total in most functions, of 6.1 % in the total itself");
    answers.visible_worst = .072;
    answers.visible_worst_entry = 1;
    snprintf(
        worst, sizeof worst,
        "a growth of 1.8 %% of the total in most functions, of 7.2 %% in '%.*s', the least visible one, and of "
        "6.1 %% in the total itself",
        (int)name.size, (const char *)name.data);
    assert_string_equal(summary_visible(out, sizeof out, comparison, &answers), worst);
    answers.visible_worst_entry = 0;
    answers.visible_total = INFINITY;
    assert_string_equal(summary_visible(out, sizeof out, comparison, &answers),
                        "a growth of 1.8 % of the total in most functions, none in the total itself");
    answers.visible_frame = INFINITY;
    assert_string_equal(summary_visible(out, sizeof out, comparison, &answers), "no growth, however large");
    answers.visible_total = .061;
    assert_string_equal(summary_visible(out, sizeof out, comparison, &answers),
                        "a growth of 6.1 % of the total in the total itself, none in most functions");
    evaluation_sample_free(sample);
}

static void one_sided_profiles_have_no_total(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    char out[WORDS_LINE];
    assert_true(summary_has_total(comparison));
    comparison->sides[CANDIDATE].amount = 0;
    assert_false(summary_has_total(comparison));
    comparison->unfit = "no request count";
    comparison->exposure_kind = EXPOSURE_SHARE;
    assert_string_equal(summary_profile(out, sizeof out, comparison), "cpu, not comparable");
    evaluation_sample_free(sample);
}

/* The sample's background is 0.12 of what is in scope, so 0.12 / 1.12 = 10.7 % of all. */
static void background_is_a_part_of_all(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_PASS);
    struct comparison *comparison = evaluation_sample_comparison(sample, 0);
    char out[WORDS_LINE];
    assert_string_equal(summary_background(out, sizeof out, comparison),
                        "10.7 % of the baseline's cost and 11.5 % of the candidate's is background and was set "
                        "apart (runtime.gcBgMarkWorker)");
    comparison->background_count = 0;
    assert_string_equal(summary_background(out, sizeof out, comparison), "");
    evaluation_sample_free(sample);
}

static void an_unfinished_run_is_an_error(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct evaluation *evaluation = evaluation_sample_get(sample);
    assert_int_equal(summary_kind(evaluation), VERDICT_REGRESSION);
    assert_int_equal(summary_exit_code(evaluation), 1);
    assert_int_equal(summary_count(evaluation, FINDING_REGRESSION), 2);
    evaluation_sample_verdict(sample)->findings[1].explained = true;
    assert_int_equal(summary_count(evaluation, FINDING_REGRESSION), 1);
    evaluation->finished = false;
    assert_int_equal(summary_kind(evaluation), VERDICT_ERROR);
    assert_int_equal(summary_exit_code(evaluation), 4);
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_says_its_type_where_that_is_not_its_name),
        cmocka_unit_test(sides_say_replicas_requests_and_samples),
        cmocka_unit_test(versions_share_the_room),
        cmocka_unit_test(the_anchor_is_named_where_it_stands),
        cmocka_unit_test(the_verdict_of_diff_is_no_pass),
        cmocka_unit_test(an_odd_replica_that_sways_is_named_in_the_noise),
        cmocka_unit_test(the_noise_says_its_source),
        cmocka_unit_test(a_noise_history_is_told),
        cmocka_unit_test(what_could_not_be_seen_is_said),
        cmocka_unit_test(one_sided_profiles_have_no_total),
        cmocka_unit_test(background_is_a_part_of_all),
        cmocka_unit_test(an_unfinished_run_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
