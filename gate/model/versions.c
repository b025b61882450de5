#include "gate/model/versions.h"

#include "gate/base/memory.h"

#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

int versions_add(struct versions *versions, const char *label, size_t label_size, struct time_span seen)
{
    struct version *items = memory_resize_array(versions->items, versions->count + 1, sizeof *items);
    if (items == NULL) {
        return -1;
    }
    versions->items = items;
    char *copy = memory_copy_text(label, label_size);
    if (copy == NULL) {
        return -1;
    }
    items[versions->count++] = (struct version){copy, seen};
    return 0;
}

static bool is_known(const struct time_span *span)
{
    return span->start != 0 || span->end != 0;
}

static int compare(const void *left, const void *right)
{
    const struct version *a = left, *b = right;
    bool a_known = is_known(&a->seen), b_known = is_known(&b->seen);
    if (a_known != b_known) {
        return a_known ? -1 : 1;
    }
    if (a->seen.start != b->seen.start) {
        return a->seen.start < b->seen.start ? -1 : 1;
    }
    return strcmp(a->label, b->label);
}

void versions_sort(struct versions *versions)
{
    if (versions->count > 1) {
        qsort(versions->items, versions->count, sizeof *versions->items, compare);
    }
}

const struct version *versions_find(const struct versions *versions, const char *label)
{
    for (size_t i = 0; i < versions->count; i++) {
        if (strcmp(versions->items[i].label, label) == 0) {
            return &versions->items[i];
        }
    }
    return NULL;
}

void versions_clear(struct versions *versions)
{
    for (size_t i = 0; i < versions->count; i++) {
        memory_free(versions->items[i].label);
    }
    memory_free(versions->items);
    *versions = (struct versions){0};
}
