#include "gate/inference/moved_cost.h"

#include "gate/base/memory.h"
#include "gate/inference/moved_domain.h"
#include "gate/inference/test.h"

#include <math.h>
#include <stdlib.h>

#include "gate/base/banned.h"

enum { PARTS_MOST = 8 };

static const double LARGEST_DOMAIN = 0.5; /* of the service's cost */
static const double PART_OF_GROWTH = 0.5; /* kappa_s: of the growth that the fall must cover */
static const double FALL_P = 0.01;        /* 2.33 standard errors of the normal */
static const double NOTABLE_PART = 0.05;  /* of the growth: smaller savings are not listed */

/* Variance of the growth per exposure, in the reading of that factor; a side counts as one event at least. */
static double growth_variance(const struct effective *at, double factor)
{
    struct counts counts = test_read(at, factor);
    double least = at->fraction;
    return fmax(counts.c0, least) / (counts.r0 * counts.r0) + fmax(counts.c1, least) / (counts.r1 * counts.r1);
}

/* The limit at the function as an amount, which a domain's larger cost does not change. */
static struct limit_resolved as_amount(const struct limit_resolved *limit)
{
    struct limit_resolved out = *limit;
    out.relative = false;
    return out;
}

/* What everything saved alike, as on a faster host, was no move: below 1, the factor by which all functions fell.
 */
static double saved_by_all(const struct noise *noise)
{
    return fmin(noise->less, noise->shared);
}

/* What stands around the function, relative to that factor. */
static void read_relative(double out[SIDES], const struct noise *noise, const double rest[SIDES])
{
    out[BASELINE] = rest[BASELINE];
    out[CANDIDATE] = rest[CANDIDATE] / saved_by_all(noise);
}

/* Without regard to chance: the domain lost at least the part of that entry's growth that it must cover. */
static bool covers(const struct noise *noise, size_t entry, const double rest[SIDES])
{
    double factor = noise_red(noise, entry), growth = test_growth_read(&noise->entries[entry], factor);
    double read[SIDES];
    read_relative(read, noise, rest);
    double fall =
        read[CANDIDATE] / (noise->exposure[CANDIDATE] * factor) - read[BASELINE] / noise->exposure[BASELINE];
    return -fall >= PART_OF_GROWTH * growth;
}

static bool fall_is_real(const struct noise *noise, size_t entry, const struct effective *rest)
{
    const struct effective *own = &noise->entries[entry];
    double factor = noise_red(noise, entry);
    double growth = test_growth_read(own, factor), fall = test_growth_read(rest, factor);
    double variance =
        growth_variance(rest, factor) + PART_OF_GROWTH * PART_OF_GROWTH * growth_variance(own, factor);
    double z = -(fall + PART_OF_GROWTH * growth) / sqrt(variance);
    return count_test_p_above(z, fmin(own->df, rest->df)) <= FALL_P;
}

/* Whether the domain explains the growth of `mover`; then *net is the function and the domain together, and *test
 * its test. */
static bool explains(struct effective *net, struct test_result *test, struct moved_ground *ground,
                     const struct moved_domain *domain, const struct hypothesis *h, size_t mover)
{
    const struct noise *noise = ground->noise;
    const struct comparison *comparison = noise->comparison;
    double unit[SIDES], both[SIDES], read[SIDES];
    moved_domain_fill(ground, domain);
    comparison_set_unit(unit, comparison, ground->member);
    read_relative(read, noise, domain->rest);
    struct effective rest = noise_part(noise, 1.0, read, unit);
    if (!rest.known || !fall_is_real(noise, mover, &rest))
        return false;
    for (size_t n = 0; n < comparison->tree->count; n++)
        ground->member[n] |= ground->inside[n];
    comparison_set_unit(unit, comparison, ground->member);
    for (int side = 0; side < SIDES; side++)
        both[side] = read[side] + comparison_side_sum(comparison, comparison->amount, h->entry, side);
    *net = noise_part(noise, noise->phi[h->entry], both, unit);
    struct limit_resolved upper = as_amount(&h->upper), lower = as_amount(&h->lower);
    *test = test_growth(noise, h->entry, net, &upper, &lower);
    return !(test->at_limit && test->p_low <= h->level);
}

