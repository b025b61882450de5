#include "gate/compare/merge.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/compare/name_rewriter.h"
#include "gate/compare/names.h"
#include "gate/compare/request_labels.h"
#include "gate/compare/scope.h"
#include "gate/model/name_presets.h"

#include <stdlib.h>

#include "gate/base/banned.h"

/* Where the stack that ends at a raw node belongs. */
enum place {
    PLACE_NOWHERE, /* no frame yet */
    PLACE_THREAD,  /* only frames with which a thread begins */
    PLACE_SERVICE,
    PLACE_BACKGROUND,
    PLACE_COLLECTOR,
};

/* What is known of one profile's raw symbols and nodes while it is merged. */
struct raw_map {
    uint32_t *canonical; /* [raw symbol] */
    uint8_t *role;       /* [raw symbol] enum scope_role */
    uint8_t *admits;     /* [raw symbol] lets a stack into a narrowed scope */
    uint8_t *place;      /* [raw node] enum place */
    uint8_t *admitted;   /* [raw node] */
    uint8_t labels;      /* bits of the labels that let a sample into a narrowed scope */
    uint8_t *used;       /* [raw node] it, or something below it, costs something in scope */
    uint32_t *root;      /* [raw node] canonical symbol that the stack is set apart under */
    uint32_t *merged;    /* [raw node] node of the comparison's tree, if used */
};

struct merge {
    struct comparison *comparison;
    const struct compare_settings *settings;
    struct byte_buffer scratch;
    struct name_rewriter *rewriter;
    uint32_t collector, no_stack; /* canonical symbols */
};

static void raw_map_clear(struct raw_map *map)
{
    memory_free(map->canonical);
    memory_free(map->role);
    memory_free(map->admits);
    memory_free(map->place);
    memory_free(map->admitted);
    memory_free(map->used);
    memory_free(map->root);
    memory_free(map->merged);
}

static int raw_map_allocate(struct raw_map *map, const struct profile *profile)
{
    size_t symbols = symbols_count(profile->symbols) + 1, nodes = profile->tree->count;
    *map = (struct raw_map){
        .canonical = memory_allocate_array(symbols, sizeof *map->canonical),
        .role = memory_allocate_array(symbols, sizeof *map->role),
        .admits = memory_allocate_array(symbols, sizeof *map->admits),
        .place = memory_allocate_array(nodes, sizeof *map->place),
        .admitted = memory_allocate_array(nodes, sizeof *map->admitted),
        .used = memory_allocate_array(nodes, sizeof *map->used),
        .root = memory_allocate_array(nodes, sizeof *map->root),
        .merged = memory_allocate_array(nodes, sizeof *map->merged),
    };
    bool made = map->canonical && map->role && map->admits && map->place && map->admitted && map->used;
    return made && map->root && map->merged ? 0 : -1;
}

static int map_symbols(struct merge *merge, struct raw_map *map, const struct symbols *raw, struct error *err)
{
    const struct name_rules *rules = merge->settings != NULL ? merge->settings->names : NULL;
    unsigned presets = rules != NULL ? rules->presets : NAME_PRESETS_ALL;
    bool narrowed = scope_is_narrowed(merge->settings);
    for (size_t i = 0; i < symbols_count(raw); i++) {
        struct symbol canonical;
        if (names_canonical(&canonical, symbols_get(raw, (uint32_t)i), presets, &merge->scratch, err) != 0)
            return -1;
        /* What is background, and where requests begin, is known by the functions' own names too. */
        map->role[i] = (uint8_t)scope_role(canonical.name);
        map->admits[i] = !narrowed || scope_is_request_root(merge->settings, canonical.name);
        bool renamed;
        if (name_rewriter_apply(&renamed, &canonical.name, merge->rewriter, err) != 0)
            return -1;
        renamed = names_merge(&canonical, rules) || renamed;
        if (renamed && narrowed)
            map->admits[i] = map->admits[i] || scope_is_request_root(merge->settings, canonical.name);
        if (symbols_add(merge->comparison->symbols, &canonical, &map->canonical[i], err) != 0)
            return -1;
    }
    return 0;
}

static enum place place_below(enum place above, enum scope_role role)
{
    if (role == SCOPE_COLLECTOR || above == PLACE_COLLECTOR)
        return PLACE_COLLECTOR;
    if (role == SCOPE_DROPPED || above == PLACE_BACKGROUND || above == PLACE_SERVICE)
        return above;
    if (role == SCOPE_BACKGROUND)
        return PLACE_BACKGROUND;
    return role == SCOPE_THREAD ? PLACE_THREAD : PLACE_SERVICE;
}

