#include "gate/inference/relocation.h"

#include "gate/base/memory.h"
#include "gate/inference/estimate.h"

#include <math.h>

#include "gate/base/banned.h"

enum { TOLD_MOST = 8 };

static const double EQUAL_PART = 0.5;

/* Of all places of one function that changed beyond the noise. */
struct change {
    double more, less;        /* both positive */
    uint32_t grown, fallen;   /* the place that grew, and fell, most; CALLTREE_ROOT: none */
    double grown_by, fell_by; /* there */
};

static const struct comparison *of(const struct culprit_case *about)
{
    return about->noise->comparison;
}

static double growth_at(const struct culprit_case *about, uint32_t node)
{
    const double *amount = &of(about)->node_total[(size_t)node * SIDES], *exposure = about->noise->exposure;
    return amount[CANDIDATE] / exposure[CANDIDATE] - amount[BASELINE] / exposure[BASELINE];
}

static void note(struct change *change, uint32_t node, int direction, double growth)
{
    double size = direction * growth;
    double *all = direction > 0 ? &change->more : &change->less;
    double *most = direction > 0 ? &change->grown_by : &change->fell_by;
    uint32_t *place = direction > 0 ? &change->grown : &change->fallen;
    if (!(size > 0))
        return;
    *all += size;
    if (size > *most) {
        *most = size;
        *place = node;
    }
}

static void note_all(struct change *changes, const struct culprit_case *about)
{
    const struct calltree *tree = of(about)->tree;
    for (uint32_t n = 1; n < tree->count; n++) {
        if (tree->outermost[n] && about->nodes[n].direction != 0)
            note(&changes[tree->symbol[n]], n, about->nodes[n].direction, growth_at(about, n));
    }
}

static bool relocated(const struct change *change)
{
    double larger = fmax(change->more, change->less);
    return larger > 0 && fmin(change->more, change->less) >= EQUAL_PART * larger;
}

/* Whether a caller of both places relocated too, and took this function along. */
static bool went_along(const struct change *changes, const struct calltree *tree, const struct change *change)
{
    for (uint32_t n = tree->parent[change->grown]; n != CALLTREE_ROOT; n = tree->parent[n]) {
        if (!relocated(&changes[tree->symbol[n]]))
            continue;
        for (uint32_t m = tree->parent[change->fallen]; m != CALLTREE_ROOT; m = tree->parent[m]) {
            if (tree->symbol[m] == tree->symbol[n])
                return true;
        }
    }
    return false;
}

static double size_of(const struct change *change)
{
    return fmin(change->more, change->less);
}

static int append(struct relocations *out, const struct relocation *relocation, struct error *err)
{
    if (out->count == out->capacity) {
        size_t capacity = out->capacity == 0 ? TOLD_MOST : 2 * out->capacity;
        struct relocation *grown = memory_resize_array(out->items, capacity, sizeof *grown);
        if (grown == NULL)
            return error_set_memory(err, "listing what is called elsewhere");
        out->items = grown;
        out->capacity = capacity;
    }
    out->items[out->count++] = *relocation;
    return 0;
}

static struct relocation tell(const struct culprit_case *about, const struct change *change)
{
    const struct comparison *comparison = of(about);
    uint32_t entry = comparison->node_entry_total[change->grown];
    return (struct relocation){.comparison = about->comparison,
                               .symbol = comparison->tree->symbol[change->grown],
                               .grown = change->grown,
                               .fallen = change->fallen,
                               .more = change->more,
                               .less = change->less,
                               .net = estimate_entry(about->noise, entry, about->tail)};
}

static int list_largest(struct relocations *out, const struct change *changes, uint8_t *tellable,
                        const struct culprit_case *about, struct error *err)
{
    size_t symbols = symbols_count(of(about)->symbols);
    for (size_t s = 0; s < symbols; s++)
        tellable[s] = relocated(&changes[s]) && !went_along(changes, of(about)->tree, &changes[s]);
    for (size_t i = 0; i < TOLD_MOST; i++) {
        size_t largest = symbols;
        for (size_t s = 0; s < symbols; s++) {
            if (tellable[s] && (largest == symbols || size_of(&changes[s]) > size_of(&changes[largest])))
                largest = s;
        }
        if (largest == symbols)
            break;
        tellable[largest] = 0;
        struct relocation relocation = tell(about, &changes[largest]);
        if (append(out, &relocation, err) != 0)
            return -1;
    }
    return 0;
}

int relocation_find(struct relocations *out, const struct culprit_case *about, struct error *err)
{
    size_t symbols = symbols_count(of(about)->symbols);
    struct change *changes = memory_allocate_array(symbols, sizeof *changes);
    uint8_t *tellable = memory_allocate_array(symbols, sizeof *tellable);
    int result = -1;
    if (changes == NULL || tellable == NULL) {
        error_set_memory(err, "looking for what is called elsewhere");
    } else {
        note_all(changes, about);
        result = list_largest(out, changes, tellable, about, err);
    }
    memory_free(changes);
    memory_free(tellable);
    return result;
}

void relocation_clear(struct relocations *relocations)
{
    memory_free(relocations->items);
    *relocations = (struct relocations){0};
}
