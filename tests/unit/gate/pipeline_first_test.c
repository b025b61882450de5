#include "gate/pipeline_first.h"

#include "tests/support/run_sample.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* As a run is where no baseline was found. */
static void begin(struct run_sample *sample, const char *anchor)
{
    run_sample_begin(sample, anchor);
    captures_clear(&sample->run.captures[BASELINE]);
    sample->run.wanted.items[BASELINE].version = NULL;
    sample->run.missing_baseline = "there is no version before 'v3'";
}

static void the_anchor_is_read_and_the_baseline_left_empty(void **state)
{
    (void)state;
    struct run_sample sample;
    bool read = false;
    begin(&sample, "v1");
    assert_int_equal(pipeline_first_read(&read, &sample.run, NULL), 0);
    assert_true(read);
    assert_int_equal(sample.run.anchor.state, ANCHOR_READ);
    assert_int_equal(sample.run.anchor.replicas.count, 2);
    assert_int_equal(sample.run.sides[CANDIDATE].count, 2);
    assert_int_equal(sample.run.sides[BASELINE].count, 0);
    assert_string_equal(sample.run.sides[BASELINE].label, "none yet");
    run_sample_end(&sample);
}

static void one_that_is_not_there_either_is_noted(void **state)
{
    (void)state;
    struct run_sample sample;
    bool read = true;
    begin(&sample, "v0");
    assert_int_equal(pipeline_first_read(&read, &sample.run, NULL), 0);
    assert_false(read);
    assert_int_equal(sample.run.anchor.state, ANCHOR_MISSING);
    assert_int_equal(sample.run.trouble_count, 1);
    assert_false(sample.run.troubles[0].fatal);
    assert_non_null(strstr(sample.run.troubles[0].sentence,
                           "nothing is judged against the anchor either: there is no version 'v0'"));
    run_sample_end(&sample);
}

static void where_no_anchor_can_stand_nothing_is_read(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct run_sample sample;
        bool read = true;
        begin(&sample, i == 2 ? "v3" : "v1");
        if (i == 0) {
            sample.run.missing_baseline = NULL;
        } else if (i == 1) {
            sample.run.wanted.items[BASELINE].version = "v1";
        }
        assert_int_equal(pipeline_first_read(&read, &sample.run, NULL), 0);
        assert_false(read);
        assert_int_equal(sample.run.trouble_count, 0);
        run_sample_end(&sample);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_anchor_is_read_and_the_baseline_left_empty),
        cmocka_unit_test(one_that_is_not_there_either_is_noted),
        cmocka_unit_test(where_no_anchor_can_stand_nothing_is_read),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
