#ifndef FLAMEGATE_GATE_STATISTICS_STUDENT_H
#define FLAMEGATE_GATE_STATISTICS_STUDENT_H

/*
 * Student's t with any real number of degrees of freedom, df > 0; df = INFINITY is the normal distribution.
 * Relative accuracy 1e-10 in the tails; NaN for df <= 0.
 */

/* P(T_df > t) = I_{df/(df+t^2)}(df/2, 1/2) / 2 for t >= 0. */
double student_upper(double t, double df);

/* P(T_df < t). */
double student_lower(double t, double df);

/* The t with student_upper(t, df) = p. */
double student_quantile(double p, double df);

#endif
