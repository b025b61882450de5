#include "adapters/format/pprof_samples.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "gate/base/banned.h"

struct reading {
    struct pprof_samples *samples;
    struct pprof_tables *tables;
    const struct profile_request *request;
    size_t endpoint_rank; /* of the label that the endpoint at hand comes from; fewer is better */
    uint32_t *locations;  /* of the sample at hand */
    size_t capacity;
};

static bool text_is(const struct pprof_tables *tables, uint32_t index, const char *wanted)
{
    return bytes_equal(pprof_tables_text(tables, index), bytes_of_text(wanted));
}

/* The place of a label's key among those of endpoints; SIZE_MAX: it is none of them. */
static size_t rank_of_key(const struct reading *reading, uint32_t key)
{
    const char *const *labels = reading->request->endpoint_labels;
    for (size_t i = 0; labels && labels[i]; i++)
        if (text_is(reading->tables, key, labels[i]))
            return i;
    return SIZE_MAX;
}

static void note_presence(struct reading *reading, uint32_t key)
{
    const char *const *wanted = reading->request->labels;
    uint8_t *labels = &reading->samples->labels[reading->samples->count];
    for (size_t i = 0; wanted[i]; i++)
        if (text_is(reading->tables, key, wanted[i]))
            *labels = (uint8_t)(*labels | 1U << i);
}

static int read_label(struct reading *reading, const Perftools__Profiles__Label *label, uint32_t *endpoint_text,
                      struct error *err)
{
    const struct pprof_tables *tables = reading->tables;
    uint32_t key;
    uint32_t value;
    uint32_t unit;
    if (pprof_tables_index(&key, tables, label->key, err) || pprof_tables_index(&value, tables, label->str, err) ||
        pprof_tables_index(&unit, tables, label->num_unit, err))
        return error_prefix(err, "a label of sample %zu is malformed", reading->samples->count + 1);
    if (text_is(tables, key, "pprof::base"))
        return error_set(err, ERROR_INPUT,
                         "it is already a difference of two profiles (its samples carry the label pprof::base): "
                         "pass the two profiles themselves");
    if (reading->samples->labels)
        note_presence(reading, key);
    /* Several values for one key are legal: the first one counts. A number is no endpoint. */
    size_t rank = value != 0 ? rank_of_key(reading, key) : SIZE_MAX;
    if (rank < reading->endpoint_rank) {
        reading->endpoint_rank = rank;
        *endpoint_text = value;
    }
    return 0;
}

static int read_stack(struct reading *reading, const Perftools__Profiles__Sample *message, uint32_t *stack,
                      struct error *err)
{
    size_t count = message->n_location_id;
    if (count > LIMIT_DEPTH)
        return error_set(err, ERROR_INPUT, "sample %zu has a stack of %zu locations, over the ceiling of %d",
                         reading->samples->count + 1, count, LIMIT_DEPTH);
    if (count > reading->capacity) {
        uint32_t *locations = memory_resize_array(reading->locations, count * 2, sizeof *locations);
        if (!locations)
            return error_set_memory(err, "reading the samples of a profile");
        reading->locations = locations;
        reading->capacity = count * 2;
    }
    for (size_t i = 0; i < count; i++) {
        reading->locations[i] = pprof_ids_find(&reading->tables->location_ids, message->location_id[i]);
        if (reading->locations[i] == PPROF_ID_NONE)
            return error_set(err, ERROR_INPUT,
                             "sample %zu refers to location %" PRIu64 ", which the file does not have",
                             reading->samples->count + 1, message->location_id[i]);
    }
    return pprof_stacks_add(&reading->samples->stacks, reading->locations, count, stack, err);
}

static int read_values(struct pprof_samples *samples, const Perftools__Profiles__Sample *message, struct error *err)
{
    if (samples->type_count == 0)
        return error_set(err, ERROR_INPUT, "it has samples but no sample types");
    if (message->n_value != samples->type_count)
        return error_set(
            err, ERROR_INPUT,
            "sample %zu has %zu values for %zu sample types: the file is damaged, or two profiles were "
            "joined into one",
            samples->count + 1, message->n_value, samples->type_count);
    int64_t *values = samples->values + samples->count * samples->type_count;
    for (size_t i = 0; i < samples->type_count; i++) {
        values[i] = message->value[i];
        if (values[i] < 0 && samples->negative[i] == 0)
            samples->negative[i] = samples->count + 1;
    }
    return 0;
}

/* ---- plain samples ---- */

/* Nearly every sample is a packed list of locations and a packed list of values, and there are many: they are read
 * without a message being made of them. What is anything else, or wrong, is left to the message and its errors. */

enum { TAG_LOCATIONS = 1 << 3 | WIRE_LENGTH, TAG_VALUES = 2 << 3 | WIRE_LENGTH };

/* The number at *at, below end. */
static bool read_number(uint64_t *out, const uint8_t **at, const uint8_t *end)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 63 && *at < end; shift += 7) {
        uint8_t byte = *(*at)++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *out = value;
            return true;
        }
    }
    return false;
}

