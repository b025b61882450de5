#include "rules/growth_words.h"

#include "gate/base/numbers.h"
#include "gate/base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* How people speak of a cost, by what it is divided by. */
struct manner {
    const char *verb, *per;
};

static const struct manner *manner_of(const struct comparison *comparison)
{
    static const struct manner manners[] = {
        [EXPOSURE_REQUESTS] = {"costs", "per request"},
        [EXPOSURE_INSTANCE] = {"takes", "per instance"},
        [EXPOSURE_SHARE] = {"takes", "of the service's total"},
    };
    return &manners[comparison->exposure_kind];
}

/* ---- numbers ---- */

/* Digits of a percentage down to about a tenth of the width of its interval, given in points. */
static int decimals_for(double width)
{
    if (width >= 5) {
        return 0;
    }
    return width >= 0.5 ? 1 : width >= 0.05 ? 2 : 3;
}

/* A percentage without its sign; three digits where the width of its interval is not known. */
static char *format_points(char *out, double ratio, double width, bool with_plus)
{
    if (!isfinite(width) || !(width > 0)) {
        char plain[NUMBER_TEXT_SIZE];
        numbers_format_significant(plain, 100 * ratio, 3);
        snprintf(out, NUMBER_TEXT_SIZE, "%s%.*s", with_plus && ratio > 0 ? "+" : "", NUMBER_TEXT_SIZE - 2, plain);
        return out;
    }
    int decimals = decimals_for(100 * width);
    snprintf(out, NUMBER_TEXT_SIZE, with_plus ? "%+.*f" : "%.*f", decimals, 100 * ratio);
    if (strspn(out, "+-0.") == strlen(out)) {
        snprintf(out, NUMBER_TEXT_SIZE, "0");
    }
    return out;
}

static double total_rate(const struct comparison *comparison)
{
    const struct comparison_side *side = &comparison->sides[BASELINE];
    return side->exposure > 0 ? side->amount / side->exposure : NAN;
}

static char *format_rate(char *out, const struct comparison *comparison, double rate, double like)
{
    return comparison->exposure_kind == EXPOSURE_SHARE
               ? numbers_format_percent(out, rate)
               : numbers_format_amount_like(out, rate, like, comparison_shown_unit(comparison));
}

char *growth_words_rate(char *out, size_t size, const struct comparison *comparison, double rate)
{
    char number[NUMBER_TEXT_SIZE];
    snprintf(out, size, "%s %s", format_rate(number, comparison, rate, rate), manner_of(comparison)->per);
    return out;
}

/* ---- subjects ---- */

/* The name in quotes. The end of a long one tells more: its beginning is the package. */
static char *quote_name(char *out, size_t size, const struct comparison *comparison, uint32_t symbol)
{
    char name[GROWTH_WORDS_NAME - 8];
    struct bytes full = symbols_get(comparison->symbols, symbol)->name;
    size_t shown = full.size < sizeof name / 2 ? full.size : sizeof name / 2;
    struct bytes tail = {.data = full.data + (full.size - shown), .size = shown};
    text_harmless(name, sizeof name, tail);
    snprintf(out, size, "'%s%s'", shown < full.size ? "..." : "", name);
    return out;
}

char *growth_words_subject(char *out, size_t size, const struct growth_subject *subject)
{
    if (subject->symbol == SYMBOL_NONE) {
        snprintf(out, size, "the service's total");
        return out;
    }
    const struct calltree *tree = subject->comparison->tree;
    char name[GROWTH_WORDS_NAME];
    quote_name(name, sizeof name, subject->comparison, subject->symbol);
    snprintf(out, size, "%s%s", name, subject->self ? " itself" : "");
    uint32_t above = subject->node != CALLTREE_ROOT ? tree->parent[subject->node] : CALLTREE_ROOT;
    if (above != CALLTREE_ROOT) {
        size_t used = strlen(out);
        quote_name(name, sizeof name, subject->comparison, tree->symbol[above]);
        snprintf(out + used, size - used, " below %s", name);
    }
    return out;
}

/* ---- changes ---- */

static bool is_new(const struct estimate *estimate)
{
    return isinf(estimate->change) || (!(estimate->rate[BASELINE] > 0) && estimate->rate[CANDIDATE] > 0);
}

static bool is_gone(const struct estimate *estimate)
{
    return estimate->rate[BASELINE] > 0 && !(estimate->rate[CANDIDATE] > 0);
}

/* "'f' is new and costs 3 us per request". */
static void write_one_sided(char *out, size_t size, const char *name, const struct comparison *comparison,
                            const struct estimate *estimate)
{
    char rate[2 * NUMBER_TEXT_SIZE];
    bool new = is_new(estimate);
    growth_words_rate(rate, sizeof rate, comparison, estimate->rate[new ? CANDIDATE : BASELINE]);
    if (new) {
        snprintf(out, size, "%s is new and %s %s", name, manner_of(comparison)->verb, rate);
    } else {
        snprintf(out, size, "%s is gone; it was at %s", name, rate);
    }
}

