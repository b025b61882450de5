#include "gate/report/json.h"

#include "gate/base/json.h"
#include "gate/base/memory.h"
#include "tests/support/evaluation_sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct json_document *document;

static const struct json_value *report_of(const struct evaluation *evaluation)
{
    struct error err = ERROR_INIT;
    char *text = evaluation_sample_report(&json_reporter, evaluation, NULL);
    assert_non_null(text);
    if (json_parse(&document, bytes_of_text(text), "report.json", &err) != 0) {
        fail_msg("%s\n%s", err.sentence, text);
    }
    memory_free(text);
    return json_root(document);
}

static const struct json_value *report(enum evaluation_sample_kind kind)
{
    struct evaluation_sample *sample = evaluation_sample_new(kind);
    const struct json_value *root = report_of(evaluation_sample_get(sample));
    evaluation_sample_free(sample);
    return root;
}

static const struct json_value *at(const struct json_value *value, const char *key)
{
    const struct json_value *found = json_member(value, key);
    if (found == NULL) {
        fail_msg("no member '%s'", key);
    }
    return found;
}

static void expect_text(const struct json_value *value, const char *key, const char *text)
{
    const struct json_value *found = at(value, key);
    assert_int_equal(found->kind, JSON_TEXT);
    assert_int_equal(found->text.size, strlen(text));
    assert_memory_equal(found->text.data, text, strlen(text));
}

static void expect_number(const struct json_value *value, const char *key, double number)
{
    const struct json_value *found = at(value, key);
    assert_int_equal(found->kind, JSON_NUMBER);
    assert_true(fabs(found->number - number) <= 1e-8 * fabs(number));
}

/* The keys that PRODUCT.md promises, and their values in the sample. */
static void the_top_says_the_verdict(void **state)
{
    (void)state;
    const struct json_value *root = report(SAMPLE_REGRESSION);
    expect_number(root, "schema", 1);
    expect_text(root, "verdict", "regression");
    expect_number(root, "exit_code", 1);
    expect_text(at(root, "baseline"), "version", "v2.3");
    expect_text(at(root, "candidate"), "version", "v2.4");
    expect_text(at(root, "candidate"), "start", "2023-11-14T22:13:30Z");
    expect_text(at(root, "candidate"), "end", "2023-11-14T22:15:55Z");
    expect_number(at(root, "candidate"), "replicas", 8);
    expect_number(at(root, "candidate"), "requests", 20110);
    json_free(document);
}

static void a_profile_says_its_totals_noise_and_sight(void **state)
{
    (void)state;
    const struct json_value *profile = at(report(SAMPLE_REGRESSION), "profiles")->first;
    expect_text(profile, "name", "cpu");
    expect_text(profile, "type", "cpu");
    expect_text(profile, "verdict", "regression");
    /* 5370 samples of 10 ms over 19,823 requests. */
    expect_number(at(profile, "baseline"), "total", 5370 * 1e7 / 19823);
    expect_number(at(profile, "baseline"), "samples", 5370);
    expect_text(at(profile, "noise"), "level", "measured");
    expect_number(at(profile, "visible"), "frame", .008);
    assert_int_equal(at(profile, "background")->count, 1);
    json_free(document);
}

static void a_finding_has_its_path_and_numbers(void **state)
{
    (void)state;
    const struct json_value *root = report(SAMPLE_REGRESSION);
    const struct json_value *finding = at(root, "findings")->first;
    expect_text(finding, "kind", "regression");
    expect_text(finding, "rule", "frames");
    expect_text(finding, "profile", "cpu");
    expect_text(finding, "function", "encoding/json.(*encodeState).reflectValue");
    assert_int_equal(at(finding, "path")->count, 6);
    assert_memory_equal(at(finding, "path")->first->text.data, "main.main", 9);
    expect_text(finding, "file", "shop/source.go");
    expect_number(finding, "line", 51);
    expect_text(finding, "value", "total");
    /* (905 + 240) and (1480 + 231) samples. */
    expect_number(finding, "baseline", 1145e7 / 19823);
    expect_number(finding, "candidate", 1711e7 / 20110);
    expect_number(finding, "change", 1711. / 20110 / (1145. / 19823) - 1);
    assert_int_equal(at(finding, "interval")->count, 2);
    expect_number(finding, "share", (1711. / 20110 - 1145. / 19823) / (5370. / 19823));
    expect_number(finding, "limit", .1);
    expect_text(finding, "owner", "@acme/platform");
    json_free(document);
}