static void place_nodes(const struct merge *merge, struct raw_map *map, const struct calltree *tree)
{
    bool narrowed = scope_is_narrowed(merge->settings);
    bool collector = !narrowed || scope_is_request_root(merge->settings, bytes_of_text(scope_collector()));
    map->place[CALLTREE_ROOT] = PLACE_NOWHERE;
    map->root[CALLTREE_ROOT] = merge->no_stack;
    for (size_t node = 1; node < tree->count; node++) {
        uint32_t parent = tree->parent[node], symbol = tree->symbol[node];
        enum place above = (enum place)map->place[parent];
        enum place place = place_below(above, (enum scope_role)map->role[symbol]);
        map->place[node] = (uint8_t)place;
        map->admitted[node] = place == PLACE_COLLECTOR ? collector : map->admitted[parent] || map->admits[symbol];
        map->root[node] = map->root[parent];
        if (place == PLACE_COLLECTOR)
            map->root[node] = merge->collector;
        else if (place != above)
            map->root[node] = map->canonical[symbol];
    }
}

static bool in_scope(const struct raw_map *map, const struct profile *profile, size_t row)
{
    uint32_t node = profile->rows[row].node;
    enum place place = (enum place)map->place[node];
    if (place == PLACE_NOWHERE || place == PLACE_BACKGROUND)
        return false;
    return map->admitted[node] || (map->labels != 0 && profile->labels[row] & map->labels);
}

static void mark_used(struct raw_map *map, const struct column *column)
{
    const struct profile *profile = column->file->profile;
    for (size_t row = 0; row < profile->row_count; row++)
        if (column->sums[row].amount != 0 && in_scope(map, profile, row))
            map->used[profile->rows[row].node] = 1;
    for (size_t node = profile->tree->count - 1; node > 0; node--)
        if (map->used[node] && map->place[node] != PLACE_COLLECTOR)
            map->used[profile->tree->parent[node]] = 1;
}

static int merge_node(struct merge *merge, struct raw_map *map, const struct calltree *raw, size_t node,
                      struct error *err)
{
    struct calltree *tree = merge->comparison->tree;
    uint32_t *merged = map->merged, symbol = raw->symbol[node];
    if (map->place[node] == PLACE_COLLECTOR)
        return calltree_child(tree, CALLTREE_ROOT, merge->collector, &merged[node], err);
    merged[node] = merged[raw->parent[node]];
    if (map->role[symbol] == SCOPE_DROPPED)
        return 0;
    return calltree_child(tree, merged[node], map->canonical[symbol], &merged[node], err);
}

static int merge_tree(struct merge *merge, struct raw_map *map, const struct calltree *raw, struct error *err)
{
    map->merged[CALLTREE_ROOT] = CALLTREE_ROOT;
    for (size_t node = 1; node < raw->count; node++)
        if (map->used[node] && merge_node(merge, map, raw, node, err) != 0)
            return -1;
    return 0;
}

static int add_background(struct comparison *comparison, uint32_t symbol, int side, double amount,
                          struct error *err)
{
    size_t at = 0, count = comparison->background_count;
    while (at < count && comparison->background[at].symbol != symbol)
        at++;
    if (at == count) {
        struct comparison_background *grown = memory_resize_array(comparison->background, count + 1, sizeof *grown);
        if (!grown)
            return error_set_memory(err, "setting background apart");
        grown[at] = (struct comparison_background){.symbol = symbol};
        comparison->background = grown;
        comparison->background_count++;
    }
    comparison->background[at].amount[side] += amount;
    return 0;
}

static struct comparison_replica *replica_of(struct comparison *comparison, const struct columns *columns,
                                             const struct column *column)
{
    size_t at = (size_t)(column - columns->items);
    if (column->side == CANDIDATE)
        at -= comparison->sides[BASELINE].replica_count;
    return &comparison->sides[column->side].replicas[at];
}

/* One row of a replica: into its node, or apart. */
static int place_row(struct merge *merge, const struct raw_map *map, struct column *column, size_t row,
                     struct comparison_replica *replica, struct error *err)
{
    const struct profile *profile = column->file->profile;
    const struct event_sums *sums = &column->sums[row];
    uint32_t node = profile->rows[row].node;
    column->nodes[row] = COLUMNS_OUTSIDE;
    if (sums->amount == 0)
        return 0;
    if (!in_scope(map, profile, row)) {
        replica->background += sums->amount;
        return add_background(merge->comparison, map->root[node], column->side, sums->amount, err);
    }
    column->nodes[row] = map->merged[node];
    merge->comparison->sides[column->side].amount += sums->amount;
    replica->samples += sums->events;
    if (symbols_get(profile->symbols, profile->tree->symbol[node])->unnamed)
        column->unnamed += sums->amount;
    return 0;
}

