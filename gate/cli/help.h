#ifndef FLAMEGATE_GATE_CLI_HELP_H
#define FLAMEGATE_GATE_CLI_HELP_H

#include "gate/base/sink.h"
#include "gate/cli/command.h"

/* The texts of --help, examples first; every list in them is made from its table. */
void help_program(struct sink *sink);
void help_command(const struct command *command, struct sink *sink);

#endif
