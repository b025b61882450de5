#include "gate/statistics/student.h"

#include "gate/statistics/beta.h"
#include "gate/statistics/normal.h"

#include <math.h>

#include "gate/base/banned.h"

double student_upper(double t, double df)
{
    if (isnan(t) || !(df > 0.0))
        return NAN;
    if (isinf(df))
        return normal_upper(t);
    double ratio = t * t / df;
    struct beta_tails outside = beta_tails(0.5 * df, 0.5, 1.0 / (1.0 + ratio), 1.0 / (1.0 + 1.0 / ratio));
    return t >= 0.0 ? 0.5 * outside.lower : 0.5 + 0.5 * outside.upper;
}

double student_lower(double t, double df)
{
    return student_upper(-t, df);
}

double student_quantile(double p, double df)
{
    if (isnan(p) || p < 0.0 || p > 1.0 || !(df > 0.0))
        return NAN;
    if (isinf(df))
        return normal_quantile(p);
    if (p > 0.5)
        return -student_quantile(1.0 - p, df);
    /* t^2/df are the odds of y = t^2/(df + t^2), whose upper tail of Beta(1/2, df/2) is both tails of t. */
    return sqrt(df * beta_quantile_odds(0.5, 0.5 * df, 1.0 - 2.0 * p, 2.0 * p));
}
