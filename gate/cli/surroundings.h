#ifndef FLAMEGATE_GATE_CLI_SURROUNDINGS_H
#define FLAMEGATE_GATE_CLI_SURROUNDINGS_H

#include "gate/base/surroundings.h"

/* The real world: the machine's clock, its environment, progress as lines on standard error. */
struct surroundings surroundings_real(void);

/* The same, with the lines of trace on standard error: -vv. */
struct surroundings surroundings_traced(const struct surroundings *world);

#endif
