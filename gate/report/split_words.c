#include "gate/report/split_words.h"

#include "gate/base/numbers.h"
#include "gate/report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* A change from this ratio on is told as a multiple. */
static const double MULTIPLE_LEAST = 2;

/* What is counted, and what each of them is when it costs less or more. */
static const struct vocabulary {
    const char *type, *noun, *less, *more, *same;
} vocabularies[] = {
    {"alloc_objects", "allocations", "smaller", "larger", "large"},
    {"alloc_in_new_tlab_objects", "allocations", "smaller", "larger", "large"},
    {"alloc_outside_tlab_objects", "allocations", "smaller", "larger", "large"},
    {"inuse_objects", "live objects", "smaller", "larger", "large"},
    {"contentions", "contentions", "shorter", "longer", "long"},
    {"lock_count", "contentions", "shorter", "longer", "long"},
};

static struct vocabulary vocabulary_of(const char *type)
{
    for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies; i++)
        if (strcmp(vocabularies[i].type, type) == 0)
            return vocabularies[i];
    return (struct vocabulary){type, type, "cheaper", "dearer", "dear"};
}

const char *split_words_noun(const char *type)
{
    return vocabulary_of(type).noun;
}

static bool known(const double interval[2])
{
    return isfinite(interval[0]) && isfinite(interval[1]);
}

/* As many as the interval deserves. */
static int multiple_digits(double change, const double interval[2])
{
    return known(interval) && interval[1] - interval[0] < 0.05 * (1 + change) ? 3 : 2;
}

static const char *write_multiple(char *out, double change, const double interval[2])
{
    return numbers_format_significant(out, 1 + change, multiple_digits(change, interval));
}

/* "12 %" of a change of either sign; "" where it is nothing. */
static const char *write_size(char *out, double change, const double interval[2])
{
    words_change(out, change, interval[0], interval[1]);
    bool signless = out[0] != '+' && out[0] != '-';
    if (signless || strspn(out + 1, "0. %") == strlen(out + 1))
        return "";
    return out + 1;
}

/* " (+9 to +15 %)" or " (1.9 to 2.3)". */
static void append_interval(char *out, size_t size, double change, const double interval[2])
{
    char low[NUMBER_TEXT_SIZE], high[NUMBER_TEXT_SIZE];
    size_t used = strlen(out);
    if (!known(interval)) {
        snprintf(out + used, size - used, " (how sure is not known: too few replicas)");
    } else if (1 + change >= MULTIPLE_LEAST) {
        int digits = multiple_digits(change, interval);
        snprintf(out + used, size - used, " (%s to %s)", numbers_format_significant(low, 1 + interval[0], digits),
                 numbers_format_significant(high, 1 + interval[1], digits));
    } else {
        int decimals = words_decimals(100 * (interval[1] - interval[0]));
        snprintf(out + used, size - used, " (%+.*f to %+.*f %%)", decimals, 100 * interval[0], decimals,
                 100 * interval[1]);
    }
}

static void write_count(char *out, size_t size, const struct cost_split *split, const struct comparison *comparison,
                        const char *noun)
{
    char number[NUMBER_TEXT_SIZE];
    double change = split->count_change;
    const char *of = write_size(number, change, split->count_interval);
    const char *word = change > 0 ? "more" : "fewer";
    if (1 + change >= MULTIPLE_LEAST)
        snprintf(out, size, "%s times as many %s %s", write_multiple(number, change, split->count_interval), noun,
                 words_per(comparison));
    else if (of[0] == '\0')
        snprintf(out, size, "as many %s %s", noun, words_per(comparison));
    else
        snprintf(out, size, "%s %s %s %s", of, word, noun, words_per(comparison));
    append_interval(out, size, change, split->count_interval);
}

static void write_each(char *out, size_t size, const struct cost_split *split, const struct vocabulary *words)
{
    char number[NUMBER_TEXT_SIZE];
    double change = split->each_change;
    const char *of = write_size(number, change, split->each_interval);
    if (1 + change >= MULTIPLE_LEAST)
        snprintf(out, size, "each %s times as %s", write_multiple(number, change, split->each_interval),
                 words->same);
    else if (of[0] == '\0')
        snprintf(out, size, "each as %s", words->same);
    else
        snprintf(out, size, "each %s %s", of, change > 0 ? words->more : words->less);
    append_interval(out, size, change, split->each_interval);
}

char *split_words_line(char *out, size_t size, const struct cost_split *split, const struct comparison *comparison)
{
    out[0] = '\0';
    if (!split->known || comparison->counts.type == NULL)
        return out;
    struct vocabulary words = vocabulary_of(comparison->counts.type);
    char count[WORDS_SIZE], each[WORDS_SIZE];
    write_count(count, sizeof count, split, comparison, words.noun);
    write_each(each, sizeof each, split, &words);
    snprintf(out, size, "%s, %s", count, each);
    return out;
}
