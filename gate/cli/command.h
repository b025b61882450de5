#ifndef FLAMEGATE_GATE_CLI_COMMAND_H
#define FLAMEGATE_GATE_CLI_COMMAND_H

#include "gate/base/error.h"
#include "gate/base/surroundings.h"
#include "gate/cli/options.h"

#include <stddef.h>

/* A subcommand: one file under command/, one row in commands.c. */
struct command {
    const char *name;
    const char *summary;  /* one line for the list of commands */
    const char *operands; /* "BASE CANDIDATE" */
    const char *examples; /* lines of the help, first */
    enum options_set set; /* which options it takes */
    /* Does the work; the result is the exit code, or -1 with err set, whose sentence is then printed. */
    int (*run)(const struct options *options, const struct surroundings *world, struct error *err);
    /* Writes the cause into the reports that the options name, where the words as a whole could not be used; NULL:
     * the command has none. */
    void (*refuse)(const struct options *options, const struct surroundings *world, const struct error *cause);
};

/* The table, in the order of --help. */
extern const struct command *const commands[];
extern const size_t command_count;

extern const struct command command_calibrate;
extern const struct command command_check;
extern const struct command command_diff;
extern const struct command command_explain;
extern const struct command command_versions;

#endif
