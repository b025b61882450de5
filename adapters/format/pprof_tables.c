#include "adapters/format/pprof_tables.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"

#include <inttypes.h>

#include "gate/base/banned.h"

static const char reading[] = "reading the tables of a profile";

/* How each field of Profile travels, and its name. */
static const struct {
    const char *name;
    enum wire_type type;
    bool once;
} rules[PPROF_FIELDS] = {
    [PPROF_SAMPLE_TYPE] = {"sample_type", WIRE_LENGTH, false},
    [PPROF_SAMPLE] = {"sample", WIRE_LENGTH, false},
    [PPROF_MAPPING] = {"mapping", WIRE_LENGTH, false},
    [PPROF_LOCATION] = {"location", WIRE_LENGTH, false},
    [PPROF_FUNCTION] = {"function", WIRE_LENGTH, false},
    [PPROF_STRING] = {"string_table", WIRE_LENGTH, false},
    [PPROF_DROP_FRAMES] = {"drop_frames", WIRE_VARINT, true},
    [PPROF_KEEP_FRAMES] = {"keep_frames", WIRE_VARINT, true},
    [PPROF_TIME] = {"time_nanos", WIRE_VARINT, true},
    [PPROF_DURATION] = {"duration_nanos", WIRE_VARINT, true},
    [PPROF_PERIOD_TYPE] = {"period_type", WIRE_LENGTH, true},
    [PPROF_PERIOD] = {"period", WIRE_VARINT, true},
    [PPROF_COMMENT] = {"comment", WIRE_VARINT, false},
    [PPROF_DEFAULT_TYPE] = {"default_sample_type", WIRE_VARINT, true},
    [PPROF_DOC_URL] = {"doc_url", WIRE_VARINT, true},
};

struct bytes pprof_tables_text(const struct pprof_tables *tables, uint32_t index)
{
    struct pprof_text text = tables->strings[index];
    return (struct bytes){tables->content.data + text.offset, text.size};
}

int pprof_tables_index(uint32_t *out, const struct pprof_tables *tables, int64_t index, struct error *err)
{
    if (index < 0 || (uint64_t)index >= tables->string_count)
        return error_set(err, ERROR_INPUT, "string %" PRId64 " lies outside the table of %zu", index,
                         tables->string_count);
    *out = (uint32_t)index;
    return 0;
}

int pprof_tables_walk(const struct pprof_tables *tables, enum pprof_field number, pprof_tables_visitor *visit,
                      void *context, struct error *err)
{
    size_t first = tables->first[number];
    struct wire_cursor cursor =
        wire_begin((struct bytes){tables->content.data + first, tables->end[number] - first}, first);
    struct wire_field field;
    int more;
    while ((more = wire_next(&field, &cursor, err)) > 0)
        if (field.number == number && visit(context, &field, &cursor, err))
            return -1;
    return more;
}

/* An error found in a record gets the record's place, if it has none of its own. */
static int place(const struct wire_field *field, struct error *err)
{
    if (err && err->kind == ERROR_INPUT && err->offset == UINT64_MAX)
        error_at_offset(err, field->offset);
    return -1;
}

/* First walk: counts, scalars, and nothing that no profile has. */

static const char concatenated[] = "two profiles were joined into one file; pass them as two files in a folder, or "
                                   "merge them with 'go tool pprof -proto A B > FILE.pb.gz'";

static int survey_once(struct pprof_tables *tables, const struct wire_field *field, struct error *err)
{
    bool again = tables->seen[field->number];
    tables->seen[field->number] = true;
    if (field->number == PPROF_PERIOD_TYPE) {
        if (again && !bytes_equal(tables->period_type_body, field->body))
            return error_set(err, ERROR_INPUT, "period_type occurs twice with different values: %s", concatenated);
        tables->period_type_body = field->body;
        return 0;
    }
    int64_t *scalar = &tables->scalars[field->number];
    if (again && *scalar != (int64_t)field->value)
        return error_set(err, ERROR_INPUT, "%s occurs twice, as %" PRId64 " and as %" PRId64 ": %s",
                         rules[field->number].name, *scalar, (int64_t)field->value, concatenated);
    *scalar = (int64_t)field->value;
    return 0;
}

