#include "gate/inference/unplaced.h"

#include "gate/base/memory.h"

#include "gate/base/banned.h"

static const double MAIN_PART = 0.5;

/* What the search needs beside the movement. */
struct search {
    const struct movement *move;
    const struct calltree *tree;
    const uint32_t *named;
    size_t named_count, symbol_count;
    uint8_t *beneath; /* [node] lies beneath the function in question */
    double *below;    /* [symbol] growth beneath it */
    uint32_t *left;   /* unplaced and not explained by a named one */
    bool *context;    /* of left: explained by another one of them */
    size_t left_count;
};

static int search_make(struct search *search, const struct movement *move, const uint32_t *named,
                       size_t named_count, struct error *err)
{
    const struct comparison *comparison = move->about->noise->comparison;
    size_t symbols = symbols_count(comparison->symbols);
    *search = (struct search){.move = move,
                              .tree = comparison->tree,
                              .named = named,
                              .named_count = named_count,
                              .symbol_count = symbols,
                              .beneath = memory_allocate_array(comparison->tree->count, sizeof(uint8_t)),
                              .below = memory_allocate_array(symbols, sizeof(double)),
                              .left = memory_allocate_array(symbols, sizeof(uint32_t)),
                              .context = memory_allocate_array(symbols, sizeof(bool))};
    if (search->beneath == NULL || search->below == NULL || search->left == NULL || search->context == NULL) {
        error_set_memory(err, "naming the causes");
        return -1;
    }
    return 0;
}

static void search_clear(struct search *search)
{
    memory_free(search->beneath);
    memory_free(search->below);
    memory_free(search->left);
    memory_free(search->context);
}

static double growth_of(const struct search *search, uint32_t symbol)
{
    return movement_find_sites(search->move, symbol).growth;
}

static bool any_marked(const struct search *search, uint32_t symbol)
{
    for (size_t n = 1; n < search->tree->count; n++) {
        if (search->tree->symbol[n] == symbol && search->move->marked[n])
            return true;
    }
    return false;
}

static bool is_named(const struct search *search, uint32_t symbol)
{
    for (size_t i = 0; i < search->named_count; i++) {
        if (search->named[i] == symbol)
            return true;
    }
    return false;
}

/* below[s]: growth of the outermost places of s beneath the places of a function. */
static void growth_below(struct search *search, uint32_t function)
{
    const struct calltree *tree = search->tree;
    for (size_t s = 0; s < search->symbol_count; s++)
        search->below[s] = 0;
    search->beneath[CALLTREE_ROOT] = 0;
    for (size_t n = 1; n < tree->count; n++) {
        uint8_t beneath = search->beneath[tree->parent[n]];
        if (beneath && tree->outermost[n])
            search->below[tree->symbol[n]] += search->move->growth[n];
        search->beneath[n] = beneath || tree->symbol[n] == function;
    }
}

/* Growth of a function's places beneath any function named already. */
static double growth_beneath_named(struct search *search, uint32_t function)
{
    const struct calltree *tree = search->tree;
    double sum = 0;
    search->beneath[CALLTREE_ROOT] = 0;
    for (size_t n = 1; n < tree->count; n++) {
        uint8_t beneath = search->beneath[tree->parent[n]];
        if (beneath && tree->symbol[n] == function && tree->outermost[n])
            sum += search->move->growth[n];
        search->beneath[n] = beneath || is_named(search, tree->symbol[n]);
    }
    return sum;
}

static bool explained_by_named(struct search *search, uint32_t function)
{
    double growth = growth_of(search, function);
    if (growth_beneath_named(search, function) >= MAIN_PART * growth)
        return true;
    growth_below(search, function);
    for (size_t i = 0; i < search->named_count; i++) {
        uint32_t symbol = search->named[i];
        if (symbol != SYMBOL_NONE && search->below[symbol] >= MAIN_PART * growth)
            return true;
    }
    return false;
}

static void gather(struct search *search)
{
    for (uint32_t s = 0; s < search->symbol_count; s++) {
        if (movement_question_about(search->move, s) == MOVEMENT_NO_QUESTION || is_named(search, s) ||
            any_marked(search, s))
            continue;
        if (!explained_by_named(search, s))
            search->left[search->left_count++] = s;
    }
}

/* The one of them, other than i, with the largest growth beneath i; i if there is none. */
static size_t deepest_below(struct search *search, size_t i)
{
    size_t best = i;
    growth_below(search, search->left[i]);
    for (size_t j = 0; j < search->left_count; j++) {
        if (j != i && (best == i || search->below[search->left[j]] > search->below[search->left[best]]))
            best = j;
    }
    return best;
}

/* One is context if another one beneath it has most of its growth; of two that call each other the first stays. */
static void find_contexts(struct search *search)
{
    for (size_t i = 0; i < search->left_count; i++) {
        size_t j = deepest_below(search, i);
        double growth = growth_of(search, search->left[i]);
        if (j == i || search->below[search->left[j]] < MAIN_PART * growth)
            continue;
        growth_below(search, search->left[j]);
        bool mutual = search->below[search->left[i]] >= MAIN_PART * growth_of(search, search->left[j]);
        search->context[i] = !mutual || j < i;
    }
}

int unplaced_find(struct unplaced *out, const struct movement *move, const uint32_t *named, size_t named_count,
                  struct error *err)
{
    struct search search;
    *out = (struct unplaced){0};
    if (search_make(&search, move, named, named_count, err) != 0) {
        search_clear(&search);
        return -1;
    }
    gather(&search);
    find_contexts(&search);
    for (size_t i = 0; i < search.left_count; i++) {
        if (!search.context[i])
            search.left[out->count++] = search.left[i];
    }
    out->symbols = search.left;
    search.left = NULL;
    search_clear(&search);
    return 0;
}

void unplaced_clear(struct unplaced *unplaced)
{
    memory_free(unplaced->symbols);
    *unplaced = (struct unplaced){0};
}
