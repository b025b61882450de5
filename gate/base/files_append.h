#ifndef FLAMEGATE_GATE_BASE_FILES_APPEND_H
#define FLAMEGATE_GATE_BASE_FILES_APPEND_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"

/* Puts a line at the end of the file in one write, so that programs side by side do not cut into each other's
 * lines; makes the file, readable for its owner only, if it is not there. line holds its own line break. */
int files_append_line(const char *path, struct bytes line, struct error *err);

#endif
