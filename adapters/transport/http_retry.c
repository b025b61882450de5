#include "adapters/transport/http_retry.h"

#include "gate/base/numbers.h"
#include "gate/base/timestamp.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

#define SECOND 1000000000LL

static bool holds(struct bytes text, const char *needle)
{
    size_t length = strlen(needle);
    for (size_t i = 0; i + length <= text.size; i++)
        if (memcmp(text.data + i, needle, length) == 0)
            return true;
    return false;
}

bool http_retry_status(int status, struct bytes body)
{
    switch (status) {
    case 429:
        /* A gateway that cannot carry an answer of this size says 429, and will say so again. */
        return !holds(body, "larger than max");
    case 499:
    case 502:
    case 503:
    case 504:
        return true;
    default:
        return false;
    }
}

/* SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014. */
static uint64_t mixed(uint64_t seed)
{
    seed += 0x9e3779b97f4a7c15;
    seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9;
    seed = (seed ^ (seed >> 27)) * 0x94d049bb133111eb;
    return seed ^ (seed >> 31);
}

int64_t http_retry_pause(unsigned attempt, uint64_t seed)
{
    int64_t longest = HTTP_RETRY_FIRST_PAUSE;
    for (unsigned i = 1; i < attempt && longest < HTTP_RETRY_LONGEST_PAUSE; i++)
        longest *= 2;
    if (longest > HTTP_RETRY_LONGEST_PAUSE)
        longest = HTTP_RETRY_LONGEST_PAUSE;
    uint64_t half = (uint64_t)longest / 2;
    return (int64_t)(half + mixed(seed ^ ((uint64_t)attempt << 48)) % (half + 1));
}

/* "Fri, 31 Dec 2027 23:59:59 GMT", the only form that servers may send, written as RFC 3339. */
static bool read_date(struct bytes value, int64_t *nanoseconds)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char text[32];
    char month[4] = "";
    unsigned day = 0, year = 0, hour = 0, minute = 0, second = 0;
    if (value.size != 29 || memchr(value.data, '\0', value.size))
        return false;
    memcpy(text, value.data, value.size);
    text[value.size] = '\0';
    if (memcmp(text + 25, " GMT", 4) != 0 ||
        sscanf(text + 4, " %2u %3s %4u %2u:%2u:%2u", &day, month, &year, &hour, &minute, &second) != 6)
        return false;
    const char *found = strstr(months, month);
    if (strlen(month) != 3 || !found || (found - months) % 3 != 0)
        return false;
    char rfc3339[32];
    snprintf(rfc3339, sizeof rfc3339, "%04u-%02u-%02uT%02u:%02u:%02uZ", year % 10000,
             (unsigned)(found - months) / 3 + 1, day % 100, hour % 100, minute % 100, second % 100);
    return timestamp_parse(bytes_of_text(rfc3339), nanoseconds);
}

bool http_retry_after(int64_t *pause, struct bytes value, int64_t now)
{
    uint64_t seconds = 0;
    int64_t date = 0;
    if (numbers_parse_unsigned(value, &seconds)) {
        *pause = seconds > 1000000000 ? 1000000000 * SECOND : (int64_t)seconds * SECOND;
        return true;
    }
    if (!read_date(value, &date))
        return false;
    *pause = date > now ? date - now : 0;
    return true;
}
