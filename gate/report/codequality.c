#include "gate/report/codequality.h"

#include "gate/base/sink_json.h"
#include "gate/base/text.h"
#include "gate/report/links.h"
#include "gate/report/member.h"
#include "gate/report/place.h"
#include "gate/report/severity.h"
#include "gate/report/words.h"

#include <stdio.h>

#include "gate/base/banned.h"

static const char *severity_name(enum severity severity)
{
    static const char *const names[] = {
        [SEVERITY_NONE] = "info",
        [SEVERITY_NOTE] = "info",
        [SEVERITY_WARNING] = "minor",
        [SEVERITY_ERROR] = "major",
    };
    return names[severity];
}

static void put_location(struct sink_json *json, const struct links_place *place)
{
    sink_json_key(json, "location");
    sink_json_object_open(json);
    member_text(json, "path", place->path);
    sink_json_key(json, "lines");
    sink_json_object_open(json);
    member_integer(json, "begin", place->line > 0 ? (size_t)place->line : 1);
    sink_json_object_close(json);
    sink_json_object_close(json);
}

static void put_finding(struct sink_json *json, const struct evaluation *evaluation, const struct finding *finding,
                        enum severity severity, const struct links *links)
{
    struct links_place place;
    char line[2 * WORDS_LINE], check[WORDS_SIZE], fingerprint[PLACE_FINGERPRINT_SIZE];
    place_or_policy(&place, evaluation, finding, links);
    snprintf(check, sizeof check, "flamegate/%s", place_rule(evaluation, finding));
    sink_json_object_open(json);
    member_text(json, "description", place_message(line, sizeof line, evaluation, finding, links));
    member_text(json, "check_name", check);
    member_text(json, "fingerprint", place_fingerprint(fingerprint, evaluation, finding));
    member_text(json, "severity", severity_name(severity));
    put_location(json, &place);
    sink_json_object_close(json);
}

static int codequality_write(const struct evaluation *evaluation, const struct report_options *options,
                             struct sink *sink, struct error *err)
{
    const struct verdict *verdict = evaluation->verdict;
    struct sink_json json = sink_json_begin(sink);
    sink_json_array_open(&json);
    for (size_t i = 0; i < verdict->finding_count; i++) {
        enum severity severity = severity_of_finding(evaluation, &verdict->findings[i]);
        if (severity != SEVERITY_NONE) {
            put_finding(&json, evaluation, &verdict->findings[i], severity, options->links);
        }
    }
    sink_json_array_close(&json);
    sink_json_end(&json);
    return sink_finish(sink, err);
}

const struct reporter codequality_reporter = {
    .name = "codequality",
    .file = "codequality.json",
    .description = "findings for GitLab's code quality widget",
    .per_profile = false,
    .to_stdout = true,
    .write = codequality_write,
};
