#include "gate/statistics/deviance.h"

#include <math.h>

#include "gate/base/banned.h"

/*
 * Near the mean, with v = (count - mean)/(count + mean), ln(count/mean) = 2 atanh v, so that
 * D = (count - mean) v + 2 count (v^3/3 + v^5/5 + ...): nothing cancels (Loader's saddle point form).
 */
static double near_mean(double count, double mean)
{
    double difference = count - mean;
    double v = difference / (count + mean);
    double power = 2.0 * count * v;
    double sum = difference * v;
    for (int odd = 3; odd < 200; odd += 2) {
        power *= v * v;
        double next = sum + power / odd;
        if (next == sum)
            break;
        sum = next;
    }
    return sum;
}

double deviance(double count, double mean)
{
    if (count == 0.0)
        return mean;
    if (mean == 0.0)
        return INFINITY;
    if (fabs(count - mean) < 0.1 * (count + mean))
        return near_mean(count, mean);
    return count * (log(count) - log(mean)) - count + mean;
}
