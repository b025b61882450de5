#include "gate/cli/help.h"

#include "adapters/format.h"
#include "gate/report/reporter.h"

#include <string.h>

#include "gate/base/banned.h"

static const char exit_codes[] = "\nExit codes:\n"
                                 "  0 pass   1 regression   2 usage or policy error   3 inconclusive\n"
                                 "  4 could not evaluate   5 internal error\n";

static void list_formats(struct sink *sink)
{
    sink_text(sink, "\nProfiles it reads, told by their content, gzip peeled off:\n");
    for (size_t i = 0; i < format_count; i++) {
        sink_format(sink, "  %-12s %s\n", formats[i]->name, formats[i]->description);
    }
}

static void list_reports(struct sink *sink)
{
    sink_text(sink, "\nReports (--format NAME=PATH, or all of them by --out DIR):\n");
    for (size_t i = 0; i < reporter_count; i++) {
        sink_format(sink, "  %-12s %s\n", reporters[i]->name, reporters[i]->description);
    }
}

void help_program(struct sink *sink)
{
    sink_text(sink,
              "flamegate: a deploy gate for performance. It compares the profiles of two versions per request,\n"
              "finds the functions that really grew, and fails the pipeline when a limit is broken.\n"
              "\nExamples:\n");
    for (size_t i = 0; i < command_count; i++) {
        sink_format(sink, "%.*s\n", (int)strcspn(commands[i]->examples, "\n"), commands[i]->examples);
    }
    sink_text(sink, "\nCommands (flamegate COMMAND --help says more, flamegate --version which one this is):\n");
    for (size_t i = 0; i < command_count; i++) {
        sink_format(sink, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    }
    list_formats(sink);
    list_reports(sink);
    sink_text(sink, exit_codes);
}

void help_command(const struct command *command, struct sink *sink)
{
    sink_format(sink, "flamegate %s: %s\n\nExamples:\n", command->name, command->summary);
    sink_text(sink, command->examples);
    sink_format(sink, "\nUsage: flamegate %s [OPTIONS]%s%s\n\nOptions:\n", command->name,
                command->operands[0] != '\0' ? " " : "", command->operands);
    options_help(command->set, sink);
    bool reports = command->set == OPTIONS_CHECK || command->set == OPTIONS_DIFF;
    if (reports || command->set == OPTIONS_CALIBRATE) {
        list_formats(sink);
    }
    if (reports) {
        list_reports(sink);
    }
    sink_text(sink, exit_codes);
}
