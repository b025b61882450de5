#include "gate/inference/moved_ground.h"

#include "gate/base/memory.h"
#include "gate/inference/package.h"
#include "gate/inference/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

static const double CHANGED_P = 0.01;  /* of "its own cost did not grow", or fall */
static const double HARDLY = 1.5;      /* standard deviations; less is no change worth a test */
static const double MAIN_GROWTH = 0.8; /* part of the growth that the main places carry */

static const struct comparison *of(const struct moved_ground *ground)
{
    return ground->noise->comparison;
}

/* ---- made once ---- */

/* Whether a growth or fall could be significant at all; the tests themselves are dear. Significance at 1 % takes
 * 1.9 of these deviations or more, whatever the exposures. */
static bool may_have_changed(const struct noise *noise, const struct effective *at, size_t entry)
{
    struct counts counts = test_read(at, noise_red(noise, entry));
    double n = counts.c0 + counts.c1, part = counts.r1 / (counts.r0 + counts.r1);
    struct counts less = test_read(at, noise_less(noise, entry));
    double least = less.r1 / (less.r0 + less.r1);
    double above = (counts.c1 - n * part) / sqrt(n * part * (1 - part));
    double below = (n * least - less.c1) / sqrt(n * least * (1 - least));
    return !(fmax(above, below) < HARDLY);
}

static void find_changed(struct moved_ground *ground)
{
    const struct noise *noise = ground->noise;
    const struct limit_resolved none = {.relative = true};
    for (size_t e = 1; e < of(ground)->entry_count; e++) {
        const struct comparison_entry *entry = &of(ground)->entries[e];
        const struct effective *at = &noise->entries[e];
        bool own = entry->value == ENTRY_SELF;
        if (!at->known || !may_have_changed(noise, at, e))
            continue;
        if (test_more(noise, e, at, &none) <= CHANGED_P)
            ground->changed[entry->symbol] |= own ? MOVED_OWN_GREW : MOVED_TOTAL_CHANGED;
        else if (test_less(noise, e, at) <= CHANGED_P)
            ground->changed[entry->symbol] |= own ? MOVED_OWN_FELL : MOVED_TOTAL_CHANGED;
    }
}

static uint64_t hash_of(struct bytes text)
{
    return text.size > 0 ? bytes_hash(text) : 0;
}

static void find_homes(struct moved_ground *ground)
{
    const struct symbols *symbols = of(ground)->symbols;
    for (uint32_t s = 0; s < symbols_count(symbols); s++) {
        const struct symbol *symbol = symbols_get(symbols, s);
        ground->packages[s] = hash_of(package_of(symbol->name));
        ground->files[s] = hash_of(symbol->file);
    }
}

int moved_ground_make(struct moved_ground *ground, const struct noise *noise, struct error *err)
{
    *ground = (struct moved_ground){.noise = noise};
    size_t symbols = symbols_count(of(ground)->symbols), nodes = of(ground)->tree->count;
    ground->changed = memory_allocate_array(3 * symbols, sizeof *ground->changed);
    ground->packages = memory_allocate_array(2 * symbols, sizeof *ground->packages);
    ground->below = memory_allocate_array(symbols, sizeof *ground->below);
    ground->inside = memory_allocate_array(4 * nodes, sizeof *ground->inside);
    ground->cause = memory_allocate_array(nodes, sizeof *ground->cause);
    ground->sites = memory_allocate_array(nodes, sizeof *ground->sites);
    if (!ground->changed || !ground->packages || !ground->below || !ground->inside || !ground->cause ||
        !ground->sites) {
        error_set_memory(err, "looking for moved cost");
        return -1;
    }
    ground->with_it = ground->changed + symbols;
    ground->bits = ground->with_it + symbols;
    ground->files = ground->packages + symbols;
    ground->anchor = ground->inside + nodes;
    ground->member = ground->anchor + nodes;
    ground->marks = ground->member + nodes;
    find_changed(ground);
    find_homes(ground);
    return 0;
}

void moved_ground_clear(struct moved_ground *ground)
{
    memory_free(ground->changed);
    memory_free(ground->packages);
    memory_free(ground->below);
    memory_free(ground->inside);
    memory_free(ground->cause);
    memory_free(ground->sites);
    *ground = (struct moved_ground){0};
}

/* ---- the function in question ---- */

/* Growth per exposure of the function at one of its places. */
static double site_growth(const struct moved_ground *ground, uint32_t node)
{
    const double *amount = (ground->self ? of(ground)->node_self : of(ground)->node_total) + (size_t)node * SIDES;
    const double *exposure = ground->noise->exposure;
    return amount[CANDIDATE] / (exposure[CANDIDATE] * ground->noise->red) - amount[BASELINE] / exposure[BASELINE];
}

static int by_growth(const void *left, const void *right)
{
    const struct moved_site *a = left, *b = right;
    if (a->growth != b->growth)
        return a->growth > b->growth ? -1 : 1;
    return (a->node > b->node) - (a->node < b->node);
}

/* A function's total is counted where it is outermost, its own cost wherever it is. */
static void find_sites(struct moved_ground *ground)
{
    const struct calltree *tree = of(ground)->tree;
    double all = 0, taken = 0;
    ground->site_count = ground->top_count = 0;
    for (uint32_t n = 1; n < tree->count; n++) {
        if (tree->symbol[n] == ground->symbol && (ground->self || tree->outermost[n]))
            ground->sites[ground->site_count++] = (struct moved_site){n, site_growth(ground, n)};
    }
    if (ground->site_count > 1)
        qsort(ground->sites, ground->site_count, sizeof *ground->sites, by_growth);
    for (size_t i = 0; i < ground->site_count && ground->sites[i].growth > 0; i++)
        all += ground->sites[i].growth;
    while (ground->top_count < ground->site_count && ground->sites[ground->top_count].growth > 0 &&
           taken < MAIN_GROWTH * all)
        taken += ground->sites[ground->top_count++].growth;
}

void moved_ground_turn(struct moved_ground *ground, size_t entry)
{
    const struct calltree *tree = of(ground)->tree;
    ground->symbol = of(ground)->entries[entry].symbol;
    ground->self = of(ground)->entries[entry].value == ENTRY_SELF;
    memset(ground->with_it, 0, symbols_count(of(ground)->symbols) * sizeof *ground->with_it);
    ground->inside[CALLTREE_ROOT] = 0;
    for (uint32_t n = 1; n < tree->count; n++) {
        bool below = !ground->self && ground->inside[tree->parent[n]];
        ground->inside[n] = below || tree->symbol[n] == ground->symbol;
        if (ground->inside[n])
            ground->with_it[tree->symbol[n]] = MOVED_CAME_ALONG;
    }
    ground->marks[CALLTREE_ROOT] = 0;
    for (uint32_t n = 1; n < tree->count; n++)
        ground->marks[n] = ground->changed[tree->symbol[n]] | ground->with_it[tree->symbol[n]];
    find_sites(ground);
}
