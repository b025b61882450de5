#include "gate/inference/culprit.h"

#include "gate/base/memory.h"
#include "gate/inference/descent.h"
#include "gate/inference/estimate.h"
#include "gate/inference/nodes.h"
#include "gate/inference/test.h"

#include <math.h>
#include <stdlib.h>

#include "gate/base/banned.h"

static const double MAIN_PART = 0.5;
static const double SITE_GREW = 0.05; /* p up to which a place is counted as having moved */

#define NO_QUESTION UINT32_MAX

/* What moved at each node, in one direction: sign +1 for growth, -1 for what costs less. */
struct movement {
    const struct culprit_case *about;
    int sign;
    uint32_t *rejected[2]; /* [symbol] the rejected question about its total, its self; NO_QUESTION */
    uint32_t rejected_total;
    uint8_t *marked;
    double *base, *growth, *own, *p; /* [node] as descent.h has them */
    uint8_t *scratch;                /* [node] */
    double *below;                   /* [symbol] */
};

static const struct comparison *of(const struct movement *move)
{
    return move->about->noise->comparison;
}

static int movement_make(struct movement *move, const struct culprit_case *about, int sign, struct error *err)
{
    *move = (struct movement){.about = about, .sign = sign, .rejected_total = NO_QUESTION};
    size_t nodes = of(move)->tree->count, symbols = symbols_count(of(move)->symbols);
    move->rejected[0] = memory_allocate_array(2 * symbols, sizeof(uint32_t));
    move->marked = memory_allocate_array(2 * nodes, sizeof(uint8_t));
    move->base = memory_allocate_array(4 * nodes, sizeof(double));
    move->below = memory_allocate_array(symbols, sizeof(double));
    if (move->rejected[0] == NULL || move->marked == NULL || move->base == NULL || move->below == NULL) {
        error_set_memory(err, "naming the causes");
        return -1;
    }
    move->rejected[1] = move->rejected[0] + symbols;
    for (size_t i = 0; i < 2 * symbols; i++)
        move->rejected[0][i] = NO_QUESTION;
    move->scratch = move->marked + nodes;
    move->growth = move->base + nodes;
    move->own = move->growth + nodes;
    move->p = move->own + nodes;
    return 0;
}

