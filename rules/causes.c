#include "rules/causes.h"

#include "gate/base/memory.h"

#include "gate/base/banned.h"

static const double main_part = 0.5;

/* [symbol]: depth of its place nearest to the root. */
static void note_depths(uint32_t *depths, const struct calltree *tree)
{
    for (size_t n = tree->count - 1; n > CALLTREE_ROOT; n--) {
        uint32_t *depth = &depths[tree->symbol[n]];
        *depth = *depth == 0 || tree->depth[n] < *depth ? tree->depth[n] : *depth;
    }
}

/* Notes that symbol explains caller; of several the largest is kept. */
static void note_cause(bool *explained, uint32_t *by, const double *growth, uint32_t caller, uint32_t symbol)
{
    if (by != NULL && (!explained[caller] || by[caller] == SYMBOL_NONE || growth[symbol] > growth[by[caller]])) {
        by[caller] = symbol;
    }
    explained[caller] = true;
}

int causes_explain(bool *explained, uint32_t *by, const double *growth, const struct comparison *comparison,
                   struct error *err)
{
    const struct calltree *tree = comparison->tree;
    size_t symbols = symbols_count(comparison->symbols);
    uint32_t *depths = memory_allocate_array(symbols > 0 ? symbols : 1, sizeof *depths);
    if (depths == NULL) {
        return error_set_memory(err, "looking for causes");
    }
    note_depths(depths, tree);
    for (size_t n = 1; n < tree->count; n++) {
        uint32_t symbol = tree->symbol[n];
        if (!(growth[symbol] > 0)) {
            continue;
        }
        for (uint32_t above = tree->parent[n]; above != CALLTREE_ROOT; above = tree->parent[above]) {
            uint32_t caller = tree->symbol[above];
            bool below = growth[caller] > 0 && depths[symbol] > depths[caller];
            if (below && growth[symbol] >= main_part * growth[caller]) {
                note_cause(explained, by, growth, caller, symbol);
            }
        }
    }
    memory_free(depths);
    return 0;
}

/* Growth of a function in all its places, and of those below a cause. */
struct below {
    double growth, explained;
    double largest; /* growth of one place below a cause */
};

static double node_growth(const struct comparison *comparison, size_t node)
{
    double rate[SIDES];
    for (int side = 0; side < SIDES; side++) {
        double exposure = comparison->sides[side].exposure;
        rate[side] = exposure > 0 ? comparison->node_total[node * SIDES + (size_t)side] / exposure : 0;
    }
    return rate[CANDIDATE] - rate[BASELINE];
}

/* owners: [node] the nearest cause above it. found: [symbol]. largest_by: [symbol] the cause of its largest place.
 */
static void note_below(struct below *found, uint32_t *largest_by, uint32_t *owners, const bool *causes,
                       const struct comparison *comparison)
{
    const struct calltree *tree = comparison->tree;
    owners[CALLTREE_ROOT] = SYMBOL_NONE;
    for (size_t n = 1; n < tree->count; n++) {
        uint32_t symbol = tree->symbol[n], above = tree->parent[n];
        bool by_parent = above != CALLTREE_ROOT && causes[tree->symbol[above]];
        owners[n] = by_parent ? tree->symbol[above] : owners[above];
        if (!tree->outermost[n]) {
            continue;
        }
        double growth = node_growth(comparison, n);
        found[symbol].growth += growth;
        if (owners[n] != SYMBOL_NONE) {
            found[symbol].explained += growth;
            if (growth > found[symbol].largest) {
                found[symbol].largest = growth;
                largest_by[symbol] = owners[n];
            }
        }
    }
}

int causes_explain_below(uint32_t *by, const bool *causes, const struct comparison *comparison, struct error *err)
{
    size_t symbols = symbols_count(comparison->symbols), slots = symbols > 0 ? symbols : 1;
    struct below *found = memory_allocate_array(slots, sizeof *found);
    uint32_t *largest_by = memory_allocate_array(slots, sizeof *largest_by);
    uint32_t *owners = memory_allocate_array(comparison->tree->count, sizeof *owners);
    int status = 0;
    if (found == NULL || largest_by == NULL || owners == NULL) {
        status = error_set_memory(err, "looking for causes");
    } else {
        note_below(found, largest_by, owners, causes, comparison);
    }
    for (size_t i = 0; status == 0 && i < symbols; i++) {
        if (!causes[i] && found[i].largest > 0 && found[i].explained >= main_part * found[i].growth) {
            by[i] = largest_by[i];
        }
    }
    memory_free(found);
    memory_free(largest_by);
    memory_free(owners);
    return status;
}