static int survey_field(struct pprof_tables *tables, const struct wire_field *field, struct error *err)
{
    /* Field 0 is no field, but go tool pprof skips it, and unknown ones are newer than we are. */
    if (field->number == 0 || field->number >= PPROF_FIELDS)
        return 0;
    bool packed_comment = field->number == PPROF_COMMENT && field->type == WIRE_LENGTH;
    if (field->type != rules[field->number].type && !packed_comment)
        return error_set(err, ERROR_INPUT, "field %s has wire type %d instead of %d: the file is damaged",
                         rules[field->number].name, (int)field->type, (int)rules[field->number].type);
    tables->counts[field->number]++;
    return rules[field->number].once ? survey_once(tables, field, err) : 0;
}

/* Fields of one kind mostly stand together: who looks for them need not walk over the others. */
static void note_place(struct pprof_tables *tables, const struct wire_field *field,
                       const struct wire_cursor *cursor)
{
    if (field->number >= PPROF_FIELDS)
        return;
    if (tables->end[field->number] == 0)
        tables->first[field->number] = (size_t)field->offset;
    tables->end[field->number] = (size_t)(cursor->at - cursor->start);
}

static int survey(struct pprof_tables *tables, struct error *err)
{
    struct wire_cursor cursor = wire_begin(tables->content, 0);
    struct wire_field field;
    uint64_t before = 0;
    int more;
    while ((more = wire_next(&field, &cursor, err)) > 0) {
        if (survey_field(tables, &field, err))
            return place(&field, err);
        note_place(tables, &field, &cursor);
        /* "" is entry 0 of every string table: where a run of strings begins with it again, another table does. */
        if (field.number == PPROF_STRING && before != PPROF_STRING && field.body.size == 0 &&
            tables->counts[PPROF_STRING] > 1) {
            error_set(err, ERROR_INPUT, "a second string table begins: %s", concatenated);
            return place(&field, err);
        }
        before = field.number;
    }
    return more;
}

static int check_survey(const struct pprof_tables *tables, struct error *err)
{
    if (tables->counts[PPROF_STRING] == 0)
        return error_set(err, ERROR_INPUT, "it has no string table: no pprof profile, or one that was cut");
    if (tables->counts[PPROF_SAMPLE] > LIMIT_SAMPLES)
        return error_set(err, ERROR_INPUT, "it has %zu samples, over the ceiling of %llu",
                         tables->counts[PPROF_SAMPLE], (unsigned long long)LIMIT_SAMPLES);
    if (tables->counts[PPROF_SAMPLE_TYPE] > LIMIT_SAMPLE_TYPES)
        return error_set(err, ERROR_INPUT, "it has %zu sample types, over the ceiling of %d",
                         tables->counts[PPROF_SAMPLE_TYPE], LIMIT_SAMPLE_TYPES);
    return 0;
}

/* Second walk: the strings. */

static int add_string(void *context, const struct wire_field *field, const struct wire_cursor *cursor,
                      struct error *err)
{
    struct pprof_tables *tables = context;
    if (tables->string_count == 0 && field->body.size != 0) {
        error_set(err, ERROR_INPUT, "string 0 is not empty, as pprof demands");
        return place(field, err);
    }
    tables->strings[tables->string_count++] =
        (struct pprof_text){(uint32_t)wire_body_offset(cursor, field), (uint32_t)field->body.size};
    return 0;
}

/* The scalars that are strings. */
static int check_scalars(const struct pprof_tables *tables, struct error *err)
{
    static const enum pprof_field texts[] = {PPROF_DROP_FRAMES, PPROF_KEEP_FRAMES, PPROF_DEFAULT_TYPE,
                                             PPROF_DOC_URL};
    uint32_t index;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (pprof_tables_index(&index, tables, tables->scalars[texts[i]], err))
            return error_prefix(err, "%s is malformed", rules[texts[i]].name);
    return 0;
}

/* Third walk: what refers to strings alone. */

static int read_value_type(struct pprof_value_type *out, struct pprof_tables *tables,
                           const struct wire_field *field, const struct wire_cursor *cursor, const char *what,
                           struct error *err)
{
    const Perftools__Profiles__ValueType *message = pprof_message_unpack(
        &tables->message, &perftools__profiles__value_type__descriptor, field, cursor, what, err);
    if (!message)
        return -1;
    if (pprof_tables_index(&out->type_text, tables, message->type, err) ||
        pprof_tables_index(&out->unit_text, tables, message->unit, err)) {
        error_prefix(err, "a %s is malformed", what);
        return place(field, err);
    }
    return 0;
}

static bool same_text(const struct pprof_tables *tables, uint32_t a, uint32_t b)
{
    return bytes_equal(pprof_tables_text(tables, a), pprof_tables_text(tables, b));
}

