#include "gate/compare/rename.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/compare/canonical.h"
#include "gate/compare/merge.h"
#include "gate/compare/name_likeness.h"
#include "gate/compare/scope.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

enum { CANDIDATES_MOST = 256 };

static const double LEAST_EVENTS = 20, LEFT_OVER = 0.05, LEAST_SCORE = 0.6;
static const double BY_NAME = 0.30, BY_CALLERS = 0.25, BY_CALLEES = 0.25, BY_SIZE = 0.20;

/* Keys that stand for no symbol among the neighbours of a function. */
#define NOBODY SYMBOL_NONE       /* above the outermost frame */
#define ITSELF (SYMBOL_NONE - 1) /* the function again: a recursion */
#define OWN_CODE (SYMBOL_NONE - 2)

enum neighbourhood { CALLERS, CALLEES };

/* What stands next to a candidate, with the cost they share. */
struct neighbour {
    size_t candidate;
    enum neighbourhood where;
    uint32_t key;
    double weight;
};

/* A function of one side only. */
struct candidate {
    uint32_t symbol;
    double share, events;      /* on the side that has it */
    size_t first[2], count[2]; /* of its neighbours, by where they stand */
    bool matched;
};

/* All candidates of one side. */
struct party {
    int side;
    struct candidate *items;
    size_t count;
    struct neighbour *neighbours;
    size_t neighbour_count;
    uint32_t *index; /* [symbol] index into items + 1; 0: none */
};

struct pair {
    size_t from, to;
    double score;
};

struct search {
    struct comparison *comparison;
    struct party gone, come;
    uint32_t *renamed; /* [symbol] its new symbol; itself if it has none */
    struct pair *pairs;
    size_t pair_count;
    struct byte_buffer keys[2];
};

static struct bytes name_of(const struct search *search, uint32_t symbol)
{
    return symbols_get(search->comparison->symbols, symbol)->name;
}

/* ---- who is only on one side ---- */

/* Cost of each function on both sides: [symbol][side], amount and moment. */
struct costs {
    double *amount, *moment;
};

static void sum_costs(struct costs *costs, const struct comparison *comparison)
{
    const struct calltree *tree = comparison->tree;
    for (size_t n = 1; n < tree->count; n++) {
        if (!tree->outermost[n])
            continue;
        for (size_t side = 0; side < SIDES; side++) {
            size_t cell = (size_t)tree->symbol[n] * SIDES + side;
            costs->amount[cell] += comparison->node_total[n * SIDES + side];
            costs->moment[cell] += comparison->node_moment[n * SIDES + side];
        }
    }
}

/* What one effective event of a function stands for, pooled over the sides; as the tests have it. */
static double unit_of(const struct costs *costs, uint32_t symbol)
{
    size_t cell = (size_t)symbol * SIDES;
    double amount = costs->amount[cell] + costs->amount[cell + 1];
    double moment = costs->moment[cell] + costs->moment[cell + 1];
    if (isnan(moment))
        return NAN;
    return amount > 0 && moment > 0 ? moment / amount : 1.0;
}

static bool may_match(const struct comparison *comparison, uint32_t symbol)
{
    const struct symbol *it = symbols_get(comparison->symbols, symbol);
    return !it->unnamed && !bytes_equal(it->name, bytes_of_text(scope_collector()));
}

/* Larger first, then by name. */
struct sized {
    struct candidate candidate;
    struct bytes name;
};

static int by_size(const void *left, const void *right)
{
    const struct sized *a = left, *b = right;
    if (a->candidate.share != b->candidate.share)
        return a->candidate.share > b->candidate.share ? -1 : 1;
    return bytes_compare(a->name, b->name);
}

static size_t find_one_sided(struct sized *out, const struct search *search, const struct costs *costs, size_t side)
{
    const struct comparison *comparison = search->comparison;
    double whole = comparison->node_total[side], other_whole = comparison->node_total[1 - side];
    size_t count = 0;
    for (uint32_t s = 0; s < symbols_count(comparison->symbols); s++) {
        double amount = costs->amount[(size_t)s * SIDES + side],
               other = costs->amount[(size_t)s * SIDES + 1 - side];
        double events = amount / unit_of(costs, s), share = amount / whole;
        bool here = events >= LEAST_EVENTS && other / other_whole <= LEFT_OVER * share;
        if (here && may_match(comparison, s))
            out[count++] = (struct sized){{.symbol = s, .share = share, .events = events}, name_of(search, s)};
    }
    qsort(out, count, sizeof *out, by_size);
    return count < CANDIDATES_MOST ? count : CANDIDATES_MOST;
}

