#include "gate/statistics/beta.h"

#include "gate/statistics/deviance.h"
#include "gate/statistics/gamma.h"
#include "gate/statistics/normal.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "gate/base/banned.h"

/*
 * Everything works in u = ln(x/y), the logit of x. There the density is front(u) = x^a y^b / B(a, b), log-concave,
 * with its mode at x = a/(a+b), and a tail is front times a factor of moderate size:
 *
 *     I_x(a, b) = front(u) * integral over s > 0 of front(u - s)/front(u)
 *
 * The factor is a continued fraction that converges at once in the far tail but slowly at the mode of a large beta,
 * where the integral is taken instead. Keeping ln(front) and the factor apart lets quantiles look below the
 * smallest double.
 */

struct point {
    double a, b;
    double x, y; /* y = 1 - x */
};

static struct point mirrored(struct point at)
{
    return (struct point){at.b, at.a, at.y, at.x};
}

/* The side on which the tail below x is the one to compute; the other one is 1 minus it, and not small. This is
 * x <= (a+1)/(a+b+2), in a form that still tells x from 1. */
static bool is_lower_side(struct point at)
{
    return (at.b + 1.0) * at.x <= (at.a + 1.0) * at.y;
}

/* ln of the density in u. Loader's form: deviances and Stirling errors instead of differences of large logarithms.
 */
static double log_front(struct point at)
{
    static const double two_pi = 6.28318530717958647693;
    double n = at.a + at.b;
    double misfit = deviance(at.a, n * at.x) + deviance(at.b, n * at.y);
    double stirling = gamma_stirling_error(n) - gamma_stirling_error(at.a) - gamma_stirling_error(at.b);
    return stirling - misfit + 0.5 * log(at.a / n * (at.b / two_pi));
}

/* a - (a+b) x: how far below the mode x lies, and the slope of -ln(front) there. */
static double slope(struct point at)
{
    return at.a * at.y - at.b * at.x;
}

/*
 * 1/(beta_0 + alpha_1/(beta_1 + alpha_2/(beta_2 + ...))), the even part of DLMF 8.17.22 (DiDonato and Morris 1992),
 * by Lentz's method. false: not there after that many terms.
 */
static bool continued_fraction(double *out, struct point at, int terms)
{
    const double tiny = 1e-300;
    double slope_plus_one = slope(at) + 1.0;
    double beta = at.a * slope_plus_one / (at.a + 1.0);
    double c = beta == 0.0 ? tiny : beta;
    double d = 0.0;
    double value = c;
    for (int i = 1; i <= terms; i++) {
        double n = (double)i;
        double below = at.a + 2.0 * n - 1.0;
        double w = n * (at.b - n) * at.x;
        double alpha = (at.a + n - 1.0) / below * ((at.a + at.b + n - 1.0) / below) * w * at.x;
        beta = n + w / below + (at.a + n) / (below + 2.0) * (slope_plus_one + n * (1.0 + at.y));
        d = beta + alpha * d;
        c = beta + alpha / c;
        d = 1.0 / (d == 0.0 ? tiny : d);
        c = c == 0.0 ? tiny : c;
        value *= c * d;
        if (fabs(c * d - 1.0) < 1e-15) {
            *out = 1.0 / value;
            return true;
        }
    }
    *out = 1.0 / value;
    return false;
}

/* ln[front(u)/front(u - s)]: convex, 0 at s = 0, slope a at last. The form whose terms are the smaller ones. */
static double fall(struct point at, double s)
{
    double n = at.a + at.b;
    if (at.a < at.b)
        return at.a * s + n * log1p(at.x * expm1(-s));
    return n * log1p(at.y * expm1(s)) - at.b * s;
}

/* d/ds of the above. */
static double fall_slope(struct point at, double s)
{
    double shrunk = exp(-s);
    double whole = at.x * shrunk + at.y;
    return (at.a * at.y - at.b * at.x * shrunk) / whole;
}

/* An s beyond which front(u - s) is e^-40 of front(u) or less, and not much farther. */
static double reach(struct point at)
{
    const double depth = 40.0;
    double steep = slope(at);
    double curvature = (at.a + at.b) * at.x * at.y;
    double s = 2.0 * depth / (steep + sqrt(steep * steep + 2.0 * depth * curvature));
    for (int round = 0; round < 20; round++) {
        double excess = fall(at, s) - depth;
        if (excess > -1.0 && excess < 20.0)
            break;
        s -= excess / fall_slope(at, s);
    }
    return s;
}

/* The integral over s, from 0 to where nothing is left, by 40-point Gauss-Legendre quadrature. */
static double tail_integral(struct point at)
{
    /* {node, weight} for the positive half: numpy.polynomial.legendre.leggauss(40) */
    static const double nodes[][2] = {
        {0.038772417506050816, 0.077505947978425332}, {0.11608407067525521, 0.077039818164248389},
        {0.19269758070137111, 0.076110361900626741},  {0.26815218500725369, 0.074723169057968677},
        {0.34199409082575849, 0.072886582395804478},  {0.41377920437160498, 0.070611647391287169},
        {0.4830758016861787, 0.067912045815234398},   {0.54946712509512818, 0.064804013456601486},
        {0.6125538896679803, 0.061306242492929319},   {0.67195668461417957, 0.057439769099391892},
        {0.7273182551899271, 0.053227846983937115},   {0.77830565142651942, 0.048695807635072405},
        {0.8246122308333117, 0.043870908185673324},   {0.86595950321225956, 0.038782167974472377},
        {0.90209880696887434, 0.033460195282547678},  {0.93281280827867652, 0.027937006980023528},
        {0.95791681921379168, 0.022245849194166653},  {0.9772599499837743, 0.016421058381907345},
        {0.99072623869945708, 0.010498284531151609},  {0.99823770971055925, 0.0045212770985300181},
    };
    double half = 0.5 * reach(at);
    double sum = 0.0;
    for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) {
        double offset = half * nodes[i][0];
        sum += nodes[i][1] * (exp(-fall(at, half - offset)) + exp(-fall(at, half + offset)));
    }
    return half * sum;
}

