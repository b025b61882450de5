#include "adapters/format/pprof_split.h"

#include "adapters/format/pprof_tables.h"
#include "adapters/format/wire.h"
#include "gate/base/limits.h"
#include "gate/base/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

/* Numbers of the fields of Sample and Label that are looked at. */
enum { SAMPLE_LABEL = 3, LABEL_KEY = 1, LABEL_TEXT = 2 };

/* One sample, or one run of other fields, as it stands in the content. */
struct stretch {
    size_t offset, size;
    uint32_t values[PPROF_SPLIT_LABELS_MAX]; /* of a sample: string numbers, the same for the same text */
};

struct stretches {
    struct stretch *items;
    size_t count, capacity;
};

struct pprof_split {
    struct bytes content;
    size_t label_count;
    uint32_t keys[PPROF_SPLIT_LABELS_MAX]; /* string numbers; NO_STRING: the table does not have it */
    struct bytes *strings;
    size_t string_count, string_capacity;
    uint32_t *same;           /* [string]: the first string of the same text */
    struct stretches samples; /* sorted by their values once all are known */
    struct stretches others;
};

#define NO_STRING UINT32_MAX

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "splitting a profile");
}

/* ---- what stands where ---- */

static int add_stretch(struct stretches *list, size_t offset, size_t size, struct error *err)
{
    if (list->items == NULL || list->count == list->capacity) {
        size_t capacity = list->capacity > 0 ? list->capacity * 2 : 64;
        struct stretch *items = memory_resize_array(list->items, capacity, sizeof *items);
        if (items == NULL) {
            return refuse_memory(err);
        }
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = (struct stretch){.offset = offset, .size = size};
    return 0;
}

/* Other fields that follow one another are one stretch. */
static int add_other(struct stretches *list, size_t offset, size_t size, struct error *err)
{
    struct stretch *last = list->count > 0 ? &list->items[list->count - 1] : NULL;
    if (last != NULL && last->offset + last->size == offset) {
        last->size += size;
        return 0;
    }
    return add_stretch(list, offset, size, err);
}

static int add_string(struct pprof_split *split, struct bytes text, struct error *err)
{
    if (split->string_count == split->string_capacity) {
        size_t capacity = split->string_capacity > 0 ? split->string_capacity * 2 : 256;
        struct bytes *strings = memory_resize_array(split->strings, capacity, sizeof *strings);
        if (strings == NULL) {
            return refuse_memory(err);
        }
        split->strings = strings;
        split->string_capacity = capacity;
    }
    split->strings[split->string_count++] = text;
    return 0;
}

static int add_field(struct pprof_split *split, const struct wire_field *field, size_t size, struct error *err)
{
    size_t offset = (size_t)field->offset;
    if (field->type == WIRE_LENGTH && field->number == PPROF_SAMPLE) {
        return add_stretch(&split->samples, offset, size, err);
    }
    if (field->type == WIRE_LENGTH && field->number == PPROF_STRING && add_string(split, field->body, err) != 0) {
        return -1;
    }
    return add_other(&split->others, offset, size, err);
}

static int find_fields(struct pprof_split *split, struct error *err)
{
    struct wire_cursor cursor = wire_begin(split->content, 0);
    struct wire_field field;
    int more;
    while ((more = wire_next(&field, &cursor, err)) > 0) {
        if (add_field(split, &field, (size_t)(cursor.at - cursor.start) - (size_t)field.offset, err) != 0) {
            return -1;
        }
        if (split->samples.count > LIMIT_SAMPLES) {
            return error_set(err, ERROR_INPUT, "it has more samples than the ceiling of %llu", LIMIT_SAMPLES);
        }
        if (split->string_count == NO_STRING) {
            return error_set(err, ERROR_INPUT, "it has more strings than can be counted");
        }
    }
    return more;
}

/* ---- texts ---- */

struct numbered {
    struct bytes text;
    uint32_t number;
};

static int compare_numbered(const void *left, const void *right)
{
    const struct numbered *a = left, *b = right;
    int order = bytes_compare(a->text, b->text);
    return order != 0 ? order : a->number < b->number ? -1 : 1;
}

/* A table may hold a text twice. */
static int find_same(struct pprof_split *split, struct error *err)
{
    size_t count = split->string_count;
    struct numbered *sorted = memory_allocate_array(count + 1, sizeof *sorted);
    split->same = memory_allocate_array(count + 1, sizeof *split->same);
    if (sorted == NULL || split->same == NULL) {
        memory_free(sorted);
        return refuse_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = (struct numbered){split->strings[i], (uint32_t)i};
    }
    qsort(sorted, count, sizeof *sorted, compare_numbered);
    for (size_t i = 0, first = 0; i < count; i++) {
        first = bytes_equal(sorted[i].text, sorted[first].text) ? first : i;
        split->same[sorted[i].number] = sorted[first].number;
    }
    memory_free(sorted);
    return 0;
}

static uint32_t find_text(const struct pprof_split *split, const char *text)
{
    for (size_t i = 0; i < split->string_count; i++) {
        if (bytes_equal(split->strings[i], bytes_of_text(text))) {
            return (uint32_t)i;
        }
    }
    return NO_STRING;
}

/* ---- labels ---- */

static int string_of(uint32_t *out, const struct pprof_split *split, uint64_t index, struct error *err)
{
    if (index >= split->string_count) {
        return error_set(err, ERROR_INPUT, "a label refers to string %llu, which lies outside the table of %zu",
                         (unsigned long long)index, split->string_count);
    }
    *out = split->same[index];
    return 0;
}

static int read_label(struct stretch *sample, const struct pprof_split *split, struct bytes label,
                      struct error *err)
{
    struct wire_cursor cursor = wire_begin(label, 0);
    struct wire_field field;
    uint64_t key = 0, text = 0;
    int more;
    while ((more = wire_next(&field, &cursor, err)) > 0) {
        key = field.number == LABEL_KEY && field.type == WIRE_VARINT ? field.value : key;
        text = field.number == LABEL_TEXT && field.type == WIRE_VARINT ? field.value : text;
    }
    uint32_t key_text = NO_STRING, value_text = NO_STRING;
    if (more < 0 || string_of(&key_text, split, key, err) != 0 || string_of(&value_text, split, text, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < split->label_count; i++) {
        /* A label without a text says as much as none. */
        if (key_text == split->keys[i] && sample->values[i] == NO_STRING && split->strings[value_text].size > 0) {
            sample->values[i] = value_text;
        }
    }
    return 0;
}

static int read_labels(struct stretch *sample, const struct pprof_split *split, struct error *err)
{
    struct bytes whole = {split->content.data + sample->offset, sample->size};
    struct wire_cursor cursor = wire_begin(whole, sample->offset);
    struct wire_field field;
    for (size_t i = 0; i < split->label_count; i++) {
        sample->values[i] = NO_STRING;
    }
    if (wire_next(&field, &cursor, err) < 0) {
        return -1;
    }
    cursor = wire_begin(field.body, sample->offset);
    int more;
    while ((more = wire_next(&field, &cursor, err)) > 0) {
        if (field.number == SAMPLE_LABEL && field.type == WIRE_LENGTH &&
            read_label(sample, split, field.body, err) != 0) {
            return error_at_offset(err, sample->offset);
        }
    }
    return more;
}

/* ---- the split ---- */

static int compare_stretches(const void *left, const void *right)
{
    const struct stretch *a = left, *b = right;
    for (size_t i = 0; i < PPROF_SPLIT_LABELS_MAX; i++) {
        if (a->values[i] != b->values[i]) {
            return a->values[i] < b->values[i] ? -1 : 1;
        }
    }
    return a->offset == b->offset ? 0 : a->offset < b->offset ? -1 : 1;
}

static int sort_samples(struct pprof_split *split, const char *const *labels, struct error *err)
{
    if (find_same(split, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < split->label_count; i++) {
        split->keys[i] = find_text(split, labels[i]);
    }
    for (size_t i = 0; i < split->samples.count; i++) {
        if (read_labels(&split->samples.items[i], split, err) != 0) {
            return -1;
        }
    }
    if (split->samples.count > 0) {
        qsort(split->samples.items, split->samples.count, sizeof *split->samples.items, compare_stretches);
    }
    return 0;
}

int pprof_split_new(struct pprof_split **out, struct bytes content, const char *const *labels, size_t label_count,
                    struct error *err)
{
    struct pprof_split *split = memory_allocate_array(1, sizeof *split);
    if (split == NULL) {
        return refuse_memory(err);
    }
    split->content = content;
    split->label_count = label_count;
    if (find_fields(split, err) != 0 || sort_samples(split, labels, err) != 0) {
        pprof_split_free(split);
        return -1;
    }
    *out = split;
    return 0;
}

void pprof_split_free(struct pprof_split *split)
{
    if (split == NULL) {
        return;
    }
    memory_free(split->strings);
    memory_free(split->same);
    memory_free(split->samples.items);
    memory_free(split->others.items);
    memory_free(split);
}

/* The first sample that is not below the wanted one, which stands at the very beginning of the content. */
static size_t first_of(const struct pprof_split *split, const struct stretch *wanted)
{
    size_t low = 0, high = split->samples.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_stretches(&split->samples.items[middle], wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void append(struct byte_buffer *out, const struct pprof_split *split, const struct stretch *stretch)
{
    byte_buffer_append(out, split->content.data + stretch->offset, stretch->size);
}

int pprof_split_take(struct byte_buffer *out, size_t *samples, const struct pprof_split *split,
                     const char *const *values, struct error *err)
{
    struct stretch wanted = {0};
    bool possible = true;
    for (size_t i = 0; i < split->label_count; i++) {
        uint32_t text = find_text(split, values[i]);
        possible = possible && (text != NO_STRING || values[i][0] == '\0');
        wanted.values[i] = values[i][0] != '\0' ? text : NO_STRING;
    }
    size_t first = first_of(split, &wanted), end = first;
    while (possible && end < split->samples.count &&
           memcmp(split->samples.items[end].values, wanted.values, sizeof wanted.values) == 0) {
        end++;
    }
    for (size_t i = 0; i < split->others.count; i++) {
        append(out, split, &split->others.items[i]);
    }
    for (size_t i = first; i < end; i++) {
        append(out, split, &split->samples.items[i]);
    }
    *samples = end - first;
    return out->failed ? refuse_memory(err) : 0;
}
