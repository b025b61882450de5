#include "gate/report/termination.h"

#include "gate/base/text.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* Head and findings share the room; the last line, which counts what was left out, always has its own. */
enum { LAST_LINE = 64, ROOM = TERMINATION_BYTES - LAST_LINE, SENTENCE = 900, NAME_COLUMNS = 120 };

struct message {
    struct sink *sink;
    size_t used;
    size_t left_out; /* findings */
};

/* A line of its own, foreign text made harmless and cut at a character; nothing if text is empty. */
static void put_line(struct message *message, const char *label, const char *text)
{
    char line[SENTENCE];
    if (text == NULL || text[0] == '\0') {
        return;
    }
    text_harmless(line, sizeof line, bytes_of_text(text));
    sink_format(message->sink, "%s%s\n", label, line);
    message->used += strlen(label) + strlen(line) + 1;
}

static void put_head(struct message *message, const struct evaluation *evaluation)
{
    char line[2 * WORDS_LINE], part[WORDS_LINE];
    snprintf(line, sizeof line, "flamegate: %s, exit code %d", summary_verdict(evaluation),
             summary_exit_code(evaluation));
    put_line(message, "", line);
    if (evaluation->labels[BASELINE][0] == '\0' && evaluation->labels[CANDIDATE][0] == '\0') {
        return; /* it was stopped before it knew of what */
    }
    line[0] = '\0';
    for (size_t i = 0; i < evaluation->comparison_count && i < 3; i++) {
        size_t used = strlen(line);
        snprintf(line + used, sizeof line - used, "%s, ",
                 summary_profile(part, sizeof part, evaluation->comparisons[i]));
    }
    size_t used = strlen(line);
    summary_versions(part, sizeof part, evaluation, NULL, NAME_COLUMNS);
    snprintf(line + used, sizeof line - used, "%s", part);
    if (evaluation->comparison_count > 0) {
        used = strlen(line);
        snprintf(line + used, sizeof line - used, ", %s",
                 summary_amounts(part, sizeof part, evaluation->comparisons[0]));
    }
    put_line(message, "", line);
}

/* What stopped the run, unless it is the verdict's reason, which was told. */
static void put_troubles(struct message *message, const struct evaluation *evaluation)
{
    for (size_t i = 0; i < evaluation->trouble_count; i++) {
        const struct trouble *trouble = &evaluation->troubles[i];
        if (strcmp(trouble->sentence, evaluation->verdict->reason) != 0 && message->used + SENTENCE + 16 < ROOM) {
            put_line(message, trouble->fatal ? "error: " : "trouble: ", trouble->sentence);
        }
    }
}

/* "regression: 'shop.mask': +23 % (...) (rule hot-function)"; cut at a character if need be. */
static void name_finding(char *out, size_t size, const struct evaluation *evaluation, const struct finding *finding)
{
    const struct comparison *comparison =
        finding->comparison < evaluation->comparison_count ? evaluation->comparisons[finding->comparison] : NULL;
    char name[WORDS_LINE], words[WORDS_LINE];
    struct bytes subject = words_subject(finding, comparison);
    if (subject.size == 0 || !finding->has_estimate) {
        snprintf(out, size, "%s: %s", finding_kind_name(finding->kind), finding->sentence);
        return;
    }
    words_cut_left(name, sizeof name, subject, NAME_COLUMNS);
    words_finding(words, sizeof words, finding, comparison);
    snprintf(out, size, "%s: '%s': %s", finding_kind_name(finding->kind), name, words);
    if (finding->rule < evaluation->verdict->rule_count) {
        size_t used = strlen(out);
        snprintf(out + used, size - used, " (rule %s)", evaluation->verdict->rules[finding->rule].id);
    }
}

static void put_findings(struct message *message, const struct evaluation *evaluation, enum finding_kind kind)
{
    char raw[3 * WORDS_LINE], line[SENTENCE];
    for (size_t i = 0; i < evaluation->verdict->finding_count; i++) {
        const struct finding *finding = &evaluation->verdict->findings[i];
        if (finding->kind != kind || verdict_only_counts(finding)) {
            continue;
        }
        name_finding(raw, sizeof raw, evaluation, finding);
        text_harmless(line, sizeof line, bytes_of_text(raw));
        if (message->left_out > 0 || message->used + strlen(line) + 1 > ROOM) {
            message->left_out++;
            continue;
        }
        put_line(message, "", line);
    }
}

static int termination_write(const struct evaluation *evaluation, const struct report_options *options,
                             struct sink *sink, struct error *err)
{
    static const enum finding_kind kinds[] = {FINDING_REGRESSION, FINDING_EXPECTATION, FINDING_INCONCLUSIVE,
                                              FINDING_WARNING};
    struct message message = {.sink = sink};
    (void)options;
    put_head(&message, evaluation);
    if (evaluation->finished) {
        put_line(&message, "why: ", evaluation->verdict->reason);
        put_line(&message, "next: ", evaluation->verdict->advice);
        put_troubles(&message, evaluation);
        for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
            put_findings(&message, evaluation, kinds[i]);
        }
    }
    if (message.left_out > 0) {
        sink_format(sink, "and %zu more, see the report\n", message.left_out);
    }
    return sink_finish(sink, err);
}

const struct reporter termination_reporter = {
    .name = "termination",
    .file = NULL,
    .description = "the last words of a container, for kubectl describe pod",
    .per_profile = false,
    .to_stdout = false,
    .write = termination_write,
};
