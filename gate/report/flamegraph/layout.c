#include "gate/report/flamegraph/layout.h"

#include "gate/base/memory.h"

#include <math.h>
#include <stdlib.h>

#include "gate/base/banned.h"

enum { NOT_DRAWN = 0, DRAWN = 1 };

/* What is known of every node while its place is sought. */
struct work {
    const struct comparison *comparison;
    const struct layout_settings *settings;
    const struct calltree *tree;
    double *width;   /* [node] the subtree's */
    uint8_t *drawn;  /* [node] */
    uint8_t *needed; /* [node] kept whatever its size: keep and its ancestors */
    struct child *children;
    size_t child_count;
    uint32_t *frame_of; /* [node] index of its frame */
};

/* A node and why it may be left out. */
struct rank {
    double cost; /* larger side */
    uint32_t node;
    uint8_t needed;
};

/* A frame to be placed, by its parent and name. */
struct child {
    uint32_t parent;
    uint32_t node;
    bool rest;
    struct bytes name;
    size_t summed;
    double width, total[SIDES];
};

static double cost(const struct work *work, const double *table, uint32_t node, int side)
{
    double divisor = work->settings->divisor[side];
    return divisor > 0 ? table[(size_t)node * SIDES + (size_t)side] / divisor : 0;
}

static double total(const struct work *work, uint32_t node, int side)
{
    return cost(work, work->comparison->node_total, node, side);
}

static bool is_gone(const struct work *work, uint32_t node)
{
    return total(work, node, CANDIDATE) <= 0 && total(work, node, BASELINE) > 0;
}

static void measure(struct work *work)
{
    for (uint32_t n = 0; n < work->tree->count; n++) {
        int side = is_gone(work, n) ? BASELINE : CANDIDATE;
        work->width[n] = fmax(0, cost(work, work->comparison->node_self, n, side));
    }
    calltree_sum_up(work->tree, work->width, 1);
}

/* Children have larger ids, so one backward pass reaches every ancestor. */
static void mark_needed(struct work *work)
{
    for (uint32_t n = (uint32_t)work->tree->count; n-- > 0;) {
        if (work->settings->keep != NULL && work->settings->keep[n] != 0) {
            work->needed[n] = 1;
        }
        if (work->needed[n]) {
            work->needed[work->tree->parent[n]] = 1;
        }
    }
}

static int by_cost(const void *left, const void *right)
{
    const struct rank *a = left, *b = right;
    if (a->needed != b->needed) {
        return a->needed ? -1 : 1;
    }
    if (a->cost != b->cost) {
        return a->cost > b->cost ? -1 : 1;
    }
    return a->node < b->node ? -1 : a->node > b->node;
}

/* A child never costs more than its parent and has a larger id, so whoever is drawn has its parent drawn. */
static int choose(struct work *work, struct error *err)
{
    const struct calltree *tree = work->tree;
    double least = work->settings->least * work->width[CALLTREE_ROOT];
    struct rank *ranks = memory_allocate_array(tree->count, sizeof *ranks);
    if (ranks == NULL) {
        return error_set_memory(err, "choosing the frames of the flame graph");
    }
    size_t count = 0;
    for (uint32_t n = 0; n < tree->count; n++) {
        bool seen = work->width[n] >= least && work->width[n] > 0;
        if (tree->depth[n] <= work->settings->depth_max && (seen || work->needed[n] || n == CALLTREE_ROOT)) {
            uint8_t needed = n == CALLTREE_ROOT || work->needed[n];
            ranks[count++] = (struct rank){fmax(total(work, n, BASELINE), total(work, n, CANDIDATE)), n, needed};
        }
    }
    if (count > work->settings->frames_max) {
        qsort(ranks, count, sizeof *ranks, by_cost);
    }
    for (size_t i = 0; i < count && (i < work->settings->frames_max || ranks[i].needed); i++) {
        work->drawn[ranks[i].node] = DRAWN;
    }
    memory_free(ranks);
    return 0;
}

static int by_parent_and_name(const void *left, const void *right)
{
    const struct child *a = left, *b = right;
    if (a->parent != b->parent) {
        return a->parent < b->parent ? -1 : 1;
    }
    if (a->rest != b->rest) {
        return a->rest ? 1 : -1;
    }
    int order = bytes_compare(a->name, b->name);
    return order != 0 ? order : a->node < b->node ? -1 : a->node > b->node;
}

static void add_drawn(struct work *work, uint32_t node)
{
    uint32_t symbol = work->tree->symbol[node];
    work->children[work->child_count++] = (struct child){
        .parent = work->tree->parent[node],
        .node = node,
        .name = symbol == SYMBOL_NONE ? bytes_of_text("") : symbols_get(work->comparison->symbols, symbol)->name,
        .width = work->width[node],
        .total = {total(work, node, BASELINE), total(work, node, CANDIDATE)},
    };
}

/*
 * Drawn nodes get an entry each, and so does each drawn parent of ones that are not. frame_of serves meanwhile as
 * the index of the rest's entry: of a drawn node that of its own rest, of another one that of the rest it is in.
 */