/* ---- what it came from ---- */

static int add_part(struct moved_parts *parts, const struct moved_part *part, struct error *err)
{
    if (parts->count == parts->capacity) {
        size_t capacity = parts->capacity == 0 ? 8 : 2 * parts->capacity;
        struct moved_part *grown = memory_resize_array(parts->items, capacity, sizeof *grown);
        if (grown == NULL)
            return error_set_memory(err, "listing moved cost");
        parts->items = grown;
        parts->capacity = capacity;
    }
    parts->items[parts->count++] = *part;
    return 0;
}

void moved_cost_clear(struct moved_parts *parts)
{
    memory_free(parts->items);
    *parts = (struct moved_parts){0};
}

/* How much less a function costs in all its places, as a part of what it did: 0 to 1. */
static double fall_of(const struct noise *noise, size_t entry)
{
    double change = test_growth_read(&noise->entries[entry], noise_red(noise, entry)) /
                    (noise->entries[entry].counts.c0 / noise->entries[entry].counts.r0);
    return change < 0 ? -change : 0;
}

/* Growth per exposure of the domain by whose doing: [symbol]. What a node saved is credited to the function on its
 * stack that fell most: to the one that is gone, not to what it had called, nor to its caller. */
static void sum_savings(double *growth, struct moved_ground *ground, const struct moved_domain *domain)
{
    const struct noise *noise = ground->noise;
    const struct comparison *comparison = noise->comparison;
    const struct calltree *tree = comparison->tree;
    for (size_t s = 0; s < symbols_count(comparison->symbols); s++)
        growth[s] = 0;
    moved_domain_fill(ground, domain);
    ground->cause[CALLTREE_ROOT] = CALLTREE_ROOT;
    for (uint32_t n = 1; n < tree->count; n++) {
        const double *own = &comparison->node_self[(size_t)n * SIDES];
        uint32_t above = ground->cause[tree->parent[n]];
        bool deeper = above == CALLTREE_ROOT || fall_of(noise, comparison->node_entry_total[n]) >
                                                    fall_of(noise, comparison->node_entry_total[above]);
        ground->cause[n] = deeper ? n : above;
        if (ground->member[n])
            growth[tree->symbol[ground->cause[n]]] +=
                own[CANDIDATE] / (noise->exposure[CANDIDATE] * noise->red * saved_by_all(noise)) -
                own[BASELINE] / noise->exposure[BASELINE];
    }
}

/* The largest savings, each taken out of growth. */
static int list_savings(struct moved_parts *parts, struct hypothesis *h, double *growth, size_t symbols, double own,
                        struct error *err)
{
    h->parts_first = parts->count;
    for (size_t i = 0; i < PARTS_MOST; i++) {
        uint32_t best = 0;
        for (uint32_t s = 1; s < symbols; s++)
            best = growth[s] < growth[best] ? s : best;
        if (!(growth[best] < -NOTABLE_PART * own))
            break;
        if (add_part(parts, &(struct moved_part){best, growth[best]}, err) != 0)
            return -1;
        growth[best] = 0;
    }
    h->parts_count = parts->count - h->parts_first;
    return 0;
}

static int settle(struct moved_parts *parts, struct hypothesis *h, struct moved_ground *ground,
                  const struct moved_domain *domain, struct error *err)
{
    const struct noise *noise = ground->noise;
    double own = test_growth_read(&noise->entries[h->entry], noise_red(noise, h->entry));
    sum_savings(ground->below, ground, domain);
    h->rejected = false;
    h->moved = true;
    h->upper = as_amount(&h->upper);
    h->lower = as_amount(&h->lower);
    return list_savings(parts, h, ground->below, symbols_count(noise->comparison->symbols), own, err);
}

