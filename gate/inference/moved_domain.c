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

static bool came_along(const struct moved_ground *ground, size_t node)
{
    return !ground->alone && (ground->marks[node] & MOVED_CAME_ALONG) != 0;
}

/* Whether a node within reach, or beyond it, counts where only what changed does. */
static bool counts(const struct moved_ground *ground, size_t node, int reach)
{
    int own = reach == BEYOND ? MOVED_OWN_GREW : MOVED_OWN_GREW | MOVED_OWN_FELL;
    return ground->anchor[node] || (ground->marks[node] & own) != 0 || came_along(ground, node);
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
        uint32_t above = tree->parent[n];
        ground->member[n] = OUTSIDE;
        if (!ground->anchor[n] && ground->member[above] == OUTSIDE)
            continue;
        bool along = came_along(ground, n);
        calls[n] = ground->anchor[n] ? 0 : calls[above] + !along;
        bool leads_on = (ground->marks[n] & ~MOVED_CAME_ALONG) != 0 || along;
        if (ground->anchor[n] || leads_on)
            ground->member[n] = calls[n] <= reach ? WITHIN : BEYOND;
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
        bool left_out = domain->changed_only && n > 0 && !counts(ground, n, ground->member[n]);
        ground->member[n] = ground->member[n] != OUTSIDE && !ground->inside[n] && !left_out;
    }
}

/* A domain in both of its forms. */
struct pair {
    struct moved_domain whole, changed;
};

static void add_own(double rest[SIDES], const double *own)
{
    rest[BASELINE] += own[BASELINE];
    rest[CANDIDATE] += own[CANDIDATE];
}

/* Whether a node can add to a domain's rest. */
static bool costs(const struct moved_ground *ground, size_t node)
{
    const double *own = &of(ground)->node_self[node * SIDES];
    return !ground->inside[node] && own[BASELINE] + own[CANDIDATE] > 0;
}

static void measure(struct pair *pair, struct moved_ground *ground)
{
    const struct calltree *tree = of(ground)->tree;
    fill_kind(ground, &pair->whole);
    for (size_t n = 1; n < tree->count; n++) {
        if (ground->member[n] == OUTSIDE || !costs(ground, n))
            continue;
        const double *own = &of(ground)->node_self[n * SIDES];
        add_own(pair->whole.rest, own);
        if (counts(ground, n, ground->member[n]))
            add_own(pair->changed.rest, own);
    }
}

/* What counts wherever it is within reach, without being an anchor. */
static bool counts_anyway(const struct moved_ground *ground, size_t node)
{
    return (ground->marks[node] & (MOVED_OWN_GREW | MOVED_OWN_FELL | MOVED_CAME_ALONG)) != 0;
}

static void mark_steps(uint8_t *step, const struct moved_ground *ground, uint32_t first)
{
    const struct calltree *tree = of(ground)->tree;
    memset(step, STEPS_MOST + 1, tree->count * sizeof *step);
    for (size_t i = 0; i < ground->top_count; i++) {
        for (uint32_t k = first; k <= STEPS_MOST; k++) {
            uint8_t *at = &step[caller_of(tree, ground->sites[i].node, k, 1)];
            *at = (uint8_t)(k < *at ? k : *at);
        }
    }
    for (uint32_t n = 1; n < tree->count; n++) {
        uint8_t above = step[tree->parent[n]];
        step[n] = above < step[n] ? above : step[n];
    }
}

/* The k-th callers themselves count even if they did not change. */
static void add_anchors(struct pair *pair, struct moved_ground *ground, uint32_t k)
{
    for (size_t i = 0; i < ground->top_count; i++) {
        uint32_t node = caller_of(of(ground)->tree, ground->sites[i].node, k, 1);
        if (ground->anchor[node] != k + 1 && costs(ground, node) && !counts_anyway(ground, node))
            add_own(pair->changed.rest, &of(ground)->node_self[(size_t)node * SIDES]);
        ground->anchor[node] = (uint8_t)(k + 1);
    }
}

/* Sites for all k in one pass: what is beneath the k-th callers is beneath the next ones too. */
static void measure_sites(struct pair pairs[STEPS_MOST + 1], struct moved_ground *ground, uint32_t first)
{
    const struct calltree *tree = of(ground)->tree;
    uint8_t *step = ground->member;
    mark_steps(step, ground, first);
    memset(ground->anchor, 0, tree->count * sizeof *ground->anchor);
    for (size_t n = 1; n < tree->count; n++) {
        if (step[n] > STEPS_MOST || !costs(ground, n))
            continue;
        const double *own = &of(ground)->node_self[n * SIDES];
        add_own(pairs[step[n]].whole.rest, own);
        if (counts_anyway(ground, n))
            add_own(pairs[step[n]].changed.rest, own);
    }
    for (uint32_t k = first; k < STEPS_MOST; k++) {
        add_own(pairs[k + 1].whole.rest, pairs[k].whole.rest);
        add_own(pairs[k + 1].changed.rest, pairs[k].changed.rest);
    }
    for (uint32_t k = first; k <= STEPS_MOST; k++)
        add_anchors(&pairs[k], ground, k);
}

