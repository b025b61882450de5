#include "gate/pipeline_wait.h"

#include "tests/support/profile_sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SECONDS(n) ((int64_t)(n)*1000000000)

enum { REPLICAS = 4 };

/* A clock that only sleeping moves. */
static int64_t clock_now, slept;
static char said[1024];

static int64_t now(void *world)
{
    (void)world;
    return clock_now;
}

static void sleep_a_while(void *world, int64_t nanoseconds)
{
    (void)world;
    slept += nanoseconds;
    clock_now += nanoseconds;
}

static void keep_progress(void *world, const char *sentence)
{
    (void)world;
    snprintf(said, sizeof said, "%s", sentence);
}

static const struct surroundings world = {.now = now, .sleep = sleep_a_while, .progress = keep_progress};

/* A look at two versions: so many events in each function of a replica, and the candidate's function grown. */
struct scene {
    struct pipeline_plan plan;
    struct policy *policy;
    struct profile_selector selector;
    size_t profile_comparison;
    struct comparison *comparisons[1];
    struct run run;
};

static void fill_side(struct replicas *out, const char *label, int events, int grown, double requests)
{
    struct profile_sample sample = profile_sample_count(requests);
    char texts[REPLICAS][128];
    const char *lines[REPLICAS];
    for (int i = 0; i < REPLICAS; i++) {
        int wobble = events / 100 * (i % 2 == 0 ? 1 : -1);
        snprintf(texts[i], sizeof texts[i], "m;f %d\nm;g %d\nm;h %d\n", events + grown + wobble, events - wobble,
                 events);
        lines[i] = texts[i];
    }
    profile_sample_side(out, label, &sample, lines, REPLICAS);
}

static void scene_make(struct scene *out, int events, int candidate, double requests)
{
    struct error err = ERROR_INIT;
    *out = (struct scene){.selector = profile_selector_from_word("samples")};
    assert_int_equal(policy_builtin(&out->policy, &err), 0);
    out->plan = (struct pipeline_plan){.purpose = PIPELINE_CHECK,
                                       .policy = out->policy,
                                       .service = "shop",
                                       .at = SECONDS(1000),
                                       .wait = SECONDS(600),
                                       .poll = SECONDS(60)};
    out->run = (struct run){.plan = &out->plan,
                            .world = &world,
                            .selectors = &out->selector,
                            .profile_comparisons = &out->profile_comparison,
                            .profile_count = 1,
                            .comparisons = out->comparisons,
                            .comparison_count = 1};
    fill_side(&out->run.sides[BASELINE], "v1", events, 0, 1000);
    fill_side(&out->run.sides[CANDIDATE], "v2", events, candidate, requests);
    const struct compare_settings settings = {0};
    assert_int_equal(compare_profiles(&out->comparisons[0], out->run.sides, &out->selector, &settings, &err), 0);
    clock_now = SECONDS(1000);
    slept = 0;
    said[0] = '\0';
}

static void scene_clear(struct scene *scene)
{
    comparison_free(scene->comparisons[0]);
    replicas_clear(&scene->run.sides[BASELINE]);
    replicas_clear(&scene->run.sides[CANDIDATE]);
    policy_free(scene->policy);
}

static double gain_of(int events, int grown, double requests)
{
    struct scene scene;
    struct error err = ERROR_INIT;
    const char *why = NULL;
    double gain = NAN;
    scene_make(&scene, events, grown, requests);
    assert_int_equal(pipeline_wait_gain(&gain, &why, &scene.run, &err), 0);
    assert_null(why);
    scene_clear(&scene);
    return gain;
}

static void more_samples_are_asked_for_until_there_are_enough(void **state)
{
    (void)state;
    assert_true(gain_of(100, 0, 1000) > 0.5);
    assert_true(gain_of(200000, 0, 1000) < 0.05);
}

/* A canary with a fraction of the traffic. */
static void the_requests_of_the_candidate_count(void **state)
{
    (void)state;
    assert_true(gain_of(20000, 0, 1000) < 0.05);
    assert_true(gain_of(20000, 0, 5) > 0.2);
}

static void what_the_candidate_costs_does_not_count(void **state)
{
    (void)state;
    double same = gain_of(400, 0, 1000);
    assert_true(same > 0.1);
    assert_true(gain_of(400, 390, 1000) == same);
    assert_true(gain_of(400, -300, 1000) == same);
}

static void it_sleeps_until_the_next_look(void **state)
{
    (void)state;
    struct scene scene;
    bool again = false;
    scene_make(&scene, 200, 0, 1000);
    assert_int_equal(pipeline_wait_for_more(&again, &scene.run, SECONDS(1600), NULL), 0);
    assert_true(again);
    assert_true(slept == SECONDS(60));
    assert_non_null(strstr(said, "too few samples so far"));
    assert_non_null(strstr(said, "looking again at 1970-01-01T00:17:40Z"));
    /* The last look is when the time is over, and then there is no other. */
    clock_now = SECONDS(1590);
    assert_int_equal(pipeline_wait_for_more(&again, &scene.run, SECONDS(1600), NULL), 0);
    assert_true(again);
    assert_true(clock_now == SECONDS(1600));
    scene.plan.at = SECONDS(1600);
    assert_int_equal(pipeline_wait_for_more(&again, &scene.run, SECONDS(1600), NULL), 0);
    assert_false(again);
    scene_clear(&scene);
}

static bool asks_again(struct scene *scene)
{
    bool again = false;
    assert_int_equal(pipeline_wait_for_more(&again, &scene->run, SECONDS(1600), NULL), 0);
    return again;
}

static void enough_is_judged_at_once(void **state)
{
    (void)state;
    struct scene scene;
    scene_make(&scene, 200000, 0, 1000);
    assert_false(asks_again(&scene));
    assert_true(slept == 0);
    scene_clear(&scene);
}

static void what_is_not_there_yet_is_waited_for(void **state)
{
    (void)state;
    struct scene scene;
    scene_make(&scene, 200000, 0, 1000);
    scene.run.unfit = "the window of 'v2' is not over yet";
    assert_true(asks_again(&scene));
    assert_non_null(strstr(said, "the window of 'v2' is not over yet; looking again at"));
    scene_clear(&scene);
}

static void what_waiting_does_not_mend_is_judged_at_once(void **state)
{
    (void)state;
    struct scene scene;
    struct trouble troubles[] = {{.fatal = false, .sentence = "one replica is missing"},
                                 {.fatal = true, .sentence = "the store is gone"}};
    scene_make(&scene, 200, 0, 1000);
    scene.run.troubles = troubles;
    scene.run.trouble_count = 1;
    assert_true(asks_again(&scene));
    scene.run.trouble_count = 2;
    assert_false(asks_again(&scene));
    scene.run.trouble_count = 0;
    scene.run.missing_baseline = "there is no baseline";
    assert_false(asks_again(&scene));
    scene.run.missing_baseline = NULL;
    scene.plan.wait = 0;
    assert_false(asks_again(&scene));
    scene_clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_samples_are_asked_for_until_there_are_enough),
        cmocka_unit_test(the_requests_of_the_candidate_count),
        cmocka_unit_test(what_the_candidate_costs_does_not_count),
        cmocka_unit_test(it_sleeps_until_the_next_look),
        cmocka_unit_test(enough_is_judged_at_once),
        cmocka_unit_test(what_is_not_there_yet_is_waited_for),
        cmocka_unit_test(what_waiting_does_not_mend_is_judged_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