static int add_type(void *context, const struct wire_field *field, const struct wire_cursor *cursor,
                    struct error *err)
{
    struct pprof_tables *tables = context;
    struct pprof_value_type *type = &tables->types[tables->type_count];
    if (read_value_type(type, tables, field, cursor, "sample type", err))
        return -1;
    for (size_t i = 0; i < tables->type_count; i++) {
        if (!same_text(tables, tables->types[i].type_text, type->type_text) ||
            !same_text(tables, tables->types[i].unit_text, type->unit_text))
            continue;
        struct bytes name = pprof_tables_text(tables, type->type_text);
        error_set(err, ERROR_INPUT, "sample type '%.*s' occurs twice: %s", (int)(name.size < 100 ? name.size : 100),
                  (const char *)name.data, concatenated);
        return place(field, err);
    }
    tables->type_count++;
    return 0;
}

static int set_period_type(void *context, const struct wire_field *field, const struct wire_cursor *cursor,
                           struct error *err)
{
    struct pprof_tables *tables = context;
    return read_value_type(&tables->period_type, tables, field, cursor, "period type", err);
}

static int add_mapping(void *context, const struct wire_field *field, const struct wire_cursor *cursor,
                       struct error *err)
{
    struct pprof_tables *tables = context;
    const Perftools__Profiles__Mapping *message = pprof_message_unpack(
        &tables->message, &perftools__profiles__mapping__descriptor, field, cursor, "mapping", err);
    if (!message)
        return -1;
    struct pprof_mapping *mapping = &tables->mappings[tables->mapping_ids.count];
    mapping->start = message->memory_start;
    mapping->file_offset = message->file_offset;
    if (pprof_tables_index(&mapping->file_text, tables, message->filename, err) ||
        pprof_tables_index(&mapping->build_id_text, tables, message->build_id, err)) {
        error_prefix(err, "mapping %" PRIu64 " is malformed", message->id);
        return place(field, err);
    }
    return pprof_ids_add(&tables->mapping_ids, message->id, "mapping", err) ? place(field, err) : 0;
}

static int add_function(void *context, const struct wire_field *field, const struct wire_cursor *cursor,
                        struct error *err)
{
    struct pprof_tables *tables = context;
    const Perftools__Profiles__Function *message = pprof_message_unpack(
        &tables->message, &perftools__profiles__function__descriptor, field, cursor, "function", err);
    if (!message)
        return -1;
    struct pprof_function *function = &tables->functions[tables->function_ids.count];
    function->start_line = message->start_line;
    if (pprof_tables_index(&function->name_text, tables, message->name, err) ||
        pprof_tables_index(&function->system_name_text, tables, message->system_name, err) ||
        pprof_tables_index(&function->file_text, tables, message->filename, err)) {
        error_prefix(err, "function %" PRIu64 " is malformed", message->id);
        return place(field, err);
    }
    return pprof_ids_add(&tables->function_ids, message->id, "function", err) ? place(field, err) : 0;
}

/* Fourth walk: the locations. */

static int reserve_lines(struct pprof_tables *tables, size_t more, struct error *err)
{
    if (tables->line_capacity - tables->line_count >= more)
        return 0;
    size_t capacity = tables->line_capacity * 2 + more;
    uint32_t *lines = memory_resize_array(tables->lines, capacity, sizeof *lines);
    if (!lines)
        return error_set_memory(err, reading);
    tables->lines = lines;
    tables->line_capacity = capacity;
    return 0;
}

static int add_lines(struct pprof_tables *tables, const Perftools__Profiles__Location *message, struct error *err)
{
    if (reserve_lines(tables, message->n_line, err))
        return -1;
    for (size_t i = 0; i < message->n_line; i++) {
        uint64_t id = message->line[i]->function_id;
        uint32_t function = pprof_ids_find(&tables->function_ids, id);
        if (function == PPROF_ID_NONE)
            return error_set(err, ERROR_INPUT,
                             "location %" PRIu64 " refers to function %" PRIu64 ", which the file does not have",
                             message->id, id);
        tables->lines[tables->line_count++] = function;
    }
    return 0;
}

static int add_location(void *context, const struct wire_field *field, const struct wire_cursor *cursor,
                        struct error *err)
{
    struct pprof_tables *tables = context;
    const Perftools__Profiles__Location *message = pprof_message_unpack(
        &tables->message, &perftools__profiles__location__descriptor, field, cursor, "location", err);
    if (!message)
        return -1;
    struct pprof_location *location = &tables->locations[tables->location_ids.count];
    location->address = message->address;
    /* A mapping that the file lacks is no mapping, as in go tool pprof. */
    location->mapping = pprof_ids_find(&tables->mapping_ids, message->mapping_id);
    location->first_line = (uint32_t)tables->line_count;
    location->line_count = (uint32_t)message->n_line;
    if (add_lines(tables, message, err) || pprof_ids_add(&tables->location_ids, message->id, "location", err))
        return place(field, err);
    return 0;
}