static void movement_clear(struct movement *move)
{
    memory_free(move->rejected[0]);
    memory_free(move->marked);
    memory_free(move->base);
    memory_free(move->below);
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

/* p of "the node's own code did not move". */
static double own_p(const void *context, uint32_t node)
{
    const struct movement *move = context;
    const struct noise *noise = move->about->noise;
    struct effective at = nodes_own(noise, node);
    struct limit_resolved none = {.relative = true};
    size_t entry = nodes_entry(of(move), node);
    return move->sign > 0 ? test_more(noise, entry, &at, &none) : test_less(noise, entry, &at);
}

static void fill_movement(struct movement *move)
{
    const struct comparison *comparison = of(move);
    const struct noise *noise = move->about->noise;
    for (size_t n = 0; n < comparison->tree->count; n++) {
        const struct node_answer *answer = &move->about->nodes[n];
        move->base[n] = rate_before(move, n);
        move->growth[n] = moved(move, n, &comparison->node_total[n * SIDES]);
        move->own[n] = moved(move, n, &comparison->node_self[n * SIDES]);
        move->p[n] = move->sign > 0 ? answer->p_more : answer->p_less;
    }
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
    if (question == NO_QUESTION)
        return false;
    const struct comparison *comparison = of(move);
    const double *amount = self ? comparison->node_self : comparison->node_total;
    double rate = amount[node * SIDES] / about->noise->exposure[BASELINE];
    struct effective at = self ? nodes_own(about->noise, node) : nodes_subtree(about->noise, node);
    struct limit_resolved lower = hypotheses_proven(&about->questions->items[question], about->noise, rate);
    double level = about->hypotheses->items[about->hypotheses->of_question[question]].level;
    return test_more(about->noise, nodes_entry(comparison, node), &at, &lower) <= level;
}

static void mark_rejected(struct movement *move)
{
    const struct calltree *tree = of(move)->tree;
    move->marked[CALLTREE_ROOT] = move->rejected_total != NO_QUESTION;
    for (size_t n = 1; n < tree->count; n++) {
        uint32_t symbol = tree->symbol[n];
        move->marked[n] = node_rejected(move, n, move->rejected[0][symbol], false) ||
                          node_rejected(move, n, move->rejected[1][symbol], true);
    }
}

static void mark_directed(struct movement *move)
{
    for (size_t n = 0; n < of(move)->tree->count; n++)
        move->marked[n] = move->about->nodes[n].direction == move->sign;
}

/* Whether the comparison is asked for differences only, by warnings without a limit: then nothing is rejected that
 * could fail, and what grew beyond the noise takes its place. */
static bool asks_differences(const struct culprit_case *about)
{
    bool any = false;
    for (size_t q = 0; q < about->questions->count; q++) {
        const struct question *question = &about->questions->items[q];
        if (question->comparison != about->comparison)
            continue;
        if (question->purpose != QUESTION_WARN || question->limit.count > 0)
            return false;
        any = true;
    }
    return any;
}

static int append(struct culprits *out, const struct culprit *culprit, struct error *err)
{
    if (out->count == out->capacity) {
        size_t capacity = out->capacity == 0 ? 8 : 2 * out->capacity;
        struct culprit *grown = memory_resize_array(out->items, capacity, sizeof *grown);
        if (grown == NULL) {
            error_set_memory(err, "naming the causes");
            return -1;
        }
        out->items = grown;
        out->capacity = capacity;
    }
    out->items[out->count++] = *culprit;
    return 0;
}

static uint32_t question_about(const struct movement *move, uint32_t symbol)
{
    if (symbol == SYMBOL_NONE)
        return move->rejected_total;
    uint32_t total = move->rejected[0][symbol];
    return total != NO_QUESTION ? total : move->rejected[1][symbol];
}

/* The rejected question that a place answers: its own function's, else that of the nearest caller. */
static uint32_t question_above(const struct movement *move, uint32_t node)
{
    const struct calltree *tree = of(move)->tree;
    for (uint32_t n = node; n != CALLTREE_ROOT; n = tree->parent[n]) {
        if (question_about(move, tree->symbol[n]) != NO_QUESTION)
            return question_about(move, tree->symbol[n]);
    }
    return move->rejected_total;
}

/* All places of one function together. */
struct sites {
    uint32_t any; /* one of its nodes */
    uint32_t largest;
    double growth, own, largest_growth;
    uint32_t grew, positive;
};

static struct sites find_sites(const struct movement *move, uint32_t symbol)
{
    const struct calltree *tree = of(move)->tree;
    struct sites sites = {.any = CALLTREE_ROOT, .largest_growth = -INFINITY};
    for (uint32_t n = 1; n < tree->count; n++) {
        if (tree->symbol[n] != symbol)
            continue;
        sites.any = n;
        sites.own += move->own[n];
        if (!tree->outermost[n])
            continue;
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

static uint32_t at_least_one(uint32_t count)
{
    return count > 0 ? count : 1;
}

/* The service as a whole. */
static struct culprit whole_service(const struct movement *move)
{
    return (struct culprit){.comparison = move->about->comparison,
                            .node = CALLTREE_ROOT,
                            .symbol = SYMBOL_NONE,
                            .question = move->rejected_total,
                            .estimate = estimate_entry(move->about->noise, 0, move->about->tail),
                            .call_sites = 1};
}

/* found: the place that led to the function; CALLTREE_ROOT if no single one did. */
static struct culprit name_function(const struct movement *move, uint32_t symbol, uint32_t found)
{
    const struct comparison *comparison = of(move);
    struct sites sites = find_sites(move, symbol);
    bool self_only = move->rejected[0][symbol] == NO_QUESTION && move->rejected[1][symbol] != NO_QUESTION;
    uint32_t entry = self_only ? comparison->node_entry_self[sites.any] : UINT32_MAX;
    if (entry == UINT32_MAX)
        entry = comparison->node_entry_total[sites.any];
    bool main_place = found != CALLTREE_ROOT && move->growth[found] >= MAIN_PART * sites.growth;
    uint32_t place = CALLTREE_ROOT;
    if (main_place)
        place = found;
    else if (sites.largest_growth >= MAIN_PART * sites.growth)
        place = sites.largest;
    double own = place != CALLTREE_ROOT ? move->own[place] : sites.own;
    double all = place != CALLTREE_ROOT ? move->growth[place] : sites.growth;
    uint32_t question = question_about(move, symbol);
    if (question == NO_QUESTION)
        question = question_above(move, found);
    return (struct culprit){.comparison = move->about->comparison,
                            .node = place,
                            .symbol = symbol,
                            .question = question,
                            .estimate = estimate_entry(move->about->noise, entry, move->about->tail),
                            .self = own >= MAIN_PART * all,
                            .call_sites = at_least_one(sites.grew > 0 ? sites.grew : sites.positive)};
}

/* Index into the culprits of this comparison from `first` on; count if the function is not among them. */
static size_t named_already(const struct culprits *list, size_t first, uint32_t symbol)
{
    size_t i = first;
    while (i < list->count && list->items[i].symbol != symbol)
        i++;
    return i;
}

static int add_finds(struct culprits *out, size_t first, const struct movement *move,
                     const struct descent_find *finds, size_t count, struct error *err)
{
    const struct calltree *tree = of(move)->tree;
    for (size_t i = 0; i < count; i++) {
        uint32_t node = finds[i].node, symbol = tree->symbol[node];
        if (node == CALLTREE_ROOT && move->rejected_total == NO_QUESTION)
            continue; /* a service that changed without any part of it is the level, not somebody's work */
        if (named_already(out, first, symbol) < out->count)
            continue;
        /* The place of largest growth stands for all places of its function. */
        for (size_t j = i + 1; j < count; j++) {
            if (tree->symbol[finds[j].node] == symbol && move->growth[finds[j].node] > move->growth[node])
                node = finds[j].node;
        }
        struct culprit culprit = node == CALLTREE_ROOT ? whole_service(move) : name_function(move, symbol, node);
        if (append(out, &culprit, err) != 0)
            return -1;
    }
    return 0;
}

static int search_tree(struct culprits *out, size_t first, const struct movement *move, struct error *err)
{
    struct descent descent = {of(move)->tree, move->marked, move->base, move->growth,
                              move->own,      move->p,      own_p,      move};
    struct descent_find *finds;
    size_t count;
    if (descent_search(&finds, &count, &descent, err) != 0)
        return -1;
    int result = add_finds(out, first, move, finds, count, err);
    memory_free(finds);
    return result;
}

/* Rejected functions that no place of the tree spoke for. */
struct leftovers {
    uint32_t *symbol;
    bool *context; /* explained by another one */
    size_t count;
};

static bool any_marked(const struct movement *move, uint32_t symbol)
{
    const struct calltree *tree = of(move)->tree;
    for (size_t n = 1; n < tree->count; n++) {
        if (tree->symbol[n] == symbol && move->marked[n])
            return true;
    }
    return false;
}

/*
 * below[s]: growth of the topmost places of s beneath the places of a function. scratch[n] tells whether n lies
 * beneath it; the topmost place of s is the one without a place of s in between, which outermost says but for
 * recursion through the function itself.
 */
static void growth_below(struct movement *move, uint32_t function)
{
    const struct calltree *tree = of(move)->tree;
    size_t symbols = symbols_count(of(move)->symbols);
    for (size_t s = 0; s < symbols; s++)
        move->below[s] = 0;
    move->scratch[CALLTREE_ROOT] = 0;
    for (size_t n = 1; n < tree->count; n++) {
        uint8_t beneath = move->scratch[tree->parent[n]];
        if (beneath && tree->outermost[n])
            move->below[tree->symbol[n]] += move->growth[n];
        move->scratch[n] = beneath || tree->symbol[n] == function;
    }
}

/* Growth of a function's places beneath any function named already. */
static double growth_beneath_named(struct movement *move, uint32_t function, const struct culprits *named,
                                   size_t first)
{
    const struct calltree *tree = of(move)->tree;
    double sum = 0;
    move->scratch[CALLTREE_ROOT] = 0;
    for (size_t n = 1; n < tree->count; n++) {
        uint8_t beneath = move->scratch[tree->parent[n]];
        if (beneath && tree->symbol[n] == function && tree->outermost[n])
            sum += move->growth[n];
        move->scratch[n] = beneath || named_already(named, first, tree->symbol[n]) < named->count;
    }
    return sum;
}

static bool explained_by_named(struct movement *move, uint32_t function, const struct culprits *named, size_t first)
{
    double growth = find_sites(move, function).growth;
    if (growth_beneath_named(move, function, named, first) >= MAIN_PART * growth)
        return true;
    growth_below(move, function);
    for (size_t i = first; i < named->count; i++) {
        uint32_t symbol = named->items[i].symbol;
        if (symbol != SYMBOL_NONE && move->below[symbol] >= MAIN_PART * growth)
            return true;
    }
    return false;
}

/* The leftover, other than i, with the largest growth beneath i; i if there is none. */
static size_t deepest_below(struct movement *move, const struct leftovers *left, size_t i)
{
    size_t best = i;
    growth_below(move, left->symbol[i]);
    for (size_t j = 0; j < left->count; j++) {
        if (j != i && (best == i || move->below[left->symbol[j]] > move->below[left->symbol[best]]))
            best = j;
    }
    return best;
}

/* A leftover is context if another one beneath it has most of its growth; of two that call each other the first
 * stays. */
static void find_contexts(struct movement *move, struct leftovers *left)
{
    for (size_t i = 0; i < left->count; i++) {
        size_t j = deepest_below(move, left, i);
        if (j == i || move->below[left->symbol[j]] < MAIN_PART * find_sites(move, left->symbol[i]).growth)
            continue;
        growth_below(move, left->symbol[j]);
        bool mutual = move->below[left->symbol[i]] >= MAIN_PART * find_sites(move, left->symbol[j]).growth;
        left->context[i] = !mutual || j < i;
    }
}

static void gather_leftovers(struct leftovers *left, struct movement *move, const struct culprits *named,
                             size_t first)
{
    size_t symbols = symbols_count(of(move)->symbols);
    for (uint32_t s = 0; s < symbols; s++) {
        if (question_about(move, s) == NO_QUESTION || any_marked(move, s))
            continue;
        if (!explained_by_named(move, s, named, first))
            left->symbol[left->count++] = s;
    }
}

static int add_leftovers(struct culprits *out, size_t first, struct movement *move, struct error *err)
{
    size_t symbols = symbols_count(of(move)->symbols);
    struct leftovers left = {.symbol = memory_allocate_array(symbols, sizeof(uint32_t)),
                             .context = memory_allocate_array(symbols, sizeof(bool))};
    int result = -1;
    if (left.symbol == NULL || left.context == NULL) {
        error_set_memory(err, "naming the causes");
        goto done;
    }
    gather_leftovers(&left, move, out, first);
    find_contexts(move, &left);
    for (size_t i = 0; i < left.count; i++) {
        if (left.context[i])
            continue;
        struct culprit culprit = name_function(move, left.symbol[i], CALLTREE_ROOT);
        if (append(out, &culprit, err) != 0)
            goto done;
    }
    result = 0;
done:
    memory_free(left.symbol);
    memory_free(left.context);
    return result;
}

/* A function that only moved to another caller did not change. */
static void drop_what_only_moved(struct culprits *out, size_t first, int sign)
{
    size_t kept = first;
    for (size_t i = first; i < out->count; i++) {
        const double *interval = out->items[i].estimate.change_interval;
        if (sign > 0 ? interval[0] > 0 : interval[1] < 0)
            out->items[kept++] = out->items[i];
    }
    out->count = kept;
}

/* By the directions of the nodes, without any question. */
static int find_directed(struct culprits *out, const struct culprit_case *about, int sign, struct error *err)
{
    struct movement move;
    int result = -1;
    size_t first = out->count;
    if (movement_make(&move, about, sign, err) == 0) {
        fill_movement(&move);
        mark_directed(&move);
        result = search_tree(out, first, &move, err);
        drop_what_only_moved(out, first, sign);
    }
    movement_clear(&move);
    return result;
}

static int find_rejected(struct culprits *out, const struct culprit_case *about, struct error *err)
{
    struct movement move;
    int result = -1;
    size_t first = out->count;
    if (movement_make(&move, about, 1, err) != 0)
        goto done;
    if (!note_rejected(&move)) {
        result = 0;
        goto done;
    }
    fill_movement(&move);
    mark_rejected(&move);
    if (search_tree(out, first, &move, err) == 0)
        result = add_leftovers(out, first, &move, err);
done:
    movement_clear(&move);
    return result;
}

int culprit_find(struct culprits *out, const struct culprit_case *about, struct error *err)
{
    if (!about->noise->judgeable)
        return 0;
    return asks_differences(about) ? find_directed(out, about, 1, err) : find_rejected(out, about, err);
}

int culprit_find_improvements(struct culprits *out, const struct culprit_case *about, struct error *err)
{
    return about->noise->judgeable ? find_directed(out, about, -1, err) : 0;
}

/* A culprit with what it is sorted by, since a comparison function sees nothing else. */
struct ranked {
    struct culprit culprit;
    double size;
    struct bytes name;
};

static int by_size(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    if (a->culprit.comparison != b->culprit.comparison)
        return a->culprit.comparison < b->culprit.comparison ? -1 : 1;
    return bytes_compare(a->name, b->name);
}

static struct ranked rank(const struct culprit *culprit, const struct comparison *const *comparisons)
{
    struct ranked out = {*culprit, fabs(culprit->estimate.share), bytes_of_text("")};
    if (culprit->symbol != SYMBOL_NONE)
        out.name = symbols_get(comparisons[culprit->comparison]->symbols, culprit->symbol)->name;
    if (isnan(out.size))
        out.size = 0;
    return out;
}

int culprits_sort(struct culprits *culprits, const struct comparison *const *comparisons, struct error *err)
{
    struct ranked *ranked = memory_allocate_array(culprits->count, sizeof *ranked);
    if (ranked == NULL) {
        error_set_memory(err, "naming the causes");
        return -1;
    }
    for (size_t i = 0; i < culprits->count; i++)
        ranked[i] = rank(&culprits->items[i], comparisons);
    qsort(ranked, culprits->count, sizeof *ranked, by_size);
    for (size_t i = 0; i < culprits->count; i++)
        culprits->items[i] = ranked[i].culprit;
    memory_free(ranked);
    return 0;
}

void culprits_clear(struct culprits *culprits)
{
    memory_free(culprits->items);
    *culprits = (struct culprits){0};
}
