#include "gate/base/timestamp.h"

#include "gate/base/numbers.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

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

static bool digit_follows(const struct reading *reading)
{
    return reading->rest.size > 0 && reading->rest.data[0] >= '0' && reading->rest.data[0] <= '9';
}

/* The digits behind the point as nanoseconds; those behind the ninth are dropped. */
static int64_t take_fraction(struct reading *reading)
{
    int64_t nanoseconds = 0;
    int64_t worth = NANOSECONDS_A_SECOND / 10;
    size_t count = 0;
    for (; !reading->failed && digit_follows(reading); count++) {
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

bool timestamp_parse(struct bytes text, int64_t *nanoseconds)
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

char *timestamp_format(char *out, int64_t nanoseconds)
{
    int64_t seconds = floor_divide(nanoseconds, NANOSECONDS_A_SECOND);
    int64_t of_second = nanoseconds % NANOSECONDS_A_SECOND;
    int64_t milliseconds = (of_second < 0 ? of_second + NANOSECONDS_A_SECOND : of_second) / 1000000;
    int64_t days = floor_divide(seconds, SECONDS_A_DAY);
    int of_day = (int)(seconds - days * SECONDS_A_DAY);
    struct date date = date_of_days(days);
    int length = snprintf(out, TIMESTAMP_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d", (int)date.year,
                          (int)date.month, (int)date.day, of_day / 3600, of_day / 60 % 60, of_day % 60);
    if (milliseconds != 0) {
        length += snprintf(out + length, TIMESTAMP_TEXT_SIZE - (size_t)length, ".%03d", (int)milliseconds);
    }
    snprintf(out + length, TIMESTAMP_TEXT_SIZE - (size_t)length, "Z");
    return out;
}
