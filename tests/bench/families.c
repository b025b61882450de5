#include "tests/bench/families.h"

#include "tests/bench/draw.h"

#include <math.h>
#include <string.h>

static const double FALSE_FAIL = 0.01, DETECTION = 0.95, CULPRIT = 0.95;

static bool fits(const struct family *family, const struct cell_place *place)
{
    return strcmp(family->service, place->service) == 0 && strcmp(family->profile, place->profile) == 0 &&
           strcmp(family->change, place->change) == 0 && strcmp(family->expected, place->expected) == 0 &&
           family->m == place->m && family->paired == place->paired;
}

static struct family *family_of(struct families *families, const struct cell_place *place)
{
    for (size_t i = 0; i < families->count; i++) {
        if (fits(&families->items[i], place))
            return &families->items[i];
    }
    if (families->count == FAMILIES_MAX)
        return NULL;
    struct family *family = &families->items[families->count++];
    *family = (struct family){.m = place->m, .paired = place->paired};
    snprintf(family->service, sizeof family->service, "%s", place->service);
    snprintf(family->profile, sizeof family->profile, "%s", place->profile);
    snprintf(family->change, sizeof family->change, "%s", place->change);
    snprintf(family->expected, sizeof family->expected, "%s", place->expected);
    return family;
}

void families_add(struct families *families, const struct cell *cell, const struct cell_place *place)
{
    struct family *family = family_of(families, place);
    if (family == NULL || cell->draws == 0)
        return;
    family->variants++;
    family->draws += cell->draws;
    family->red += cell->red;
    family->pass += cell->pass;
    family->right += cell->right;
    if (place->growth >= 2 * place->limit) {
        family->seen += cell->seen;
        family->seen_red += cell->seen_red;
    }
    family->disjoint += place->disjoint < cell->draws ? place->disjoint : cell->draws;
    family->disjoint_base = place->disjoint_base;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t disjoint(const struct family *family)
{
    return least(family->disjoint, family->disjoint_base);
}

/* The interval of a rate as if it had been seen in disjoint draws only. */
static void interval_of(double interval[2], const struct family *family, size_t hits, size_t of)
{
    size_t runs = least(disjoint(family), of);
    interval[0] = 0;
    interval[1] = 1;
    if (runs > 0)
        draw_wilson(interval, (size_t)round((double)runs * (double)hits / (double)of), runs);
}

static double part(size_t some, size_t all)
{
    return all > 0 ? (double)some / (double)all : NAN;
}

static bool is_null(const struct family *family)
{
    return strcmp(family->expected, "pass") == 0;
}

static bool is_regression(const struct family *family)
{
    return strcmp(family->expected, "regression") == 0;
}

/* What the family is held to, and how it did: "" where there is no goal. */
static const char *state_of(const struct family *family)
{
    double interval[2], named[2];
    if (is_null(family)) {
        interval_of(interval, family, family->red, family->draws);
        if (interval[0] > FALSE_FAIL)
            return "MISSED";
        return part(family->red, family->draws) > FALSE_FAIL ? "open" : "OK";
    }
    if (!is_regression(family))
        return "";
    interval_of(interval, family, family->seen_red, family->seen);
    interval_of(named, family, family->right, family->red);
    if (interval[1] < DETECTION || named[1] < CULPRIT)
        return "MISSED";
    bool low = part(family->seen_red, family->seen) < DETECTION || part(family->right, family->red) < CULPRIT;
    return low ? "open" : "OK";
}

static void print_family(const struct family *family)
{
    double interval[2];
    interval_of(interval, family, family->red, family->draws);
    printf("family %-6s %-8s %-12s m=%-2zu%s expected %-10s %5zu draws  red %.4f [%.3f, %.3f over %zu disjoint]  "
           "pass %.3f",
           family->service, family->profile, family->change, family->m, family->paired ? " pairs" : "",
           family->expected, family->draws, part(family->red, family->draws), interval[0], interval[1],
           disjoint(family), part(family->pass, family->draws));
    if (is_regression(family))
        printf("  right first %.3f  red where twice the limit should show %.3f of %zu",
               part(family->right, family->red), part(family->seen_red, family->seen), family->seen);
    printf("  %s\n", state_of(family));
}

bool families_print(const struct families *families)
{
    bool good = true;
    for (size_t i = 0; i < families->count; i++) {
        print_family(&families->items[i]);
        good = good && strcmp(state_of(&families->items[i]), "MISSED") != 0;
    }
    return good;
}

void families_write(const struct families *families, FILE *file)
{
    fprintf(file, "[");
    for (size_t i = 0; i < families->count; i++) {
        const struct family *family = &families->items[i];
        double interval[2];
        interval_of(interval, family, family->red, family->draws);
        fprintf(file,
                "%s\n  {\"service\": \"%s\", \"profile\": \"%s\", \"change\": \"%s\", \"expected\": \"%s\", \"m\": "
                "%zu, \"paired\": %s, \"variants\": %zu, \"draws\": %zu, \"red\": %zu, \"pass\": %zu, "
                "\"right_first\": %zu, \"seen\": %zu, \"seen_red\": %zu, \"disjoint\": %zu, \"red_interval\": "
                "[%.4f, %.4f], \"state\": \"%s\"}",
                i > 0 ? "," : "", family->service, family->profile, family->change, family->expected, family->m,
                family->paired ? "true" : "false", family->variants, family->draws, family->red, family->pass,
                family->right, family->seen, family->seen_red, disjoint(family), interval[0], interval[1],
                state_of(family));
    }
    fprintf(file, "\n]");
}
