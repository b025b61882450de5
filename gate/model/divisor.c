#include "gate/model/divisor.h"

#include <math.h>

#include "gate/base/banned.h"

double divisor_common(double a, double b)
{
    while (b > 0) {
        double rest = fmod(a, b);
        a = b;
        b = rest;
    }
    return a;
}
