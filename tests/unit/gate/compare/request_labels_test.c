#include "gate/compare/request_labels.h"

#include "tests/support/profile_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const keys[] = {"endpoint", "tenant"};

static const char *unfit(struct profile_sample *baseline, const char *baseline_text, const char *candidate_text,
                         bool differences_only, size_t *notes)
{
    static char kept[512];
    struct profile_sample candidate = profile_sample_count(1);
    struct replicas sides[SIDES];
    struct error err = ERROR_INIT;
    candidate.label = "endpoint";
    profile_sample_side(&sides[BASELINE], "v1", baseline, &baseline_text, 1);
    profile_sample_side(&sides[CANDIDATE], "v2", &candidate, &candidate_text, 1);
    struct compare_settings settings = {
        .request_labels = keys, .request_label_count = 1, .differences_only = differences_only};
    struct profile_selector selector = profile_selector_from_word("samples");
    struct comparison *comparison = NULL;
    assert_int_equal(compare_profiles(&comparison, sides, &selector, &settings, &err), 0);
    snprintf(kept, sizeof kept, "%s", comparison->unfit ? comparison->unfit : "");
    *notes = comparison->note_count;
    comparison_free(comparison);
    replicas_clear(&sides[BASELINE]);
    replicas_clear(&sides[CANDIDATE]);
    return kept;
}

static void a_label_that_nobody_carries_makes_the_pair_unfit(void **state)
{
    (void)state;
    size_t notes;
    struct profile_sample with = profile_sample_count(1), without = profile_sample_count(1);
    with.label = "endpoint";
    assert_string_equal(unfit(&with, "main;a 6 buy\n", "main;a 6 buy\n", false, &notes), "");
    assert_string_equal(unfit(&with, "main;a 6\nmain;b 0 buy\n", "main;a 6 buy\n", false, &notes),
                        "no sample on the baseline's side carries the label 'endpoint', which request_roots names");
    assert_string_equal(
        unfit(&with, "main;a 6 buy\n", "main;a 6\n", false, &notes),
        "no sample on the candidate's side carries the label 'endpoint', which request_roots names");
    /* A format without labels, or one that was not asked. */
    assert_string_equal(unfit(&without, "main;a 6 buy\n", "main;a 6 buy\n", false, &notes),
                        "no sample on the baseline's side carries the label 'endpoint', which request_roots names");
    /* There, other words are better. */
    assert_string_equal(unfit(&with, "", "main;a 6 buy\n", false, &notes), "no samples on the baseline's side");
}

static void a_mask_of_several_labels(void **state)
{
    (void)state;
    struct profile_sample sample = profile_sample_count(1);
    struct compare_settings settings = {.request_labels = keys, .request_label_count = 2};
    sample.label = "tenant";
    struct profile *profile = profile_sample_profile(&sample, "main 1 x\n");
    assert_int_equal(request_labels_mask(profile, &settings), 1);
    settings.request_label_count = 1;
    assert_int_equal(request_labels_mask(profile, &settings), 0);
    assert_int_equal(request_labels_mask(profile, NULL), 0);
    profile_free(profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_that_nobody_carries_makes_the_pair_unfit),
        cmocka_unit_test(a_mask_of_several_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
