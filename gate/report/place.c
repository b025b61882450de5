#include "gate/report/place.h"

#include "gate/base/text.h"
#include "gate/report/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { NAME_COLUMNS = 200 };

static const struct comparison *comparison_of(const struct evaluation *evaluation, const struct finding *finding)
{
    return finding->comparison < evaluation->comparison_count ? evaluation->comparisons[finding->comparison] : NULL;
}

const char *place_title(const struct finding *finding)
{
    static const char *const promises[] = {
        [PROMISE_KEPT] = "costs as promised",
        [PROMISE_BROKEN] = "does not cost what was promised",
        [PROMISE_OPEN] = "was promised, and is not decided",
    };
    switch (finding->kind) {
    case FINDING_REGRESSION:
        return "costs more than its rule allows";
    case FINDING_WARNING:
        return "costs more than its rule warns of";
    case FINDING_INCONCLUSIVE:
        return "is not decided";
    case FINDING_WAIVED:
        return "costs more, and is waived";
    case FINDING_EXPECTATION:
        return promises[finding->promise];
    case FINDING_IMPROVEMENT:
        return "costs less";
    default:
        return finding_kind_name(finding->kind);
    }
}

const char *place_rule(const struct evaluation *evaluation, const struct finding *finding)
{
    const struct verdict *verdict = evaluation->verdict;
    return finding->rule < verdict->rule_count ? verdict->rules[finding->rule].id : "run";
}

bool place_or_policy(struct links_place *out, const struct evaluation *evaluation, const struct finding *finding,
                     const struct links *links)
{
    uint32_t symbol;
    if (links_place_of_finding(out, &symbol, links, comparison_of(evaluation, finding), finding)) {
        return true;
    }
    char policy[LINKS_SIZE];
    text_harmless(policy, sizeof policy, bytes_of_text(evaluation->policy));
    bool usable = policy[0] != '\0' && policy[0] != '/' && strcmp(policy, "built-in") != 0 &&
                  strstr(policy, "..") == NULL && strcmp(policy, evaluation->policy) == 0;
    snprintf(out->path, sizeof out->path, "%s", usable ? policy : "flamegate.yaml");
    out->line = 1;
    return false;
}

static void append(char *out, size_t size, const char *before, const char *text, const char *after)
{
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s%s%s", before, text, after);
}

static void append_name(char *out, size_t size, const char *before, struct bytes name)
{
    char cut[WORDS_NAME];
    append(out, size, before, words_cut_left(cut, sizeof cut, name, NAME_COLUMNS), "'");
}

char *place_message(char *out, size_t size, const struct evaluation *evaluation, const struct finding *finding,
                    const struct links *links)
{
    const struct comparison *comparison = comparison_of(evaluation, finding);
    struct links_place place;
    uint32_t symbol = finding->symbol;
    char words[WORDS_LINE];
    out[0] = '\0';
    if (comparison == NULL || words_finding(words, sizeof words, finding, comparison)[0] == '\0') {
        return text_harmless(out, size, bytes_of_text(finding->sentence));
    }
    append_name(out, size, "'", words_subject(finding, comparison));
    append(out, size, finding->self ? " (self) " : " ", place_title(finding), ": ");
    append(out, size, "", words, "");
    bool placed = links_place_of_finding(&place, &symbol, links, comparison, finding);
    if (placed && symbol != finding->symbol) {
        append_name(out, size, "; called by '", symbols_get(comparison->symbols, symbol)->name);
    } else if (!placed && words_path(words, sizeof words, comparison, finding->node, NAME_COLUMNS)[0] != '\0') {
        append(out, size, "; at ", words, "");
    }
    append(out, size, "; rule ", text_harmless(words, sizeof words, bytes_of_text(place_rule(evaluation, finding))),
           "");
    if (finding->owner != NULL && finding->owner[0] != '\0') {
        append(out, size, "; owner ", text_harmless(words, sizeof words, bytes_of_text(finding->owner)), "");
    }
    return out;
}

char *place_fingerprint(char out[PLACE_FINGERPRINT_SIZE], const struct evaluation *evaluation,
                        const struct finding *finding)
{
    const struct comparison *comparison = comparison_of(evaluation, finding);
    char parts[4 * 17 + 2];
    snprintf(parts, sizeof parts, "%016" PRIx64 "%016" PRIx64 "%016" PRIx64 "%s",
             bytes_hash(bytes_of_text(comparison != NULL ? comparison->profile : "")),
             bytes_hash(bytes_of_text(place_rule(evaluation, finding))),
             bytes_hash(words_subject(finding, comparison)), finding->self ? "self" : "total");
    uint64_t first = bytes_hash(bytes_of_text(parts));
    uint64_t second = bytes_hash(bytes_of_text(parts + 1));
    snprintf(out, PLACE_FINGERPRINT_SIZE, "%016" PRIx64 "%016" PRIx64, first, second);
    return out;
}
