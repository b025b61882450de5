#include "gate/inference/movement.h"

#include "gate/base/memory.h"
#include "gate/inference/nodes.h"
#include "gate/inference/test.h"

#include <math.h>

#include "gate/base/banned.h"

static const double SITE_GREW = 0.05;

static const struct comparison *of(const struct movement *move)
{
    return move->about->noise->comparison;
}

/* Growth per exposure in the direction searched, in the reading that makes it harder to claim. The root's is as
 * measured. */
static double moved(const struct movement *move, size_t node, const double amount[SIDES])
{
    const struct noise *noise = move->about->noise;
    size_t entry = nodes_entry(of(move), node);
    double factor = move->sign > 0 ? noise_red(noise, entry) : noise_less(noise, entry);
    double growth =
        amount[CANDIDATE] / (noise->exposure[CANDIDATE] * factor) - amount[BASELINE] / noise->exposure[BASELINE];
    return move->sign * growth;
}

/* Rate on the side that the movement starts from: an improvement is a growth from the candidate to the baseline. */
static double rate_before(const struct movement *move, size_t node)
{
    int side = move->sign > 0 ? BASELINE : CANDIDATE;
    return of(move)->node_total[node * SIDES + (size_t)side] / move->about->noise->exposure[side];
}

double movement_own_p(const void *context, uint32_t node)
{
    const struct movement *move = context;
    const struct noise *noise = move->about->noise;
    struct effective at = nodes_own(noise, node);
    struct limit_resolved none = {.relative = true};
    size_t entry = nodes_entry(of(move), node);
    return move->sign > 0 ? test_more(noise, entry, &at, &none) : test_less(noise, entry, &at);
}

static void fill(struct movement *move)
{
    const struct comparison *comparison = of(move);
    for (size_t n = 0; n < comparison->tree->count; n++) {
        const struct node_answer *answer = &move->about->nodes[n];
        move->base[n] = rate_before(move, n);
        move->growth[n] = moved(move, n, &comparison->node_total[n * SIDES]);
        move->own[n] = moved(move, n, &comparison->node_self[n * SIDES]);
        move->p[n] = move->sign > 0 ? answer->p_more : answer->p_less;
    }
}

int movement_make(struct movement *move, const struct culprit_case *about, int sign, struct error *err)
{
    *move = (struct movement){.about = about, .sign = sign, .rejected_total = MOVEMENT_NO_QUESTION};
    size_t nodes = of(move)->tree->count, symbols = symbols_count(of(move)->symbols);
    move->rejected[0] = memory_allocate_array(2 * symbols, sizeof(uint32_t));
    move->marked = memory_allocate_array(nodes, sizeof(uint8_t));
    move->base = memory_allocate_array(4 * nodes, sizeof(double));
    if (move->rejected[0] == NULL || move->marked == NULL || move->base == NULL) {
        error_set_memory(err, "naming the causes");
        return -1;
    }
    move->rejected[1] = move->rejected[0] + symbols;
    for (size_t i = 0; i < 2 * symbols; i++)
        move->rejected[0][i] = MOVEMENT_NO_QUESTION;
    move->growth = move->base + nodes;
    move->own = move->growth + nodes;
    move->p = move->own + nodes;
    fill(move);
    return 0;
}

void movement_clear(struct movement *move)
{
    memory_free(move->rejected[0]);
    memory_free(move->marked);
    memory_free(move->base);
}

/* Notes, for every function, the first rejected fail question about it. False if there is none at all. */
static bool note_rejected(struct movement *move)
{
    const struct culprit_case *about = move->about;
    bool any = false;
    for (size_t q = about->questions->count; q-- > 0;) {
        const struct question *question = &about->questions->items[q];
        const struct hypothesis *h = &about->hypotheses->items[about->hypotheses->of_question[q]];
        if (question->comparison != about->comparison || question->purpose != QUESTION_FAIL || !h->rejected)
            continue;
        const struct comparison_entry *entry = &of(move)->entries[question->entry];
        any = true;
        if (entry->value == ENTRY_SERVICE)
            move->rejected_total = (uint32_t)q;
        else
            move->rejected[entry->value == ENTRY_SELF][entry->symbol] = (uint32_t)q;
    }
    return any;
}

/* Whether the node is rejected at its own limit by the question about its function. */
static bool node_rejected(const struct movement *move, size_t node, uint32_t question, bool self)
{
    const struct culprit_case *about = move->about;
    if (question == MOVEMENT_NO_QUESTION)
        return false;
    const struct comparison *comparison = of(move);
    const double *amount = self ? comparison->node_self : comparison->node_total;
    double rate = amount[node * SIDES] / about->noise->exposure[BASELINE];
    struct effective at = self ? nodes_own(about->noise, node) : nodes_subtree(about->noise, node);
    struct limit_resolved lower = hypotheses_proven(&about->questions->items[question], about->noise, rate);
    double level = about->hypotheses->items[about->hypotheses->of_question[question]].level;
    return test_more(about->noise, nodes_entry(comparison, node), &at, &lower) <= level;
}

bool movement_mark_rejected(struct movement *move)
{
    const struct calltree *tree = of(move)->tree;
    if (!note_rejected(move))
        return false;
    move->marked[CALLTREE_ROOT] = move->rejected_total != MOVEMENT_NO_QUESTION;
    for (size_t n = 1; n < tree->count; n++) {
        uint32_t symbol = tree->symbol[n];
        move->marked[n] = node_rejected(move, n, move->rejected[0][symbol], false) ||
                          node_rejected(move, n, move->rejected[1][symbol], true);
    }
    return true;
}

void movement_mark_directed(struct movement *move)
{
    for (size_t n = 0; n < of(move)->tree->count; n++)
        move->marked[n] = move->about->nodes[n].direction == move->sign;
}

uint32_t movement_question_about(const struct movement *move, uint32_t symbol)
{
    if (symbol == SYMBOL_NONE)
        return move->rejected_total;
    uint32_t total = move->rejected[0][symbol];
    return total != MOVEMENT_NO_QUESTION ? total : move->rejected[1][symbol];
}

uint32_t movement_question_above(const struct movement *move, uint32_t node)
{
    const struct calltree *tree = of(move)->tree;
    for (uint32_t n = node; n != CALLTREE_ROOT; n = tree->parent[n]) {
        if (movement_question_about(move, tree->symbol[n]) != MOVEMENT_NO_QUESTION)
            return movement_question_about(move, tree->symbol[n]);
    }
    return move->rejected_total;
}

struct movement_sites movement_find_sites(const struct movement *move, uint32_t symbol)
{
    const struct calltree *tree = of(move)->tree;
    struct movement_sites sites = {.any = CALLTREE_ROOT, .largest_growth = -INFINITY};
    for (uint32_t n = 1; n < tree->count; n++) {
        if (tree->symbol[n] != symbol)
            continue;
        sites.any = n;
        sites.own += move->own[n];
        if (!tree->outermost[n])
            continue;
        sites.places++;
        sites.growth += move->growth[n];
        sites.positive += move->growth[n] > 0;
        sites.grew += move->growth[n] > 0 && move->p[n] <= SITE_GREW;
        if (move->growth[n] > sites.largest_growth) {
            sites.largest_growth = move->growth[n];
            sites.largest = n;
        }
    }
    return sites;
}
