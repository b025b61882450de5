#ifndef FLAMEGATE_GATE_MODEL_LIMIT_H
#define FLAMEGATE_GATE_MODEL_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A limit as a policy states it: a formula, not a number, because it depends on the cost of the frame it is held
 * against. Keys of one bound are ANDed: the largest growth counts. The bounds of the list are ORed: the smallest.
 *
 * Source: facts on the limit and the detect zone; D = min over bounds of max over keys.
 */

enum limit_key {
    LIMIT_OF_ITSELF, /* fraction of the frame's own baseline cost */
    LIMIT_OF_TOTAL,  /* fraction of the service's baseline total */
    LIMIT_ABSOLUTE,  /* amount per unit of exposure, in the base unit of the sample type */
    LIMIT_COST,      /* money a year */
    LIMIT_KEYS
};

enum { LIMIT_BOUNDS_MAX = 8 };

struct limit_bound {
    bool set[LIMIT_KEYS];
    double value[LIMIT_KEYS]; /* LIMIT_OF_*: 0.1 is 10 % */
};

/* No bound at all means growth 0: any growth is over the limit (what `diff` asks). */
struct limit {
    struct limit_bound bounds[LIMIT_BOUNDS_MAX];
    size_t count;
};

/* The formula at one frame. */
struct limit_resolved {
    double growth;          /* D: amount per unit of exposure, at least 0 */
    bool relative;          /* of_itself decided, or there is no bound: test the ratio 1 + fraction */
    double fraction;        /* growth as a part of the frame's own baseline cost; meaningful if relative */
    enum limit_key decided; /* the key that gave the growth; LIMIT_OF_ITSELF if there is no bound */
};

/*
 * rate: the frame's baseline cost per unit of exposure; total_rate: the service's; money_per_amount: money a year
 * for one amount per unit of exposure (0: cost cannot be held, and such a key then never decides alone); scale: 1
 * for the limit itself, proven_over for the growth that must be proven.
 */
struct limit_resolved limit_resolve(const struct limit *limit, double rate, double total_rate,
                                    double money_per_amount, double scale);

bool limit_equal(const struct limit *a, const struct limit *b);

/* "+10 % of itself and +2 % of the total, or ...", for people. unit is the sample type's. Returns out. */
char *limit_describe(char *out, size_t size, const struct limit *limit, const char *unit);

#endif
