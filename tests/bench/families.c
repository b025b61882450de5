#include "tests/bench/families.h"

#include "tests/bench/draw.h"

#include <math.h>
#include <string.h>

static const double FALSE_FAIL = 0.01;

static struct family *family_of(struct families *families, const struct family_cell *cell)
{
    for (size_t i = 0; i < families->count; i++) {
        struct family *family = &families->items[i];
        if (strcmp(family->service, cell->service) == 0 && strcmp(family->profile, cell->profile) == 0 &&
            strcmp(family->change, cell->change) == 0 && strcmp(family->expected, cell->expected) == 0)
            return family;
    }
    if (families->count == FAMILIES_MAX)
        return NULL;
    struct family *family = &families->items[families->count++];
    *family = (struct family){.service = cell->service, .profile = cell->profile};
    snprintf(family->change, sizeof family->change, "%s", cell->change);
    snprintf(family->expected, sizeof family->expected, "%s", cell->expected);
    return family;
}

void families_add(struct families *families, const struct family_cell *cell)
{
    struct family *family = family_of(families, cell);
    if (family == NULL || cell->draws == 0)
        return;
    family->draws += cell->draws;
    family->red += cell->red;
    family->pass += cell->pass;
    family->right += cell->right;
    double apart = fmin(cell->disjoint, (double)cell->draws);
    family->disjoint += apart;
    family->disjoint_red += apart * (double)cell->red / (double)cell->draws;
}

static void interval_of(double interval[2], const struct family *family)
{
    size_t runs = (size_t)fmax(round(family->disjoint), 1);
    draw_wilson(interval, (size_t)round(family->disjoint_red), runs);
}

static double part(size_t some, size_t all)
{
    return all > 0 ? (double)some / (double)all : NAN;
}

static bool harmless(const struct family *family)
{
    return strcmp(family->expected, "pass") == 0;
}

bool families_print(const struct families *families)
{
    bool good = true;
    for (size_t i = 0; i < families->count; i++) {
        const struct family *family = &families->items[i];
        double interval[2];
        interval_of(interval, family);
        bool beyond = harmless(family) && interval[0] > FALSE_FAIL;
        printf(
            "family %-6s %-8s %-12s expected %-10s %6zu draws  red %.4f [%.3f, %.3f over %.0f disjoint]  pass %.2f"
            "  right first %.3f%s\n",
            family->service, family->profile, family->change, family->expected, family->draws,
            part(family->red, family->draws), interval[0], interval[1], family->disjoint,
            part(family->pass, family->draws), part(family->right, family->red), beyond ? "  MISSED" : "");
        good = good && !beyond;
    }
    return good;
}

void families_write(const struct families *families, FILE *file)
{
    fprintf(file, "[");
    for (size_t i = 0; i < families->count; i++) {
        const struct family *family = &families->items[i];
        double interval[2];
        interval_of(interval, family);
        fprintf(
            file,
            "%s\n  {\"service\": \"%s\", \"profile\": \"%s\", \"change\": \"%s\", \"expected\": \"%s\", \"draws\": "
            "%zu, \"red\": %zu, \"pass\": %zu, \"right_culprit\": %zu, \"disjoint\": %.0f, \"red_interval\": "
            "[%.4f, %.4f]}",
            i > 0 ? "," : "", family->service, family->profile, family->change, family->expected, family->draws,
            family->red, family->pass, family->right, family->disjoint, interval[0], interval[1]);
    }
    fprintf(file, "\n]");
}
