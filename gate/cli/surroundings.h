#ifndef FLAMEGATE_GATE_CLI_SURROUNDINGS_H
#define FLAMEGATE_GATE_CLI_SURROUNDINGS_H

#include "gate/base/surroundings.h"

/* The real world: the machine's clock, its environment, progress as lines on standard error. */
struct surroundings surroundings_real(void);

#endif
