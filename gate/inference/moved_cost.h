#ifndef FLAMEGATE_GATE_INFERENCE_MOVED_COST_H
#define FLAMEGATE_GATE_INFERENCE_MOVED_COST_H

#include "gate/base/error.h"
#include "gate/inference/hypotheses.h"
#include "gate/inference/noise.h"
#include "gate/model/answer.h"

/*
 * Cost that only moved (method, section 10): a function grew because another one near it shrank, as when code is
 * inlined, extracted, or moved. What is then judged is the net of both.
 *
 * For each rejected hypothesis about a function with growth g, the domains around it (moved_domain.h) are tried
 * from narrow to wide; one of more than half of the service's cost is none. With h the growth of all of the domain
 * but the function, it has moved if
 *
 *     -(h + g/2)/se is significant at 1 %, se^2 = Var(h) + Var(g)/4      the fall is real, and at least half of g
 *     the net growth of both is not rejected           against the limit resolved at the function, at its own level
 *
 * Both in the reading that makes a growth harder to claim, with the variances of the tests; but h relative to what
 * all functions saved alike (the level, or what most share), which came from a faster host or a better compiler,
 * and moved nowhere. A test, so that a noisy domain excuses nothing. The hypothesis then stands for the net: not
 * rejected, and cleared only if a net growth of U is excluded. The service's total has no place to move from.
 *
 * Small functions are settled before those that contain them. A caller that owes half of its growth to something in
 * it that stays rejected stays so too: nothing around it can have given what was not even near enough to that.
 * One that owes half of it to something that moved need not prove the fall again, against the noise of all that it
 * calls: g and Var(g) are that one's, and what is judged is the net of the caller.
 */

/* Settles the rejected hypotheses of all comparisons, and lists in *parts (the caller's, grown by
 * memory_resize_array) the savings that were netted. noises: [comparison]. Fails only without memory. */
struct moved_parts {
    struct moved_part *items;
    size_t count, capacity;
};
int moved_cost_absorb(struct moved_parts *parts, struct hypotheses *hypotheses, const struct noise *noises,
                      size_t comparison_count, struct error *err);
void moved_cost_clear(struct moved_parts *parts);

#endif