static double sum(const double amount[SIDES])
{
    return amount[BASELINE] + amount[CANDIDATE];
}

/* What a domain may cost beside the function itself. */
static double room_beside(const struct noise *noise, size_t entry)
{
    double room = LARGEST_DOMAIN * sum(noise->amounts);
    for (int side = 0; side < SIDES; side++)
        room -= comparison_side_sum(noise->comparison, noise->comparison->amount, entry, side);
    return room;
}

/* The narrowest domain that explains the growth; false if none does, or only one that is too wide. */
static bool find_domain(struct moved_domain *out, struct test_result *test, struct hypothesis *h, size_t mover,
                        struct moved_ground *ground)
{
    struct moved_domain domains[MOVED_DOMAINS_MOST];
    double room = room_beside(ground->noise, h->entry);
    moved_ground_turn(ground, h->entry);
    if (room <= 0)
        return false;
    size_t count = moved_domain_list(domains, ground, room);
    for (size_t i = 0; i < count; i++) {
        *out = domains[i];
        if (covers(ground->noise, mover, out->rest) && explains(&h->net, test, ground, out, h, mover))
            return true;
    }
    return false;
}

static int absorb(struct moved_parts *parts, struct hypothesis *h, size_t mover, struct moved_ground *ground,
                  struct error *err)
{
    struct moved_domain domain;
    struct test_result test;
    if (!find_domain(&domain, &test, h, mover, ground))
        return 0;
    h->test.p_low = test.p_low;
    h->test.p_high = test.p_high;
    h->test.at_limit = test.at_limit;
    return settle(parts, h, ground, &domain, err);
}

/* ---- one comparison ---- */

/* What is to be settled: small ones first, so that what a caller contains is settled before the caller. */
struct rejected {
    struct hypothesis *hypothesis;
    double amount;
};

/* The search in one comparison. */
struct search {
    struct moved_ground ground;
    struct rejected *items;
    size_t count;
    double *red_below;     /* [symbol] largest growth in it of one that stays rejected */
    double *moved_below;   /* [symbol] the same of one that only moved */
    uint32_t *moved_entry; /* [symbol] that one's entry */
};

static bool may_have_moved(const struct hypothesis *h, size_t comparison, const struct noise *noise)
{
    return h->comparison == comparison && h->rejected && h->purpose != QUESTION_EXPECT &&
           noise->comparison->entries[h->entry].value != ENTRY_SERVICE;
}

static int small_first(const void *left, const void *right)
{
    const struct rejected *a = left, *b = right;
    if (a->amount != b->amount)
        return a->amount < b->amount ? -1 : 1;
    return (a->hypothesis > b->hypothesis) - (a->hypothesis < b->hypothesis);
}

static int search_make(struct search *search, struct hypotheses *hypotheses, const struct noise *noise,
                       size_t comparison, struct error *err)
{
    const struct comparison *compared = noise->comparison;
    for (size_t i = 0; i < hypotheses->count; i++)
        search->count += may_have_moved(&hypotheses->items[i], comparison, noise);
    if (search->count == 0)
        return 0;
    search->items = memory_allocate_array(search->count, sizeof *search->items);
    size_t symbols = symbols_count(compared->symbols);
    search->red_below = memory_allocate_array(symbols, sizeof *search->red_below);
    search->moved_below = memory_allocate_array(symbols, sizeof *search->moved_below);
    search->moved_entry = memory_allocate_array(symbols, sizeof *search->moved_entry);
    if (search->items == NULL || search->red_below == NULL || search->moved_below == NULL ||
        search->moved_entry == NULL) {
        error_set_memory(err, "looking for moved cost");
        return -1;
    }
    search->count = 0;
    for (size_t i = 0; i < hypotheses->count; i++) {
        struct hypothesis *h = &hypotheses->items[i];
        if (!may_have_moved(h, comparison, noise))
            continue;
        double amount = 0;
        for (int side = 0; side < SIDES; side++)
            amount += comparison_side_sum(compared, compared->amount, h->entry, side);
        search->items[search->count++] = (struct rejected){h, amount};
    }
    qsort(search->items, search->count, sizeof *search->items, small_first);
    return moved_ground_make(&search->ground, noise, err);
}

