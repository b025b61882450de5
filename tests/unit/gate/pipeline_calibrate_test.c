#include "gate/pipeline_calibrate.h"

#include "adapters/record/noise_history.h"
#include "gate/base/memory.h"
#include "tests/support/allocations.h"
#include "tests/support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { RUNS_MOST = 8 };

static char said[1024];

static void keep_progress(void *world, const char *sentence)
{
    (void)world;
    snprintf(said, sizeof said, "%s", sentence);
}

static bool never(void *world)
{
    (void)world;
    return false;
}

static bool at_once(void *world)
{
    (void)world;
    return true;
}

static const struct surroundings world = {.progress = keep_progress, .cancelled = never, .seed = 1};

/* So many runs of one version, all of it v2; the first `slow` of them cost half as much again in one function. */
static void write_runs(const char *folder, int runs, int slow, bool counted)
{
    for (int i = 0; i < runs; i++) {
        char name[64], text[256];
        snprintf(name, sizeof name, "%s/r%d/cpu.folded", folder, i);
        snprintf(text, sizeof text, "main;serve;price %d\nmain;serve;sort %d\nmain;serve;parse %d\n",
                 (i < slow ? 9000 : 400) + i * 7 % 5, 400 - i * 3 % 7, 301 + i * 2 % 5);
        scratch_write(name, text);
        snprintf(name, sizeof name, "%s/r%d/meta.json", folder, i);
        scratch_write(name, counted ? "{\"requests\": 1000, \"version\": \"v2\"}" : "{\"version\": \"v2\"}");
    }
}

/* Calibrates one folder by the built-in policy with six draws; the output is in *out. */
static int calibrate(struct byte_buffer *out, const char *folder, const char *write,
                     const struct surroundings *surroundings, struct error *err)
{
    struct policy *policy = NULL;
    struct sink sink = sink_to_buffer(out);
    const char *path = scratch_path(folder);
    if (policy_builtin(&policy, err) != 0) {
        return -1;
    }
    const struct pipeline_calibration calibration = {
        .policy = policy, .service = "", .folders = &path, .folder_count = 1, .draws = 6, .write = write};
    int status = pipeline_calibrate_run(&calibration, surroundings, &sink, err);
    policy_free(policy);
    return status == 0 ? sink_finish(&sink, err) : -1;
}

static void assert_says(const struct byte_buffer *out, const char *words)
{
    char text[4096];
    snprintf(text, sizeof text, "%.*s", (int)out->size, (const char *)out->data);
    if (strstr(text, words) == NULL) {
        fail_msg("'%s' is not in:\n%s", words, text);
    }
}

static void a_shuffle_holds_every_run_once(void **state)
{
    (void)state;
    size_t order[RUNS_MOST], again[RUNS_MOST], other[RUNS_MOST], first[RUNS_MOST] = {0};
    for (size_t draw = 0; draw < 400; draw++) {
        size_t seen = 0;
        pipeline_calibrate_shuffle(order, RUNS_MOST, 1, draw);
        pipeline_calibrate_shuffle(again, RUNS_MOST, 1, draw);
        pipeline_calibrate_shuffle(other, RUNS_MOST, 2, draw);
        assert_memory_equal(order, again, sizeof order);
        for (size_t i = 0; i < RUNS_MOST; i++) {
            seen |= (size_t)1 << order[i];
        }
        assert_int_equal(seen, (1 << RUNS_MOST) - 1);
        first[order[0]]++;
    }
    pipeline_calibrate_shuffle(order, RUNS_MOST, 1, 399);
    assert_memory_not_equal(order, other, sizeof order);
    /* 50 each in the mean, standard deviation 6.6 */
    for (size_t i = 0; i < RUNS_MOST; i++) {
        assert_in_range(first[i], 24, 76);
    }
}

static void an_unchanged_version_is_not_red_and_teaches_its_noise(void **state)
{
    (void)state;
    struct byte_buffer out;
    struct error err = ERROR_INIT;
    struct noise_history *history = NULL;
    byte_buffer_init(&out, 1 << 16);
    write_runs("even", 9, 0, true);
    assert_int_equal(calibrate(&out, "even", scratch_path("deep/noise.json"), &world, &err), 0);
    assert_says(&out, "even: 9 runs, 4 a side, samples\n");
    assert_says(&out, "0 of 6 draws: 0 % (95 % interval 0 to 39 %); promised: at most 1 %");
    assert_says(&out, "0 regression");
    assert_says(&out, "deep/noise.json: samples from 9 runs\n");
    assert_int_equal(noise_history_read(&history, scratch_path("deep/noise.json"), &err), 0);
    assert_int_equal(history->profiles[0].captures, 9);
    noise_history_free(history);
    byte_buffer_free(&out);
}

static void refuse(const char *folder, const char *write, enum error_kind kind, const char *sentence)
{
    struct byte_buffer out;
    struct error err = ERROR_INIT;
    byte_buffer_init(&out, 1 << 16);
    assert_int_equal(calibrate(&out, folder, write, &world, &err), -1);
    assert_int_equal(err.kind, kind);
    assert_non_null(strstr(err.sentence, sentence));
    byte_buffer_free(&out);
}

static void what_cannot_be_calibrated_says_why(void **state)
{
    (void)state;
    write_runs("few", 3, 0, true);
    write_runs("uncounted", 4, 0, false);
    refuse("few", "", ERROR_UNFIT, "no folder has the 4 runs");
    refuse("nowhere", "", ERROR_INPUT, "nowhere");
    refuse("uncounted", scratch_path("none.json"), ERROR_UNFIT, "no noise history could be learned");
    assert_non_null(strstr(said, "no noise history of profile 'samples'"));
    assert_null(scratch_read("none.json"));
}

static void it_stops_when_asked_to(void **state)
{
    (void)state;
    struct byte_buffer out;
    struct error err = ERROR_INIT;
    struct surroundings impatient = world;
    impatient.cancelled = at_once;
    byte_buffer_init(&out, 1 << 16);
    write_runs("stopped", 4, 0, true);
    assert_int_equal(calibrate(&out, "stopped", "", &impatient, &err), -1);
    assert_string_equal(err.sentence, "cancelled");
    byte_buffer_free(&out);
}

/* Half of the runs cost ten times as much: the noise between runs is seen, and nothing is red for sure. */
static void two_kinds_of_runs_are_noise(void **state)
{
    (void)state;
    struct byte_buffer out;
    struct error err = ERROR_INIT;
    byte_buffer_init(&out, 1 << 16);
    write_runs("torn", 8, 4, true);
    assert_int_equal(calibrate(&out, "torn", "", &world, &err), 0);
    assert_says(&out, " 0 regression, ");
    assert_says(&out, "the first: ");
    byte_buffer_free(&out);
}

static int calibrate_again(void *context, struct error *err)
{
    struct byte_buffer out;
    byte_buffer_init(&out, 1 << 16);
    int status = calibrate(&out, context, scratch_path("again.json"), &world, err);
    byte_buffer_free(&out);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    static char folder[] = "small";
    write_runs(folder, 4, 0, true);
    assert_true(allocations_walk(calibrate_again, folder) >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shuffle_holds_every_run_once),
        cmocka_unit_test(an_unchanged_version_is_not_red_and_teaches_its_noise),
        cmocka_unit_test(what_cannot_be_calibrated_says_why),
        cmocka_unit_test(it_stops_when_asked_to),
        cmocka_unit_test(two_kinds_of_runs_are_noise),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("calibrate", tests, scratch_open, scratch_close);
}
