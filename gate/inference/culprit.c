#include "gate/inference/culprit.h"

#include "gate/base/memory.h"
#include "gate/inference/descent.h"
#include "gate/inference/estimate.h"
#include "gate/inference/nodes.h"
#include "gate/inference/spread.h"
#include "gate/inference/test.h"
#include "gate/inference/unplaced.h"

#include <math.h>
#include <stdlib.h>

#include "gate/base/banned.h"

static const double MAIN_PART = 0.5;

static const struct comparison *of(const struct movement *move)
{
    return move->about->noise->comparison;
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
    struct movement_sites sites = movement_find_sites(move, symbol);
    bool self_only =
        move->rejected[0][symbol] == MOVEMENT_NO_QUESTION && move->rejected[1][symbol] != MOVEMENT_NO_QUESTION;
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
    uint32_t question = movement_question_about(move, symbol);
    if (question == MOVEMENT_NO_QUESTION)
        question = movement_question_above(move, found);
    return (struct culprit){.comparison = move->about->comparison,
                            .node = place,
                            .symbol = symbol,
                            .question = question,
                            .estimate = estimate_entry(move->about->noise, entry, move->about->tail),
                            .self = own >= MAIN_PART * all,
                            .call_sites = at_least_one(sites.grew > 0 ? sites.grew : sites.positive)};
}

/* Whether a growth of that size at the place alone is over the limit that the function is held against. */
static bool over_limit(const struct movement *move, const struct culprit *culprit, const struct effective *at)
{
    const struct culprit_case *about = move->about;
    if (move->sign < 0 || culprit->question == MOVEMENT_NO_QUESTION ||
        culprit->question != movement_question_about(move, culprit->symbol))
        return true;
    const struct hypothesis *h = &about->hypotheses->items[about->hypotheses->of_question[culprit->question]];
    return test_growth_read(at, noise_red(about->noise, h->entry)) >= h->upper.growth;
}

/* A function that changed at one of its places only is told by that place: over all places the change would look
 * smaller, or be gone. Where counts split a cost, they are of functions. */
static void tell_place(struct culprit *culprit, const struct movement *move)
{
    const struct noise *noise = move->about->noise;
    if (culprit->node == CALLTREE_ROOT || culprit->call_sites > 1 || noise->split != NULL ||
        movement_find_sites(move, culprit->symbol).places < 2)
        return;
    uint32_t question = culprit->question;
    bool self = question != MOVEMENT_NO_QUESTION && move->rejected[0][culprit->symbol] == MOVEMENT_NO_QUESTION &&
                move->rejected[1][culprit->symbol] == question;
    struct effective at = self ? nodes_own(noise, culprit->node) : nodes_subtree(noise, culprit->node);
    if (!at.known || !over_limit(move, culprit, &at))
        return;
    culprit->estimate = estimate_part(noise, nodes_entry(of(move), culprit->node), &at, move->about->tail);
    culprit->of_place = true;
}

static void tell_places(struct culprits *out, size_t first, const struct movement *move)
{
    for (size_t i = first; i < out->count; i++)
        tell_place(&out->items[i], move);
}

/* Index into the culprits of this comparison from `first` on; count if the function is not among them. */
static size_t named_already(const struct culprits *list, size_t first, uint32_t symbol)
{
    size_t i = first;
    while (i < list->count && list->items[i].symbol != symbol)
        i++;
    return i;
}

/* The place of largest growth stands for all places of its function that were found. */
static uint32_t largest_place(const struct movement *move, const struct descent_find *finds, size_t count, size_t i)
{
    const struct calltree *tree = of(move)->tree;
    uint32_t node = finds[i].node;
    for (size_t j = i + 1; j < count; j++) {
        uint32_t other = finds[j].node;
        if (tree->symbol[other] == tree->symbol[node] && move->growth[other] > move->growth[node])
            node = other;
    }
    return node;
}

static bool waits(const struct movement *move)
{
    return of(move)->model == EVENT_MODEL_MUTEX || of(move)->model == EVENT_MODEL_BLOCK;
}

/* Waiting ends in the locks of the runtime and its library. Whose lock it is, their caller tells. */
static uint32_t above_locks(const struct movement *move, uint32_t node)
{
    static const char *const locks[] = {"sync.", "internal/sync.", "runtime."};
    const struct calltree *tree = of(move)->tree;
    bool inside = waits(move);
    while (inside && node != CALLTREE_ROOT) {
        struct bytes name = symbols_get(of(move)->symbols, tree->symbol[node])->name;
        inside = false;
        for (size_t i = 0; i < sizeof locks / sizeof *locks; i++)
            inside = inside || bytes_start_with(name, locks[i]);
        if (inside && tree->parent[node] == CALLTREE_ROOT)
            return node;
        node = inside ? tree->parent[node] : node;
    }
    return node;
}

static int add_finds(struct culprits *out, size_t first, const struct movement *move,
                     const struct descent_find *finds, size_t count, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t deepest = largest_place(move, finds, count, i), node = above_locks(move, deepest);
        uint32_t symbol = of(move)->tree->symbol[node];
        uint32_t below = SYMBOL_NONE;
        if (finds[i].spread && spread_find(&below, move, node, err) != 0)
            return -1;
        if (below != SYMBOL_NONE) {
            symbol = below;
            node = CALLTREE_ROOT;
        }
        if (symbol == SYMBOL_NONE && move->rejected_total == MOVEMENT_NO_QUESTION)
            continue; /* a service that changed without any part of it is the level, not somebody's work */
        if (named_already(out, first, symbol) < out->count)
            continue;
        struct culprit culprit = symbol == SYMBOL_NONE ? whole_service(move) : name_function(move, symbol, node);
        culprit.self = culprit.self || node != deepest;
        if (append(out, &culprit, err) != 0)
            return -1;
    }
    return 0;
}

static int search_tree(struct culprits *out, size_t first, const struct movement *move, struct error *err)
{
    struct descent descent = {of(move)->tree, move->marked,   move->base, move->growth, move->own,
                              move->p,        movement_own_p, move,       waits(move)};
    struct descent_find *finds;
    size_t count;
    if (descent_search(&finds, &count, &descent, err) != 0)
        return -1;
    int result = add_finds(out, first, move, finds, count, err);
    memory_free(finds);
    return result;
}

static int add_unplaced(struct culprits *out, size_t first, const struct movement *move, struct error *err)
{
    size_t named_count = out->count - first;
    uint32_t *named = memory_allocate_array(named_count, sizeof *named);
    struct unplaced unplaced = {0};
    int result = -1;
    if (named == NULL) {
        error_set_memory(err, "naming the causes");
        return -1;
    }
    for (size_t i = 0; i < named_count; i++)
        named[i] = out->items[first + i].symbol;
    if (unplaced_find(&unplaced, move, named, named_count, err) != 0)
        goto done;
    for (size_t i = 0; i < unplaced.count; i++) {
        struct culprit culprit = name_function(move, unplaced.symbols[i], CALLTREE_ROOT);
        if (append(out, &culprit, err) != 0)
            goto done;
    }
    result = 0;
done:
    unplaced_clear(&unplaced);
    memory_free(named);
    return result;
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
        movement_mark_directed(&move);
        result = search_tree(out, first, &move, err);
        drop_what_only_moved(out, first, sign);
        tell_places(out, first, &move);
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
    if (!movement_mark_rejected(&move))
        result = 0;
    else if (search_tree(out, first, &move, err) == 0)
        result = add_unplaced(out, first, &move, err);
    tell_places(out, first, &move);
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
