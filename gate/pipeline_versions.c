#include "gate/pipeline_versions.h"

#include "adapters/record/verdicts.h"
#include "adapters/source.h"
#include "gate/base/text.h"
#include "gate/base/timestamp.h"
#include "gate/pipeline_sides.h"

#include <string.h>

#include "gate/base/banned.h"

static size_t widest(const struct versions *versions)
{
    size_t width = 0;
    for (size_t i = 0; i < versions->count; i++) {
        size_t length = strlen(versions->items[i].label);
        width = length > width ? length : width;
    }
    return width;
}

static const char *verdict_of(const struct verdict_records *records, const char *label)
{
    for (size_t i = 0; i < records->count; i++) {
        if (strcmp(records->items[i].version, label) == 0) {
            return records->items[i].verdict;
        }
    }
    return "";
}

static void write_version(struct sink *sink, const struct version *version, size_t width, const char *verdict)
{
    char label[ERROR_SENTENCE_SIZE], first[TIMESTAMP_TEXT_SIZE] = "-", last[TIMESTAMP_TEXT_SIZE] = "-";
    text_harmless(label, sizeof label, bytes_of_text(version->label));
    if (version->seen.start != 0 || version->seen.end != 0) {
        timestamp_format(first, version->seen.start);
        timestamp_format(last, version->seen.end);
    }
    sink_text(sink, label);
    sink_repeat(sink, ' ', width > strlen(label) ? width - strlen(label) : 0);
    sink_format(sink, "   %-24s   %s", first, last);
    if (verdict[0] != '\0') {
        sink_format(sink, "   %s", verdict);
    }
    sink_text(sink, "\n");
}

static void write_versions(struct sink *sink, const struct versions *versions,
                           const struct verdict_records *records)
{
    size_t width = widest(versions);
    for (size_t i = 0; i < versions->count; i++) {
        const struct version *version = &versions->items[i];
        write_version(sink, version, width, verdict_of(records, version->label));
    }
}

static int list(struct sink *sink, const struct policy *policy, const char *service, struct time_span within,
                const struct source *source, void *session, struct error *err)
{
    struct versions versions = {0};
    struct verdict_records records = {0};
    int status = -1;
    if (source->versions(&versions, session, within, err) == 0 &&
        (policy->baseline.records[0] == '\0' ||
         verdicts_read(&records, policy->baseline.records, service, err) == 0)) {
        versions_sort(&versions);
        write_versions(sink, &versions, &records);
        status = versions.count > 0
                     ? 0
                     : error_set(err, ERROR_UNFIT,
                                 "the store knows no version of '%s' of late: check 'select' and the "
                                 "service",
                                 service);
    }
    verdict_records_clear(&records);
    versions_clear(&versions);
    return status;
}

int pipeline_versions_list(const struct policy *policy, const char *service, int64_t at,
                           const struct surroundings *world, struct sink *sink, struct error *err)
{
    const struct source *source = source_find(policy->store.kind);
    const struct source_setup setup = {.store = &policy->store, .service = service};
    void *session = NULL;
    if (source == NULL || source->versions == NULL) {
        return error_set(err, ERROR_USAGE,
                         policy->store.kind[0] == '\0'
                             ? "'versions' needs a policy with a store: name it by --config FILE"
                             : "a store of the kind '%s' cannot tell its versions; pyroscope and parca can",
                         policy->store.kind);
    }
    if (source->open(&session, &setup, world, err) != 0) {
        return -1;
    }
    int64_t moment = at != 0 ? at : world->now(world->world);
    int status = list(sink, policy, service, pipeline_sides_history(&policy->store, moment), source, session, err);
    source->close(session);
    return status;
}