static void gather(struct work *work, struct layout *layout)
{
    const struct calltree *tree = work->tree;
    for (uint32_t n = 1; n < tree->count; n++) {
        uint32_t parent = tree->parent[n];
        if (work->drawn[n]) {
            add_drawn(work, n);
            continue;
        }
        if (tree->depth[n] > work->settings->depth_max) {
            layout->deep++;
            continue;
        }
        if (work->drawn[parent] && work->frame_of[parent] == 0) {
            work->children[work->child_count] = (struct child){.parent = parent, .node = parent, .rest = true};
            work->frame_of[parent] = (uint32_t)++work->child_count;
        }
        work->frame_of[n] = work->frame_of[parent];
        struct child *rest = &work->children[work->frame_of[n] - 1];
        rest->summed++;
        layout->summed++;
        if (work->drawn[parent]) {
            rest->width += work->width[n];
            for (int side = 0; side < SIDES; side++) {
                rest->total[side] += total(work, n, side);
            }
        }
    }
    qsort(work->children, work->child_count, sizeof *work->children, by_parent_and_name);
}

static struct layout_frame root_frame(const struct work *work)
{
    return (struct layout_frame){
        .node = CALLTREE_ROOT,
        .width = 1,
        .total = {total(work, CALLTREE_ROOT, BASELINE), total(work, CALLTREE_ROOT, CANDIDATE)},
    };
}

static void place(struct work *work, struct layout *layout)
{
    double whole = work->width[CALLTREE_ROOT];
    layout->frames[layout->count++] = root_frame(work);
    work->frame_of[CALLTREE_ROOT] = 0;
    double next = 0;
    for (size_t i = 0; i < work->child_count; i++) {
        const struct child *child = &work->children[i];
        double width = child->width / whole;
        if (child->rest && width < work->settings->least) {
            continue;
        }
        uint32_t parent = work->frame_of[child->parent];
        const struct layout_frame *above = &layout->frames[parent];
        if (i == 0 || work->children[i - 1].parent != child->parent) {
            next = above->x;
        }
        struct layout_frame *frame = &layout->frames[layout->count];
        *frame = (struct layout_frame){
            .node = child->node,
            .depth = above->depth + 1,
            .parent = parent,
            .rest = child->rest,
            .fresh = child->total[BASELINE] <= 0 && child->total[CANDIDATE] > 0,
            .gone = child->total[CANDIDATE] <= 0 && child->total[BASELINE] > 0,
            .summed = child->summed,
            .x = next,
            .width = width,
            .total = {child->total[BASELINE], child->total[CANDIDATE]},
        };
        if (!child->rest) {
            work->frame_of[child->node] = (uint32_t)layout->count;
            frame->self[BASELINE] = cost(work, work->comparison->node_self, child->node, BASELINE);
            frame->self[CANDIDATE] = cost(work, work->comparison->node_self, child->node, CANDIDATE);
        }
        layout->rows = frame->depth + 1 > layout->rows ? frame->depth + 1 : layout->rows;
        layout->count++;
        next += width;
    }
}

static int work_begin(struct work *work, struct error *err)
{
    size_t count = work->tree->count;
    work->width = memory_allocate_array(count, sizeof *work->width);
    work->drawn = memory_allocate_array(count, 1);
    work->needed = memory_allocate_array(count, 1);
    work->frame_of = memory_allocate_array(count, sizeof *work->frame_of);
    if (work->width == NULL || work->drawn == NULL || work->needed == NULL || work->frame_of == NULL) {
        return error_set_memory(err, "laying out the flame graph");
    }
    return 0;
}

static void work_clear(struct work *work)
{
    memory_free(work->width);
    memory_free(work->drawn);
    memory_free(work->needed);
    memory_free(work->frame_of);
    memory_free(work->children);
}

int layout_make(struct layout *out, const struct comparison *comparison, const struct layout_settings *settings,
                struct error *err)
{
    struct work work = {.comparison = comparison, .settings = settings, .tree = comparison->tree};
    struct layout layout = {.rows = 1};
    int result = work_begin(&work, err);
    if (result != 0) {
        goto done;
    }
    measure(&work);
    if (!(work.width[CALLTREE_ROOT] > 0)) {
        *out = (struct layout){0};
        goto done;
    }
    mark_needed(&work);
    if ((result = choose(&work, err)) != 0) {
        goto done;
    }
    size_t drawn = 0;
    for (size_t n = 0; n < work.tree->count; n++) {
        drawn += work.drawn[n];
    }
    /* Each drawn node, and at most one rest in each. */
    work.children = memory_allocate_array(2 * drawn, sizeof *work.children);
    layout.frames = memory_allocate_array(2 * drawn, sizeof *layout.frames);
    if (work.children == NULL || layout.frames == NULL) {
        memory_free(layout.frames);
        result = error_set_memory(err, "laying out the flame graph");
        goto done;
    }
    gather(&work, &layout);
    place(&work, &layout);
    *out = layout;
done:
    work_clear(&work);
    return result;
}

void layout_clear(struct layout *layout)
{
    memory_free(layout->frames);
    *layout = (struct layout){0};
}
