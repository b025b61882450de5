#include "gate/pipeline_anchor.h"

#include "tests/support/run_sample.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct pipeline_kinds all = {NULL, 0};

/* With the baseline, and with the anchor. */
static void assert_compared(const struct run *run, bool with_anchor)
{
    assert_int_equal(run->profile_count, 2);
    assert_true(pipeline_anchor_is_compared(run, &run->selectors[0]));
    assert_int_equal(pipeline_anchor_is_compared(run, &run->selectors[1]), with_anchor);
}

static void it_is_read_like_a_side(void **state)
{
    (void)state;
    struct run_sample sample;
    run_sample_begin(&sample, "v1");
    assert_int_equal(sample.run.anchor.state, ANCHOR_WANTED);
    assert_int_equal(pipeline_anchor_read(&sample.run, &all, NULL), 0);
    assert_int_equal(sample.run.anchor.state, ANCHOR_READ);
    assert_int_equal(sample.run.anchor.replicas.count, 2);
    assert_string_equal(sample.run.anchor.replicas.label, "v1");
    assert_compared(&sample.run, true);
    run_sample_end(&sample);
}

/* Undecided, not forgotten. */
static void one_that_is_not_there_is_compared_without_replicas(void **state)
{
    (void)state;
    struct run_sample sample;
    run_sample_begin(&sample, "v0");
    assert_int_equal(pipeline_anchor_read(&sample.run, &all, NULL), 0);
    assert_int_equal(sample.run.anchor.state, ANCHOR_MISSING);
    assert_int_equal(sample.run.anchor.replicas.count, 0);
    assert_string_equal(sample.run.anchor.replicas.label, "v0");
    assert_non_null(strstr(sample.run.anchor.missing, "nothing is known of the anchor: there is no version 'v0'"));
    assert_int_equal(sample.run.trouble_count, 0);
    assert_compared(&sample.run, true);
    run_sample_end(&sample);
}

static int refuse(struct captures *out, void *session, const struct source_side *side, struct error *err)
{
    (void)out;
    (void)session;
    (void)side;
    return error_set(err, ERROR_INPUT, "the store answers nothing");
}

static void one_that_cannot_be_read_is_a_fatal_trouble(void **state)
{
    (void)state;
    struct run_sample sample;
    run_sample_begin(&sample, "v1");
    const struct source *folders = sample.run.source;
    struct source broken = *folders;
    broken.plan = refuse;
    sample.run.source = &broken;
    assert_int_equal(pipeline_anchor_read(&sample.run, &all, NULL), 0);
    assert_int_equal(sample.run.anchor.state, ANCHOR_FAILED);
    assert_int_equal(sample.run.trouble_count, 1);
    assert_true(sample.run.troubles[0].fatal);
    assert_compared(&sample.run, false);
    sample.run.source = folders;
    run_sample_end(&sample);
}

static void one_that_turns_out_to_be_the_baseline_is_judged_once(void **state)
{
    (void)state;
    struct run_sample sample;
    run_sample_begin(&sample, "v1");
    sample.run.wanted.items[BASELINE].version = "v1";
    assert_int_equal(pipeline_anchor_read(&sample.run, &all, NULL), 0);
    assert_int_equal(sample.run.anchor.state, ANCHOR_SAME);
    assert_compared(&sample.run, false);
    run_sample_end(&sample);
}

static void who_compares_paths_is_told_why_there_is_none(void **state)
{
    (void)state;
    struct run_sample sample;
    run_sample_begin(&sample, "v1");
    assert_int_equal(pipeline_anchor_explain(&sample.run, NULL), 0);
    assert_int_equal(sample.run.trouble_count, 0);
    sample.plan.sides[CANDIDATE].version = NULL;
    assert_int_equal(pipeline_anchor_explain(&sample.run, NULL), 0);
    assert_int_equal(sample.run.trouble_count, 1);
    assert_false(sample.run.troubles[0].fatal);
    assert_non_null(strstr(sample.run.troubles[0].sentence, "against the anchor 'v1': the sides are paths"));
    run_sample_end(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_read_like_a_side),
        cmocka_unit_test(one_that_is_not_there_is_compared_without_replicas),
        cmocka_unit_test(one_that_cannot_be_read_is_a_fatal_trouble),
        cmocka_unit_test(one_that_turns_out_to_be_the_baseline_is_judged_once),
        cmocka_unit_test(who_compares_paths_is_told_why_there_is_none),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