/* Sets the place of an error to the index-th record of that kind. */
static void place_at_record(const struct pprof_tables *tables, enum pprof_field number, uint32_t index,
                            struct error *err)
{
    struct wire_cursor cursor = wire_begin(tables->content, 0);
    struct wire_field field;
    while (wire_next(&field, &cursor, NULL) > 0)
        if (field.number == number && index-- == 0) {
            place(&field, err);
            return;
        }
}

static int complete(struct pprof_tables *tables, struct pprof_ids *ids, enum pprof_field number, struct error *err)
{
    uint32_t duplicate = 0;
    if (pprof_ids_complete(ids, rules[number].name, &duplicate, err) == 0)
        return 0;
    place_at_record(tables, number, duplicate, err);
    return -1;
}

/* An array for every record of that kind; NULL is right only if there are none. */
static void *array_for(const struct pprof_tables *tables, enum pprof_field number, size_t size, struct error *err)
{
    if (tables->counts[number] == 0)
        return NULL;
    void *array = memory_allocate_array(tables->counts[number], size);
    if (!array)
        error_set_memory(err, reading);
    return array;
}

static int allocate(struct pprof_tables *tables, struct error *err)
{
    tables->strings = array_for(tables, PPROF_STRING, sizeof *tables->strings, err);
    tables->types = array_for(tables, PPROF_SAMPLE_TYPE, sizeof *tables->types, err);
    tables->mappings = array_for(tables, PPROF_MAPPING, sizeof *tables->mappings, err);
    tables->functions = array_for(tables, PPROF_FUNCTION, sizeof *tables->functions, err);
    tables->locations = array_for(tables, PPROF_LOCATION, sizeof *tables->locations, err);
    if (!tables->strings || (!tables->types && tables->counts[PPROF_SAMPLE_TYPE]) ||
        (!tables->mappings && tables->counts[PPROF_MAPPING]) ||
        (!tables->functions && tables->counts[PPROF_FUNCTION]) ||
        (!tables->locations && tables->counts[PPROF_LOCATION]))
        return -1;
    if (pprof_ids_init(&tables->mapping_ids, tables->counts[PPROF_MAPPING], err) ||
        pprof_ids_init(&tables->function_ids, tables->counts[PPROF_FUNCTION], err) ||
        pprof_ids_init(&tables->location_ids, tables->counts[PPROF_LOCATION], err))
        return -1;
    return pprof_message_init(&tables->message, err);
}

int pprof_tables_read(struct pprof_tables *tables, struct bytes content, struct error *err)
{
    *tables = (struct pprof_tables){.content = content};
    if (content.size > LIMIT_UNPACKED_BYTES)
        return error_set(err, ERROR_INPUT, "it has %zu bytes, over the ceiling of %llu", content.size,
                         (unsigned long long)LIMIT_UNPACKED_BYTES);
    if (survey(tables, err) || check_survey(tables, err) || allocate(tables, err) ||
        pprof_tables_walk(tables, PPROF_STRING, add_string, tables, err) || check_scalars(tables, err) ||
        pprof_tables_walk(tables, PPROF_SAMPLE_TYPE, add_type, tables, err) ||
        pprof_tables_walk(tables, PPROF_PERIOD_TYPE, set_period_type, tables, err) ||
        pprof_tables_walk(tables, PPROF_MAPPING, add_mapping, tables, err) ||
        pprof_tables_walk(tables, PPROF_FUNCTION, add_function, tables, err) ||
        complete(tables, &tables->mapping_ids, PPROF_MAPPING, err) ||
        complete(tables, &tables->function_ids, PPROF_FUNCTION, err) ||
        pprof_tables_walk(tables, PPROF_LOCATION, add_location, tables, err))
        return -1;
    return complete(tables, &tables->location_ids, PPROF_LOCATION, err);
}

void pprof_tables_free(struct pprof_tables *tables)
{
    pprof_message_free(&tables->message);
    memory_free(tables->strings);
    memory_free(tables->types);
    memory_free(tables->mappings);
    memory_free(tables->functions);
    memory_free(tables->locations);
    memory_free(tables->lines);
    pprof_ids_free(&tables->mapping_ids);
    pprof_ids_free(&tables->function_ids);
    pprof_ids_free(&tables->location_ids);
    *tables = (struct pprof_tables){0};
}
