#include "gate/compare/entries.h"

#include "gate/base/memory.h"

#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

/* Which entries a symbol has; 0, the service's entry, where it has none. */
struct symbol_entries {
    uint32_t total, self;
};

static void mark_leaves(const struct columns *columns, uint8_t *leaf)
{
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        for (size_t row = 0; column->file && row < column->file->profile->row_count; row++)
            if (column->nodes[row] != COLUMNS_OUTSIDE)
                leaf[column->nodes[row]] = 1;
    }
}

/* Numbers the entries by (symbol, value). */
static size_t number_entries(struct symbol_entries *of, const struct calltree *tree, size_t symbol_count,
                             const uint8_t *leaf)
{
    for (size_t node = 1; node < tree->count; node++) {
        of[tree->symbol[node]].total = 1;
        if (leaf[node])
            of[tree->symbol[node]].self = 1;
    }
    uint32_t count = 1;
    for (size_t symbol = 0; symbol < symbol_count; symbol++) {
        if (of[symbol].total)
            of[symbol].total = count++;
        if (of[symbol].self)
            of[symbol].self = count++;
    }
    return count;
}

static void fill_entries(struct comparison *comparison, const struct symbol_entries *of)
{
    comparison->entries[0] = (struct comparison_entry){.symbol = SYMBOL_NONE, .value = ENTRY_SERVICE, .twin = 0};
    for (uint32_t symbol = 0; symbol < symbols_count(comparison->symbols); symbol++) {
        uint32_t total = of[symbol].total, self = of[symbol].self;
        if (total)
            comparison->entries[total] =
                (struct comparison_entry){.symbol = symbol, .value = ENTRY_TOTAL, .twin = total};
        if (self)
            comparison->entries[self] =
                (struct comparison_entry){.symbol = symbol, .value = ENTRY_SELF, .twin = self};
    }
    comparison->node_entry_total[CALLTREE_ROOT] = 0;
    comparison->node_entry_self[CALLTREE_ROOT] = UINT32_MAX;
    for (size_t node = 1; node < comparison->tree->count; node++) {
        uint32_t symbol = comparison->tree->symbol[node];
        comparison->node_entry_total[node] = of[symbol].total;
        comparison->node_entry_self[node] = of[symbol].self ? of[symbol].self : UINT32_MAX;
    }
}

/* Sums of one replica at every node, self and subtree. */
struct node_sums {
    double *self, *total; /* [node] amount */
    double *self_moment, *total_moment;
};

static void sum_nodes(struct node_sums *sums, const struct calltree *tree, const struct column *column)
{
    size_t size = tree->count * sizeof(double);
    memset(sums->self, 0, size);
    memset(sums->self_moment, 0, size);
    for (size_t row = 0; row < column->file->profile->row_count; row++) {
        uint32_t node = column->nodes[row];
        if (node == COLUMNS_OUTSIDE)
            continue;
        sums->self[node] += column->sums[row].amount;
        sums->self_moment[node] += column->sums[row].moment;
    }
    memcpy(sums->total, sums->self, size);
    memcpy(sums->total_moment, sums->self_moment, size);
    calltree_sum_up(tree, sums->total, 1);
    calltree_sum_up(tree, sums->total_moment, 1);
}

static void fill_column(struct comparison *comparison, const struct node_sums *sums, size_t at)
{
    size_t width = comparison->column_count;
    const struct calltree *tree = comparison->tree;
    comparison->amount[at] = sums->total[CALLTREE_ROOT];
    comparison->moment[at] = sums->total_moment[CALLTREE_ROOT];
    for (size_t node = 1; node < tree->count; node++) {
        if (tree->outermost[node]) {
            size_t total = comparison->node_entry_total[node] * width + at;
            comparison->amount[total] += sums->total[node];
            comparison->moment[total] += sums->total_moment[node];
        }
        if (comparison->node_entry_self[node] != UINT32_MAX) {
            size_t self = comparison->node_entry_self[node] * width + at;
            comparison->amount[self] += sums->self[node];
            comparison->moment[self] += sums->self_moment[node];
        }
    }
}

static int fill_columns(struct comparison *comparison, const struct columns *columns, struct error *err)
{
    size_t count = comparison->tree->count;
    double *block = memory_allocate_array(count, 4 * sizeof *block);
    if (!block)
        return error_set_memory(err, "building entries");
    struct node_sums sums = {block, block + count, block + 2 * count, block + 3 * count};
    for (size_t at = 0; at < columns->count; at++) {
        if (!columns->items[at].file)
            continue;
        sum_nodes(&sums, comparison->tree, &columns->items[at]);
        fill_column(comparison, &sums, at);
    }
    memory_free(block);
    return 0;
}

/* An entry on its way into a group of equal ones. */
struct twin_key {
    uint64_t hash;
    const double *row;
    size_t width;
    uint32_t entry;
    uint32_t depth; /* deepest node of its function */
};

static int compare_rows(const struct twin_key *a, const struct twin_key *b)
{
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return memcmp(a->row, b->row, a->width * sizeof *a->row);
}

