#include "gate/report/sarif.h"

#include "gate/base/sink_json.h"
#include "gate/base/text.h"
#include "gate/report/links.h"
#include "gate/report/member.h"
#include "gate/report/place.h"
#include "gate/report/severity.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

static const char *level_name(enum severity severity)
{
    static const char *const names[] = {
        [SEVERITY_NONE] = "none",
        [SEVERITY_NOTE] = "note",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
    };
    return names[severity];
}

static void put_message(struct sink_json *json, const char *key, const char *text)
{
    sink_json_key(json, key);
    sink_json_object_open(json);
    member_text(json, "text", text);
    sink_json_object_close(json);
}

/* A rule is judged once for each profile, and is one rule here. */
static bool is_first(const struct verdict *verdict, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(verdict->rules[i].id, verdict->rules[index].id) == 0) {
            return false;
        }
    }
    return true;
}

/* Its place among those that are put; SIZE_MAX: the finding has none. */
static size_t index_of_rule(const struct evaluation *evaluation, const struct finding *finding)
{
    const struct verdict *verdict = evaluation->verdict;
    size_t index = 0;
    for (size_t i = 0; i < verdict->rule_count && finding->rule < verdict->rule_count; i++) {
        if (strcmp(verdict->rules[i].id, verdict->rules[finding->rule].id) == 0) {
            return index;
        }
        index += is_first(verdict, i);
    }
    return SIZE_MAX;
}

static void put_rules(struct sink_json *json, const struct verdict *verdict)
{
    char words[WORDS_LINE];
    sink_json_key(json, "rules");
    sink_json_array_open(json);
    for (size_t i = 0; i < verdict->rule_count; i++) {
        if (!is_first(verdict, i)) {
            continue;
        }
        sink_json_object_open(json);
        member_text(json, "id", verdict->rules[i].id);
        text_harmless(words, sizeof words, bytes_of_text(verdict->rules[i].words));
        put_message(json, "shortDescription", words);
        put_message(json, "help", words);
        sink_json_object_close(json);
    }
    sink_json_array_close(json);
}

static void put_tool(struct sink_json *json, const struct evaluation *evaluation)
{
    sink_json_key(json, "tool");
    sink_json_object_open(json);
    sink_json_key(json, "driver");
    sink_json_object_open(json);
    member_text(json, "name", "flamegate");
    member_text(json, "version", evaluation->version);
    put_rules(json, evaluation->verdict);
    sink_json_object_close(json);
    sink_json_object_close(json);
}

/* What went wrong on the way, and why there is no verdict where there is none. */
static void put_notification(struct sink_json *json, const char *level, const char *sentence)
{
    char safe[2 * WORDS_LINE];
    sink_json_object_open(json);
    member_text(json, "level", level);
    put_message(json, "message", text_harmless(safe, sizeof safe, bytes_of_text(sentence)));
    sink_json_object_close(json);
}

static void put_invocation(struct sink_json *json, const struct evaluation *evaluation)
{
    enum verdict_kind kind = summary_kind(evaluation);
    sink_json_key(json, "invocations");
    sink_json_array_open(json);
    sink_json_object_open(json);
    member_bool(json, "executionSuccessful", kind != VERDICT_ERROR);
    sink_json_key(json, "exitCode");
    sink_json_integer(json, summary_exit_code(evaluation));
    sink_json_key(json, "toolExecutionNotifications");
    sink_json_array_open(json);
    if (!evaluation->finished) {
        put_notification(json, "error", "the run did not finish");
    } else if (kind == VERDICT_INCONCLUSIVE || kind == VERDICT_ERROR) {
        put_notification(json, level_name(severity_of_verdict(evaluation)), evaluation->verdict->reason);
    }
    for (size_t i = 0; i < evaluation->trouble_count; i++) {
        const struct trouble *trouble = &evaluation->troubles[i];
        if (strcmp(trouble->sentence, evaluation->verdict->reason) != 0) {
            put_notification(json, trouble->fatal ? "error" : "warning", trouble->sentence);
        }
    }
    for (size_t i = 0; i < evaluation->verdict->finding_count; i++) {
        if (verdict_is_remark(&evaluation->verdict->findings[i])) {
            put_notification(json, "note", evaluation->verdict->findings[i].sentence);
        }
    }
    sink_json_array_close(json);
    sink_json_object_close(json);
    sink_json_array_close(json);
}