static int place_rows(struct merge *merge, const struct raw_map *map, struct column *column,
                      struct comparison_replica *replica, struct error *err)
{
    size_t count = column->file->profile->row_count;
    column->nodes = memory_allocate_array(count ? count : 1, sizeof *column->nodes);
    if (!column->nodes)
        return error_set_memory(err, "merging call trees");
    for (size_t row = 0; row < count; row++)
        if (place_row(merge, map, column, row, replica, err) != 0)
            return -1;
    merge->comparison->sides[column->side].background += replica->background;
    merge->comparison->sides[column->side].samples += replica->samples;
    return 0;
}

static int merge_column(struct merge *merge, struct column *column, struct comparison_replica *replica,
                        struct error *err)
{
    const struct profile *profile = column->file->profile;
    struct raw_map map;
    int status = -1;
    if (raw_map_allocate(&map, profile) != 0) {
        error_set_memory(err, "merging call trees");
        goto done;
    }
    if (map_symbols(merge, &map, profile->symbols, err) != 0)
        goto done;
    map.labels = request_labels_mask(profile, merge->settings);
    place_nodes(merge, &map, profile->tree);
    mark_used(&map, column);
    if (merge_tree(merge, &map, profile->tree, err) != 0)
        goto done;
    status = place_rows(merge, &map, column, replica, err);
done:
    raw_map_clear(&map);
    return status;
}

static int compare_background(const void *left, const void *right)
{
    const struct comparison_background *a = left, *b = right;
    return (a->symbol > b->symbol) - (a->symbol < b->symbol);
}

static int add_name(struct comparison *comparison, const char *name, uint32_t *id, struct error *err)
{
    struct symbol symbol = {.name = bytes_of_text(name)};
    return symbols_add(comparison->symbols, &symbol, id, err);
}

static int merge_side(struct merge *merge, struct columns *columns, int side, struct error *err)
{
    for (size_t i = 0; i < columns->count; i++) {
        struct column *column = &columns->items[i];
        if (column->side != side || !column->file)
            continue;
        if (merge_column(merge, column, replica_of(merge->comparison, columns, column), err) != 0)
            return -1;
    }
    return 0;
}

int merge_columns(struct comparison *comparison, struct columns *columns, const struct compare_settings *settings,
                  struct error *err)
{
    struct merge merge = {.comparison = comparison, .settings = settings};
    int status = -1;
    byte_buffer_init(&merge.scratch, LIMIT_NAME_BYTES + 2);
    if (name_rewriter_new(&merge.rewriter, settings != NULL ? settings->names : NULL, err) != 0)
        goto done;
    comparison->symbols = symbols_new(SYMBOLS_BY_NAME);
    comparison->tree = calltree_new();
    if (!comparison->symbols || !comparison->tree) {
        error_set_memory(err, "merging call trees");
        goto done;
    }
    if (add_name(comparison, scope_collector(), &merge.collector, err) != 0 ||
        add_name(comparison, scope_no_stack(), &merge.no_stack, err) != 0 ||
        merge_side(&merge, columns, CANDIDATE, err) != 0 || merge_side(&merge, columns, BASELINE, err) != 0)
        goto done;
    if (comparison->background_count > 1)
        qsort(comparison->background, comparison->background_count, sizeof *comparison->background,
              compare_background);
    status = 0;
done:
    name_rewriter_free(merge.rewriter);
    byte_buffer_free(&merge.scratch);
    return status;
}

static void mark_rows(uint8_t *used, const struct columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        for (size_t row = 0; column->file && row < column->file->profile->row_count; row++)
            if (column->nodes[row] != COLUMNS_OUTSIDE)
                used[column->nodes[row]] = 1;
    }
}

static int copy_used(struct calltree *to, uint32_t *numbers, const struct calltree *from, const uint8_t *used,
                     struct error *err)
{
    numbers[CALLTREE_ROOT] = CALLTREE_ROOT;
    for (size_t node = 1; node < from->count; node++)
        if (used[node] && calltree_child(to, numbers[from->parent[node]], from->symbol[node], &numbers[node], err))
            return -1;
    return 0;
}

