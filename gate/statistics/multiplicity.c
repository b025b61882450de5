#include "gate/statistics/multiplicity.h"

#include "gate/statistics/order.h"

#include "gate/base/banned.h"

size_t multiplicity_tarone(const double *pmin, size_t count, double alpha, double *scratch)
{
    for (size_t i = 0; i < count; i++)
        scratch[i] = pmin[i];
    order_sort(scratch, count);
    /* #(pmin <= alpha/k) falls as k grows, so once it is at most k it stays so. */
    size_t low = 1;
    size_t high = count > 1 ? count : 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (order_count_up_to(scratch, count, alpha / (double)middle) <= middle)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

size_t multiplicity_holm(bool *rejected, const double *p, const bool *tested, size_t count, size_t k, double alpha,
                         double *scratch)
{
    size_t members = 0;
    for (size_t i = 0; i < count; i++)
        if (!tested || tested[i])
            scratch[members++] = p[i];
    order_sort(scratch, members);
    size_t passed = 0;
    while (passed < members && passed < k && scratch[passed] <= alpha / (double)(k - passed))
        passed++;
    /* Thresholds grow, so an equal p right behind the last rejected one was rejected too: the value decides. */
    for (size_t i = 0; i < count; i++)
        rejected[i] = passed > 0 && (!tested || tested[i]) && p[i] <= scratch[passed - 1];
    return passed;
}

struct multiplicity multiplicity_judge(bool *rejected, bool *tested, const double *p, const double *pmin,
                                       size_t count, double alpha, double *scratch)
{
    struct multiplicity out = {.k = multiplicity_tarone(pmin, count, alpha, scratch)};
    for (size_t i = 0; i < count; i++) {
        tested[i] = pmin[i] <= alpha / (double)out.k;
        out.tested += tested[i];
    }
    out.rejected = multiplicity_holm(rejected, p, tested, count, out.k, alpha, scratch);
    return out;
}