static int fill_party(struct party *party, const struct search *search, const struct costs *costs, int side,
                      struct error *err)
{
    size_t symbols = symbols_count(search->comparison->symbols);
    struct sized *found = memory_allocate_array(symbols, sizeof *found);
    party->side = side;
    party->items = memory_allocate_array(CANDIDATES_MOST, sizeof *party->items);
    party->index = memory_allocate_array(symbols, sizeof *party->index);
    int status = -1;
    if (!found || !party->items || !party->index) {
        error_set_memory(err, "matching renamed functions");
        goto done;
    }
    party->count = find_one_sided(found, search, costs, (size_t)side);
    for (size_t i = 0; i < party->count; i++) {
        party->items[i] = found[i].candidate;
        party->index[found[i].candidate.symbol] = (uint32_t)i + 1;
    }
    status = 0;
done:
    memory_free(found);
    return status;
}

static int fill_parties(struct search *search, struct error *err)
{
    size_t symbols = symbols_count(search->comparison->symbols);
    struct costs costs = {.amount = memory_allocate_array(symbols * 2 * SIDES, sizeof(double))};
    if (!costs.amount)
        return error_set_memory(err, "matching renamed functions");
    costs.moment = costs.amount + symbols * SIDES;
    sum_costs(&costs, search->comparison);
    int status = fill_party(&search->gone, search, &costs, BASELINE, err);
    if (status == 0)
        status = fill_party(&search->come, search, &costs, CANDIDATE, err);
    memory_free(costs.amount);
    return status;
}

/* ---- who stands next to them ---- */

static uint32_t key_of(const struct search *search, uint32_t symbol, uint32_t own)
{
    if (symbol == SYMBOL_NONE)
        return NOBODY;
    return symbol == own ? ITSELF : search->renamed[symbol];
}

static void add_neighbour(struct party *party, size_t candidate, enum neighbourhood where, uint32_t key,
                          double weight)
{
    if (weight > 0)
        party->neighbours[party->neighbour_count++] = (struct neighbour){candidate, where, key, weight};
}

static int by_place(const void *left, const void *right)
{
    const struct neighbour *a = left, *b = right;
    if (a->candidate != b->candidate)
        return a->candidate < b->candidate ? -1 : 1;
    if (a->where != b->where)
        return a->where < b->where ? -1 : 1;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->weight > b->weight) - (a->weight < b->weight);
}

/* Sorts the neighbours, adds up equal ones, and tells each candidate which are its own. */
static void settle_neighbours(struct party *party)
{
    size_t kept = 0;
    if (party->neighbour_count > 1)
        qsort(party->neighbours, party->neighbour_count, sizeof *party->neighbours, by_place);
    for (size_t i = 0; i < party->count; i++)
        memset(party->items[i].count, 0, sizeof party->items[i].count);
    for (size_t i = 0; i < party->neighbour_count; i++) {
        const struct neighbour *next = &party->neighbours[i];
        struct neighbour *last = kept > 0 ? &party->neighbours[kept - 1] : NULL;
        if (last && last->candidate == next->candidate && last->where == next->where && last->key == next->key) {
            last->weight += next->weight;
            continue;
        }
        struct candidate *of = &party->items[next->candidate];
        if (of->count[next->where]++ == 0)
            of->first[next->where] = kept;
        party->neighbours[kept++] = *next;
    }
    party->neighbour_count = kept;
}