static void search_clear(struct search *search)
{
    moved_ground_clear(&search->ground);
    memory_free(search->items);
    memory_free(search->red_below);
    memory_free(search->moved_below);
    memory_free(search->moved_entry);
}

/* Callers have the growth of what is beneath them. Into most, [symbol]: the largest of one that came to this end,
 * and into *which, if given, that one's entry. */
static void note_growth(struct search *search, double *most, uint32_t *which, uint32_t entry)
{
    const struct moved_ground *ground = &search->ground;
    const struct calltree *tree = ground->noise->comparison->tree;
    double *below = ground->below;
    for (size_t i = 0; i < ground->site_count; i++) {
        for (uint32_t n = ground->sites[i].node; n != CALLTREE_ROOT; n = tree->parent[n]) {
            if (tree->outermost[n])
                below[tree->symbol[n]] = 0;
        }
    }
    for (size_t i = 0; i < ground->site_count; i++) {
        for (uint32_t n = ground->sites[i].node; n != CALLTREE_ROOT; n = tree->parent[n]) {
            if (!tree->outermost[n])
                continue;
            uint32_t symbol = tree->symbol[n];
            below[symbol] += ground->sites[i].growth;
            if (below[symbol] <= most[symbol])
                continue;
            most[symbol] = below[symbol];
            if (which != NULL)
                which[symbol] = entry;
        }
    }
}

/* Half of its growth, or more, is that of one in it that came to that end. */
static bool is_of_one_below(const struct search *search, const struct hypothesis *h, const double *most)
{
    const struct noise *noise = search->ground.noise;
    const struct comparison_entry *entry = &noise->comparison->entries[h->entry];
    double growth = test_growth_read(&noise->entries[h->entry], noise_red(noise, h->entry));
    return entry->value == ENTRY_TOTAL && most[entry->symbol] >= PART_OF_GROWTH * growth;
}

/* Whose growth the domain must cover: of a caller that owes most of its own to one that moved, that one's, since
 * the fall that it came from was proven and would drown in what else the caller costs. */
static size_t mover_of(const struct search *search, const struct hypothesis *h)
{
    uint32_t symbol = search->ground.noise->comparison->entries[h->entry].symbol;
    return is_of_one_below(search, h, search->moved_below) ? search->moved_entry[symbol] : h->entry;
}

static int settle_one(struct moved_parts *parts, struct search *search, struct hypothesis *h, struct error *err)
{
    if (is_of_one_below(search, h, search->red_below))
        return 0;
    int result = absorb(parts, h, mover_of(search, h), &search->ground, err);
    if (result == 0 && h->rejected)
        note_growth(search, search->red_below, NULL, h->entry);
    else if (result == 0)
        note_growth(search, search->moved_below, search->moved_entry, h->entry);
    return result;
}

static int absorb_comparison(struct moved_parts *parts, struct hypotheses *hypotheses, const struct noise *noise,
                             size_t comparison, struct error *err)
{
    struct search search = {0};
    int result = search_make(&search, hypotheses, noise, comparison, err);
    for (size_t i = 0; i < search.count && result == 0; i++)
        result = settle_one(parts, &search, search.items[i].hypothesis, err);
    search_clear(&search);
    return result;
}

int moved_cost_absorb(struct moved_parts *parts, struct hypotheses *hypotheses, const struct noise *noises,
                      size_t comparison_count, struct error *err)
{
    for (size_t c = 0; c < comparison_count; c++) {
        if (!noises[c].settings.strict && absorb_comparison(parts, hypotheses, &noises[c], c, err) != 0)
            return -1;
    }
    return 0;
}
