#ifndef FLAMEGATE_TESTS_BENCH_DRAW_H
#define FLAMEGATE_TESTS_BENCH_DRAW_H

#include <stddef.h>
#include <stdint.h>

/* Seeded random numbers (splitmix64), the same on every machine. */
struct draw {
    uint64_t state;
};

/* A sequence of its own for each text and number. */
struct draw draw_seeded(const char *text, uint64_t number);

uint64_t draw_next(struct draw *draw);

/* Uniform over [0, bound), bound > 0. */
size_t draw_below(struct draw *draw, size_t bound);

/* count different numbers below bound, in random order; count <= bound <= 4096. */
void draw_distinct(struct draw *draw, size_t *out, size_t count, size_t bound);

/* Wilson's 95 % interval of hits in runs. */
void draw_wilson(double interval[2], size_t hits, size_t runs);

#endif
