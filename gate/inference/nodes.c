#include "gate/inference/nodes.h"

#include "gate/base/memory.h"
#include "gate/inference/estimate.h"
#include "gate/inference/test.h"
#include "gate/statistics/multiplicity.h"

#include <math.h>

#include "gate/base/banned.h"

size_t nodes_entry(const struct comparison *comparison, size_t node)
{
    return node == CALLTREE_ROOT ? 0 : comparison->node_entry_total[node];
}

struct effective nodes_subtree(const struct noise *noise, size_t node)
{
    const struct comparison *comparison = noise->comparison;
    double unit[SIDES];
    comparison_node_unit(unit, comparison, node);
    return noise_at(noise, nodes_entry(comparison, node), &comparison->node_total[node * SIDES], unit);
}

struct effective nodes_own(const struct noise *noise, size_t node)
{
    const struct comparison *comparison = noise->comparison;
    size_t entry = comparison->node_entry_self[node];
    if (entry == UINT32_MAX)
        entry = nodes_entry(comparison, node);
    double unit[SIDES];
    comparison_node_self_unit(unit, comparison, node);
    return noise_at(noise, entry, &comparison->node_self[node * SIDES], unit);
}

/* Nodes that could tell something, with what one family asks of them. */
struct tellable {
    size_t *node;
    double *p[2];     /* of "did not grow", of "did not shrink" */
    double *least[2]; /* the smallest that its events could give */
    double *scratch;
    bool *tested, *rejected;
    size_t count;
    struct quantiles smallest; /* of the smallest level that any of them can be held to */
};

static int tellable_make(struct tellable *tell, size_t most, struct error *err)
{
    *tell = (struct tellable){.node = memory_allocate_array(most, sizeof(size_t)),
                              .scratch = memory_allocate_array(5 * most, sizeof(double)),
                              .tested = memory_allocate_array(2 * most, sizeof(bool))};
    if (tell->node == NULL || tell->scratch == NULL || tell->tested == NULL) {
        error_set_memory(err, "testing the call tree");
        return -1;
    }
    for (size_t k = 0; k < 2; k++) {
        tell->p[k] = tell->scratch + (1 + k) * most;
        tell->least[k] = tell->scratch + (3 + k) * most;
    }
    tell->rejected = tell->tested + most;
    return 0;
}

static void tellable_clear(struct tellable *tell)
{
    memory_free(tell->node);
    memory_free(tell->scratch);
    memory_free(tell->tested);
}

/* z at limit 0 with all events on one side: 0.5 p^n is the mid-p then. */
static double extreme_z(double events, double log_p)
{
    double tail = fmax(0.5 * exp(events * log_p), 1e-300);
    return count_test_z_of_tails(tail, 1.0 - tail);
}

/* The p of that z, or 0 where it is so small that no family of this tree's size asks for more. */
static double least_p(const struct tellable *tell, double z, double df)
{
    return z >= quantiles_at(&tell->smallest, df) ? 0 : count_test_p_above(z, df);
}

static void add_tellable(struct tellable *tell, size_t node, const struct node_answer *answer,
                         const struct effective *at, double red, double less, double alpha)
{
    const struct counts *counts = &at->counts;
    double n = counts->c0 + counts->c1, r1 = counts->r1 * red, r0 = counts->r0;
    double log_more = log(r1 / (r0 + r1)), log_less = log(r0 / (r0 + counts->r1 * less));
    double floor = log(2 * alpha);
    /* A node whose best p misses even a family of one adds nothing to the count of K. */
    if (n * log_more > floor && n * log_less > floor)
        return;
    size_t i = tell->count++;
    tell->node[i] = node;
    tell->p[0][i] = answer->p_more;
    tell->p[1][i] = answer->p_less;
    tell->least[0][i] = least_p(tell, extreme_z(n, log_more), at->df);
    tell->least[1][i] = least_p(tell, extreme_z(n, log_less), at->df);
}

static void answer_node(struct node_answer *out, const struct noise *noise, size_t entry,
                        const struct effective *at, const struct quantiles *tail)
{
    struct estimate_change change = estimate_change(noise, entry, at, tail);
    *out = (struct node_answer){.change = change.change,
                                .change_interval = {change.interval[0], change.interval[1]},
                                .p_more = 1.0,
                                .p_less = 1.0};
    if (!at->known || isnan(change.change))
        return;
    struct limit_resolved none = {.relative = true};
    out->p_more = test_more(noise, entry, at, &none);
    out->p_less = test_less(noise, entry, at);
}

/* sign: what a rejection in family k means. */
static void direct(struct node_answer *nodes, struct tellable *tell, size_t k, double alpha, int8_t sign)
{
    multiplicity_judge(tell->rejected, tell->tested, tell->p[k], tell->least[k], tell->count, alpha, tell->scratch);
    for (size_t i = 0; i < tell->count; i++) {
        if (tell->rejected[i])
            nodes[tell->node[i]].direction = sign;
    }
}

int nodes_answer(struct node_answer *nodes, const struct noise *noise, const struct quantiles *tail,
                 struct error *err)
{
    const struct comparison *comparison = noise->comparison;
    double alpha = noise->settings.false_fail;
    struct tellable tell;
    if (tellable_make(&tell, comparison->tree->count, err) != 0) {
        tellable_clear(&tell);
        return -1;
    }
    quantiles_make(&tell.smallest, 0.5 * alpha / (double)comparison->tree->count, quantiles_least_df(tail));
    for (size_t n = 0; n < comparison->tree->count; n++) {
        size_t entry = nodes_entry(comparison, n);
        struct effective at = nodes_subtree(noise, n);
        answer_node(&nodes[n], noise, entry, &at, tail);
        if (at.known)
            add_tellable(&tell, n, &nodes[n], &at, noise_red(noise, entry), noise_less(noise, entry), alpha);
    }
    if (tell.count > 0) {
        direct(nodes, &tell, 0, alpha, 1);
        direct(nodes, &tell, 1, alpha, -1);
    }
    tellable_clear(&tell);
    return 0;
}
