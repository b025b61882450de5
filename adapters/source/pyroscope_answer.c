#include "adapters/source/pyroscope_answer.h"

#include "adapters/format/wire.h"
#include "adapters/proto/profile.pb-c.h"

#include "gate/base/banned.h"

/* Fields of Profile and of Function (adapters/proto/profile.proto). */
enum { SAMPLE = 2, FUNCTION = 5, STRING = 6, FUNCTION_NAME = 2, FUNCTION_FILE = 4, NO_STRING = -1 };

/* Samples, and which string is "other"; NO_STRING if none is. */
static int64_t count_samples(struct pyroscope_answer *answer, struct bytes body)
{
    struct wire_cursor cursor = wire_begin(body, 0);
    struct wire_field field;
    int64_t strings = 0, other = NO_STRING;
    int more;
    while ((more = wire_next(&field, &cursor, NULL)) > 0) {
        answer->samples += field.number == SAMPLE;
        if (field.number != STRING || field.type != WIRE_LENGTH)
            continue;
        if (other == NO_STRING && bytes_equal(field.body, bytes_of_text("other")))
            other = strings;
        strings++;
    }
    answer->whole = more == 0;
    return other;
}

static bool is_remainder(struct bytes function, int64_t other)
{
    struct wire_cursor cursor = wire_begin(function, 0);
    struct wire_field field;
    bool named = false, has_file = false;
    while (wire_next(&field, &cursor, NULL) > 0) {
        if (field.type != WIRE_VARINT)
            continue;
        named = named || (field.number == FUNCTION_NAME && field.value == (uint64_t)other);
        has_file = has_file || (field.number == FUNCTION_FILE && field.value != 0);
    }
    return named && !has_file;
}

struct pyroscope_answer pyroscope_answer_look(struct bytes body)
{
    struct pyroscope_answer answer = {0};
    int64_t other = count_samples(&answer, body);
    struct wire_cursor cursor = wire_begin(body, 0);
    struct wire_field field;
    while (other != NO_STRING && !answer.cut && wire_next(&field, &cursor, NULL) > 0)
        answer.cut = field.number == FUNCTION && field.type == WIRE_LENGTH && is_remainder(field.body, other);
    return answer;
}

int pyroscope_answer_empty(struct byte_buffer *out, const struct store_type *type, struct error *err)
{
    static char nothing[] = "";
    Perftools__Profiles__Profile profile = PERFTOOLS__PROFILES__PROFILE__INIT;
    Perftools__Profiles__ValueType value = PERFTOOLS__PROFILES__VALUE_TYPE__INIT;
    Perftools__Profiles__ValueType *values[] = {&value};
    char *strings[] = {nothing, (char *)(uintptr_t)type->sample_type, (char *)(uintptr_t)type->sample_unit};
    value.type = 1;
    value.unit = 2;
    profile.sample_type = values;
    profile.n_sample_type = 1;
    profile.string_table = strings;
    profile.n_string_table = sizeof strings / sizeof *strings;
    size_t size = perftools__profiles__profile__get_packed_size(&profile);
    byte_buffer_init(out, size);
    uint8_t *data = byte_buffer_reserve(out, size);
    if (!data)
        return error_set_memory(err, "noting an empty profile");
    out->size += perftools__profiles__profile__pack(&profile, data);
    return 0;
}
