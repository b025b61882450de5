#ifndef FLAMEGATE_TESTS_SUPPORT_HAND_COMPARISON_H
#define FLAMEGATE_TESTS_SUPPORT_HAND_COMPARISON_H

#include "gate/model/comparison.h"
#include "gate/model/question.h"

#include <stddef.h>

/*
 * A comparison made from stacks and numbers in a test, so that inference can be tested without decoders and without
 * gate/compare. Every event weighs 1, the unit is "samples". Entries, twins and node tables follow the contract of
 * gate/model/comparison.h. Whatever cannot be made ends the test program.
 */

struct hand_stack {
    const char *frames;   /* "main;handler;leaf", outermost first */
    const double *counts; /* [column] samples with this very stack: replicas of side 0, then of side 1 */
};

/* exposure: requests of each column; the replicas have no times and no host. The caller's, to free with
 * comparison_free. */
struct comparison *hand_comparison(const struct hand_stack *stacks, size_t stack_count, size_t replicas0,
                                   size_t replicas1, const double *exposure);

/* The entry of a function's total or self cost; entry_count if there is none. */
size_t hand_entry(const struct comparison *comparison, const char *function, enum entry_value value);

/* The node of a path "main;handler"; CALLTREE_ROOT for "" or if there is none. */
size_t hand_node(const struct comparison *comparison, const char *path);

/* of_itself and of_total in one bound. */
struct limit hand_limit(double of_itself, double of_total);

/* What the built-in policy asks: every entry of every function +10 % of itself and +2 % of the total (wildcard),
 * the total +10 % (named), +25 % where the level is assumed. */
void hand_questions(struct questions *out, const struct comparison *comparison);

/* The same with limits of one's own: frames and total. */
void hand_questions_with(struct questions *out, const struct comparison *comparison, struct limit frames,
                         struct limit total, struct limit total_assumed);

#endif
