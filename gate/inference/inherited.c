#include "gate/inference/inherited.h"

#include "gate/base/memory.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

/* Growth of an entry's function where it stands, 0 elsewhere: [node]. */
static void place_growth(double *growth, const struct noise *noise, size_t entry)
{
    const struct comparison *comparison = noise->comparison;
    const struct calltree *tree = comparison->tree;
    bool self = comparison->entries[entry].value == ENTRY_SELF;
    const double *amount = self ? comparison->node_self : comparison->node_total, *exposure = noise->exposure;
    growth[CALLTREE_ROOT] = 0;
    for (size_t n = 1; n < tree->count; n++) {
        const double *here = &amount[n * SIDES];
        bool counts = tree->symbol[n] == comparison->entries[entry].symbol && (self || tree->outermost[n]);
        growth[n] =
            counts ? here[CANDIDATE] / (exposure[CANDIDATE] * noise->clear) - here[BASELINE] / exposure[BASELINE]
                   : 0;
    }
}

/* Adds it up towards the root, and for each function where it is outermost. */
static void pass_on(double *of_entry, double *growth, const struct comparison *comparison)
{
    const struct calltree *tree = comparison->tree;
    memset(of_entry, 0, comparison->entry_count * sizeof *of_entry);
    calltree_sum_up(tree, growth, 1);
    of_entry[0] = growth[CALLTREE_ROOT];
    for (size_t n = 1; n < tree->count; n++) {
        if (tree->outermost[n])
            of_entry[comparison->node_entry_total[n]] += growth[n];
    }
}

int inherited_growth(double *out, const struct noise *noise, const bool *real, struct error *err)
{
    const struct comparison *comparison = noise->comparison;
    size_t entries = comparison->entry_count;
    double *growth = memory_allocate_array(comparison->tree->count + entries, sizeof *growth);
    if (growth == NULL)
        return error_set_memory(err, "forecasting");
    double *of_entry = growth + comparison->tree->count;
    memset(out, 0, entries * sizeof *out);
    for (size_t e = 1; e < entries; e++) {
        if (!real[e])
            continue;
        place_growth(growth, noise, e);
        pass_on(of_entry, growth, comparison);
        for (size_t v = 0; v < entries; v++)
            out[v] = fmax(out[v], of_entry[v]);
    }
    memory_free(growth);
    return 0;
}
