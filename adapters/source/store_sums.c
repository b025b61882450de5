#include "adapters/source/store_sums.h"

#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

static int compare_values(const char *const *a, const char *const *b)
{
    int order = strcmp(a[0], b[0]);
    return order != 0 ? order : strcmp(a[1], b[1]);
}

static int compare_sums(const void *left, const void *right)
{
    const struct store_sum *a = left, *b = right;
    return compare_values(a->values, b->values);
}

void store_sums_add(struct store_sum *sum, double value, struct time_span seen)
{
    sum->value += value;
    sum->seen.start = sum->seen.start == 0 || seen.start < sum->seen.start ? seen.start : sum->seen.start;
    sum->seen.end = seen.end > sum->seen.end ? seen.end : sum->seen.end;
}

void store_sums_arrange(struct store_sums *sums)
{
    size_t kept = 0;
    if (sums->count > 0) {
        qsort(sums->items, sums->count, sizeof *sums->items, compare_sums);
    }
    for (size_t i = 0; i < sums->count; i++) {
        const struct store_sum sum = sums->items[i];
        if (kept > 0 && compare_values(sums->items[kept - 1].values, sum.values) == 0) {
            store_sums_add(&sums->items[kept - 1], sum.value, sum.seen);
        } else {
            sums->items[kept++] = sum;
        }
    }
    sums->count = kept;
}

const struct store_sum *store_sums_find(const struct store_sums *sums, const char *const values[STORE_LABELS_MAX])
{
    for (size_t i = 0; i < sums->count; i++) {
        if (compare_values(sums->items[i].values, values) == 0) {
            return &sums->items[i];
        }
    }
    return NULL;
}