static void moved_cost_has_its_parts_and_its_net(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct answers *answers = evaluation_sample_answers(sample);
    assert_int_equal(at(report_of(evaluation_sample_get(sample)), "moves")->count, 0);
    json_free(document);
    answers->moved_parts = memory_allocate_array(2, sizeof *answers->moved_parts);
    answers->moved_part_count = 2;
    answers->moved_parts[1] = (struct moved_part){.symbol = 0, .growth = -7};
    answers->items[0].moved = true;
    answers->items[0].net = answers->items[0].estimate;
    answers->items[0].net.growth = 5;
    answers->items[0].parts_first = answers->items[0].parts_count = 1;
    const struct json_value *moves = at(report_of(evaluation_sample_get(sample)), "moves");
    assert_int_equal(moves->count, 1);
    expect_text(moves->first, "profile", "cpu");
    expect_text(moves->first, "value", "total");
    assert_int_equal(at(moves->first, "from")->count, 1);
    expect_number(at(moves->first, "from")->first, "growth", -7);
    expect_number(at(moves->first, "net"), "growth", 5);
    json_free(document);
    memory_free(answers->moved_parts);
    evaluation_sample_free(sample);
}

static void new_and_gone_have_no_number(void **state)
{
    (void)state;
    const struct json_value *root = report(SAMPLE_REGRESSION);
    size_t seen = 0;
    for (const struct json_value *it = at(root, "findings")->first; it != NULL; it = it->next) {
        bool fresh = bytes_equal(at(it, "kind")->text, bytes_of_text("new"));
        bool gone = bytes_equal(at(it, "kind")->text, bytes_of_text("vanished"));
        assert_int_equal(at(it, "new")->boolean != 0, fresh);
        assert_int_equal(at(it, "gone")->boolean != 0, gone);
        assert_int_equal(at(it, "change")->kind == JSON_NULL, fresh);
        seen += fresh || gone;
    }
    assert_int_equal(seen, 2);
    json_free(document);
}

static void every_stage_is_one_document(void **state)
{
    (void)state;
    static const char *const verdicts[SAMPLE_KINDS] = {
        "pass",  "regression",   "inconclusive", "inconclusive", "error",
        "error", "inconclusive", "regression",   "regression",
    };
    for (int kind = 0; kind < SAMPLE_KINDS; kind++) {
        expect_text(report((enum evaluation_sample_kind)kind), "verdict", verdicts[kind]);
        json_free(document);
    }
}

static void a_run_that_did_not_finish_is_an_error(void **state)
{
    (void)state;
    const struct json_value *root = report(SAMPLE_UNFINISHED);
    expect_text(root, "verdict", "error");
    expect_number(root, "exit_code", 4);
    expect_text(root, "reason", "the run did not finish");
    json_free(document);
}

static void options_change_the_exit_code_only(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    evaluation_sample_verdict(sample)->exit_code = 0;
    const struct json_value *root = report_of(evaluation_sample_get(sample));
    expect_text(root, "verdict", "regression");
    expect_number(root, "exit_code", 0);
    json_free(document);
    evaluation_sample_free(sample);
}

static void a_report_without_memory_is_refused(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    for (size_t n = 1; n < 12; n++) {
        memory_fail_at(n);
        char *text = evaluation_sample_report(&json_reporter, evaluation_sample_get(sample), NULL);
        memory_fail_at(0);
        assert_true(text == NULL || strlen(text) > 1000);
        memory_free(text);
    }
    evaluation_sample_free(sample);
}

/* Also one about no function, without an estimate, or of the run as a whole. */
static void every_finding_has_every_key(void **state)
{
    (void)state;
    struct evaluation_sample *sample = evaluation_sample_new(SAMPLE_REGRESSION);
    struct verdict *verdict = evaluation_sample_verdict(sample);
    verdict->findings[verdict->finding_count++] = (struct finding){.kind = FINDING_WARNING,
                                                                   .comparison = UINT32_MAX,
                                                                   .rule = UINT32_MAX,
                                                                   .symbol = SYMBOL_NONE,
                                                                   .owner = "",
                                                                   .sentence = "x"};
    verdict->findings[verdict->finding_count] = verdict->findings[verdict->finding_count - 1];
    verdict->findings[verdict->finding_count++].comparison = 0;
    const struct json_value *findings = at(report_of(evaluation_sample_get(sample)), "findings");
    const struct json_value *first = findings->first;
    for (const struct json_value *finding = first; finding != NULL; finding = finding->next) {
        assert_int_equal(finding->count, first->count);
    }
    const struct json_value *last = first;
    while (last->next != NULL) {
        last = last->next;
    }
    assert_int_equal(at(last, "change")->kind, JSON_NULL);
    assert_int_equal(at(last, "limit")->kind, JSON_NULL);
    assert_int_equal(at(last, "path")->count, 0);
    json_free(document);
    evaluation_sample_free(sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_top_says_the_verdict),
        cmocka_unit_test(a_profile_says_its_totals_noise_and_sight),
        cmocka_unit_test(a_finding_has_its_path_and_numbers),
        cmocka_unit_test(moved_cost_has_its_parts_and_its_net),
        cmocka_unit_test(new_and_gone_have_no_number),
        cmocka_unit_test(every_stage_is_one_document),
        cmocka_unit_test(a_run_that_did_not_finish_is_an_error),
        cmocka_unit_test(options_change_the_exit_code_only),
        cmocka_unit_test(a_report_without_memory_is_refused),
        cmocka_unit_test(every_finding_has_every_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
