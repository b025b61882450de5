#include "gate/inference/moved_domain.h"

#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

enum { STEPS_MOST = 4, NEAR_STEPS = 2, NEAR_CALLS = 4, CALLERS_MOST = 8 };

/* Marks of a node on the way down from near: within reach, or beyond it, where only growth counts. */
enum { OUTSIDE, BEYOND, WITHIN };

static const double NEARLY_ALWAYS = 0.9; /* part of a function's cost that its callers stand above */

static const struct comparison *of(const struct moved_ground *ground)
{
    return ground->noise->comparison;
}

static bool came_along(const struct moved_ground *ground, uint32_t symbol)
{
    return !ground->alone && ground->with_it[symbol];
}

/* Whether a node that is marked as a member counts where only what changed does. */
static bool counts(const struct moved_ground *ground, size_t node)
{
    uint32_t symbol = of(ground)->tree->symbol[node];
    if (ground->anchor[node] || came_along(ground, symbol))
        return true;
    return (ground->changed[symbol] &
            (ground->member[node] == BEYOND ? MOVED_OWN_GREW : MOVED_OWN_GREW | MOVED_OWN_FELL)) != 0;
}

/* The k-th caller of a node, but not above `top`. */
static uint32_t caller_of(const struct calltree *tree, uint32_t node, uint32_t k, uint32_t top)
{
    while (k-- > 0 && tree->depth[node] > top)
        node = tree->parent[node];
    return node;
}

static void anchor_callers(struct moved_ground *ground, size_t sites, uint32_t k, uint32_t top)
{
    for (size_t i = 0; i < sites; i++)
        ground->anchor[caller_of(of(ground)->tree, ground->sites[i].node, k, top)] = 1;
}

/* All beneath the anchors. */
static void spread_down(struct moved_ground *ground)
{
    const struct calltree *tree = of(ground)->tree;
    ground->member[CALLTREE_ROOT] = ground->anchor[CALLTREE_ROOT] ? WITHIN : OUTSIDE;
    for (uint32_t n = 1; n < tree->count; n++)
        ground->member[n] = ground->anchor[n] || ground->member[tree->parent[n]] != OUTSIDE ? WITHIN : OUTSIDE;
}

/* From the anchors down through changed functions. reach: so many calls; beyond them only growth counts, so that a
 * fall within reach is never without what took its cost over. */
static void spread_near(struct moved_ground *ground, uint32_t reach)
{
    const struct calltree *tree = of(ground)->tree;
    uint32_t *calls = ground->cause;
    ground->member[CALLTREE_ROOT] = ground->anchor[CALLTREE_ROOT] ? WITHIN : OUTSIDE;
    calls[CALLTREE_ROOT] = 0;
    for (uint32_t n = 1; n < tree->count; n++) {
        uint32_t above = tree->parent[n], symbol = tree->symbol[n];
        calls[n] = ground->anchor[n] ? 0 : calls[above] + !came_along(ground, symbol);
        bool leads_on = ground->changed[symbol] != 0 || came_along(ground, symbol);
        bool joins = ground->anchor[n] || (ground->member[above] != OUTSIDE && leads_on);
        ground->member[n] = !joins ? OUTSIDE : calls[n] <= reach ? WITHIN : BEYOND;
    }
}

static void fill_homes(struct moved_ground *ground, const uint64_t *homes)
{
    const struct calltree *tree = of(ground)->tree;
    ground->member[CALLTREE_ROOT] = 0;
    for (uint32_t n = 1; n < tree->count; n++) {
        bool same = homes[ground->symbol] != 0 && homes[tree->symbol[n]] == homes[ground->symbol];
        ground->member[n] = same ? WITHIN : OUTSIDE;
    }
}

static void fill_callers(struct moved_ground *ground, uint32_t symbol)
{
    const struct calltree *tree = of(ground)->tree;
    for (uint32_t n = 1; n < tree->count; n++)
        ground->anchor[n] = tree->symbol[n] == symbol;
    spread_down(ground);
}

static void fill_kind(struct moved_ground *ground, const struct moved_domain *domain)
{
    memset(ground->anchor, 0, of(ground)->tree->count * sizeof *ground->anchor);
    ground->alone = domain->kind == MOVED_BESIDE;
    switch (domain->kind) {
    case MOVED_NEAR:
    case MOVED_BESIDE:
        anchor_callers(ground, ground->site_count, domain->step, domain->step > 1);
        spread_near(ground, NEAR_CALLS - domain->step);
        break;
    case MOVED_SITES:
        anchor_callers(ground, ground->top_count, domain->step, 1);
        spread_down(ground);
        break;
    case MOVED_CALLER:
        fill_callers(ground, domain->step);
        break;
    case MOVED_PACKAGE:
        fill_homes(ground, ground->packages);
        break;
    case MOVED_FILE:
        fill_homes(ground, ground->files);
        break;
    case MOVED_KINDS:
        break;
    }
}

