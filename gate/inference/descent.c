#include "gate/inference/descent.h"

#include "gate/base/memory.h"

#include "gate/base/banned.h"

static const double BEYOND_DOUBT = 0.001;
static const double MAIN_PART = 0.5;
static const double OWN_PART = 0.2;    /* of a node's growth, from which on its own code counts as grown */
static const double OWN_PROVEN = 0.01; /* if its p is at most this: a stop too early names a caller, no stranger */
static const double NEARLY_ALL = 0.9;  /* of a node's growth: a child with so much of it grew if the node did */
static const double STILL_NEW = 0.02;  /* part of its cost that a new node may have had before */

enum { NO_NODE = CALLTREE_ROOT }; /* no child is ever the root */

struct search {
    const struct descent *descent;
    uint32_t *first_child, *next_sibling; /* [node]; NO_NODE: none */
    uint8_t *holds_marked;                /* [node] itself or something below is marked */
    uint32_t *starts;                     /* still to be explained */
    size_t start_count;
    struct descent_find *finds;
    size_t find_count;
};

/* Children in rising order, so that equals are decided alike. */
static void link_children(struct search *search)
{
    const struct calltree *tree = search->descent->tree;
    for (size_t n = tree->count; n-- > 1;) {
        search->next_sibling[n] = search->first_child[tree->parent[n]];
        search->first_child[tree->parent[n]] = (uint32_t)n;
    }
}

static void find_marked_branches(struct search *search)
{
    const struct calltree *tree = search->descent->tree;
    for (size_t n = tree->count; n-- > 0;) {
        search->holds_marked[n] |= search->descent->marked[n];
        if (n > 0 && search->holds_marked[n])
            search->holds_marked[tree->parent[n]] = 1;
    }
}

static uint32_t next_below(const struct search *search, uint32_t node, uint32_t top, bool enter)
{
    if (enter && search->first_child[node] != NO_NODE)
        return search->first_child[node];
    while (node != top && search->next_sibling[node] == NO_NODE)
        node = search->descent->tree->parent[node];
    return node == top ? NO_NODE : search->next_sibling[node];
}

/* The topmost marked nodes of a branch become starts. */
static void add_starts(struct search *search, uint32_t top)
{
    uint32_t node = top;
    bool first = true;
    while (first || node != NO_NODE) {
        first = false;
        bool marked = search->descent->marked[node];
        if (marked)
            search->starts[search->start_count++] = node;
        node = next_below(search, node, top, !marked && search->holds_marked[node]);
    }
}

/* Where the way down ends whatever the children did. */
static bool ends_here(const struct descent *d, uint32_t node)
{
    if (node == CALLTREE_ROOT)
        return false;
    bool no_base = d->base[node] <= STILL_NEW * (d->base[node] + d->growth[node]);
    if (!(d->growth[node] > 0) || (no_base && !d->sparse))
        return true;
    return d->own[node] >= OWN_PART * d->growth[node] && d->own_p(d->context, node) <= OWN_PROVEN;
}

/* Where most code is never seen, the little that the node has beside the child may be all that makes its growth a
 * proven one: 0 against some is hard to tell from chance by itself. */
static bool grew(const struct descent *d, uint32_t child, uint32_t node)
{
    return d->p[child] <= BEYOND_DOUBT || (d->sparse && d->growth[child] >= NEARLY_ALL * d->growth[node]);
}

/* The child that carries the growth to be explained; NO_NODE if none does. */
static uint32_t main_child(const struct search *search, uint32_t node, double wanted)
{
    const struct descent *d = search->descent;
    uint32_t best = NO_NODE;
    if (ends_here(d, node))
        return NO_NODE;
    for (uint32_t c = search->first_child[node]; c != NO_NODE; c = search->next_sibling[c]) {
        bool carries = d->growth[c] > 0 && d->growth[c] >= MAIN_PART * d->growth[node] &&
                       d->growth[c] >= MAIN_PART * wanted && grew(d, c, node);
        if (carries && (best == NO_NODE || d->growth[c] > d->growth[best]))
            best = c;
    }
    return best;
}