/* The next list of the sample; its tag is 0 where none is left. */
static bool read_list(uint8_t *tag, struct bytes *out, const uint8_t **at, const uint8_t *end)
{
    uint64_t size;
    *tag = 0;
    if (*at == end)
        return true;
    *tag = *(*at)++;
    if ((*tag != TAG_LOCATIONS && *tag != TAG_VALUES) || !read_number(&size, at, end) || size > (size_t)(end - *at))
        return false;
    *out = (struct bytes){*at, (size_t)size};
    *at += size;
    return true;
}

static bool read_locations(struct reading *reading, struct bytes list, size_t *count)
{
    const uint8_t *at = list.data, *end = list.data + list.size;
    uint64_t id;
    while (at < end) {
        if (*count == reading->capacity || *count == LIMIT_DEPTH || !read_number(&id, &at, end))
            return false;
        uint32_t location = pprof_ids_find(&reading->tables->location_ids, id);
        reading->locations[(*count)++] = location;
        if (location == PPROF_ID_NONE)
            return false;
    }
    return true;
}

static bool read_plain_values(struct pprof_samples *samples, struct bytes list, size_t *count)
{
    const uint8_t *at = list.data, *end = list.data + list.size;
    int64_t *values = samples->values + samples->count * samples->type_count;
    uint64_t value;
    while (at < end) {
        if (*count == samples->type_count || !read_number(&value, &at, end))
            return false;
        values[(*count)++] = (int64_t)value;
    }
    return true;
}

/* Whether it was one; then *depth of reading->locations are its stack. */
static bool read_plain(struct reading *reading, struct bytes body, size_t *depth)
{
    const uint8_t *at = body.data, *end = body.data + body.size;
    size_t value_count = 0;
    struct bytes list = {0};
    uint8_t tag;
    *depth = 0;
    while (read_list(&tag, &list, &at, end)) {
        if (tag == 0)
            return value_count > 0 && value_count == reading->samples->type_count;
        if (tag == TAG_LOCATIONS ? !read_locations(reading, list, depth)
                                 : !read_plain_values(reading->samples, list, &value_count))
            return false;
    }
    return false;
}

static int add_sample(void *context, const struct wire_field *field, const struct wire_cursor *cursor,
                      struct error *err)
{
    struct reading *reading = context;
    struct pprof_samples *samples = reading->samples;
    size_t depth;
    if (field->body.size > 0 && read_plain(reading, field->body, &depth)) {
        if (pprof_stacks_add(&samples->stacks, reading->locations, depth, &samples->items[samples->count].stack,
                             err))
            return -1;
        samples->count++;
        return 0;
    }
    const Perftools__Profiles__Sample *message = pprof_message_unpack(
        &reading->tables->message, &perftools__profiles__sample__descriptor, field, cursor, "sample", err);
    if (!message)
        return -1;
    struct pprof_sample *sample = &samples->items[samples->count];
    int refused = read_values(samples, message, err) || read_stack(reading, message, &sample->stack, err);
    reading->endpoint_rank = SIZE_MAX;
    for (size_t i = 0; i < message->n_label && !refused; i++)
        refused = read_label(reading, message->label[i], &sample->endpoint_text, err);
    if (refused) {
        if (err && err->kind == ERROR_INPUT)
            error_at_offset(err, field->offset);
        return -1;
    }
    samples->count++;
    return 0;
}

static int allocate(struct pprof_samples *samples, const struct pprof_tables *tables,
                    const struct profile_request *request, struct error *err)
{
    size_t count = tables->counts[PPROF_SAMPLE];
    samples->type_count = tables->type_count;
    if (count == 0)
        return 0;
    samples->items = memory_allocate_array(count, sizeof *samples->items);
    samples->values = memory_allocate_array(count * samples->type_count + 1, sizeof *samples->values);
    samples->negative = memory_allocate_array(samples->type_count + 1, sizeof *samples->negative);
    if (request->labels)
        samples->labels = memory_allocate_array(count, sizeof *samples->labels);
    if (!samples->items || !samples->values || !samples->negative || (request->labels && !samples->labels))
        return error_set_memory(err, "reading the samples of a profile");
    return 0;
}

int pprof_samples_read(struct pprof_samples *samples, struct pprof_tables *tables,
                       const struct profile_request *request, struct error *err)
{
    *samples = (struct pprof_samples){0};
    struct reading reading = {.samples = samples, .tables = tables, .request = request};
    if (allocate(samples, tables, request, err))
        return -1;
    int refused = pprof_tables_walk(tables, PPROF_SAMPLE, add_sample, &reading, err);
    memory_free(reading.locations);
    return refused;
}

void pprof_samples_free(struct pprof_samples *samples)
{
    pprof_stacks_free(&samples->stacks);
    memory_free(samples->items);
    memory_free(samples->values);
    memory_free(samples->negative);
    memory_free(samples->labels);
    *samples = (struct pprof_samples){0};
}
