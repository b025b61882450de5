#ifndef FLAMEGATE_GATE_STATISTICS_LOOKS_H
#define FLAMEGATE_GATE_STATISTICS_LOOKS_H

/*
 * Looking at a running experiment more than once without more false alarms (method, section 15). With every look at
 * the usual bound, twenty looks raise five times the alarms. Here an error rate is spent little by little: after a
 * part t of the planned samples 2(1 - Phi(z_{alpha/2}/sqrt t)) of it, next to nothing at first and nearly all at
 * the end (Lan and DeMets, 1983, in the manner of O'Brien and Fleming), one-sided.
 *
 * The evidence so far, z sqrt t, walks like a Brownian path B(t). Its density, as far as no bound was reached, is
 * kept on a fixed grid and convolved with N(0, t_k - t_{k-1}) from look to look; the bound is the value above which
 * as much of it lies as the look may spend.
 */

enum { LOOKS_POINTS = 4001 };

struct looks {
    double alpha;                 /* over all looks, one-sided */
    double part;                  /* of the plan, at the last look; 0: none yet */
    double spent;                 /* of alpha, up to it */
    double density[LOOKS_POINTS]; /* of B at the last look, below all bounds; on [-6, 6] */
    double scratch[LOOKS_POINTS];
};

void looks_begin(struct looks *looks, double alpha);

/*
 * The bound on z at the next look, after a part of the planned samples: above that of the look before, at most 1.
 * INFINITY where nothing is left to spend: a part that does not grow, or so early that no z could tell.
 */
double looks_bound(struct looks *looks, double part);

#endif
