#include "gate/base/numbers.h"

#include "gate/base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "gate/base/banned.h"

enum { DECIMAL_LENGTH_MAX = 511, DIGITS_MAX = 17, GROUP_FROM_DIGITS = 5 };

bool numbers_parse_unsigned(struct bytes text, uint64_t *out)
{
    uint64_t value = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned digit = (unsigned)text.data[i] - '0';
        if (digit > 9 || value > (UINT64_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    if (text.size == 0) {
        return false;
    }
    *out = value;
    return true;
}

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

static size_t count_digits(const char *at)
{
    size_t count = 0;
    while (is_digit(at[count])) {
        count++;
    }
    return count;
}

/* Only what the grammar names: strtod alone would take inf, nan, hexadecimal and leading blanks too. */
static bool is_decimal(const char *at)
{
    at += *at == '-' || *at == '+';
    size_t whole = count_digits(at);
    at += whole;
    if (*at == '.') {
        size_t fraction = count_digits(at + 1);
        if (fraction == 0) {
            return false;
        }
        at += 1 + fraction;
    } else if (whole == 0) {
        return false;
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        at += *at == '-' || *at == '+';
        size_t exponent = count_digits(at);
        if (exponent == 0) {
            return false;
        }
        at += exponent;
    }
    return *at == '\0';
}

bool numbers_parse_decimal(struct bytes text, double *out)
{
    char copy[DECIMAL_LENGTH_MAX + 1];
    if (text.size == 0 || text.size > DECIMAL_LENGTH_MAX || memchr(text.data, '\0', text.size) != NULL) {
        return false;
    }
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    if (!is_decimal(copy)) {
        return false;
    }
    /* The locale is "C" for the whole run: nothing may call setlocale (gate/base/banned.h). */
    double value = strtod(copy, NULL);
    if (!isfinite(value)) {
        return false;
    }
    *out = value;
    return true;
}

/* Copies digits with a comma before each three from the right. */
static size_t group_digits(char *out, const char *digits, size_t count)
{
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        if (i != 0 && (count - i) % 3 == 0) {
            out[length++] = ',';
        }
        out[length++] = digits[i];
    }
    return length;
}

char *numbers_format_count(char *out, uint64_t value)
{
    char digits[NUMBER_TEXT_SIZE];
    int count = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)value);
    out[group_digits(out, digits, (size_t)count)] = '\0';
    return out;
}

/* A finite number rounded to decimal digits once, so that every layout of it shows the same value. */
struct rounded {
    bool negative;
    char digits[DIGITS_MAX + 1]; /* without trailing zeros; "0" for zero */
    int count;
    int exponent; /* of ten, of the first digit */
};

static struct rounded round_to(double value, int digits)
{
    struct rounded rounded = {.negative = value < 0};
    digits = digits < 1 ? 1 : digits > DIGITS_MAX ? DIGITS_MAX : digits;
    char text[NUMBER_TEXT_SIZE];
    snprintf(text, sizeof(text), "%.*e", digits - 1, fabs(value));
    const char *at = text;
    for (; *at != 'e'; at++) {
        if (is_digit(*at)) {
            rounded.digits[rounded.count++] = *at;
        }
    }
    rounded.exponent = (int)strtol(at + 1, NULL, 10);
    while (rounded.count > 1 && rounded.digits[rounded.count - 1] == '0') {
        rounded.digits[--rounded.count] = '\0';
    }
    return rounded;
}

static char digit_at(const struct rounded *rounded, int exponent)
{
    int index = rounded->exponent - exponent;
    return index >= 0 && index < rounded->count ? rounded->digits[index] : '0';
}

/* Without exponent; exponent from -6 to 14, so that it fits. */
static char *write_plain(char *out, const struct rounded *rounded, bool grouped)
{
    size_t length = 0;
    if (rounded->negative) {
        out[length++] = '-';
    }
    char whole[16];
    size_t whole_count = 0;
    for (int e = rounded->exponent > 0 ? rounded->exponent : 0; e >= 0; e--) {
        whole[whole_count++] = digit_at(rounded, e);
    }
    if (grouped && whole_count >= GROUP_FROM_DIGITS) {
        length += group_digits(out + length, whole, whole_count);
    } else {
        memcpy(out + length, whole, whole_count);
        length += whole_count;
    }
    int lowest = rounded->exponent - rounded->count + 1;
    if (lowest < 0) {
        out[length++] = '.';
    }
    for (int e = -1; e >= lowest; e--) {
        out[length++] = digit_at(rounded, e);
    }
    out[length] = '\0';
    return out;
}

