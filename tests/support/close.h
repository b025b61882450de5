#ifndef FLAMEGATE_TESTS_SUPPORT_CLOSE_H
#define FLAMEGATE_TESTS_SUPPORT_CLOSE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Compares doubles in a cmocka test. A failure prints both numbers in full. Equal infinities are close. */

#define assert_close(actual, expected, relative)                                                                   \
    close_check((actual), (expected), (relative)*fabs(expected), __FILE__, __LINE__)

#define assert_near(actual, expected, absolute) close_check((actual), (expected), (absolute), __FILE__, __LINE__)

/* Equal to all decimals printed of the expected number: half a unit of the last one. */
#define assert_printed(actual, expected, decimals)                                                                 \
    close_check((actual), (expected), 0.5000001 * pow(10.0, -(decimals)), __FILE__, __LINE__)

static inline void close_check(double actual, double expected, double distance, const char *file, int line)
{
    if (actual == expected || fabs(actual - expected) <= distance)
        return;
    print_error("%.17g is not within %.3g of the expected %.17g\n", actual, distance, expected);
    _fail(file, line);
}

#endif
