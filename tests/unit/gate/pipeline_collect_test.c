#include "gate/pipeline_collect.h"

#include "tests/support/run_sample.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct pipeline_kinds all = {NULL, 0};

static void both_sides_come_with_their_requests(void **state)
{
    (void)state;
    struct run_sample sample;
    run_sample_begin(&sample, "v1");
    for (int side = 0; side < SIDES; side++) {
        assert_int_equal(pipeline_collect_side(&sample.run, side, &all, NULL), 0);
        const struct replicas *replicas = &sample.run.sides[side];
        assert_int_equal(replicas->count, 2);
        assert_true(replicas->items[0].requests == 1000);
    }
    assert_int_equal(sample.run.trouble_count, 0);
    run_sample_end(&sample);
}

/* --requests-candidate is about that side alone (whose meta.json say otherwise here), and never about a version
 * that no option names. */
static void an_option_counts_for_its_side(void **state)
{
    (void)state;
    struct run_sample sample;
    struct error err = ERROR_INIT;
    run_sample_begin(&sample, "v1");
    sample.plan.sides[CANDIDATE].requests = 5000;
    assert_int_equal(pipeline_collect_side(&sample.run, BASELINE, &all, &err), 0);
    assert_int_equal(pipeline_collect_side(&sample.run, CANDIDATE, &all, &err), -1);
    assert_non_null(strstr(err.sentence, "--requests-candidate says 5000, but"));
    assert_int_equal(sample.run.sides[BASELINE].count, 2);
    struct replicas again = {0};
    assert_int_equal(pipeline_collect_version(&again, &sample.run, &sample.run.wanted.items[CANDIDATE],
                                              &sample.run.captures[CANDIDATE], &all, NULL),
                     0);
    assert_int_equal(again.count, 2);
    replicas_clear(&again);
    run_sample_end(&sample);
}

static void only_the_wanted_kinds_are_read(void **state)
{
    (void)state;
    const char *kinds[] = {"cpu"};
    const struct pipeline_kinds wanted = {kinds, 1};
    struct run_sample sample;
    run_sample_begin(&sample, "v1");
    /* It is no profile, and nobody asks for it. */
    scratch_write("v1/1/heap.folded", "<html>");
    const struct source_side side = {.version = "v1"};
    assert_int_equal(sample.run.source->plan(&sample.run.anchor.captures, sample.run.session, &side, NULL), 0);
    struct replicas *replicas = &sample.run.anchor.replicas;
    assert_int_equal(
        pipeline_collect_version(replicas, &sample.run, &side, &sample.run.anchor.captures, &wanted, NULL), 0);
    assert_int_equal(replicas->count, 2);
    assert_int_equal(sample.run.trouble_count, 0);
    run_sample_end(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides_come_with_their_requests),
        cmocka_unit_test(an_option_counts_for_its_side),
        cmocka_unit_test(only_the_wanted_kinds_are_read),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