/* All that is beneath each of some functions, in one pass: bit i of a node stands for the i-th of them. */
static void measure_callers(struct pair pairs[CALLERS_MOST], struct moved_ground *ground, const uint32_t *callers,
                            size_t count)
{
    const struct calltree *tree = of(ground)->tree;
    uint8_t *beneath = ground->member, *bits = ground->bits;
    for (size_t i = 0; i < count; i++)
        bits[callers[i]] = (uint8_t)(1U << i);
    beneath[CALLTREE_ROOT] = 0;
    for (uint32_t n = 1; n < tree->count; n++) {
        unsigned itself = bits[tree->symbol[n]], all = beneath[tree->parent[n]] | itself;
        beneath[n] = (uint8_t)all;
        if (all == 0 || !costs(ground, n))
            continue;
        const double *own = &of(ground)->node_self[(size_t)n * SIDES];
        bool counted = counts_anyway(ground, n);
        for (size_t i = 0; i < count; i++) {
            if ((all >> i & 1U) == 0)
                continue;
            add_own(pairs[i].whole.rest, own);
            if (counted || (itself >> i & 1U) != 0)
                add_own(pairs[i].changed.rest, own);
        }
    }
    for (size_t i = 0; i < count; i++)
        bits[callers[i]] = 0;
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

static struct pair pair_of(enum moved_kind kind, uint32_t step)
{
    struct moved_domain whole = {.kind = kind, .step = step}, changed = whole;
    changed.changed_only = true;
    return (struct pair){whole, changed};
}

static bool only_changed(enum moved_kind kind)
{
    return kind == MOVED_NEAR || kind == MOVED_BESIDE;
}

/* Adds a domain in its forms, unless it is too wide. False: it was, as every one around it is. */
static bool add_pair(struct listing *list, const struct pair *pair)
{
    bool one = only_changed(pair->whole.kind);
    if (size_of(one ? &pair->changed : &pair->whole) > list->room)
        return false;
    list->items[list->count++] = pair->changed;
    if (!one)
        list->items[list->count++] = pair->whole;
    return true;
}

static void add_measured(struct listing *list, struct moved_ground *ground, enum moved_kind kind, uint32_t step)
{
    struct pair pair = pair_of(kind, step);
    measure(&pair, ground);
    add_pair(list, &pair);
}

static void add_sites(struct listing *list, struct moved_ground *ground, uint32_t first)
{
    struct pair pairs[STEPS_MOST + 1];
    for (uint32_t k = 0; k <= STEPS_MOST; k++)
        pairs[k] = pair_of(MOVED_SITES, k);
    measure_sites(pairs, ground, first);
    for (uint32_t k = first; k <= STEPS_MOST && add_pair(list, &pairs[k]);)
        k++;
}

static void add_callers(struct listing *list, struct moved_ground *ground)
{
    struct pair pairs[CALLERS_MOST];
    uint32_t callers[CALLERS_MOST];
    size_t count = find_callers(callers, ground);
    for (size_t i = 0; i < count; i++)
        pairs[i] = pair_of(MOVED_CALLER, callers[i]);
    measure_callers(pairs, ground, callers, count);
    for (size_t i = 0; i < count && add_pair(list, &pairs[i]);)
        i++;
}

size_t moved_domain_list(struct moved_domain out[MOVED_DOMAINS_MOST], struct moved_ground *ground, double room)
{
    struct listing list = {out, 0, room};
    uint32_t first = ground->self ? 0 : 1;
    for (uint32_t k = first; k <= NEAR_STEPS; k++)
        add_measured(&list, ground, MOVED_NEAR, k);
    for (uint32_t k = 1; k <= NEAR_STEPS && !ground->self; k++)
        add_measured(&list, ground, MOVED_BESIDE, k);
    add_sites(&list, ground, first);
    add_callers(&list, ground);
    add_measured(&list, ground, MOVED_PACKAGE, 0);
    add_measured(&list, ground, MOVED_FILE, 0);
    qsort(out, list.count, sizeof *out, narrow_first);
    return list.count;
}
