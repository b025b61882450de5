#ifndef FLAMEGATE_GATE_MODEL_DIVISOR_H
#define FLAMEGATE_GATE_MODEL_DIVISOR_H

/* The greatest common divisor of two whole numbers of at least 0, in doubles: exact below 2^53. That of 0 and a
 * number is the number, so that a search may begin with 0. */
double divisor_common(double a, double b);

#endif
