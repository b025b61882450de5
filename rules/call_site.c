#include "rules/call_site.h"

#include "gate/base/banned.h"

static double rate(const struct comparison *comparison, uint32_t node, int side)
{
    double exposure = comparison->sides[side].exposure;
    return exposure > 0 ? comparison->node_total[(size_t)node * SIDES + (size_t)side] / exposure : 0;
}

struct call_site call_site_of_new_code(const struct comparison *comparison, uint32_t node)
{
    const struct calltree *tree = comparison->tree;
    struct call_site none = {SYMBOL_NONE, false};
    if (node == CALLTREE_ROOT || node >= tree->count || rate(comparison, node, BASELINE) > 0) {
        return none;
    }
    uint32_t above = tree->parent[node];
    while (above != CALLTREE_ROOT && !(rate(comparison, above, BASELINE) > 0)) {
        above = tree->parent[above];
    }
    bool grew = rate(comparison, above, CANDIDATE) > rate(comparison, above, BASELINE);
    if (above == CALLTREE_ROOT || !grew) {
        return none;
    }
    return (struct call_site){tree->symbol[above], above == tree->parent[node]};
}
