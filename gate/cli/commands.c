#include "gate/cli/command.h"

#include "gate/base/banned.h"

const struct command *const commands[] = {&command_check, &command_diff, &command_explain, &command_versions,
                                          &command_calibrate};
const size_t command_count = sizeof commands / sizeof commands[0];