/* Whether the marked branches of a node that the way down (through `taken`) leaves aside are causes of their own.
 * *held: growth of all branches that moved. */
static bool stand_apart(const struct search *search, uint32_t node, uint32_t taken, double *held)
{
    const struct descent *d = search->descent;
    double rest_base = d->base[node], rest_growth = d->growth[node];
    bool any = false;
    *held = 0;
    for (uint32_t c = search->first_child[node]; c != NO_NODE; c = search->next_sibling[c]) {
        if (c != taken && !search->holds_marked[c])
            continue;
        any = any || c != taken;
        rest_base -= d->base[c];
        rest_growth -= d->growth[c];
        *held += d->growth[c];
    }
    if (!any || node == CALLTREE_ROOT)
        return any;
    double whole = d->growth[node] * rest_base;
    return d->base[node] > 0 && rest_base >= MAIN_PART * d->base[node] &&
           rest_growth * d->base[node] < MAIN_PART * whole;
}

/* The root's growth holds the level too, and a node with other causes beside the way down theirs: below them only
 * what the way took counts. */
static bool keeps_growth(uint32_t node, bool apart)
{
    return node != CALLTREE_ROOT && !apart;
}

static void explain(struct search *search, uint32_t start)
{
    const struct descent *d = search->descent;
    double wanted = start == CALLTREE_ROOT ? 0 : d->growth[start];
    uint32_t node = start;
    for (;;) {
        double held;
        uint32_t taken = main_child(search, node, wanted);
        bool apart = stand_apart(search, node, taken, &held);
        for (uint32_t c = search->first_child[node]; apart && c != NO_NODE; c = search->next_sibling[c]) {
            if (c != taken && search->holds_marked[c])
                add_starts(search, c);
        }
        if (taken == NO_NODE) {
            if (!apart || held < MAIN_PART * d->growth[node])
                search->finds[search->find_count++] = (struct descent_find){node, start, !ends_here(d, node)};
            return;
        }
        wanted = keeps_growth(node, apart) ? wanted : d->growth[taken];
        node = taken;
    }
}

static int search_make(struct search *search, const struct descent *descent, struct error *err)
{
    size_t nodes = descent->tree->count;
    *search = (struct search){.descent = descent,
                              .first_child = memory_allocate_array(nodes, sizeof(uint32_t)),
                              .next_sibling = memory_allocate_array(nodes, sizeof(uint32_t)),
                              .holds_marked = memory_allocate_array(nodes, sizeof(uint8_t)),
                              .starts = memory_allocate_array(nodes, sizeof(uint32_t)),
                              .finds = memory_allocate_array(nodes, sizeof(struct descent_find))};
    if (search->first_child == NULL || search->next_sibling == NULL || search->holds_marked == NULL ||
        search->starts == NULL || search->finds == NULL) {
        error_set_memory(err, "searching for causes");
        return -1;
    }
    return 0;
}

static void search_clear(struct search *search)
{
    memory_free(search->first_child);
    memory_free(search->next_sibling);
    memory_free(search->holds_marked);
    memory_free(search->starts);
    memory_free(search->finds);
}

int descent_search(struct descent_find **out, size_t *count, const struct descent *descent, struct error *err)
{
    struct search search;
    if (search_make(&search, descent, err) != 0) {
        search_clear(&search);
        return -1;
    }
    link_children(&search);
    find_marked_branches(&search);
    if (search.holds_marked[CALLTREE_ROOT])
        add_starts(&search, CALLTREE_ROOT);
    for (size_t i = 0; i < search.start_count; i++)
        explain(&search, search.starts[i]);
    *out = search.finds;
    *count = search.find_count;
    search.finds = NULL;
    search_clear(&search);
    return 0;
}
