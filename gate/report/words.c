#include "gate/report/words.h"

#include "gate/base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

void words_append(char *out, size_t size, const char *format, ...)
{
    size_t used = strlen(out);
    if (used + 1 >= size) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(out + used, size - used, format, arguments);
    va_end(arguments);
}

/* A percentage deserves digits down to a tenth or so of its interval's width. */
int words_decimals(double width_in_points)
{
    if (width_in_points >= 5) {
        return 0;
    }
    if (width_in_points >= 0.5) {
        return 1;
    }
    return width_in_points >= 0.05 ? 2 : 3;
}

static char *signed_points(char *out, double points, int decimals)
{
    snprintf(out, NUMBER_TEXT_SIZE, "%+.*f", decimals, points);
    if (strspn(out + 1, "0.") == strlen(out + 1)) {
        snprintf(out, NUMBER_TEXT_SIZE, "0");
    }
    return out;
}

static bool known_interval(double low, double high)
{
    return isfinite(low) && isfinite(high) && high > low;
}

char *words_change(char *out, double change, double low, double high)
{
    if (isnan(change)) {
        snprintf(out, NUMBER_TEXT_SIZE, "n/a");
    } else if (isinf(change)) {
        snprintf(out, NUMBER_TEXT_SIZE, "new");
    } else if (change <= -1) {
        snprintf(out, NUMBER_TEXT_SIZE, "gone");
    } else if (!known_interval(low, high)) {
        numbers_format_change(out, change);
    } else {
        signed_points(out, 100 * change, words_decimals(100 * (high - low)));
        size_t used = strlen(out);
        snprintf(out + used, NUMBER_TEXT_SIZE - used, " %%");
    }
    return out;
}

const char *words_per(const struct comparison *comparison)
{
    static const char *const names[] = {
        [EXPOSURE_REQUESTS] = "per request",
        [EXPOSURE_INSTANCE] = "per instance",
        [EXPOSURE_SHARE] = "of the side's total",
    };
    return names[comparison->exposure_kind];
}

char *words_cost(char *out, double rate, double like, const struct comparison *comparison)
{
    if (comparison->exposure_kind == EXPOSURE_SHARE) {
        return numbers_format_percent(out, rate);
    }
    return numbers_format_amount_like(out, rate, like, comparison_shown_unit(comparison));
}

static char *signed_cost(char *out, double growth, double like, const struct comparison *comparison)
{
    char plain[NUMBER_TEXT_SIZE];
    words_cost(plain, fabs(growth), like, comparison);
    snprintf(out, NUMBER_TEXT_SIZE, "%s%.*s",
             growth > 0   ? "+"
             : growth < 0 ? "-"
                          : "",
             NUMBER_TEXT_SIZE - 2, plain);
    return out;
}

/* "412 us", "507 us" -> "412 -> 507 us": the unit once where it is the same. */
static void join_costs(char *out, size_t size, const char *before, const char *after)
{
    const char *unit_before = strchr(before, ' ');
    const char *unit_after = strchr(after, ' ');
    if (unit_before != NULL && unit_after != NULL && strcmp(unit_before, unit_after) == 0) {
        snprintf(out, size, "%.*s -> %s", (int)(unit_before - before), before, after);
        return;
    }
    snprintf(out, size, "%s -> %s", before, after);
}

static void interval_of_change(char *out, size_t size, const struct estimate *estimate)
{
    double low = estimate->change_interval[0];
    double high = estimate->change_interval[1];
    if (!known_interval(low, high)) {
        return;
    }
    int decimals = words_decimals(100 * (high - low));
    char first[NUMBER_TEXT_SIZE], second[NUMBER_TEXT_SIZE];
    snprintf(out, size, "%s to %s %%", signed_points(first, 100 * low, decimals),
             signed_points(second, 100 * high, decimals));
}

