#ifndef FLAMEGATE_RULES_JUDGE_PROFILE_H
#define FLAMEGATE_RULES_JUDGE_PROFILE_H

#include "rules/changes.h"

/*
 * The verdict on one comparison, apart from all others: its findings, then the first of these that holds.
 *     it was not judged, or cannot be (unfit)            INCONCLUSIVE
 *     a regression, a broken promise, a broken limit     REGRESSION
 *     something that can fail is open, or nothing can    INCONCLUSIVE
 *     else                                               PASS
 * A comparison that is only shown (report_only) passes as long as it is fit to be compared.
 *
 * Both functions add the findings and set *out, whose texts are the findings' arena's or literals. They fail only
 * without memory; the findings may fail stickily instead, which findings_sort tells.
 */

int judge_profile_decide(struct verdict_profile *out, struct findings *findings, const struct changes_input *input,
                         struct error *err);

/* The same for `diff`, where nothing can fail: what grew and shrank; INCONCLUSIVE where nothing was compared. */
int judge_profile_show(struct verdict_profile *out, struct findings *findings, const struct changes_input *input,
                       struct error *err);

#endif
