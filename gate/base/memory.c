/*
 * gate/base/banned.h is left out: this is the file that wraps malloc, realloc and free, whose names it poisons.
 */
#include "gate/base/memory.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Stands before each block, so that free needs no size; as wide as the strictest alignment to keep the block's. */
struct header {
    _Alignas(max_align_t) size_t size;
};

static atomic_size_t used;
static atomic_size_t peak;
static atomic_size_t budget;
static atomic_size_t allocations;
static atomic_size_t fail_countdown;
static atomic_bool over_budget;

/* Whether this request is the one that was to fail. */
static bool is_chosen_to_fail(void)
{
    size_t left = atomic_load(&fail_countdown);
    while (left != 0) {
        if (atomic_compare_exchange_weak(&fail_countdown, &left, left - 1)) {
            return left == 1;
        }
    }
    return false;
}

static void raise_peak(size_t now)
{
    size_t seen = atomic_load(&peak);
    while (seen < now && !atomic_compare_exchange_weak(&peak, &seen, now)) {
    }
}

/* Takes size bytes out of the budget before they are asked for, so that threads cannot overrun it together. */
static bool reserve(size_t size)
{
    size_t ceiling = atomic_load(&budget);
    size_t before = atomic_load(&used);
    do {
        if (size > SIZE_MAX - before || (ceiling != 0 && before + size > ceiling)) {
            atomic_store(&over_budget, ceiling != 0);
            return false;
        }
    } while (!atomic_compare_exchange_weak(&used, &before, before + size));
    raise_peak(before + size);
    return true;
}

static void give_back(size_t size)
{
    atomic_fetch_sub(&used, size);
}

static void *refused_by_machine(void)
{
    atomic_store(&over_budget, false);
    return NULL;
}

static size_t at_least_one(size_t size)
{
    return size == 0 ? 1 : size;
}

static bool product(size_t count, size_t size, size_t *out)
{
    if (size != 0 && count > (SIZE_MAX - sizeof(struct header)) / size) {
        return false;
    }
    *out = at_least_one(count * size);
    return true;
}

void *memory_allocate(size_t size)
{
    atomic_fetch_add(&allocations, 1);
    size = at_least_one(size);
    if (is_chosen_to_fail() || size > SIZE_MAX - sizeof(struct header)) {
        return refused_by_machine();
    }
    if (!reserve(size)) {
        return NULL;
    }
    struct header *header = malloc(sizeof(*header) + size);
    if (header == NULL) {
        give_back(size);
        return refused_by_machine();
    }
    header->size = size;
    return header + 1;
}

void *memory_allocate_array(size_t count, size_t size)
{
    size_t bytes = 0;
    if (!product(count, size, &bytes)) {
        atomic_fetch_add(&allocations, 1);
        return refused_by_machine();
    }
    void *block = memory_allocate(bytes);
    if (block != NULL) {
        memset(block, 0, bytes);
    }
    return block;
}

void *memory_resize_array(void *block, size_t count, size_t size)
{
    size_t wanted = 0;
    bool fits = product(count, size, &wanted);
    if (block == NULL && fits) {
        return memory_allocate(wanted);
    }
    atomic_fetch_add(&allocations, 1);
    if (!fits || is_chosen_to_fail()) {
        return refused_by_machine();
    }
    struct header *old = (struct header *)block - 1;
    size_t before = old->size;
    if (wanted > before && !reserve(wanted - before)) {
        return NULL;
    }
    struct header *header = realloc(old, sizeof(*header) + wanted);
    if (header == NULL) {
        if (wanted > before) {
            give_back(wanted - before);
        }
        return refused_by_machine();
    }
    if (wanted < before) {
        give_back(before - wanted);
    }
    header->size = wanted;
    return header + 1;
}

char *memory_copy_text(const char *text, size_t length)
{
    if (length == SIZE_MAX) {
        atomic_fetch_add(&allocations, 1);
        return refused_by_machine();
    }
    char *copy = memory_allocate(length + 1);
    if (copy == NULL) {
        return NULL;
    }
    if (length != 0) {
        memcpy(copy, text, length);
    }
    copy[length] = '\0';
    return copy;
}

void memory_free(void *block)
{
    if (block == NULL) {
        return;
    }
    struct header *header = (struct header *)block - 1;
    give_back(header->size);
    free(header);
}

void memory_set_budget(size_t bytes)
{
    atomic_store(&budget, bytes);
}

void memory_fail_at(size_t n)
{
    atomic_store(&fail_countdown, n);
}

struct memory_usage memory_usage(void)
{
    return (struct memory_usage){
        .used = atomic_load(&used),
        .peak = atomic_load(&peak),
        .budget = atomic_load(&budget),
        .allocations = atomic_load(&allocations),
        .over_budget = atomic_load(&over_budget),
    };
}