static void interval_of_growth(char *out, size_t size, const struct estimate *estimate,
                               const struct comparison *comparison)
{
    double low = estimate->growth_interval[0];
    double high = estimate->growth_interval[1];
    if (!known_interval(low, high)) {
        return;
    }
    double like = fmax(fabs(low), fabs(high));
    char first[NUMBER_TEXT_SIZE], second[NUMBER_TEXT_SIZE];
    snprintf(out, size, "%s to %s", signed_cost(first, low, like, comparison),
             signed_cost(second, high, like, comparison));
}

static bool has_percentage(const struct estimate *estimate)
{
    return isfinite(estimate->change) && estimate->change > -1;
}

void words_estimate(struct words_estimate *out, const struct estimate *estimate,
                    const struct comparison *comparison)
{
    memset(out, 0, sizeof *out);
    double like = fmax(fabs(estimate->rate[BASELINE]), fabs(estimate->rate[CANDIDATE]));
    words_cost(out->before, estimate->rate[BASELINE], like, comparison);
    words_cost(out->after, estimate->rate[CANDIDATE], like, comparison);
    join_costs(out->costs, sizeof out->costs, out->before, out->after);
    signed_cost(out->growth, estimate->growth, fabs(estimate->growth), comparison);
    words_change(out->change, estimate->change, estimate->change_interval[0], estimate->change_interval[1]);
    /* Without a cost on either side there is nothing that an interval could be of. */
    if (has_percentage(estimate)) {
        interval_of_change(out->interval, sizeof out->interval, estimate);
    } else if (!isnan(estimate->change)) {
        interval_of_growth(out->interval, sizeof out->interval, estimate, comparison);
    }
    if (isfinite(estimate->share)) {
        numbers_format_change(out->share, estimate->share);
    }
}

double words_rate(const struct comparison *comparison, double amount, int side)
{
    double exposure = comparison->sides[side].exposure;
    return exposure > 0 ? amount / exposure : 0;
}

char *words_limit(char *out, size_t size, const struct limit_resolved *limit, const struct comparison *comparison)
{
    char number[NUMBER_TEXT_SIZE];
    double total = words_rate(comparison, comparison->sides[BASELINE].amount, BASELINE);
    out[0] = '\0';
    if (!(limit->growth > 0)) {
        return out;
    }
    if (limit->decided == LIMIT_OF_ITSELF && limit->relative) {
        snprintf(out, size, "%s of itself", numbers_format_change(number, limit->fraction));
    } else if (limit->decided == LIMIT_OF_TOTAL && total > 0) {
        snprintf(out, size, "%s of the total", numbers_format_change(number, limit->growth / total));
    } else {
        signed_cost(number, limit->growth, limit->growth, comparison);
        snprintf(out, size, "%s %s%s", number, words_per(comparison),
                 limit->decided == LIMIT_COST ? " (by cost)" : "");
    }
    return out;
}

struct bytes words_subject(const struct finding *finding, const struct comparison *comparison)
{
    if (comparison != NULL && finding->symbol != SYMBOL_NONE) {
        return symbols_get(comparison->symbols, finding->symbol)->name;
    }
    return bytes_of_text(finding->has_estimate ? "total" : "");
}

char *words_finding(char *out, size_t size, const struct finding *finding, const struct comparison *comparison)
{
    out[0] = '\0';
    if (!finding->has_estimate || comparison == NULL) {
        return out;
    }
    struct words_estimate words;
    char limit[WORDS_SIZE];
    words_estimate(&words, &finding->estimate, comparison);
    words_limit(limit, sizeof limit, &finding->limit, comparison);
    words_append(out, size, "%s", words.change);
    if (words.interval[0] != '\0') {
        words_append(out, size, " (%s)", words.interval);
    }
    words_append(out, size, ", %s %s", words.costs, words_per(comparison));
    if (words.share[0] != '\0') {
        words_append(out, size, ", %s of the total", words.share);
    }
    if (limit[0] != '\0') {
        words_append(out, size, ", limit %s", limit);
    }
    if (finding->kind == FINDING_EXPECTATION) {
        words_append(out, size, ", promised %s: %s", numbers_format_change(limit, finding->expected),
                     verdict_promise_name(finding->promise));
    }
    return out;
}

