#include "gate/statistics/order.h"

#include "gate/base/banned.h"

/* Moves values[at] down the heap of count values until no child is larger. */
static void sift_down(double *values, size_t at, size_t count)
{
    double value = values[at];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && values[child + 1] > values[child])
            child++;
        if (values[child] <= value)
            break;
        values[at] = values[child];
    }
    values[at] = value;
}

void order_sort(double *values, size_t count)
{
    for (size_t at = count / 2; at-- > 0;)
        sift_down(values, at, count);
    for (size_t left = count; left > 1; left--) {
        double largest = values[0];
        values[0] = values[left - 1];
        values[left - 1] = largest;
        sift_down(values, 0, left - 1);
    }
}

size_t order_count_up_to(const double *sorted, size_t count, double limit)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] <= limit)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double order_quantile(const double *sorted, size_t count, double fraction)
{
    double place = fraction * (double)(count - 1);
    size_t below = (size_t)place;
    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below]);
}