char *growth_words_headline(char *out, size_t size, const struct growth_subject *subject,
                            const struct estimate *estimate)
{
    char name[GROWTH_WORDS_NAME + 16], number[NUMBER_TEXT_SIZE];
    const struct manner *manner = manner_of(subject->comparison);
    growth_words_subject(name, sizeof name, subject);
    if (subject->symbol == SYMBOL_NONE) {
        snprintf(name, sizeof name, "the service");
    }
    if (is_new(estimate) || is_gone(estimate)) {
        write_one_sided(out, size, name, subject->comparison, estimate);
        return out;
    }
    double width = estimate->change_interval[1] - estimate->change_interval[0];
    snprintf(out, size, "%s %s %s %% %s %s", name, manner->verb,
             format_points(number, fabs(estimate->change), width, false), estimate->change < 0 ? "less" : "more",
             manner->per);
    return out;
}

/* " (95 % interval +150 to +240 %)"; nothing where it is not known. */
static void append_interval(char *out, size_t size, const double interval[2])
{
    char low[NUMBER_TEXT_SIZE], high[NUMBER_TEXT_SIZE];
    size_t used = strlen(out);
    double width = interval[1] - interval[0];
    if (isfinite(width)) {
        snprintf(out + used, size - used, " (95 %% interval %s to %s %%)",
                 format_points(low, interval[0], width, true), format_points(high, interval[1], width, true));
    }
}

/* ", 3.1 % of the service's total". */
static void append_share(char *out, size_t size, const struct estimate *estimate)
{
    char number[NUMBER_TEXT_SIZE];
    size_t used = strlen(out);
    double width =
        fabs(estimate->share / estimate->growth) * (estimate->growth_interval[1] - estimate->growth_interval[0]);
    if (isfinite(estimate->share)) {
        snprintf(out + used, size - used, ", %s %% of the service's total",
                 format_points(number, fabs(estimate->share), width, false));
    }
}

char *growth_words_sentence(char *out, size_t size, const struct growth_subject *subject,
                            const struct estimate *estimate)
{
    const struct comparison *comparison = subject->comparison;
    char before[NUMBER_TEXT_SIZE], after[NUMBER_TEXT_SIZE];
    growth_words_headline(out, size, subject, estimate);
    if (is_new(estimate) || is_gone(estimate)) {
        append_share(out, size, estimate);
        return out;
    }
    size_t used = strlen(out);
    double like = fmax(estimate->rate[BASELINE], estimate->rate[CANDIDATE]);
    snprintf(out + used, size - used, ": %s -> %s", format_rate(before, comparison, estimate->rate[BASELINE], like),
             format_rate(after, comparison, estimate->rate[CANDIDATE], like));
    append_interval(out, size, estimate->change_interval);
    return out;
}

/* ---- limits ---- */

/* Whether growth is told as a part of the total here: the limit is one, and there is a total. */
static bool is_part_of_total(const struct comparison *comparison, const struct limit_resolved *limit)
{
    return limit->decided == LIMIT_OF_TOTAL && total_rate(comparison) > 0;
}

char *growth_words_limit(char *out, size_t size, const struct comparison *comparison,
                         const struct limit_resolved *limit)
{
    char number[NUMBER_TEXT_SIZE];
    if (limit->relative) {
        snprintf(out, size, "%s of itself", numbers_format_change(number, limit->fraction));
    } else if (is_part_of_total(comparison, limit)) {
        snprintf(out, size, "%s of the total",
                 numbers_format_change(number, limit->growth / total_rate(comparison)));
    } else {
        snprintf(out, size, "+%s %s", format_rate(number, comparison, limit->growth, limit->growth),
                 manner_of(comparison)->per);
    }
    return out;
}

static void write_ratio(char *out, size_t size, double value, const double interval[2], const char *of)
{
    char number[NUMBER_TEXT_SIZE];
    double width = interval[1] - interval[0];
    snprintf(out, size, "%s %% %s", format_points(number, value, width, true), of);
    append_interval(out, size, interval);
}

static void write_amount(char *out, size_t size, const struct comparison *comparison,
                         const struct estimate *estimate)
{
    char number[NUMBER_TEXT_SIZE], low[NUMBER_TEXT_SIZE], high[NUMBER_TEXT_SIZE];
    double like = fmax(fabs(estimate->growth_interval[0]), fabs(estimate->growth_interval[1]));
    like = isfinite(like) ? like : fabs(estimate->growth);
    snprintf(out, size, "%s%s %s", estimate->growth > 0 ? "+" : "",
             format_rate(number, comparison, estimate->growth, like), manner_of(comparison)->per);
    size_t used = strlen(out);
    if (isfinite(estimate->growth_interval[1] - estimate->growth_interval[0])) {
        snprintf(out + used, size - used, " (95 %% interval %s to %s)",
                 format_rate(low, comparison, estimate->growth_interval[0], like),
                 format_rate(high, comparison, estimate->growth_interval[1], like));
    }
}

char *growth_words_measured(char *out, size_t size, const struct comparison *comparison,
                            const struct estimate *estimate, const struct limit_resolved *limit)
{
    double total = total_rate(comparison);
    if (limit->relative && isfinite(estimate->change)) {
        write_ratio(out, size, estimate->change, estimate->change_interval, "of itself");
    } else if (is_part_of_total(comparison, limit)) {
        const double interval[2] = {estimate->growth_interval[0] / total, estimate->growth_interval[1] / total};
        write_ratio(out, size, estimate->growth / total, interval, "of the total");
    } else {
        write_amount(out, size, comparison, estimate);
    }
    return out;
}