static char *write_number(char *out, double value, int digits, bool grouped)
{
    if (!isfinite(value)) {
        snprintf(out, NUMBER_TEXT_SIZE, "%s", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
        return out;
    }
    struct rounded rounded = round_to(value, digits);
    if (rounded.exponent >= -6 && rounded.exponent < 15) {
        return write_plain(out, &rounded, grouped);
    }
    snprintf(out, NUMBER_TEXT_SIZE, "%s%c%s%se%d", rounded.negative ? "-" : "", rounded.digits[0],
             rounded.count > 1 ? "." : "", rounded.digits + 1, rounded.exponent);
    return out;
}

char *numbers_format_significant(char *out, double value, int digits)
{
    return write_number(out, value, digits, false);
}

static char *write_percent(char *out, double ratio, bool with_plus)
{
    double percent = ratio * 100;
    if (!isfinite(percent)) {
        snprintf(out, NUMBER_TEXT_SIZE, "n/a");
        return out;
    }
    /* Three significant digits are one decimal from 10 % on and none from 100 % on. What is below a
     * millionth of a percent is the dust of a subtraction. */
    char number[NUMBER_TEXT_SIZE];
    write_number(number, fabs(percent) < 1e-6 ? 0 : percent, 3, true);
    bool plus = with_plus && number[0] != '-' && strcmp(number, "0") != 0;
    snprintf(out, NUMBER_TEXT_SIZE, "%s%.30s %%", plus ? "+" : "", number);
    return out;
}

char *numbers_format_change(char *out, double ratio)
{
    return write_percent(out, ratio, true);
}

char *numbers_format_percent(char *out, double ratio)
{
    return write_percent(out, ratio, false);
}

struct unit {
    const char *names; /* its spellings, lower case */
    const char *base;
    double factor;
};

static const struct unit units[] = {
    {"ns nanosecond nanoseconds", "nanoseconds", 1},
    {"us \xc2\xb5s \xce\xbcs microsecond microseconds", "nanoseconds", 1e3},
    {"ms millisecond milliseconds", "nanoseconds", 1e6},
    {"s sec secs second seconds", "nanoseconds", 1e9},
    {"min mins minute minutes", "nanoseconds", 60e9},
    {"h hr hrs hour hours", "nanoseconds", 3600e9},
    {"d day days", "nanoseconds", 86400e9},
    {"b byte bytes", "bytes", 1},
    {"kb kib kbyte kbytes kilobyte kilobytes", "bytes", 1024.0},
    {"mb mib mbyte mbytes megabyte megabytes", "bytes", 1024.0 * 1024},
    {"gb gib gbyte gbytes gigabyte gigabytes", "bytes", 1024.0 * 1024 * 1024},
    {"tb tib tbyte tbytes terabyte terabytes", "bytes", 1024.0 * 1024 * 1024 * 1024},
    {"count counts", "count", 1},
    {"sample samples", "samples", 1},
    {"object objects", "objects", 1},
};

/* Whether word is one of the names, in any case. */
static bool is_among(const char *names, const char *word)
{
    size_t length = strlen(word);
    size_t name_length = 0;
    for (const char *name = names; *name != '\0'; name += name_length + (name[name_length] == ' ')) {
        name_length = strcspn(name, " ");
        if (name_length == length && strncasecmp(name, word, length) == 0) {
            return true;
        }
    }
    return false;
}

bool numbers_unit(const char *unit, const char **base, double *factor)
{
    *base = unit;
    *factor = 1;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (is_among(units[i].names, unit)) {
            *base = units[i].base;
            *factor = units[i].factor;
            return true;
        }
    }
    return false;
}

/* A unit that people read, as a multiple of its base. */
struct step {
    const char *name;
    double factor;
};

/* Steps of one base, smallest first; the next one is taken once this one would show `full`. */
struct ladder {
    const char *base;
    double full;
    struct step steps[5];
    size_t count;
};

static const struct ladder ladders[] = {
    {"nanoseconds", 1000, {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}}, 4},
    {"bytes",
     1024,
     {{"B", 1}, {"KiB", 1024.0}, {"MiB", 1048576.0}, {"GiB", 1073741824.0}, {"TiB", 1099511627776.0}},
     5},
};

static const struct ladder *find_ladder(const char *base)
{
    for (size_t i = 0; i < sizeof(ladders) / sizeof(ladders[0]); i++) {
        if (strcmp(ladders[i].base, base) == 0) {
            return &ladders[i];
        }
    }
    return NULL;
}

/* Three digits, but four from 1000 to 1023 of a unit of which the next one holds 1024. */
static int digits_shown(const struct ladder *ladder, double value)
{
    return fabs(value) >= 1000 && fabs(value) < ladder->full ? 4 : 3;
}

/* Whether the value, rounded as it would be shown, is worth the next unit. */
static bool is_full(const struct ladder *ladder, double value)
{
    char text[NUMBER_TEXT_SIZE];
    write_number(text, fabs(value), digits_shown(ladder, value), false);
    return fabs(value) >= ladder->full || strtod(text, NULL) >= ladder->full;
}

static const struct step *choose_step(const struct ladder *ladder, double amount)
{
    size_t chosen = 0;
    while (chosen + 1 < ladder->count && is_full(ladder, amount / ladder->steps[chosen].factor)) {
        chosen++;
    }
    return &ladder->steps[chosen];
}

char *numbers_format_amount_like(char *out, double amount, double like, const char *unit)
{
    const char *base = NULL;
    double factor = 1;
    numbers_unit(unit, &base, &factor);
    const struct ladder *ladder = find_ladder(base);
    int digits = 3;
    if (ladder != NULL && isfinite(amount)) {
        const struct step *step = choose_step(ladder, (isfinite(like) ? like : amount) * factor);
        if (amount != 0 && fabs(amount) * factor < step->factor / 10) {
            step = choose_step(ladder, amount * factor);
        }
        amount = amount * factor / step->factor;
        digits = digits_shown(ladder, amount);
        unit = step->name;
    }
    char number[NUMBER_TEXT_SIZE];
    write_number(number, amount, digits, true);
    size_t length = (size_t)snprintf(out, NUMBER_TEXT_SIZE, "%.30s%s", number, unit[0] == '\0' ? "" : " ");
    /* A unit is what a profile says it is: any bytes, of any length. */
    text_harmless(out + length, NUMBER_TEXT_SIZE - length, bytes_of_text(unit));
    return out;
}

char *numbers_format_amount(char *out, double amount, const char *unit)
{
    return numbers_format_amount_like(out, amount, amount, unit);
}
