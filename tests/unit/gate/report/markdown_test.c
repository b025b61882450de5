#include "gate/report/markdown.h"

#include "gate/base/memory.h"
#include "gate/report/links.h"
#include "tests/support/evaluation_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char *report(enum evaluation_sample_kind kind)
{
    struct evaluation_sample *sample = evaluation_sample_new(kind);
    char *text = evaluation_sample_report(&markdown_reporter, evaluation_sample_get(sample), NULL);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

static bool is_in_shop(void *world, const char *path)
{
    (void)world;
    return strncmp(path, "shop/", 5) == 0;
}

static const struct links links = {
    .root = "/src",
    .module = "example.com/shop",
    .commit = "https://git.example/shop/commit/0123456789",
    .revision = "0123456",
    .files = "https://git.example/shop/blob/0123456789/",
    .run = "https://git.example/shop/runs/7",
    .artifacts = "https://git.example/jobs/7/artifacts/file/",
    .picture = "out put/flamegraph.svg",
    .has_file = is_in_shop,
};

static char *linked(enum evaluation_sample_kind kind)
{
    struct evaluation_sample *sample = evaluation_sample_new(kind);
    struct report_options options = {.columns = 100, .links = &links};
    char *text = evaluation_sample_report(&markdown_reporter, evaluation_sample_get(sample), &options);
    assert_non_null(text);
    evaluation_sample_free(sample);
    return text;
}

static void owners_have_their_own_tables(void **state)
{
    (void)state;
    char *text = linked(SAMPLE_REGRESSION);
    assert_memory_equal(text, "# flamegate: REGRESSION\n\n**encoding/json.(&#42;encodeState)", 54);
    assert_non_null(strstr(text, "commit [0123456](https://git.example/shop/commit/0123456789); [flame graph]("
                                 "https://git.example/jobs/7/artifacts/file/out%20put/flamegraph.svg); [log]("));
    assert_non_null(strstr(text, "\nOwner `@acme/platform`\n\n| function |"));
    assert_non_null(strstr(text, "\nWithout an owner\n\n| function |"));
    assert_non_null(strstr(text, "| `encoding/json.(*encodeState).reflectValue`<br>[`shop/source.go` line 51]("
                                 "https://git.example/shop/blob/0123456789/shop/source.go#L51) | 578 -> 851 us "
                                 "\xe2\x96\x86\xe2\x96\x88 | +47 % (+37 to +59 %) | +10.1 % "));
    memory_free(text);
}

static void every_stage_has_its_verdict(void **state)
{
    (void)state;
    static const char *const heads[SAMPLE_KINDS] = {"PASS",         "REGRESSION", "INCONCLUSIVE",
                                                    "INCONCLUSIVE", "ERROR",      "DID NOT FINISH",
                                                    "INCONCLUSIVE", "REGRESSION", "REGRESSION"};
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        char *text = report((enum evaluation_sample_kind)kind);
        assert_memory_equal(text, "# flamegate: ", 13);
        assert_memory_equal(text + 13, heads[kind], strlen(heads[kind]));
        memory_free(text);
    }
}

/* Many rows with long names: what is shown fits, and what is not is counted. */
static void a_long_report_is_cut(void **state)
{
    (void)state;
    enum { MANY = 3000 };
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_HOSTILE);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    static struct finding findings[MANY];
    struct finding *own = verdict->findings;
    for (size_t i = 0; i < MANY; i++) {
        findings[i] = own[2];
        findings[i].kind = (enum finding_kind)(i * 9 / MANY);
        findings[i].promise = PROMISE_BROKEN;
        findings[i].at_limit = true;
    }
    verdict->findings = findings;
    verdict->finding_count = MANY;
    char *text = evaluation_sample_report(&markdown_reporter, evaluation_sample_get(sample), NULL);
    size_t rows = 0;
    for (const char *at = text; (at = strstr(at, "\n| <code>a&#124;b")) != NULL; at++) {
        rows++;
    }
    assert_true(strlen(text) <= MARKDOWN_SIZE_MAX);
    assert_int_equal(rows, 9 * 50);
    assert_non_null(strstr(text, "\n2550 more findings and some details are only in the JSON report.\n"));
    verdict->findings = own;
    memory_free(text);
    evaluation_sample_free(sample);
}

/* Nothing of a name is markup: no tag, no bar of a table, no call. */
static void what_is_wrong_with_the_policy_is_listed(void **state)
{
    (void)state;
    static const struct fault faults[] = {{"gate.yaml", 3, 22, "no profile is named 'cpu'"},
                                          {"gate.yaml", 7, 1, "unknown key '@acme/all'"}};
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_ERROR);
    struct evaluation evaluation = *evaluation_sample_get(sample);
    evaluation.labels[0] = "";
    evaluation.labels[1] = "";
    evaluation.faults = faults;
    evaluation.fault_count = 2;
    char *text = evaluation_sample_report(&markdown_reporter, &evaluation, NULL);
    assert_non_null(strstr(text, "\nNothing was compared\n"));
    assert_non_null(strstr(text, "\n- gate.yaml:3:22: no profile is named 'cpu'\n- gate.yaml:7:1: unknown key '"));
    assert_null(strstr(text, "@acme"));
    memory_free(text);
    evaluation_sample_free(sample);
}

static void names_are_inert(void **state)
{
    (void)state;
    char *text = linked(SAMPLE_HOSTILE);
    assert_null(strstr(text, "<img"));
    assert_null(strstr(text, "\n# h"));
    assert_null(strstr(text, " @babel"));
    assert_null(strstr(text, "\x1b"));
    assert_non_null(strstr(text, "`<script>alert(1)</script>`"));
    memory_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(owners_have_their_own_tables),
        cmocka_unit_test(every_stage_has_its_verdict),
        cmocka_unit_test(a_long_report_is_cut),
        cmocka_unit_test(what_is_wrong_with_the_policy_is_listed),
        cmocka_unit_test(names_are_inert),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
