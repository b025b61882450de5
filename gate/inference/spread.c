#include "gate/inference/spread.h"

#include "gate/base/memory.h"

#include <stdbool.h>

#include "gate/base/banned.h"

static const double MAIN_PART = 0.5;
static const double NEGLIGIBLE_PART = 0.05; /* of a place's cost, which tells nothing of the place */
static const double NOTABLE_PART = 0.25;    /* of a function's cost that lies outside of a place */

/* What one function has beneath the place, and elsewhere. */
struct part {
    double base, growth;
    double outside_base, outside_growth;
    double depth; /* growth times depth, summed: how deep its growth lies */
};

static void sum_parts(struct part *parts, uint8_t *beneath, const struct movement *move, uint32_t place)
{
    const struct calltree *tree = move->about->noise->comparison->tree;
    beneath[CALLTREE_ROOT] = place == CALLTREE_ROOT;
    for (uint32_t n = 1; n < tree->count; n++) {
        bool inside = beneath[tree->parent[n]];
        struct part *part = &parts[tree->symbol[n]];
        beneath[n] = inside || n == place;
        if (!tree->outermost[n])
            continue;
        if (inside) {
            part->base += move->base[n];
            part->growth += move->growth[n];
            part->depth += move->growth[n] * tree->depth[n];
        } else {
            part->outside_base += move->base[n];
            part->outside_growth += move->growth[n];
        }
    }
}

/* growth of a part of a whole, by less than half of what its share of the cost would bring it. */
static bool lags(double growth, double base, double whole_growth, double whole_base)
{
    return growth * whole_base <= MAIN_PART * whole_growth * base;
}

static bool explains(const struct part *part, double growth, double base)
{
    double all = part->base + part->outside_base;
    if (!(part->growth >= MAIN_PART * growth))
        return false;
    bool all_of_it = base - part->base <= NEGLIGIBLE_PART * base;
    if (!all_of_it && !lags(growth - part->growth, base - part->base, growth, base))
        return false;
    bool elsewhere = part->outside_base >= NOTABLE_PART * all;
    return !elsewhere || !lags(part->outside_growth, part->outside_base, part->growth, part->base);
}

int spread_find(uint32_t *symbol, const struct movement *move, uint32_t place, struct error *err)
{
    const struct comparison *comparison = move->about->noise->comparison;
    size_t symbols = symbols_count(comparison->symbols);
    struct part *parts = memory_allocate_array(symbols, sizeof *parts);
    uint8_t *beneath = memory_allocate_array(comparison->tree->count, sizeof *beneath);
    double deepest = 0;
    int result = -1;
    *symbol = SYMBOL_NONE;
    if (parts == NULL || beneath == NULL) {
        error_set_memory(err, "naming the causes");
        goto done;
    }
    sum_parts(parts, beneath, move, place);
    for (uint32_t s = 0; s < symbols; s++) {
        if (movement_question_about(move, s) == MOVEMENT_NO_QUESTION ||
            !explains(&parts[s], move->growth[place], move->base[place]))
            continue;
        double depth = parts[s].depth / parts[s].growth;
        if (*symbol == SYMBOL_NONE || depth > deepest) {
            deepest = depth;
            *symbol = s;
        }
    }
    result = 0;
done:
    memory_free(parts);
    memory_free(beneath);
    return result;
}
