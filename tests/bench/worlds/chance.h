#ifndef FLAMEGATE_TESTS_BENCH_WORLDS_CHANCE_H
#define FLAMEGATE_TESTS_BENCH_WORLDS_CHANCE_H

#include "tests/bench/draw.h"

/* Random numbers of the usual distributions from a seeded sequence. */

/* Over (0, 1), never an end. */
double chance_uniform(struct draw *draw);

double chance_normal(struct draw *draw);

/* Mean shape * scale, variance shape * scale^2; shape >= 1. */
double chance_gamma(struct draw *draw, double shape, double scale);

/* A count of that mean, which may be 0 or as large as 1e9. */
double chance_poisson(struct draw *draw, double mean);

/* Lognormal with mean 1 and that coefficient of variation (to first order); 1 if cv is 0. */
double chance_factor(struct draw *draw, double cv);

/* How many of count things fall on one of two sides. */
double chance_half(struct draw *draw, double count);

#endif
