"""Writes special_functions.txt: values of special functions that the unit tests of gate/statistics compare with.

    /usr/bin/python3 tests/data/statistics/make_grid.py > tests/data/statistics/special_functions.txt

One value a line: function, arguments, value. SciPy 1.10 gives what it gives to 1e-13: gamma functions and the normal distribution.
Its incomplete beta function does not reach 1e-9 for parameters of a million and more, so the beta and Student's t tails
come from a continued fraction in 60 decimal digits, checked here against SciPy where that is good.
"""
from decimal import Decimal as D, getcontext
from fractions import Fraction
import numpy as np
from scipy import special as sp, stats as st

getcontext().prec = 60
getcontext().Emin = -10**9
getcontext().Emax = 10**9


def bernoulli(count):
    """B_2, B_4 ... as fractions."""
    numbers = [Fraction(0)] * (2 * count + 1)
    row = [Fraction(0)] * (2 * count + 2)
    for m in range(2 * count + 1):
        row[m] = Fraction(1, m + 1)
        for j in range(m, 0, -1):
            row[j - 1] = j * (row[j - 1] - row[j])
        numbers[m] = row[0]
    return numbers[2::2]


STIRLING = [D((b / (2 * k * (2 * k - 1))).numerator) / D((b / (2 * k * (2 * k - 1))).denominator)
            for k, b in enumerate(bernoulli(30), 1)]
PI = D("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899")


def log_gamma(x):
    shift = D(0)
    while x < 60:
        shift += x.ln()
        x += 1
    series = sum(c / x**(2 * k - 1) for k, c in enumerate(STIRLING, 1))
    return (x - D("0.5")) * x.ln() - x + (2 * PI).ln() / 2 + series - shift


def lower_beta(a, b, x):
    """I_x(a, b), by DLMF 8.17.22 and Lentz's method, on the side where it converges."""
    if x > (a + 1) / (a + b + 2):
        return 1 - lower_beta(b, a, 1 - x)
    front = a * x.ln() + b * (1 - x).ln() + log_gamma(a + b) - log_gamma(a) - log_gamma(b)
    c, d, value = D(1), D(0), D(1)
    for m in range(1, 10**7):
        k = m // 2
        if m % 2:
            term = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1))
        else:
            term = k * (b - k) * x / ((a + 2 * k - 1) * (a + 2 * k))
        d = 1 / (1 + term * d)
        c = 1 + term / c
        value *= c * d
        if abs(c * d - 1) < D("1e-40"):
            break
    return front.exp() / a / value


def row(name, *numbers):
    print(name, *(repr(float(n)) for n in numbers))


def beta_rows():
    rng = np.random.default_rng(7)
    cases = [(a, b) for a in (.01, .3, 1., 2.5, 40.) for b in (.02, .5, 1., 7., 300.)]
    cases += [(3., 1e4), (1e4, 3.), (500., 800.), (2e3, 1e3), (1e5, 1e5), (1e6, .5), (.5, 1e6), (12., 1e6), (1e6, 2e6), (3e7, 1e7), (1e9, 1e9)]
    for a, b in cases:
        mean, sd = a / (a + b), np.sqrt(a * b / (a + b + 1)) / (a + b)
        for z in (-30., -8., -3., -1., -.2, .3, 1.2, 4., 9., 25.):
            x = mean + z * sd
            if not 0 < x < 1:
                x = mean * rng.uniform(.001, .9) if z < 0 else 1 - (1 - mean) * rng.uniform(.001, .9)
            x = round(x * 2**53) / 2**53 if x > 1e-4 else x  # so that 1 - x is exact
            if not 0 < x < 1:
                continue
            y = 1 - x
            lower = lower_beta(D(a), D(b), D(x))
            upper = lower_beta(D(b), D(a), 1 - D(x))
            if max(a, b) <= 1e5 and lower > D("1e-290"):
                assert abs(float(lower) / st.beta.cdf(x, a, b) - 1) < 1e-9, (a, b, x, float(lower), st.beta.cdf(x, a, b))
            if lower > D("1e-300"):
                row("beta_lower", a, b, x, y, lower)
            if upper > D("1e-300") and x > 1e-4:
                row("beta_upper", a, b, x, y, upper)
    for a, b, x in ((6., 1., 1e-12), (3., 40., 1e-40), (1., 1e9, 1e-9), (.3, 2., 1e-200), (25., 11., 1e-11)):
        row("beta_lower", a, b, x, 1 - x, lower_beta(D(a), D(b), D(x)))


def student_tail(t, df):
    return lower_beta(df / 2, D("0.5"), df / (df + t * t)) / 2


def student_quantile(p, df):
    """SciPy's, which is good to some 1e-9, improved by secant steps on the logarithm of the tail."""
    old = D(st.t.isf(p, df))
    new = old * D("1.000001")
    miss = student_tail(old, D(df)).ln() - D(p).ln()
    for _ in range(6):
        new_miss = student_tail(new, D(df)).ln() - D(p).ln()
        if abs(new_miss) < D("1e-30") or new_miss == miss:
            break
        old, new, miss = new, new - new_miss * (new - old) / (new_miss - miss), new_miss
    assert abs(new / D(st.t.isf(p, df)) - 1) < D("1e-6")
    return new


def student_rows():
    for df in (.3, 1., 2.5, 4., 4.7, 10., 33.3, 400., 5e4, 1e6, 1e9):
        for t in (1e-6, .1, .7, 1., 1.7, 3.1, 6., 15., 36.):
            tail = student_tail(D(t), D(df))
            if tail < D("1e-300"):
                continue
            if df <= 1e4:
                assert abs(float(tail) / st.t.sf(t, df) - 1) < 1e-9, (df, t)
            row("student_upper", t, df, tail)
    for df in (.3, 1., 4., 4.7, 33.3, 1e4):
        for p in (.4, .1, .025, 1e-3, 1e-6, 1e-12):
            row("student_quantile", p, df, student_quantile(p, df))


def scipy_rows():
    for z in (-40., -8.2, -5., -1., -.1, 0., 1e-5, .5, 1., 2., 4.04, 8., 15., 25., 37.):
        row("normal_upper", z, st.norm.sf(z))
    for p in (1e-300, 1e-250, 1e-100, 1e-30, 1e-16, 1e-9, 2.6667e-5, 1e-3, .02425, .1, .3, .4999, .5, .6, .9, .999, 1 - 1e-9):
        row("normal_quantile", p, st.norm.isf(p))
    for x in (1e-9, 1e-3, .1, .3, .5, .9, 1.3, 1.8, 2.5, 3., 7.7, 9.999, 10., 33., 1e3, 1e6, 1e9, 1e15):
        row("gamma_log", x, sp.gammaln(x))
        row("gamma_digamma", x, sp.digamma(x))
        row("gamma_trigamma", x, sp.polygamma(1, x))
        row("gamma_stirling_error", x, log_gamma(D(x)) - ((D(x) - D("0.5")) * D(x).ln() - D(x) + (2 * PI).ln() / 2))
    for count, mean in ((1., 1.), (5., 5.0000001), (1e9, 1e9 + 1), (3., 8.), (8., 3.), (.3, 1e-5), (1e-9, 40.), (1e6, 1.1e6), (120., 100.), (0.7, 0.85)):
        row("deviance", count, mean, D(count) * (D(count) / D(mean)).ln() - D(count) + D(mean))


scipy_rows()
student_rows()
beta_rows()
