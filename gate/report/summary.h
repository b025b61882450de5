#ifndef FLAMEGATE_GATE_REPORT_SUMMARY_H
#define FLAMEGATE_GATE_REPORT_SUMMARY_H

#include "gate/model/evaluation.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The phrases that reports share about a whole run and each of its profiles: what was judged, how the verdict is
 * called, how far the measurement could see. Buffers and harmlessness as in gate/report/words.h.
 */

/* "cpu per request", "alloc (alloc_space) per request"; without request counts "cpu, not comparable"; where it is
 * the anchor that stands on the baseline's side, "cpu per request against v2.0". */
char *summary_profile(char *out, size_t size, const struct comparison *comparison);

/* "v2.3: 8 replicas, 19,823 requests (meta.json), 5,880 samples". */
char *summary_side(char *out, size_t size, const struct comparison *comparison, int side);

/* "8 + 8 replicas, 19,823 + 20,110 requests". */
char *summary_amounts(char *out, size_t size, const struct comparison *comparison);

/* What a side is called; of one comparison that has the anchor on the baseline's side, the anchor's label.
 * comparison NULL: of the run as a whole. "" if it is not known. */
const char *summary_label(const struct evaluation *evaluation, const struct comparison *comparison, int side);

/* "base -> candidate". The labels are cut on the left to columns in all. */
char *summary_versions(char *out, size_t size, const struct evaluation *evaluation,
                       const struct comparison *comparison, size_t columns);

/* Whether both sides have a cost, so that one total can be held against the other. */
bool summary_has_total(const struct comparison *comparison);

/* "REGRESSION", "DID NOT FINISH" ...; what `diff` shows is no verdict: "DIFFERENCE", or "NO DIFFERENCE PROVEN":
 * there may be one. */
const char *summary_verdict(const struct evaluation *evaluation);

/* What `diff` found in one comparison; UINT32_MAX: in any of them. */
const char *summary_difference(const struct evaluation *evaluation, uint32_t comparison);

/* What a program is told: a run that has not finished is an error, which is exit code 4, to whoever finds its
 * report. */
enum verdict_kind summary_kind(const struct evaluation *evaluation);
int summary_exit_code(const struct evaluation *evaluation);

/* Findings of a kind that are a cause of their own: those that another one explains are part of it,
 * and remarks are none. */
size_t summary_count(const struct evaluation *evaluation, enum finding_kind kind);

/* The verdict of one profile, as of the whole run. */
const char *summary_verdict_kind(enum verdict_kind kind);

/* Where the noise is from: "measured from 8 + 8 replicas; the candidate's runs were 1.2 % (+- 0.8 %) slower
 * throughout, as on a busier machine; functions are judged after taking that out". Where that is beyond chance, and
 * an odd replica sways the total, that one is named instead. */
char *summary_noise(char *out, size_t size, const struct comparison *comparison,
                    const struct comparison_answers *answers);

/* "a growth of 1.8 % of the total in most functions, of 7.2 % in 'main.scorePrice', the least visible one, and of
 * 6.1 % in the total itself". */
char *summary_visible(char *out, size_t size, const struct comparison *comparison,
                      const struct comparison_answers *answers);

/* "set apart as background: 12 % of base (runtime.bgsweep, ...)"; "" if there is none. */
char *summary_background(char *out, size_t size, const struct comparison *comparison);

#endif