void moved_domain_fill(struct moved_ground *ground, const struct moved_domain *domain)
{
    const struct calltree *tree = of(ground)->tree;
    fill_kind(ground, domain);
    for (uint32_t n = 0; n < tree->count; n++) {
        bool left_out = domain->changed_only && n > 0 && !counts(ground, n);
        ground->member[n] = ground->member[n] != OUTSIDE && !ground->inside[n] && !left_out;
    }
}

/* A domain whole, and only of changed functions. */
static void measure(struct moved_domain *whole, struct moved_domain *changed, struct moved_ground *ground)
{
    const struct calltree *tree = of(ground)->tree;
    fill_kind(ground, whole);
    for (size_t n = 1; n < tree->count; n++) {
        const double *own = &of(ground)->node_self[n * SIDES];
        if (!ground->member[n] || ground->inside[n] || !(own[BASELINE] + own[CANDIDATE] > 0))
            continue;
        whole->rest[BASELINE] += own[BASELINE];
        whole->rest[CANDIDATE] += own[CANDIDATE];
        if (counts(ground, n)) {
            changed->rest[BASELINE] += own[BASELINE];
            changed->rest[CANDIDATE] += own[CANDIDATE];
        }
    }
}

/* Cost of the function below each of its callers, once a stack. Returns all of it. */
static double sum_callers(struct moved_ground *ground)
{
    const struct calltree *tree = of(ground)->tree;
    const double *amount = ground->self ? of(ground)->node_self : of(ground)->node_total;
    double all = 0;
    memset(ground->below, 0, symbols_count(of(ground)->symbols) * sizeof *ground->below);
    for (size_t i = 0; i < ground->site_count; i++) {
        uint32_t site = ground->sites[i].node;
        double cost = amount[(size_t)site * SIDES] + amount[(size_t)site * SIDES + 1];
        all += cost;
        for (uint32_t n = tree->parent[site]; n != CALLTREE_ROOT; n = tree->parent[n]) {
            if (tree->outermost[n])
                ground->below[tree->symbol[n]] += cost;
        }
    }
    return all;
}

static size_t find_callers(uint32_t out[CALLERS_MOST], struct moved_ground *ground)
{
    const struct calltree *tree = of(ground)->tree;
    double all = sum_callers(ground);
    size_t count = 0;
    uint32_t n = ground->site_count > 0 ? tree->parent[ground->sites[0].node] : CALLTREE_ROOT;
    for (; n != CALLTREE_ROOT && count < CALLERS_MOST; n = tree->parent[n]) {
        uint32_t symbol = tree->symbol[n];
        if (tree->outermost[n] && symbol != ground->symbol && ground->below[symbol] >= NEARLY_ALWAYS * all)
            out[count++] = symbol;
    }
    return count;
}

static double size_of(const struct moved_domain *domain)
{
    return domain->rest[BASELINE] + domain->rest[CANDIDATE];
}

static int narrow_first(const void *left, const void *right)
{
    const struct moved_domain *a = left, *b = right;
    if (size_of(a) != size_of(b))
        return size_of(a) < size_of(b) ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->changed_only != b->changed_only)
        return a->changed_only ? -1 : 1;
    return (a->step > b->step) - (a->step < b->step);
}

/* Domains while they are listed. */
struct listing {
    struct moved_domain *items;
    size_t count;
    double room;
};

/* Adds a domain in both of its forms, unless it is too wide. False: it was, as every one around it is. */
static bool add_domain(struct listing *list, struct moved_ground *ground, enum moved_kind kind, uint32_t step)
{
    struct moved_domain whole = {.kind = kind, .step = step}, changed = whole;
    changed.changed_only = true;
    measure(&whole, &changed, ground);
    bool only_changed = kind == MOVED_NEAR || kind == MOVED_BESIDE;
    if (size_of(only_changed ? &changed : &whole) > list->room)
        return false;
    list->items[list->count++] = changed;
    if (!only_changed)
        list->items[list->count++] = whole;
    return true;
}

size_t moved_domain_list(struct moved_domain out[MOVED_DOMAINS_MOST], struct moved_ground *ground, double room)
{
    struct listing list = {out, 0, room};
    uint32_t callers[CALLERS_MOST];
    size_t caller_count = find_callers(callers, ground);
    bool room_left = true;
    for (uint32_t k = ground->self ? 0 : 1; k <= NEAR_STEPS; k++)
        add_domain(&list, ground, MOVED_NEAR, k);
    for (uint32_t k = 1; k <= NEAR_STEPS && !ground->self; k++)
        add_domain(&list, ground, MOVED_BESIDE, k);
    for (uint32_t k = ground->self ? 0 : 1; k <= STEPS_MOST && room_left; k++)
        room_left = add_domain(&list, ground, MOVED_SITES, k);
    room_left = true;
    for (size_t i = 0; i < caller_count && room_left; i++)
        room_left = add_domain(&list, ground, MOVED_CALLER, callers[i]);
    add_domain(&list, ground, MOVED_PACKAGE, 0);
    add_domain(&list, ground, MOVED_FILE, 0);
    qsort(out, list.count, sizeof *out, narrow_first);
    return list.count;
}
