#include "gate/report/github.h"

#include "gate/base/text.h"
#include "gate/report/links.h"
#include "gate/report/place.h"
#include "gate/report/severity.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* Ten of a kind are shown: the tenth says how many there are. */
enum { SHOWN_MAX = 9 };

/* The commands of one level. */
struct commands {
    struct sink *sink;
    const struct evaluation *evaluation;
    const struct links *links;
    enum severity level;
    size_t count;
};

static const char *command_name(enum severity level)
{
    static const char *const names[] = {
        [SEVERITY_NONE] = "notice",
        [SEVERITY_NOTE] = "notice",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
    };
    return names[level];
}

/* What would end the command, or a property of it, is written as %XX. */
static void put_escaped(struct sink *sink, const char *text, const char *special)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (strchr(special, *at) != NULL) {
            sink_format(sink, "%%%02X", (unsigned)(unsigned char)*at);
        } else {
            sink_bytes(sink, at, 1);
        }
    }
}

static void put_property(struct sink *sink, const char *before, const char *text)
{
    sink_text(sink, before);
    put_escaped(sink, text, "%\r\n:,");
}

/* Begins a command, if one more of its level is shown. */
static bool open_command(struct commands *commands)
{
    if (commands->count++ >= SHOWN_MAX) {
        return false;
    }
    sink_format(commands->sink, "::%s ", command_name(commands->level));
    return true;
}

/* Ends it. Texts are foreign and harmless. */
static void close_command(struct commands *commands, const char *title, const char *text)
{
    put_property(commands->sink, "title=flamegate%3A ", title);
    sink_text(commands->sink, "::");
    put_escaped(commands->sink, text, "%\r\n");
    sink_text(commands->sink, "\n");
}

/* place: NULL where there is none. */
static void put_command(struct commands *commands, const struct links_place *place, const char *title,
                        const char *text)
{
    if (!open_command(commands)) {
        return;
    }
    if (place != NULL) {
        put_property(commands->sink, "file=", place->path);
        sink_format(commands->sink, ",line=%lld,", place->line > 0 ? (long long)place->line : 1LL);
    }
    close_command(commands, title, text);
}

/* A path as the runner wants it: from the checkout's root. */
static const char *from_root(const char *path, const struct links *links)
{
    size_t root = links != NULL && links->root != NULL ? strlen(links->root) : 0;
    bool inside = root > 0 && strncmp(path, links->root, root) == 0 && path[root] == '/';
    return inside ? path + root + 1 : path;
}

/* What is wrong with the policy, on its lines. */
static void put_faults(struct commands *commands)
{
    const struct evaluation *evaluation = commands->evaluation;
    for (size_t i = 0; i < evaluation->fault_count && commands->level == SEVERITY_ERROR; i++) {
        const struct fault *fault = &evaluation->faults[i];
        if (open_command(commands)) {
            put_property(commands->sink, "file=", from_root(fault->path, commands->links));
            sink_format(commands->sink, ",line=%" PRIu64 ",col=%" PRIu64 ",", fault->line, fault->column);
            close_command(commands, "policy", fault->sentence);
        }
    }
}

static void put_more(const struct commands *commands)
{
    if (commands->count > SHOWN_MAX) {
        sink_format(commands->sink, "::%s title=flamegate%%3A %zu more::%zu more are in the report\n",
                    command_name(commands->level), commands->count - SHOWN_MAX, commands->count - SHOWN_MAX);
    }
}

/* Why there is no verdict, and what was left out of one. Regressions speak for themselves. */
static void put_run(struct commands *commands)
{
    const struct evaluation *evaluation = commands->evaluation;
    const struct verdict *verdict = evaluation->verdict;
    char text[3 * WORDS_LINE], safe[WORDS_LINE];
    if (!evaluation->finished) {
        return;
    }
    if ((verdict->kind == VERDICT_INCONCLUSIVE || verdict->kind == VERDICT_ERROR) && evaluation->fault_count == 0 &&
        severity_of_verdict(evaluation) == commands->level) {
        text_harmless(text, sizeof text, bytes_of_text(verdict->reason));
        size_t used = strlen(text);
        if (verdict->advice[0] != '\0') {
            snprintf(text + used, sizeof text - used, "; next: %s",
                     text_harmless(safe, sizeof safe, bytes_of_text(verdict->advice)));
        }
        put_command(commands, NULL, summary_verdict(evaluation), text);
    }
    for (size_t i = 0; i < evaluation->trouble_count && commands->level == SEVERITY_WARNING; i++) {
        if (!evaluation->troubles[i].fatal) {
            put_command(commands, NULL, "left out",
                        text_harmless(safe, sizeof safe, bytes_of_text(evaluation->troubles[i].sentence)));
        }
    }
}

/* What the figures say of the run and not of the code: one host that differs from the others. */
static void put_remarks(struct commands *commands)
{
    const struct verdict *verdict = commands->evaluation->verdict;
    char safe[WORDS_LINE];
    for (size_t i = 0; i < verdict->finding_count && commands->level == SEVERITY_NOTE; i++) {
        if (verdict_is_remark(&verdict->findings[i])) {
            put_command(commands, NULL, "the run",
                        text_harmless(safe, sizeof safe, bytes_of_text(verdict->findings[i].sentence)));
        }
    }
}

static void put_findings(struct commands *commands)
{
    const struct verdict *verdict = commands->evaluation->verdict;
    for (size_t i = 0; i < verdict->finding_count && commands->evaluation->finished; i++) {
        const struct finding *finding = &verdict->findings[i];
        if (severity_of_finding(commands->evaluation, finding) != commands->level) {
            continue;
        }
        struct links_place place;
        char text[4 * WORDS_LINE];
        bool placed = place_or_policy(&place, commands->evaluation, finding, commands->links);
        if (!placed && finding->leading && verdict->kind == VERDICT_INCONCLUSIVE) {
            continue; /* the run's reason is about it */
        }
        place_message(text, sizeof text, commands->evaluation, finding, commands->links);
        put_command(commands, placed ? &place : NULL, place_title(finding), text);
    }
}

static int github_write(const struct evaluation *evaluation, const struct report_options *options,
                        struct sink *sink, struct error *err)
{
    static const enum severity levels[] = {SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE};
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        struct commands commands = {sink, evaluation, options->links, levels[i], 0};
        put_faults(&commands);
        put_run(&commands);
        put_findings(&commands);
        put_remarks(&commands);
        put_more(&commands);
    }
    return sink_finish(sink, err);
}

const struct reporter github_reporter = {
    .name = "github",
    .file = "github.txt",
    .description = "annotations on file and line, as workflow commands for GitHub",
    .per_profile = false,
    .to_stdout = true,
    .write = github_write,
};