/* Equal rows stand together, the one to be tested first. */
static int compare_twins(const void *left, const void *right)
{
    const struct twin_key *a = left, *b = right;
    int order = compare_rows(a, b);
    if (order != 0)
        return order;
    if (a->depth != b->depth)
        return a->depth > b->depth ? -1 : 1;
    return (a->entry > b->entry) - (a->entry < b->entry);
}

static void measure_depths(const struct comparison *comparison, struct twin_key *keys)
{
    for (size_t node = 1; node < comparison->tree->count; node++) {
        uint32_t depth = comparison->tree->depth[node];
        uint32_t total = comparison->node_entry_total[node], self = comparison->node_entry_self[node];
        if (depth > keys[total].depth)
            keys[total].depth = depth;
        if (self != UINT32_MAX && depth > keys[self].depth)
            keys[self].depth = depth;
    }
}

static int find_twins(struct comparison *comparison, struct error *err)
{
    size_t width = comparison->column_count, count = comparison->entry_count;
    struct twin_key *keys = memory_allocate_array(count, sizeof *keys);
    if (!keys)
        return error_set_memory(err, "building entries");
    measure_depths(comparison, keys);
    for (size_t entry = 0; entry < count; entry++) {
        keys[entry].row = comparison->amount + entry * width;
        keys[entry].width = width;
        keys[entry].entry = (uint32_t)entry;
        keys[entry].hash =
            bytes_hash((struct bytes){(const uint8_t *)keys[entry].row, width * sizeof *comparison->amount});
    }
    /* The service's total, entry 0, stays alone: its noise is of another kind. */
    if (count > 2)
        qsort(keys + 1, count - 1, sizeof *keys, compare_twins);
    uint32_t chosen = 0;
    for (size_t i = 1; i < count; i++) {
        if (i == 1 || compare_rows(&keys[i - 1], &keys[i]) != 0)
            chosen = keys[i].entry;
        comparison->entries[keys[i].entry].twin = chosen;
    }
    memory_free(keys);
    return 0;
}

/* Chains, not chance: below each function, the deepest one with equal columns; in a recursion that may be itself.
 * depth: [entry], all zero. */
static void find_names(struct comparison *comparison, uint32_t *depth)
{
    const struct calltree *tree = comparison->tree;
    struct comparison_entry *entries = comparison->entries;
    for (uint32_t entry = 1; entry < comparison->entry_count; entry++)
        entries[entry].named = entry;
    for (uint32_t node = 1; node < tree->count; node++) {
        uint32_t below = comparison->node_entry_total[node];
        for (uint32_t at = tree->parent[node]; at != CALLTREE_ROOT; at = tree->parent[at]) {
            uint32_t above = comparison->node_entry_total[at];
            if (entries[above].twin == entries[below].twin && tree->depth[node] > depth[above]) {
                entries[above].named = below;
                depth[above] = tree->depth[node];
            }
        }
    }
    for (uint32_t node = 1; node < tree->count; node++) {
        uint32_t total = comparison->node_entry_total[node], self = comparison->node_entry_self[node];
        if (self != UINT32_MAX && entries[self].twin == entries[total].twin)
            entries[self].named = entries[total].named;
    }
}

static int name_entries(struct comparison *comparison, struct error *err)
{
    uint32_t *depth = memory_allocate_array(comparison->entry_count, sizeof *depth);
    if (!depth)
        return error_set_memory(err, "building entries");
    find_names(comparison, depth);
    memory_free(depth);
    return 0;
}

static int allocate_tables(struct comparison *comparison, size_t count)
{
    size_t nodes = comparison->tree->count, width = comparison->column_count ? comparison->column_count : 1;
    comparison->entry_count = count;
    comparison->entries = memory_allocate_array(count, sizeof *comparison->entries);
    comparison->amount = memory_allocate_array(count, width * sizeof *comparison->amount);
    comparison->moment = memory_allocate_array(count, width * sizeof *comparison->moment);
    comparison->node_entry_total = memory_allocate_array(nodes, sizeof *comparison->node_entry_total);
    comparison->node_entry_self = memory_allocate_array(nodes, sizeof *comparison->node_entry_self);
    bool made = comparison->entries && comparison->amount && comparison->moment;
    return made && comparison->node_entry_total && comparison->node_entry_self ? 0 : -1;
}

int entries_build(struct comparison *comparison, const struct columns *columns, struct error *err)
{
    size_t symbols = symbols_count(comparison->symbols);
    struct symbol_entries *of = memory_allocate_array(symbols, sizeof *of);
    uint8_t *leaf = memory_allocate_array(comparison->tree->count, sizeof *leaf);
    int status = -1;
    if (!of || !leaf) {
        error_set_memory(err, "building entries");
        goto done;
    }
    mark_leaves(columns, leaf);
    size_t count = number_entries(of, comparison->tree, symbols, leaf);
    if (allocate_tables(comparison, count) != 0) {
        error_set_memory(err, "building entries");
        goto done;
    }
    fill_entries(comparison, of);
    if (fill_columns(comparison, columns, err) != 0)
        goto done;
    status = find_twins(comparison, err);
    if (status == 0)
        status = name_entries(comparison, err);
done:
    memory_free(of);
    memory_free(leaf);
    return status;
}