char *words_place(char *out, size_t size, const struct comparison *comparison, uint32_t symbol)
{
    out[0] = '\0';
    if (comparison == NULL || symbol == SYMBOL_NONE) {
        return out;
    }
    const struct symbol *it = symbols_get(comparison->symbols, symbol);
    if (it->file.size == 0) {
        return out;
    }
    words_cut_left(out, size > 24 ? size - 24 : size, it->file, 300);
    if (it->line > 0) {
        words_append(out, size, ":%lld", (long long)it->line);
    }
    return out;
}

/* The last bytes of a long name, from the start of a character, so that a bounded buffer holds them. */
static struct bytes tail(struct bytes name, size_t size)
{
    if (name.size <= size) {
        return name;
    }
    size_t start = name.size - size;
    while (start < name.size && (name.data[start] & 0xc0) == 0x80) {
        start++;
    }
    return (struct bytes){name.data + start, name.size - start};
}

/* Where the text may begin: behind the first boundary in what is left, unless that throws away over half of it. */
static size_t boundary(const char *text, size_t size)
{
    for (size_t i = 0; i + 1 < size && i < size / 2; i++) {
        if (text[i] == '/' || text[i] == '.' || (text[i] == ':' && text[i + 1] != ':')) {
            return i + 1;
        }
    }
    return 0;
}

char *words_cut_left(char *out, size_t size, struct bytes name, size_t columns)
{
    enum { TAIL = WORDS_NAME / 4 };
    char text[WORDS_NAME];
    struct bytes end = tail(name, TAIL);
    text_harmless(text, sizeof text, end);
    struct bytes all = bytes_of_text(text);
    if (end.size == name.size && text_columns(all) <= columns && all.size < size) {
        snprintf(out, size, "%s", text);
        return out;
    }
    size_t start = 0;
    size_t room = columns > 3 ? columns - 3 : 0;
    while (start < all.size && (text_columns((struct bytes){all.data + start, all.size - start}) > room ||
                                all.size - start + 4 > size)) {
        text_next_character(all, &start);
    }
    start += boundary(text + start, all.size - start);
    snprintf(out, size, "...%s", text + start);
    return out;
}

#define PATH_STEP " > "

/* Puts text and a step before what is in out; false if that does not fit. */
static bool prepend(char *out, size_t size, const char *text)
{
    size_t added = strlen(text) + strlen(PATH_STEP), used = strlen(out);
    if (added + used + 1 > size) {
        return false;
    }
    memmove(out + added, out, used + 1);
    memcpy(out, text, strlen(text));
    memcpy(out + strlen(text), PATH_STEP, strlen(PATH_STEP));
    return true;
}

char *words_path(char *out, size_t size, const struct comparison *comparison, uint32_t node, size_t columns)
{
    enum { FRAMES = 4, NAME_LEAST = 16 };
    const struct calltree *tree = comparison != NULL ? comparison->tree : NULL;
    out[0] = '\0';
    if (tree == NULL || node == CALLTREE_ROOT || node >= tree->count || tree->parent[node] == CALLTREE_ROOT) {
        return out;
    }
    size_t own = columns > strlen("..." PATH_STEP) ? columns - strlen("..." PATH_STEP) : 0;
    words_cut_left(out, size, symbols_get(comparison->symbols, tree->symbol[node])->name, own);
    for (size_t frames = 1; (node = tree->parent[node]) != CALLTREE_ROOT; frames++) {
        char name[WORDS_LINE];
        size_t taken = text_columns(bytes_of_text(out)) + strlen(PATH_STEP);
        size_t more = tree->parent[node] != CALLTREE_ROOT ? strlen("..." PATH_STEP) : 0;
        size_t room = columns > taken + more ? columns - taken - more : 0;
        struct bytes full = symbols_get(comparison->symbols, tree->symbol[node])->name;
        words_cut_left(name, sizeof name, full, room);
        bool whole = full.size < sizeof name && text_columns(full) <= room;
        if (frames >= FRAMES || (!whole && (frames > 1 || room < NAME_LEAST)) || !prepend(out, size, name)) {
            prepend(out, size, "...");
            break;
        }
    }
    return out;
}