/* I_x(a, b)/front on the lower side. */
static double lower_factor(struct point at)
{
    const double large = 8.0; /* below, the integrand reaches too far and the fraction converges anyway */
    double factor;
    bool done = continued_fraction(&factor, at, 100);
    if (done)
        return factor;
    if (at.a >= large)
        return tail_integral(at);
    continued_fraction(&factor, at, 100000);
    return factor;
}

static struct beta_tails swapped(struct beta_tails tails)
{
    return (struct beta_tails){tails.upper, tails.lower};
}

static struct beta_tails tails_on_lower_side(struct point at)
{
    double lower = exp(log_front(at)) * lower_factor(at);
    lower = lower < 1.0 ? lower : 1.0;
    return (struct beta_tails){lower, 1.0 - lower};
}

struct beta_tails beta_tails(double a, double b, double x, double y)
{
    if (!(a > 0.0 && b > 0.0) || isnan(x) || isnan(y))
        return (struct beta_tails){NAN, NAN};
    if (x <= 0.0)
        return (struct beta_tails){0.0, 1.0};
    if (y <= 0.0)
        return (struct beta_tails){1.0, 0.0};
    struct point at = {a, b, x, y};
    return is_lower_side(at) ? tails_on_lower_side(at) : swapped(tails_on_lower_side(mirrored(at)));
}

/* The binomial term at c1, front/(c1 y), is what I_x(c1, c0 + 1) has and I_x(c1 + 1, c0) has not. */
struct beta_tails beta_mid_tails(double c1, double c0, double x, double y)
{
    if (!(c1 > 0.0 && c0 >= 0.0) || !(x > 0.0) || !(y > 0.0))
        return (struct beta_tails){NAN, NAN};
    struct point at = {c1, c0 + 1.0, x, y};
    double front = exp(log_front(at)), half_term = 0.5 / (c1 * y), mid;
    if (is_lower_side(at)) {
        mid = front * (lower_factor(at) - half_term);
        return (struct beta_tails){mid, 1.0 - mid};
    }
    mid = front * (lower_factor(mirrored(at)) + half_term);
    return (struct beta_tails){1.0 - mid, mid};
}

/* ln I_x(a, b), how fast it grows with u, and how fast that growth falls. */
static double log_lower(struct point at, double *growth, double *bend)
{
    double value;
    if (is_lower_side(at)) {
        double factor = lower_factor(at);
        *growth = 1.0 / factor;
        value = log_front(at) + log(factor);
    } else {
        double front = exp(log_front(at));
        double upper = front * lower_factor(mirrored(at));
        *growth = front / (1.0 - upper);
        value = log1p(-upper);
    }
    *bend = *growth * (slope(at) - *growth);
    return value;
}

/* Where to begin: the quantile of the logit by its first four cumulants (Cornish and Fisher), or its mode where a
 * parameter is too small for that. sd: the logit's standard deviation. */
static double first_guess(double a, double b, double p, double *sd)
{
    const double large = 2.0;
    double variance = 1.0 / a + 1.0 / b + 0.5 / (a * a) + 0.5 / (b * b);
    double third = 1.0 / (b * b) - 1.0 / (a * a), fourth = 2.0 / (a * a * a) + 2.0 / (b * b * b);
    *sd = sqrt(variance);
    if (a < large || b < large)
        return log(a) - log(b);
    double z = -normal_quantile(p);
    double skewed = third / (6.0 * variance) * (z * z - 1.0);
    double peaked = *sd * (fourth / (24.0 * variance * variance) * (z * z * z - 3.0 * z) -
                           third * third / (36.0 * variance * variance * variance) * (2.0 * z * z * z - 5.0 * z));
    return log(a) - log(b) - 0.5 / a + 0.5 / b + *sd * z + skewed + peaked;
}

/*
 * ln I is concave in u, so Newton's method, once below the root, climbs to it without ever passing it. Near the
 * root the bend is taken in as well (Halley), which makes convergence cubic: after a step of 1e-4 standard
 * deviations only rounding is left.
 */
static double quantile_logit(double a, double b, double p)
{
    const double least = -700.0; /* odds below e^-700 are 0 to the caller */
    double target = log(p), sd;
    double u = first_guess(a, b, p, &sd);
    for (int round = 0; round < 200; round++) {
        u = u < least ? least : u;
        struct point at = {a, b, 1.0 / (1.0 + exp(-u)), 1.0 / (1.0 + exp(u))};
        double growth, bend;
        double step = (target - log_lower(at, &growth, &bend)) / growth;
        double correction = 0.5 * step * bend / growth;
        if (fabs(correction) < 0.1)
            step /= 1.0 + correction;
        if (u == least && step < 0.0)
            return -INFINITY;
        u += step;
        if (fabs(step) < 1e-13 * (1.0 + fabs(u)) || fabs(step) < 1e-4 * sd)
            break;
    }
    return u;
}

double beta_quantile_odds(double a, double b, double p, double q)
{
    if (!(a > 0.0 && b > 0.0) || isnan(p) || isnan(q))
        return NAN;
    if (p <= 0.0)
        return 0.0;
    if (q <= 0.0)
        return INFINITY;
    return p <= q ? exp(quantile_logit(a, b, p)) : exp(-quantile_logit(b, a, q));
}
