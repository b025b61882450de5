#include "gate/model/profile_rows.h"

#include "gate/base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

enum { FIRST_ROWS = 64 };

static uint8_t labels_of(const struct profile_rows *rows, size_t row)
{
    return rows->labels ? rows->labels[row] : 0;
}

static size_t row_slot(const struct profile_rows *rows, uint32_t node, uint32_t endpoint, uint8_t labels)
{
    size_t mask = rows->slot_count - 1;
    uint64_t hash = (((uint64_t)node << 32 | endpoint) ^ (uint64_t)labels << 56) * UINT64_C(0x9e3779b97f4a7c15);
    size_t slot = (size_t)(hash ^ hash >> 32) & mask;
    for (; rows->slots[slot] != 0; slot = (slot + 1) & mask) {
        size_t at = rows->slots[slot] - 1;
        const struct profile_row *row = &rows->items[at];
        if (row->node == node && row->endpoint == endpoint && labels_of(rows, at) == labels)
            break;
    }
    return slot;
}

static int grow_row_slots(struct profile_rows *rows)
{
    size_t count = rows->slot_count ? rows->slot_count * 2 : (size_t)FIRST_ROWS * 2;
    uint32_t *slots = memory_allocate_array(count, sizeof *slots);
    if (!slots)
        return -1;
    memory_free(rows->slots);
    rows->slots = slots;
    rows->slot_count = count;
    for (size_t row = 0; row < rows->count; row++) {
        const struct profile_row *of = &rows->items[row];
        slots[row_slot(rows, of->node, of->endpoint, labels_of(rows, row))] = (uint32_t)row + 1;
    }
    return 0;
}

static int grow_rows(struct profile_rows *rows)
{
    size_t capacity = rows->capacity ? rows->capacity * 2 : FIRST_ROWS;
    struct profile_row *items = memory_resize_array(rows->items, capacity, sizeof *items);
    if (!items)
        return -1;
    rows->items = items;
    struct event_sums *sums = memory_resize_array(rows->sums, capacity, rows->type_count * sizeof *sums);
    if (!sums)
        return -1;
    rows->sums = sums;
    double *rest = memory_resize_array(rows->rest, capacity, rows->type_count * sizeof *rest);
    if (!rest)
        return -1;
    rows->rest = rest;
    if (rows->labelled) {
        uint8_t *labels = memory_resize_array(rows->labels, capacity, sizeof *labels);
        if (!labels)
            return -1;
        rows->labels = labels;
    }
    rows->capacity = capacity;
    return 0;
}

int profile_rows_find(struct profile_rows *rows, uint32_t node, uint32_t endpoint, uint8_t labels, size_t *out,
                      struct error *err)
{
    if (rows->count * 2 >= rows->slot_count && grow_row_slots(rows) != 0)
        return error_set_memory(err, "merging samples");
    size_t slot = row_slot(rows, node, endpoint, labels);
    if (rows->slots[slot] != 0) {
        *out = rows->slots[slot] - 1;
        return 0;
    }
    if (rows->count == rows->capacity && grow_rows(rows) != 0)
        return error_set_memory(err, "merging samples");
    size_t row = rows->count++;
    rows->items[row] = (struct profile_row){node, endpoint};
    if (rows->labels)
        rows->labels[row] = labels;
    memset(&rows->sums[row * rows->type_count], 0, rows->type_count * sizeof *rows->sums);
    memset(&rows->rest[row * rows->type_count], 0, rows->type_count * sizeof *rows->rest);
    rows->slots[slot] = (uint32_t)row + 1;
    *out = row;
    return 0;
}

/* Neumaier's sum: exact to the last bits whatever the order of the samples. */
static void add_amount(double *sum, double *rest, double value)
{
    double next = *sum + value;
    *rest += fabs(*sum) >= fabs(value) ? (*sum - next) + value : (value - next) + *sum;
    *sum = next;
}

void profile_rows_add(struct profile_rows *rows, size_t row, size_t type, const struct event_sums *one)
{
    size_t cell = row * rows->type_count + type;
    add_amount(&rows->sums[cell].amount, &rows->rest[cell], one->amount);
    rows->sums[cell].events += one->events;
    rows->sums[cell].moment += one->moment;
}

void profile_rows_settle(struct profile_rows *rows)
{
    /* No row is looked for any more, and sorting needs the room. */
    memory_free(rows->slots);
    rows->slots = NULL;
    rows->slot_count = 0;
    for (size_t i = 0; i < rows->count * rows->type_count; i++) {
        rows->sums[i].amount += rows->rest[i];
        rows->rest[i] = 0;
    }
}

/* A row and where its sums stand. */
struct row_order {
    struct profile_row row;
    uint32_t from;
    uint32_t labels;
};

static int compare_rows(const void *left, const void *right)
{
    const struct row_order *a = left, *b = right;
    if (a->row.node != b->row.node)
        return a->row.node < b->row.node ? -1 : 1;
    if (a->row.endpoint != b->row.endpoint)
        return a->row.endpoint < b->row.endpoint ? -1 : 1;
    return (a->labels > b->labels) - (a->labels < b->labels);
}

/* Stacks mostly come in the order of their nodes. */
static bool are_sorted(const struct row_order *order, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (compare_rows(&order[i - 1], &order[i]) > 0)
            return false;
    return true;
}

int profile_rows_sort(struct profile *profile, const struct profile_rows *rows)
{
    size_t count = rows->count;
    struct row_order *order = memory_allocate_array(count ? count : 1, sizeof *order);
    profile->rows = memory_allocate_array(count ? count : 1, sizeof *profile->rows);
    profile->sums = memory_allocate_array(count ? count : 1, rows->type_count * sizeof *profile->sums);
    if (rows->labelled)
        profile->labels = memory_allocate_array(count ? count : 1, sizeof *profile->labels);
    if (!order || !profile->rows || !profile->sums || (rows->labelled && !profile->labels)) {
        memory_free(order);
        return -1;
    }
    for (size_t i = 0; i < count; i++)
        order[i] = (struct row_order){rows->items[i], (uint32_t)i, labels_of(rows, i)};
    if (!are_sorted(order, count))
        qsort(order, count, sizeof *order, compare_rows);
    for (size_t i = 0; i < count; i++) {
        profile->rows[i] = order[i].row;
        if (profile->labels)
            profile->labels[i] = (uint8_t)order[i].labels;
        for (size_t type = 0; type < rows->type_count; type++)
            profile->sums[type * count + i] = rows->sums[order[i].from * rows->type_count + type];
    }
    profile->row_count = count;
    memory_free(order);
    return 0;
}

void profile_rows_clear(struct profile_rows *rows)
{
    memory_free(rows->items);
    memory_free(rows->labels);
    memory_free(rows->sums);
    memory_free(rows->rest);
    memory_free(rows->slots);
    *rows = (struct profile_rows){0};
}
