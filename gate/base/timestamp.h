#ifndef FLAMEGATE_GATE_BASE_TIMESTAMP_H
#define FLAMEGATE_GATE_BASE_TIMESTAMP_H

#include "gate/base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Moments as text and back: RFC 3339 on the outside, nanoseconds since 1970-01-01T00:00:00Z inside. The calendar is
 * worked out here, without time zones or locale, and every moment that 64 bits hold (the years 1677 to 2262) can be
 * read and written.
 */

enum { TIMESTAMP_TEXT_SIZE = 40 };

/* "2026-11-21T12:04:36.344Z" (any offset) to nanoseconds since 1970; false if it is not RFC 3339. Digits behind the
 * ninth of a second are dropped; a leap second is the first second of the next day. */
bool timestamp_parse(struct bytes text, int64_t *nanoseconds);

/* Nanoseconds since 1970 in UTC, with milliseconds only where there are any. Writes into out (TIMESTAMP_TEXT_SIZE
 * bytes) and returns it. */
char *timestamp_format(char *out, int64_t nanoseconds);

#endif
