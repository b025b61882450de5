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

int causes_explain(bool *explained, const double *growth, const struct comparison *comparison, struct error *err)
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
                explained[caller] = true;
            }
        }
    }
    memory_free(depths);
    return 0;
}
