#ifndef FLAMEGATE_GATE_STATISTICS_GAMMA_H
#define FLAMEGATE_GATE_STATISTICS_GAMMA_H

/*
 * The gamma function and its relatives, for positive real arguments. libm's lgamma writes a global (signgam) and is
 * therefore not safe in threads; these are pure functions.
 *
 * Accuracy: relative 1e-13, except next to a zero of the function (log: 1 and 2; digamma: 1.4616...), where the
 * absolute error stays below 1e-14. NaN for NaN and for arguments below zero; at zero the limit from the right.
 */

/* ln Gamma(x). */
double gamma_log(double x);

/* What Stirling's formula leaves out: ln Gamma(x) - [(x - 1/2) ln x - x + ln(2 pi)/2], about 1/(12 x). Densities
 * built from it keep their relative accuracy for counts of a billion, where differences of gamma_log would not. */
double gamma_stirling_error(double x);

/* psi(x) = d/dx ln Gamma(x). */
double gamma_digamma(double x);

/* psi'(x). Falls from infinity to 0. */
double gamma_trigamma(double x);

/* The x with psi'(x) = value, for value > 0 (Newton on 1/psi', as limma's fitFDist needs it; method, section 5).
 * Above 1e7 it is 1/sqrt(value), below 1e-6 it is 1/value. */
double gamma_trigamma_inverse(double value);

#endif
