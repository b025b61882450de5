#ifndef FLAMEGATE_GATE_BASE_NUMBERS_H
#define FLAMEGATE_GATE_BASE_NUMBERS_H

#include "gate/base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbers as text, without locale, the same on every machine. */

enum { NUMBER_TEXT_SIZE = 40 };

/* Decimal digits only, no sign, no blanks; false also on overflow. */
bool numbers_parse_unsigned(struct bytes text, uint64_t *out);

/* A decimal number with optional sign, fraction and exponent, the whole of text; false for inf, nan, hex. */
bool numbers_parse_decimal(struct bytes text, double *out);

/* The functions below write into out (NUMBER_TEXT_SIZE bytes) and return it. */

/* 12,345,678 */
char *numbers_format_count(char *out, uint64_t value);

/* At most digits significant digits, without exponent where 1e-6 <= |value| < 1e15. */
char *numbers_format_significant(char *out, double value, int digits);

/* "+12.3 %", "-4 %": a ratio of change as a signed percentage of 3 significant digits but at most one decimal
 * from 10 % on, and none from 100 % on; "0 %" has no sign. NAN: "new" is the caller's word, this gives "n/a". */
char *numbers_format_change(char *out, double ratio);

/* "12.3 %": the same without a sign for what is not negative. */
char *numbers_format_percent(char *out, double ratio);

/* An amount with a readable unit and three significant digits. unit is a pprof unit name: nanoseconds (also
 * microseconds, milliseconds, seconds) -> ns, us, ms, s; bytes -> B, KiB, MiB, GiB, TiB; else "<number> <unit>". */
char *numbers_format_amount(char *out, double amount, const char *unit);

/* The same for two or more amounts that share one unit, chosen by the largest of them; one below a tenth of that
 * unit has its own: 7.39 s and 226 us, never 0.000226 s. 0 has the shared one. */
char *numbers_format_amount_like(char *out, double amount, double like, const char *unit);

/* How many of the base (nanoseconds, bytes; 1 for others) one unit holds, and which base it is. false: unknown
 * unit, which then is its own base. Accepts pprof's spellings: ns, us, ms, s, sec, min, hr, B, KB, KiB ... */
bool numbers_unit(const char *unit, const char **base, double *factor);

#endif
