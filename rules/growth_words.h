#ifndef FLAMEGATE_RULES_GROWTH_WORDS_H
#define FLAMEGATE_RULES_GROWTH_WORDS_H

#include "gate/model/answer.h"
#include "gate/model/comparison.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Estimates and limits in words, for the sentences of a verdict. Each function writes one line, cut where it does
 * not fit, and returns out. Percentages of a change have as many digits as their interval is worth.
 */

enum { GROWTH_WORDS_SIZE = 1024, GROWTH_WORDS_NAME = 512 };

/* What an estimate is of. */
struct growth_subject {
    const struct comparison *comparison;
    uint32_t symbol; /* SYMBOL_NONE: the service's total */
    bool self;       /* its own cost, without what it calls */
    uint32_t node;   /* this place of the function alone; CALLTREE_ROOT: all of them */
};

/* "'regexp.compile'", "'main.main' itself", "'hash.sum' below 'main.search'", "the service's total". Names longer
 * than fits are cut on the left. */
char *growth_words_subject(char *out, size_t size, const struct growth_subject *subject);

/* "'regexp.compile' costs 192 % more per request", "... is new and costs 12 us per request". */
char *growth_words_headline(char *out, size_t size, const struct growth_subject *subject,
                            const struct estimate *estimate);

/* The headline with its numbers: ": 12.1 us -> 35.4 us (95 % interval +150 to +240 %)"; of what is on one side only
 * ", 3.1 % of the service's total". */
char *growth_words_sentence(char *out, size_t size, const struct growth_subject *subject,
                            const struct estimate *estimate);

/* A limit at its frame, in the terms of the key that decided it: "+10 % of itself", "+2 % of the total", "+4 KiB
 * per request". */
char *growth_words_limit(char *out, size_t size, const struct comparison *comparison,
                         const struct limit_resolved *limit);

/* What was measured, in the terms of the limit that it is held against: "+0.3 % of the total (95 % interval -1.6 to
 * +2.2 %)". */
char *growth_words_measured(char *out, size_t size, const struct comparison *comparison,
                            const struct estimate *estimate, const struct limit_resolved *limit);

/* An amount per unit of exposure: "12.1 us per request", "3 % of the service's total". */
char *growth_words_rate(char *out, size_t size, const struct comparison *comparison, double rate);

#endif
