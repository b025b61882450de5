#include "adapters/format/pprof_ids.h"

#include "gate/base/memory.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "gate/base/banned.h"

int pprof_ids_init(struct pprof_ids *ids, size_t capacity, struct error *err)
{
    *ids = (struct pprof_ids){.capacity = (uint32_t)capacity};
    if (capacity == 0)
        return 0;
    ids->items = memory_allocate_array(capacity, sizeof *ids->items);
    return ids->items ? 0 : error_set_memory(err, "reading the tables of a profile");
}

void pprof_ids_free(struct pprof_ids *ids)
{
    memory_free(ids->items);
    memory_free(ids->dense);
    *ids = (struct pprof_ids){0};
}

int pprof_ids_add(struct pprof_ids *ids, uint64_t id, const char *what, struct error *err)
{
    if (id == 0)
        return error_set(err, ERROR_INPUT, "a %s has the id 0, which is reserved", what);
    ids->items[ids->count] = (struct pprof_id){id, ids->count};
    ids->count++;
    return 0;
}

static int compare_ids(const void *a, const void *b)
{
    const struct pprof_id *left = a;
    const struct pprof_id *right = b;
    if (left->id != right->id)
        return left->id < right->id ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

/* Most producers number what they write one after the other. */
static bool are_sorted(const struct pprof_ids *ids)
{
    for (uint32_t i = 1; i < ids->count; i++)
        if (compare_ids(&ids->items[i - 1], &ids->items[i]) > 0)
            return false;
    return true;
}

static int make_dense(struct pprof_ids *ids, struct error *err)
{
    uint64_t size = ids->items[ids->count - 1].id + 1;
    ids->dense = memory_allocate_array((size_t)size, sizeof *ids->dense);
    if (!ids->dense)
        return error_set_memory(err, "reading the tables of a profile");
    ids->dense_size = size;
    for (uint64_t id = 0; id < size; id++)
        ids->dense[id] = PPROF_ID_NONE;
    for (uint32_t i = 0; i < ids->count; i++)
        ids->dense[ids->items[i].id] = ids->items[i].index;
    return 0;
}

int pprof_ids_complete(struct pprof_ids *ids, const char *what, uint32_t *duplicate, struct error *err)
{
    if (ids->count == 0)
        return 0;
    if (!are_sorted(ids))
        qsort(ids->items, ids->count, sizeof *ids->items, compare_ids);
    for (uint32_t i = 1; i < ids->count; i++) {
        if (ids->items[i].id != ids->items[i - 1].id)
            continue;
        *duplicate = ids->items[i].index;
        return error_set(err, ERROR_INPUT, "two %ss have the id %" PRIu64, what, ids->items[i].id);
    }
    if (ids->items[ids->count - 1].id / 2 <= ids->count)
        return make_dense(ids, err);
    return 0;
}

uint32_t pprof_ids_find(const struct pprof_ids *ids, uint64_t id)
{
    if (ids->dense)
        return id < ids->dense_size ? ids->dense[id] : PPROF_ID_NONE;
    uint32_t low = 0;
    uint32_t high = ids->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ids->items[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ids->count && ids->items[low].id == id ? ids->items[low].index : PPROF_ID_NONE;
}