/* The outermost place of a function on a stack is the one whose caller and callee count. */
static void find_neighbours(struct party *party, const struct search *search)
{
    const struct comparison *comparison = search->comparison;
    const struct calltree *tree = comparison->tree;
    size_t side = (size_t)party->side;
    party->neighbour_count = 0;
    for (size_t n = 1; n < tree->count; n++) {
        uint32_t symbol = tree->symbol[n], parent = tree->parent[n], above = tree->symbol[parent];
        double cost = comparison->node_total[n * SIDES + side];
        if (party->index[symbol] && tree->outermost[n]) {
            size_t own = party->index[symbol] - 1;
            add_neighbour(party, own, CALLERS, key_of(search, above, symbol), cost);
            add_neighbour(party, own, CALLEES, OWN_CODE, comparison->node_self[n * SIDES + side]);
        }
        if (parent != CALLTREE_ROOT && party->index[above] && tree->outermost[parent])
            add_neighbour(party, party->index[above] - 1, CALLEES, key_of(search, symbol, above), cost);
    }
    settle_neighbours(party);
}

/* ---- how alike they are ---- */

static double squares(const struct neighbour *list, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += list[i].weight * list[i].weight;
    return sum;
}

static double cosine(const struct search *search, const struct candidate *from, const struct candidate *to,
                     enum neighbourhood where)
{
    const struct neighbour *a = search->gone.neighbours + from->first[where];
    const struct neighbour *b = search->come.neighbours + to->first[where];
    size_t as = from->count[where], bs = to->count[where];
    double length = sqrt(squares(a, as) * squares(b, bs)), sum = 0;
    for (size_t i = 0, j = 0; i < as && j < bs;) {
        if (a[i].key == b[j].key)
            sum += a[i++].weight * b[j++].weight;
        else if (a[i].key < b[j].key)
            i++;
        else
            j++;
    }
    return length > 0 ? sum / length : 0;
}

/* 1 where the names differ only in what second chance drops: numbers of closures, versions of modules. */
static double likeness(struct search *search, uint32_t from, uint32_t to)
{
    struct bytes a = name_of(search, from), b = name_of(search, to);
    canonical_second_chance(&search->keys[0], a, NAME_PRESETS_ALL);
    canonical_second_chance(&search->keys[1], b, NAME_PRESETS_ALL);
    if (bytes_equal(byte_buffer_view(&search->keys[0]), byte_buffer_view(&search->keys[1])))
        return 1.0;
    return name_likeness(a, b);
}

/* Below LEAST_SCORE if it cannot be reached; names are read only where they can decide. */
static double score(struct search *search, const struct candidate *from, const struct candidate *to)
{
    double out = BY_SIZE * fmin(from->share, to->share) / fmax(from->share, to->share);
    if (out + BY_CALLERS + BY_CALLEES + BY_NAME < LEAST_SCORE)
        return 0;
    out += BY_CALLERS * cosine(search, from, to, CALLERS) + BY_CALLEES * cosine(search, from, to, CALLEES);
    if (out + BY_NAME < LEAST_SCORE)
        return 0;
    return out + BY_NAME * likeness(search, from->symbol, to->symbol);
}

/* A pair with the names that decide between equal scores. */
struct ranked {
    struct pair pair;
    struct bytes from, to;
};

static int by_score(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->pair.score != b->pair.score)
        return a->pair.score > b->pair.score ? -1 : 1;
    int order = bytes_compare(a->from, b->from);
    return order != 0 ? order : bytes_compare(a->to, b->to);
}

static size_t rank_pairs(struct ranked *out, struct search *search)
{
    size_t count = 0;
    for (size_t i = 0; i < search->gone.count; i++) {
        for (size_t j = 0; j < search->come.count; j++) {
            const struct candidate *from = &search->gone.items[i], *to = &search->come.items[j];
            double at = from->matched || to->matched ? 0 : score(search, from, to);
            if (at >= LEAST_SCORE)
                out[count++] =
                    (struct ranked){{i, j, at}, name_of(search, from->symbol), name_of(search, to->symbol)};
        }
    }
    qsort(out, count, sizeof *out, by_score);
    return count;
}

/* One pass over all pairs, best first. False: nothing was added. */
static bool accept(struct search *search, const struct ranked *ranked, size_t count)
{
    size_t before = search->pair_count;
    for (size_t i = 0; i < count; i++) {
        const struct pair *pair = &ranked[i].pair;
        struct candidate *from = &search->gone.items[pair->from], *to = &search->come.items[pair->to];
        if (from->matched || to->matched)
            continue;
        from->matched = to->matched = true;
        search->renamed[from->symbol] = to->symbol;
        search->pairs[search->pair_count++] = *pair;
    }
    return search->pair_count > before;
}

