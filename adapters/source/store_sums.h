#ifndef FLAMEGATE_ADAPTERS_SOURCE_STORE_SUMS_H
#define FLAMEGATE_ADAPTERS_SOURCE_STORE_SUMS_H

#include "adapters/source/store_answers.h"

#include <stdbool.h>

/* What stores have summed up, put in order. */

/* More of one sum: a value, and when it was seen. */
void store_sums_add(struct store_sum *sum, double value, struct time_span seen);

/* Sorts them by their values of labels, and makes one of those with equal ones: a store may tell series apart by
 * more labels than it was asked for. */
void store_sums_arrange(struct store_sums *sums);

/* NULL if there is none with those values of labels. */
const struct store_sum *store_sums_find(const struct store_sums *sums, const char *const values[STORE_LABELS_MAX]);

#endif
