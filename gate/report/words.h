#ifndef FLAMEGATE_GATE_REPORT_WORDS_H
#define FLAMEGATE_GATE_REPORT_WORDS_H

#include "gate/base/numbers.h"
#include "gate/model/evaluation.h"

#include <stddef.h>

/*
 * The phrases that reports share, so that the console, the JUnit file and the picture say the same words and the
 * same numbers to the last printed digit. Every function writes one line into a buffer of the caller's and returns
 * it; what does not fit is left out. Foreign text in them is harmless (control characters, broken UTF-8 and
 * right-to-left marks replaced) but not escaped for any format.
 *
 * Words are chosen for what was measured: a function "costs more", it is not "slower", since it may only be
 * called more often.
 */

enum { WORDS_SIZE = 256, WORDS_LINE = 1024, WORDS_NAME = 2048 };

/* One estimate as people read it. Percentages have as many digits as their interval allows. */
struct words_estimate {
    char costs[3 * NUMBER_TEXT_SIZE]; /* "412 -> 507 us", both in one unit; shares of the total: "4.1 -> 5 %" */
    char before[NUMBER_TEXT_SIZE];    /* "412 us" */
    char after[NUMBER_TEXT_SIZE];     /* "507 us" */
    char growth[NUMBER_TEXT_SIZE];    /* "+95 us" */
    char change[NUMBER_TEXT_SIZE];    /* "+23 %", "new", "gone", "n/a" */
    char interval[WORDS_SIZE];    /* 95 %: "+18 to +29 %"; of the growth if there is no percentage; "" unknown */
    char share[NUMBER_TEXT_SIZE]; /* growth as a part of the service's total: "+3.1 %"; "" unknown */
};

void words_estimate(struct words_estimate *out, const struct estimate *estimate,
                    const struct comparison *comparison);

/* Writes behind what stands in out, which has that size; what does not fit is left out. */
void words_append(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A relative change with as many digits as the width of its interval allows: "+23 %", "new", "gone". */
char *words_change(char *out, double change, double low, double high);

/* How many decimals a percentage deserves whose interval is that many points wide. */
int words_decimals(double width_in_points);

/* "per request", "per instance", "of the side's total". */
const char *words_per(const struct comparison *comparison);

/* A cost of the comparison, per unit of exposure: "412 us"; the unit is that of a cost as large as like. */
char *words_cost(char *out, double rate, double like, const struct comparison *comparison);

/* "+10 % of itself", "+2 % of the total", "+4 KiB per request"; "" where there is none. */
char *words_limit(char *out, size_t size, const struct limit_resolved *limit, const struct comparison *comparison);

/* The name that a finding or rule is shown under: the function, "total", or "" if it is about neither. */
struct bytes words_subject(const struct finding *finding, const struct comparison *comparison);

/* "+23 % (+18 to +29 %), 412 -> 507 us per request, +3.1 % of the total, limit +10 % of itself". */
char *words_finding(char *out, size_t size, const struct finding *finding, const struct comparison *comparison);

/* "path/file.go:42"; "" if the symbol's file is not known. */
char *words_place(char *out, size_t size, const struct comparison *comparison, uint32_t symbol);

/* How the last few frames lead to a node: "main.review > shop.mask > regexp.MustCompile"; callers that do not fit
 * the columns are "... > ". "" where there is no single place, or nothing above it. */
char *words_path(char *out, size_t size, const struct comparison *comparison, uint32_t node, size_t columns);

/* Foreign text, harmless, cut on the left to that many columns, at a name boundary (:: . /) where one is near. */
char *words_cut_left(char *out, size_t size, struct bytes name, size_t columns);

/* Part of a side's cost, per unit of exposure: rate of an amount on that side; 0 where nothing was served. */
double words_rate(const struct comparison *comparison, double amount, int side);

#endif