static int match(struct search *search, struct error *err)
{
    size_t most = search->gone.count < search->come.count ? search->gone.count : search->come.count;
    size_t nodes = search->comparison->tree->count, all = search->gone.count * search->come.count;
    struct ranked *ranked = memory_allocate_array(all, sizeof *ranked);
    search->pairs = memory_allocate_array(most, sizeof *search->pairs);
    search->gone.neighbours = memory_allocate_array(nodes, 3 * sizeof *search->gone.neighbours);
    search->come.neighbours = memory_allocate_array(nodes, 3 * sizeof *search->come.neighbours);
    bool made = ranked && search->pairs && search->gone.neighbours && search->come.neighbours;
    bool more = made;
    while (more) {
        find_neighbours(&search->gone, search);
        find_neighbours(&search->come, search);
        more = accept(search, ranked, rank_pairs(ranked, search)) && search->pair_count < most;
    }
    memory_free(ranked);
    if (!made || search->keys[0].failed || search->keys[1].failed)
        return error_set_memory(err, "matching renamed functions");
    return 0;
}

static int list_renames(struct search *search, struct error *err)
{
    struct comparison *comparison = search->comparison;
    struct ranked *ranked = memory_allocate_array(search->pair_count, sizeof *ranked);
    struct comparison_rename *list = memory_allocate_array(search->pair_count, sizeof *list);
    if (!ranked || !list) {
        memory_free(ranked);
        memory_free(list);
        return error_set_memory(err, "listing renamed functions");
    }
    for (size_t i = 0; i < search->pair_count; i++) {
        const struct pair *pair = &search->pairs[i];
        ranked[i] = (struct ranked){*pair, name_of(search, search->gone.items[pair->from].symbol),
                                    name_of(search, search->come.items[pair->to].symbol)};
    }
    qsort(ranked, search->pair_count, sizeof *ranked, by_score);
    for (size_t i = 0; i < search->pair_count; i++)
        list[i] = (struct comparison_rename){search->gone.items[ranked[i].pair.from].symbol,
                                             search->come.items[ranked[i].pair.to].symbol, ranked[i].pair.score};
    memory_free(ranked);
    comparison->renames = list;
    comparison->rename_count = search->pair_count;
    return 0;
}

static void party_clear(struct party *party)
{
    memory_free(party->items);
    memory_free(party->neighbours);
    memory_free(party->index);
}

static void search_clear(struct search *search)
{
    party_clear(&search->gone);
    party_clear(&search->come);
    memory_free(search->renamed);
    memory_free(search->pairs);
    byte_buffer_free(&search->keys[0]);
    byte_buffer_free(&search->keys[1]);
}

static int search_make(struct search *search, struct comparison *comparison, struct error *err)
{
    size_t symbols = symbols_count(comparison->symbols);
    *search = (struct search){.comparison = comparison};
    byte_buffer_init(&search->keys[0], LIMIT_NAME_BYTES + 2);
    byte_buffer_init(&search->keys[1], LIMIT_NAME_BYTES + 2);
    search->renamed = memory_allocate_array(symbols, sizeof *search->renamed);
    if (!search->renamed)
        return error_set_memory(err, "matching renamed functions");
    for (uint32_t s = 0; s < symbols; s++)
        search->renamed[s] = s;
    return 0;
}

static bool both_sides_cost(const struct comparison *comparison)
{
    return comparison->node_total[BASELINE] > 0 && comparison->node_total[CANDIDATE] > 0;
}

int rename_match(struct comparison *comparison, struct columns *columns, struct error *err)
{
    struct search search;
    int status = search_make(&search, comparison, err);
    if (status == 0 && both_sides_cost(comparison))
        status = fill_parties(&search, err);
    if (status == 0 && search.gone.count > 0 && search.come.count > 0)
        status = match(&search, err);
    if (status == 0 && search.pair_count > 0) {
        status = merge_rename(comparison, columns, search.renamed, err);
        if (status == 0)
            status = list_renames(&search, err);
    }
    search_clear(&search);
    return status;
}
