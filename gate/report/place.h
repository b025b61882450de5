#ifndef FLAMEGATE_GATE_REPORT_PLACE_H
#define FLAMEGATE_GATE_REPORT_PLACE_H

#include "gate/model/evaluation.h"
#include "gate/report/links.h"

#include <stddef.h>

/*
 * A finding as a remark at a place of the repository, as annotations, code quality and SARIF have it: where, what,
 * and an identity that outlives the run. Texts are harmless, not escaped for any format.
 */

enum { PLACE_FINGERPRINT_SIZE = 33 };

/* Where the finding's function is, or who calls it; where neither is in the repository: the policy, line 1, since
 * these formats want some file. Returns whether it is the code's own place. */
bool place_or_policy(struct links_place *out, const struct evaluation *evaluation, const struct finding *finding,
                     const struct links *links);

/* "'json.Marshal' costs more than its rule allows: +47 % (...), 578 -> 851 us per request, ...; called by
 * 'shop.mask'; owner @a". */
char *place_message(char *out, size_t size, const struct evaluation *evaluation, const struct finding *finding,
                    const struct links *links);

/* "costs more than its rule allows": what became of the finding's function. */
const char *place_title(const struct finding *finding);

/* Id of the finding's rule; "run" if it has none. */
const char *place_rule(const struct evaluation *evaluation, const struct finding *finding);

/* 32 hexadecimal digits of profile, rule, function and value: the same in every run, whatever the figures and
 * lines. */
char *place_fingerprint(char out[PLACE_FINGERPRINT_SIZE], const struct evaluation *evaluation,
                        const struct finding *finding);

#endif
