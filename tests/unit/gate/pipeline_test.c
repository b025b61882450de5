#include "gate/pipeline.h"

#include "gate/base/memory.h"
#include "tests/support/scratch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static char said[4096];

static void keep_progress(void *world, const char *sentence)
{
    (void)world;
    size_t used = strlen(said);
    snprintf(said + used, sizeof said - used, "%s\n", sentence);
}

static const struct surroundings world = {.progress = keep_progress};

/* Writes eight runs of a made-up service as folders; slow is the share of `main;price` in samples of a run. */
static void write_side(const char *side, int price, int sort)
{
    for (int i = 0; i < 8; i++) {
        char name[64];
        char text[256];
        /* A little noise, the same at every run of the test. */
        int wobble = (i * 7) % 5;
        snprintf(name, sizeof name, "%s/r%d/cpu.folded", side, i);
        snprintf(text, sizeof text,
                 "main;serve;price %d\nmain;serve;sort %d\nmain;serve;parse %d\nmain;serve;send %d\n",
                 price + wobble, sort - wobble, 301 + wobble, 203 - i);
        scratch_write(name, text);
        snprintf(name, sizeof name, "%s/r%d/meta.json", side, i);
        snprintf(text, sizeof text, "{\"requests\": 1000, \"start\": \"2026-11-20T10:%02d:00Z\"}",
                 2 * i + (side[0] == 'b' ? 0 : 1));
        scratch_write(name, text);
    }
}

static int run(const char *baseline, const char *candidate, double requests)
{
    struct policy *policy = NULL;
    struct error err = ERROR_INIT;
    int exit_code = -1;
    const struct publish_target reports[] = {
        {.reporter = reporter_find("json"), .path = scratch_path("report.json")},
        {.reporter = reporter_find("junit"), .path = scratch_path("junit.xml")},
        {.reporter = reporter_find("svg"), .path = scratch_path("flamegraph.svg")},
        {.reporter = reporter_find("console"), .path = scratch_path("console.txt")}};
    assert_int_equal(policy_builtin(&policy, &err), 0);
    struct pipeline_plan plan = {
        .purpose = PIPELINE_CHECK,
        .program_version = "0",
        .policy = policy,
        .service = "shop",
        .sides = {{.path = scratch_path(baseline), .requests = requests},
                  {.path = scratch_path(candidate), .requests = requests}},
        .reports = reports,
        .report_count = 4,
        .options = {.columns = 100},
        .output = stdout,
    };
    said[0] = '\0';
    if (pipeline_run(&exit_code, &plan, &world, &err) != 0) {
        keep_progress(NULL, err.sentence);
    }
    policy_free(policy);
    return exit_code;
}

static void assert_report_says(const char *name, const char *words)
{
    char *text = scratch_read(name);
    assert_non_null(text);
    if (strstr(text, words) == NULL) {
        fail_msg("'%s' is not in %s:\n%s", words, name, text);
    }
    memory_free(text);
}

static void a_grown_function_is_named(void **state)
{
    (void)state;
    write_side("base", 400, 400);
    write_side("candidate", 640, 400);
    assert_int_equal(run("base", "candidate", NAN), 1);
    assert_report_says("report.json", "\"verdict\": \"regression\"");
    assert_report_says("report.json", "\"price\"");
    assert_report_says("junit.xml", "<failure");
    assert_report_says("flamegraph.svg", "price");
    assert_report_says("console.txt", "price");
}

static void the_same_service_passes(void **state)
{
    (void)state;
    write_side("base", 4000, 4000);
    write_side("same", 4002, 3999);
    assert_int_equal(run("base", "same", NAN), 0);
    assert_report_says("report.json", "\"verdict\": \"pass\"");
}

static void no_request_count_is_inconclusive_and_says_how_to_give_it(void **state)
{
    (void)state;
    scratch_write("plain/a.folded", "main;a 3000\nmain;b 400\n");
    scratch_write("plain2/a.folded", "main;a 3001\nmain;b 410\n");
    assert_int_equal(run("plain", "plain2", NAN), 3);
    assert_report_says("report.json", "--requests-baseline");
}

static void a_malformed_profile_is_4_and_every_report_says_so(void **state)
{
    (void)state;
    scratch_write("bad/a.pb", "<!DOCTYPE html><html>not found</html>");
    assert_int_equal(run("plain", "bad", 100), 4);
    assert_report_says("report.json", "\"verdict\": \"error\"");
    assert_report_says("report.json", "HTML");
    assert_report_says("junit.xml", "<error");
    assert_report_says("flamegraph.svg", "HTML");
    assert_non_null(strstr(said, "HTML"));
}

static void a_missing_path_is_4(void **state)
{
    (void)state;
    assert_int_equal(run("plain", "nowhere", 100), 4);
    assert_non_null(strstr(said, "nowhere"));
}

static void no_samples_is_inconclusive(void **state)
{
    (void)state;
    scratch_write("none/a.folded", "main;a 0\n");
    assert_int_equal(run("plain", "none", 100), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_grown_function_is_named),
        cmocka_unit_test(the_same_service_passes),
        cmocka_unit_test(no_request_count_is_inconclusive_and_says_how_to_give_it),
        cmocka_unit_test(a_malformed_profile_is_4_and_every_report_says_so),
        cmocka_unit_test(a_missing_path_is_4),
        cmocka_unit_test(no_samples_is_inconclusive),
    };
    return cmocka_run_group_tests_name("pipeline", tests, scratch_open, scratch_close);
}
