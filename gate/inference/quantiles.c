#include "gate/inference/quantiles.h"

#include "gate/statistics/student.h"

#include <math.h>

#include "gate/base/banned.h"

void quantiles_make(struct quantiles *out, double tail, double least_df)
{
    out->step = isfinite(least_df) ? 1.0 / (least_df * QUANTILES_CELLS) : 0.0;
    out->log_t[0] = log(student_quantile(tail, INFINITY));
    for (int i = 1; i <= QUANTILES_CELLS; i++)
        out->log_t[i] = out->step > 0 ? log(student_quantile(tail, 1.0 / (i * out->step))) : out->log_t[0];
}

double quantiles_at(const struct quantiles *quantiles, double df)
{
    const double *y = quantiles->log_t;
    if (quantiles->step <= 0)
        return exp(y[0]);
    double x = fmin(1.0 / (df * quantiles->step), QUANTILES_CELLS);
    /* Lagrange through four neighbours: from i to i + 3, x in the middle cell where the table allows. */
    int i = (int)fmin(fmax(floor(x) - 1, 0), QUANTILES_CELLS - 3);
    double t = x - i;
    double sum = -y[i] * (t - 1) * (t - 2) * (t - 3) / 6 + y[i + 1] * t * (t - 2) * (t - 3) / 2 -
                 y[i + 2] * t * (t - 1) * (t - 3) / 2 + y[i + 3] * t * (t - 1) * (t - 2) / 6;
    return exp(sum);
}

double quantiles_least_df(const struct quantiles *quantiles)
{
    return quantiles->step > 0 ? 1.0 / (quantiles->step * QUANTILES_CELLS) : INFINITY;
}