static void renumber_rows(struct columns *columns, const uint32_t *numbers)
{
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        for (size_t row = 0; column->file && row < column->file->profile->row_count; row++)
            if (column->nodes[row] != COLUMNS_OUTSIDE)
                column->nodes[row] = numbers[column->nodes[row]];
    }
}

int merge_prune(struct comparison *comparison, struct columns *columns, struct error *err)
{
    struct calltree *tree = comparison->tree, *pruned = calltree_new();
    uint8_t *used = memory_allocate_array(tree->count, sizeof *used);
    uint32_t *numbers = memory_allocate_array(tree->count, sizeof *numbers);
    int status = -1;
    if (!pruned || !used || !numbers) {
        error_set_memory(err, "merging call trees");
        goto done;
    }
    mark_rows(used, columns);
    for (size_t node = tree->count - 1; node > 0; node--)
        used[tree->parent[node]] |= used[node];
    if (copy_used(pruned, numbers, tree, used, err) != 0)
        goto done;
    renumber_rows(columns, numbers);
    comparison->tree = pruned;
    pruned = tree;
    status = 0;
done:
    calltree_free(pruned);
    memory_free(used);
    memory_free(numbers);
    return status;
}

static int copy_renamed(struct calltree *to, uint32_t *numbers, const struct calltree *from,
                        const uint32_t *renamed, struct error *err)
{
    numbers[CALLTREE_ROOT] = CALLTREE_ROOT;
    for (size_t node = 1; node < from->count; node++)
        if (calltree_child(to, numbers[from->parent[node]], renamed[from->symbol[node]], &numbers[node], err) != 0)
            return -1;
    return 0;
}

int merge_rename(struct comparison *comparison, struct columns *columns, const uint32_t *renamed, struct error *err)
{
    struct calltree *tree = comparison->tree, *made = calltree_new();
    uint32_t *numbers = memory_allocate_array(tree->count, sizeof *numbers);
    int status = -1;
    if (!made || !numbers) {
        error_set_memory(err, "renaming functions");
        goto done;
    }
    if (copy_renamed(made, numbers, tree, renamed, err) != 0)
        goto done;
    renumber_rows(columns, numbers);
    comparison->tree = made;
    made = tree;
    status = merge_sum_up(comparison, columns, err);
done:
    calltree_free(made);
    memory_free(numbers);
    return status;
}

static void free_nodes(struct comparison *comparison)
{
    memory_free(comparison->node_total);
    memory_free(comparison->node_self);
    memory_free(comparison->node_moment);
    memory_free(comparison->node_self_moment);
}

static int allocate_nodes(struct comparison *comparison, struct error *err)
{
    size_t cells = comparison->tree->count * SIDES;
    free_nodes(comparison);
    comparison->node_total = memory_allocate_array(cells, sizeof *comparison->node_total);
    comparison->node_self = memory_allocate_array(cells, sizeof *comparison->node_self);
    comparison->node_moment = memory_allocate_array(cells, sizeof *comparison->node_moment);
    comparison->node_self_moment = memory_allocate_array(cells, sizeof *comparison->node_self_moment);
    if (comparison->node_total && comparison->node_self && comparison->node_moment && comparison->node_self_moment)
        return 0;
    return error_set_memory(err, "merging call trees");
}

int merge_sum_up(struct comparison *comparison, const struct columns *columns, struct error *err)
{
    if (allocate_nodes(comparison, err) != 0)
        return -1;
    for (size_t i = 0; i < columns->count; i++) {
        const struct column *column = &columns->items[i];
        for (size_t row = 0; column->file && row < column->file->profile->row_count; row++) {
            uint32_t node = column->nodes[row];
            if (node == COLUMNS_OUTSIDE)
                continue;
            size_t cell = (size_t)node * SIDES + (size_t)column->side;
            comparison->node_self[cell] += column->sums[row].amount;
            comparison->node_self_moment[cell] += column->sums[row].moment;
        }
    }
    for (size_t cell = 0; cell < comparison->tree->count * SIDES; cell++) {
        comparison->node_total[cell] = comparison->node_self[cell];
        comparison->node_moment[cell] = comparison->node_self_moment[cell];
    }
    for (int side = 0; side < SIDES; side++) {
        calltree_sum_up(comparison->tree, comparison->node_total + side, SIDES);
        calltree_sum_up(comparison->tree, comparison->node_moment + side, SIDES);
    }
    return 0;
}
