#ifndef FLAMEGATE_GATE_BASE_PATTERN_H
#define FLAMEGATE_GATE_BASE_PATTERN_H

#include "gate/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A regular expression that somebody wrote into a configuration: POSIX extended, over bytes (the only user of
 * regcomp). Names of functions come from files that nobody vouches for, so what an expression may cost is bounded:
 *
 *   - it is at most PATTERN_BYTES_MAX long, and its groups nest at most PATTERN_DEPTH_MAX deep
 *   - \1 in it is refused: looking back costs exponential time
 *   - {n,m} counts to at most PATTERN_REPEATS_MAX, and stands neither in nor behind another one
 *   - no text above PATTERN_SUBJECT_MAX bytes fits any expression: the time grows with its square
 */

enum {
    PATTERN_BYTES_MAX = 256,
    PATTERN_DEPTH_MAX = 16,
    PATTERN_REPEATS_MAX = 32,
    PATTERN_SUBJECT_MAX = 4096,
    PATTERN_SPANS = 10, /* what fitted, and its first nine groups */
};

struct pattern;

/* Bytes from start up to end; start above end: the group took no part. */
struct pattern_span {
    size_t start, end;
};

/* *out is the caller's and keeps its own copy of text. Fails with ERROR_POLICY and the reason alone as the
 * sentence, or without memory. */
int pattern_new(struct pattern **out, const char *text, struct error *err);

void pattern_free(struct pattern *pattern);

/* How many groups it has. */
size_t pattern_groups(const struct pattern *pattern);

/* Looks for the leftmost longest place of subject, size bytes and a NUL behind them, that fits; a text with a NUL
 * inside has none. Writes *found, and the spans if it is true. */
int pattern_find(bool *found, struct pattern_span spans[PATTERN_SPANS], struct pattern *pattern,
                 const char *subject, size_t size, struct error *err);

#endif
