#include "gate/base/duration.h"

#include "gate/base/numbers.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* Largest first; of two names for one unit the first is written. */
static const struct {
    const char *name;
    int64_t nanoseconds;
} units[] = {{"d", 86400000000000}, {"h", 3600000000000}, {"m", 60000000000}, {"min", 60000000000},
             {"s", 1000000000},     {"ms", 1000000},      {"us", 1000},       {"ns", 1}};

enum { UNITS = sizeof units / sizeof units[0] };

static bool is_digit(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || byte == '.';
}

bool duration_parse(struct bytes text, int64_t *nanoseconds)
{
    struct bytes number = {.data = text.data};
    while (number.size < text.size && is_digit(text.data[number.size])) {
        number.size++;
    }
    size_t start = number.size;
    while (start < text.size && text.data[start] == ' ') {
        start++;
    }
    const struct bytes unit = {.data = text.data + start, .size = text.size - start};
    double value;
    if (!numbers_parse_decimal(number, &value)) {
        return false;
    }
    for (size_t i = 0; i < UNITS; i++) {
        double length = value * (double)units[i].nanoseconds;
        if (bytes_equal(unit, bytes_of_text(units[i].name)) && length >= 1 && length < 1e18) {
            *nanoseconds = (int64_t)length;
            return true;
        }
    }
    return false;
}

char *duration_format(char *out, int64_t nanoseconds)
{
    for (size_t i = 0; i < UNITS; i++) {
        if (nanoseconds % units[i].nanoseconds == 0) {
            snprintf(out, DURATION_TEXT_SIZE, "%" PRId64 "%s", nanoseconds / units[i].nanoseconds, units[i].name);
            break;
        }
    }
    return out;
}
