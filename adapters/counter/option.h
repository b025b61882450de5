#ifndef FLAMEGATE_ADAPTERS_COUNTER_OPTION_H
#define FLAMEGATE_ADAPTERS_COUNTER_OPTION_H

#include "adapters/counter.h"

/* A side's total from the command line, --requests-baseline and --requests-candidate. A single replica gets it as
 * its own count; several keep one total for the side. It goes before every other counter. */
extern const struct counter option_counter;

#endif
