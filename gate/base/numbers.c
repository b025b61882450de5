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
enum { SECONDS_A_DAY = 86400, NANOSECONDS_A_SECOND = 1000000000 };

/* Days from 1970-01-01 to a day of the Gregorian calendar; years begin in March, so that a leap day comes last. */
static int64_t days_since_1970(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

struct date {
    int64_t year;
    int64_t month;
    int64_t day;
};

static struct date date_of_days(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    struct date date = {
        .month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9,
        .day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
    };
    date.year = year_of_era + era * 400 + (date.month <= 2);
    return date;
}

static int64_t days_of_month(int64_t year, int64_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap_year = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap_year);
}

/* What is left of a text that is read from its front. */
struct reading {
    struct bytes rest;
    bool failed;
};

static bool take(struct reading *reading, const char *any_of)
{
    if (reading->rest.size == 0 || reading->rest.data[0] == '\0' || strchr(any_of, reading->rest.data[0]) == NULL) {
        return false;
    }
    reading->rest.data++;
    reading->rest.size--;
    return true;
}

static void expect(struct reading *reading, const char *any_of)
{
    reading->failed = !take(reading, any_of) || reading->failed;
}

/* Exactly count digits that make a number from least to most. */
static int64_t take_number(struct reading *reading, size_t count, int64_t least, int64_t most)
{
    uint64_t value = 0;
    struct bytes digits = {reading->rest.data, count};
    if (reading->failed || reading->rest.size < count || !numbers_parse_unsigned(digits, &value) ||
        (int64_t)value < least || (int64_t)value > most) {
        reading->failed = true;
        return least;
    }
    reading->rest.data += count;
    reading->rest.size -= count;
    return (int64_t)value;
}

/* The digits behind the point as nanoseconds; those behind the ninth are dropped. */
static int64_t take_fraction(struct reading *reading)
{
    int64_t nanoseconds = 0;
    int64_t worth = NANOSECONDS_A_SECOND / 10;
    size_t count = 0;
    for (; !reading->failed && reading->rest.size > 0 && is_digit((char)reading->rest.data[0]); count++) {
        nanoseconds += take_number(reading, 1, 0, 9) * worth;
        worth /= 10;
    }
    reading->failed = reading->failed || count == 0;
    return nanoseconds;
}

/* Seconds that the clock on the wall is ahead of UTC. */
static int64_t take_offset(struct reading *reading)
{
    if (take(reading, "Zz")) {
        return 0;
    }
    bool behind = take(reading, "-");
    if (!behind) {
        expect(reading, "+");
    }
    int64_t hours = take_number(reading, 2, 0, 23);
    expect(reading, ":");
    int64_t minutes = take_number(reading, 2, 0, 59);
    return (behind ? -1 : 1) * (hours * 3600 + minutes * 60);
}

bool numbers_parse_time(struct bytes text, int64_t *nanoseconds)
{
    struct reading reading = {.rest = text};
    int64_t year = take_number(&reading, 4, 0, 9999);
    expect(&reading, "-");
    int64_t month = take_number(&reading, 2, 1, 12);
    expect(&reading, "-");
    int64_t day = take_number(&reading, 2, 1, days_of_month(year, month));
    expect(&reading, "Tt");
    int64_t hour = take_number(&reading, 2, 0, 23);
    expect(&reading, ":");
    int64_t minute = take_number(&reading, 2, 0, 59);
    expect(&reading, ":");
    int64_t second = take_number(&reading, 2, 0, 60);
    int64_t fraction = take(&reading, ".") ? take_fraction(&reading) : 0;
    int64_t ahead = take_offset(&reading);
    int64_t seconds =
        days_since_1970(year, month, day) * SECONDS_A_DAY + hour * 3600 + minute * 60 + second - ahead;
    bool out_of_range = seconds < INT64_MIN / NANOSECONDS_A_SECOND || seconds >= INT64_MAX / NANOSECONDS_A_SECOND;
    /* A leap second is the last one of a day in UTC; here it is the first of the next day. */
    bool false_leap_second = second == 60 && seconds % SECONDS_A_DAY != 0;
    if (reading.failed || reading.rest.size != 0 || out_of_range || false_leap_second) {
        return false;
    }
    *nanoseconds = seconds * NANOSECONDS_A_SECOND + fraction;
    return true;
}

static int64_t floor_divide(int64_t number, int64_t divisor)
{
    return number / divisor - (number % divisor < 0);
}

char *numbers_format_time(char *out, int64_t nanoseconds)
{
    int64_t seconds = floor_divide(nanoseconds, NANOSECONDS_A_SECOND);
    int64_t of_second = nanoseconds % NANOSECONDS_A_SECOND;
    int64_t milliseconds = (of_second < 0 ? of_second + NANOSECONDS_A_SECOND : of_second) / 1000000;
    int64_t days = floor_divide(seconds, SECONDS_A_DAY);
    int of_day = (int)(seconds - days * SECONDS_A_DAY);
    struct date date = date_of_days(days);
    int length = snprintf(out, NUMBER_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d", (int)date.year, (int)date.month,
                          (int)date.day, of_day / 3600, of_day / 60 % 60, of_day % 60);
    if (milliseconds != 0) {
        length += snprintf(out + length, NUMBER_TEXT_SIZE - (size_t)length, ".%03d", (int)milliseconds);
    }
    snprintf(out + length, NUMBER_TEXT_SIZE - (size_t)length, "Z");
    return out;
}