static void put_physical(struct sink_json *json, const struct links_place *place)
{
    static const struct links nowhere = {"", "", "", "", "/", "", "", "", NULL, NULL};
    struct links_place path = {.line = 0};
    char uri[3 * LINKS_SIZE];
    snprintf(path.path, sizeof path.path, "%s", place->path);
    sink_json_key(json, "physicalLocation");
    sink_json_object_open(json);
    sink_json_key(json, "artifactLocation");
    sink_json_object_open(json);
    member_text(json, "uri", links_file(uri, sizeof uri, &nowhere, &path) + 1);
    member_text(json, "uriBaseId", "%SRCROOT%");
    sink_json_object_close(json);
    sink_json_key(json, "region");
    sink_json_object_open(json);
    member_integer(json, "startLine", place->line > 0 ? (size_t)place->line : 1);
    sink_json_object_close(json);
    sink_json_object_close(json);
}

static void put_location(struct sink_json *json, const struct evaluation *evaluation, const struct finding *finding,
                         const struct links *links)
{
    const struct comparison *comparison =
        finding->comparison < evaluation->comparison_count ? evaluation->comparisons[finding->comparison] : NULL;
    struct links_place place;
    place_or_policy(&place, evaluation, finding, links);
    sink_json_key(json, "locations");
    sink_json_array_open(json);
    sink_json_object_open(json);
    put_physical(json, &place);
    if (comparison != NULL && finding->symbol != SYMBOL_NONE) {
        sink_json_key(json, "logicalLocations");
        sink_json_array_open(json);
        sink_json_object_open(json);
        member_bytes(json, "fullyQualifiedName", words_subject(finding, comparison));
        member_text(json, "kind", "function");
        sink_json_object_close(json);
        sink_json_array_close(json);
    }
    sink_json_object_close(json);
    sink_json_array_close(json);
}

static void put_result(struct sink_json *json, const struct evaluation *evaluation, const struct finding *finding,
                       enum severity severity, const struct links *links)
{
    char text[4 * WORDS_LINE], fingerprint[PLACE_FINGERPRINT_SIZE];
    bool open = severity_is_open(finding);
    size_t rule = index_of_rule(evaluation, finding);
    sink_json_object_open(json);
    member_text(json, "ruleId", place_rule(evaluation, finding));
    if (rule != SIZE_MAX) {
        member_integer(json, "ruleIndex", rule);
    }
    member_text(json, "kind", open ? "open" : "fail");
    member_text(json, "level", open ? "none" : level_name(severity));
    put_message(json, "message", place_message(text, sizeof text, evaluation, finding, links));
    put_location(json, evaluation, finding, links);
    sink_json_key(json, "partialFingerprints");
    sink_json_object_open(json);
    member_text(json, "flamegate/v1", place_fingerprint(fingerprint, evaluation, finding));
    sink_json_object_close(json);
    sink_json_object_close(json);
}

static void put_results(struct sink_json *json, const struct evaluation *evaluation, const struct links *links)
{
    const struct verdict *verdict = evaluation->verdict;
    sink_json_key(json, "results");
    sink_json_array_open(json);
    for (size_t i = 0; i < verdict->finding_count; i++) {
        enum severity severity = severity_of_finding(evaluation, &verdict->findings[i]);
        if (severity != SEVERITY_NONE) {
            put_result(json, evaluation, &verdict->findings[i], severity, links);
        }
    }
    sink_json_array_close(json);
}

static int sarif_write(const struct evaluation *evaluation, const struct report_options *options, struct sink *sink,
                       struct error *err)
{
    struct sink_json json = sink_json_begin(sink);
    sink_json_object_open(&json);
    member_text(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    member_text(&json, "version", "2.1.0");
    sink_json_key(&json, "runs");
    sink_json_array_open(&json);
    sink_json_object_open(&json);
    put_tool(&json, evaluation);
    put_invocation(&json, evaluation);
    put_results(&json, evaluation, options->links);
    member_text(&json, "columnKind", "unicodeCodePoints");
    sink_json_object_close(&json);
    sink_json_array_close(&json);
    sink_json_object_close(&json);
    sink_json_end(&json);
    return sink_finish(sink, err);
}

const struct reporter sarif_reporter = {
    .name = "sarif",
    .file = "report.sarif",
    .description = "SARIF 2.1.0, for code scanning and editors",
    .per_profile = false,
    .to_stdout = true,
    .write = sarif_write,
};
