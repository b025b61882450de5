#ifndef FLAMEGATE_ADAPTERS_FORMAT_FOLDED_H
#define FLAMEGATE_ADAPTERS_FORMAT_FOLDED_H

#include "adapters/format.h"

/*
 * Folded stacks: one stack a line, "root;...;leaf COUNT".
 *
 * Blank lines and comments (# ...) are skipped, line ends may be CRLF, equal stacks are added. A frame may hold
 * blanks and end in a number: the count is what follows the last blank. A frame without a name becomes [unknown].
 * Of "name (file.py:12)" the line is dropped, since it is that of the call. Any other line is refused with its
 * number, never passed over; so is a count with a sign or an exponent, and a file whose lines all have two counts,
 * which is already a difference.
 *
 * Folded counts carry no unit, so what a sample is can only be seen from the numbers: if they have a common
 * divisor, every sample stands for that much; if they are whole and not all large, they are samples; else (periods,
 * microseconds, bytes, fractions) chance cannot be told and the event model is unknown. A handful of stacks with
 * large or round counts are samples all the same.
 */
extern const struct format folded_format;

#endif
