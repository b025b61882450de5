#ifndef FLAMEGATE_GATE_BASE_DURATION_H
#define FLAMEGATE_GATE_BASE_DURATION_H

#include "gate/base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/* Lengths of time as people write them in configurations: 500ms, 30s, 5m, 1.5h, 2d. */

enum { DURATION_TEXT_SIZE = 32 };

/* A number above 0 with its unit (ns, us, ms, s, m, min, h, d; blanks between are fine) as nanoseconds. */
bool duration_parse(struct bytes text, int64_t *nanoseconds);

/* In the largest unit that divides it: "90s", "30m". Writes into out (DURATION_TEXT_SIZE bytes) and returns it. */
char *duration_format(char *out, int64_t nanoseconds);

#endif
