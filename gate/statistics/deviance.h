#ifndef FLAMEGATE_GATE_STATISTICS_DEVIANCE_H
#define FLAMEGATE_GATE_STATISTICS_DEVIANCE_H

/*
 * How badly a Poisson mean fits a count: D(count, mean) = count ln(count/mean) - count + mean. It is zero where
 * they are equal and positive elsewhere; the log likelihood ratio of section 7 is twice a sum of these, and the
 * saddle point form of the beta density is made of them.
 *
 * count >= 0 (0 ln 0 = 0), mean >= 0 (infinite result if mean is 0 and count is not). Computed without the
 * cancellation that the formula as written suffers where count is near mean: relative accuracy 1e-14 everywhere.
 */
double deviance(double count, double mean);

#endif
