#ifndef FLAMEGATE_GATE_INFERENCE_CAPTURES_H
#define FLAMEGATE_GATE_INFERENCE_CAPTURES_H

#include "gate/base/error.h"
#include "gate/model/comparison.h"
#include "gate/model/noise_settings.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * How the captures of the two sides lie to each other in time and on hosts. Only times and labels are looked at,
 * never values, so nothing here can favour an outcome (method, section 6: pairing, sequential).
 */

/* Nearly all captures of one side ended before those of the other began: in the pairs of one capture of each side
 * the one order outweighs the other by more than three quarters of all pairs. False if a time is unknown. */
bool captures_sequential(const struct comparison *comparison);

/* Pairs of one capture of each side: column numbers of the comparison. */
struct capture_pairs {
    size_t count; /* 0: not paired */
    size_t *column[SIDES];
};

/*
 * Pairs the captures as the policy asks. PAIR_AUTO pairs by host if both sides were captured on the same hosts, at
 * least 4 and each once; else by time, nearest first, if the sides have the same number of captures, at least 6,
 * and interleave: the median gap within the pairs is below a quarter of the whole span. Captures of two sides that
 * follow each other are never paired by it. An explicit PAIR_HOST or PAIR_TIME needs 2 captures a side, as many on
 * each. Whatever cannot be paired is left unpaired (count 0), which is no error. Fails only without memory.
 */
int captures_pair(struct capture_pairs *out, const struct comparison *comparison, enum pair_by by,
                  struct error *err);

/*
 * Why the captures are not paired though the policy names a way to: a sentence in out, which is returned. NULL if
 * they are paired, or no way is named (PAIR_AUTO, PAIR_NONE). For people: nothing is decided by it.
 */
enum { CAPTURES_SENTENCE = 512 };
const char *captures_unpaired(char out[CAPTURES_SENTENCE], const struct comparison *comparison, enum pair_by by);

void capture_pairs_clear(struct capture_pairs *pairs);

#endif
