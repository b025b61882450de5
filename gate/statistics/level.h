#ifndef FLAMEGATE_GATE_STATISTICS_LEVEL_H
#define FLAMEGATE_GATE_STATISTICS_LEVEL_H

#include <stddef.h>

/*
 * The level: one factor s common to the rates of all functions (another host, load, drift), estimated from all of
 * them so that each can be judged relative to it (method, section 6). A few functions may truly have changed: a
 * function's log ratio is N(ln s, v) with chance .8 and N(ln s, v + .25) else, so they hardly pull.
 *
 *     used: functions with c0, c1 > 0 and n min(q, 1-q) >= 10; n = c0 + c1, q = r1/(r0 + r1)
 *     x = ln((c1+.5)/(c0+.5) r0/r1);  v = phi/(n q (1-q)) + F
 *     posterior of t = ln s on t = -8 sd .. 8 sd in steps of sd/100, sd = sqrt P
 *
 * Cost: some microseconds per function. No memory beyond 40 KiB of stack.
 */

struct level_input {
    size_t functions;      /* SELF entries of one comparison: disjoint parts of the total */
    const double *c0, *c1; /* [functions] events */
    const double *phi;     /* [functions] dispersion */
    const double *r0, *r1; /* [functions] exposures in each function's unit; both NULL: one for all, which is */
    double all_r0, all_r1; /* only read then */
    double prior_variance; /* P > 0 */
    double prior_df;       /* degrees of freedom behind P: Student's t of that scale; INFINITY: the normal */
    double frame_variance; /* F */
};

struct common_level {
    double log_s;     /* posterior mean of ln s; the prior's, 0, if no function could be used */
    double variance;  /* T: posterior variance, at least (sd/100)^2 */
    size_t functions; /* used */
};

struct common_level level_estimate(const struct level_input *input);

/*
 * Share mode (section 14): neither side has a request count, and the scale s takes the place of r1/r0. Unweighted
 * median of c1/c0 over functions with both self counts >= 20; variance of ln s: (1.253 * 1.4826 * MAD of the log
 * ratios)^2 / F. scratch: count doubles. No such function: log_s 0, variance infinite.
 */
struct common_level level_from_shares(const double *c0, const double *c1, size_t count, double *scratch);

/* The same from anchors that the user declares unchanged: s = sum c1 / sum c0, variance 1/sum c0 + 1/sum c1, sums
 * floored at 0.5. */
struct common_level level_from_anchors(const double *c0, const double *c1, size_t count);

#endif
