#include "adapters/format/pprof_stacks.h"

#include "gate/base/memory.h"

#include <stdbool.h>
#include <string.h>

#include "gate/base/banned.h"

static const char reading[] = "reading the stacks of a profile";

enum { SLOTS_AT_FIRST = 1024, STACKS_AT_FIRST = 512 };

void pprof_stacks_free(struct pprof_stacks *stacks)
{
    memory_free(stacks->locations);
    memory_free(stacks->first);
    memory_free(stacks->hashes);
    memory_free(stacks->slots);
    *stacks = (struct pprof_stacks){0};
}

static uint64_t hash_of(const uint32_t *locations, size_t count)
{
    uint64_t hash = 0x9e3779b97f4a7c15u ^ count;
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ locations[i]) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    return hash;
}

static bool same(const struct pprof_stacks *stacks, uint32_t stack, const uint32_t *locations, size_t count)
{
    size_t first = stacks->first[stack];
    return stacks->first[stack + 1] - first == count &&
           (count == 0 || memcmp(stacks->locations + first, locations, count * sizeof *locations) == 0);
}

static int grow_slots(struct pprof_stacks *stacks, struct error *err)
{
    size_t slot_count = stacks->slot_count ? stacks->slot_count * 2 : SLOTS_AT_FIRST;
    uint32_t *slots = memory_allocate_array(slot_count, sizeof *slots);
    if (!slots)
        return error_set_memory(err, reading);
    for (size_t i = 0; i < stacks->count; i++) {
        size_t slot = stacks->hashes[i] & (slot_count - 1);
        while (slots[slot])
            slot = (slot + 1) & (slot_count - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    memory_free(stacks->slots);
    stacks->slots = slots;
    stacks->slot_count = slot_count;
    return 0;
}

static int grow_stacks(struct pprof_stacks *stacks, struct error *err)
{
    size_t capacity = stacks->capacity ? stacks->capacity * 2 : STACKS_AT_FIRST;
    size_t *first = memory_resize_array(stacks->first, capacity + 1, sizeof *first);
    if (!first)
        return error_set_memory(err, reading);
    stacks->first = first;
    uint64_t *hashes = memory_resize_array(stacks->hashes, capacity, sizeof *hashes);
    if (!hashes)
        return error_set_memory(err, reading);
    stacks->hashes = hashes;
    stacks->first[stacks->count] = stacks->location_count;
    stacks->capacity = capacity;
    return 0;
}

static int grow_locations(struct pprof_stacks *stacks, size_t more, struct error *err)
{
    size_t capacity = stacks->location_capacity * 2 + more;
    uint32_t *locations = memory_resize_array(stacks->locations, capacity, sizeof *locations);
    if (!locations)
        return error_set_memory(err, reading);
    stacks->locations = locations;
    stacks->location_capacity = capacity;
    return 0;
}

static int make_room(struct pprof_stacks *stacks, size_t more, struct error *err)
{
    if (stacks->count * 2 >= stacks->slot_count && grow_slots(stacks, err))
        return -1;
    if (stacks->count == stacks->capacity && grow_stacks(stacks, err))
        return -1;
    if (stacks->location_capacity - stacks->location_count < more && grow_locations(stacks, more, err))
        return -1;
    return 0;
}

int pprof_stacks_add(struct pprof_stacks *stacks, const uint32_t *locations, size_t count, uint32_t *stack,
                     struct error *err)
{
    if (make_room(stacks, count, err))
        return -1;
    uint64_t hash = hash_of(locations, count);
    size_t slot = hash & (stacks->slot_count - 1);
    for (; stacks->slots[slot]; slot = (slot + 1) & (stacks->slot_count - 1)) {
        uint32_t known = stacks->slots[slot] - 1;
        if (stacks->hashes[known] == hash && same(stacks, known, locations, count)) {
            *stack = known;
            return 0;
        }
    }
    if (count)
        memcpy(stacks->locations + stacks->location_count, locations, count * sizeof *locations);
    stacks->location_count += count;
    stacks->hashes[stacks->count] = hash;
    stacks->first[stacks->count + 1] = stacks->location_count;
    stacks->slots[slot] = (uint32_t)stacks->count + 1;
    *stack = (uint32_t)stacks->count++;
    return 0;
}
