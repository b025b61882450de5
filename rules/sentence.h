#ifndef FLAMEGATE_RULES_SENTENCE_H
#define FLAMEGATE_RULES_SENTENCE_H

#include "gate/base/arena.h"
#include "gate/base/error.h"

#include <stdarg.h>

/*
 * A sentence of the verdict: made from a format, foreign text in it made harmless (names come out of profiles, and
 * a report goes to a terminal), and kept by the verdict's arena. What is longer than SENTENCE_SIZE is cut.
 */

enum { SENTENCE_SIZE = 2048 };

/* NULL without memory. The result is the arena's. */
const char *sentence_keep(struct arena *arena, const char *format, va_list arguments);

/* The same into *out, which is left alone without memory: then -1. */
int sentence_set(const char **out, struct arena *arena, struct error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
