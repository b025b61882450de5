#ifndef FLAMEGATE_GATE_STATISTICS_ORDER_H
#define FLAMEGATE_GATE_STATISTICS_ORDER_H

#include <stddef.h>

/* Sorted numbers. In place, no memory, n log n always; the result does not depend on the order of the input. No
 * NaN. */

/* Ascending. */
void order_sort(double *values, size_t count);

/* The number of values <= limit among count ascending ones. */
size_t order_count_up_to(const double *sorted, size_t count, double limit);

/* The quantile at fraction (0..1) of count >= 1 ascending values, linear between neighbours (NumPy's default). */
double order_quantile(const double *sorted, size_t count, double fraction);

#endif
