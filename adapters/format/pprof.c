#include "adapters/format/pprof.h"

#include "adapters/format/pprof_names.h"
#include "adapters/format/pprof_samples.h"
#include "adapters/format/pprof_tables.h"
#include "adapters/format/pprof_types.h"
#include "gate/base/memory.h"
#include "gate/model/profile_builder.h"

#include <stdbool.h>

#include "gate/base/banned.h"

/* Everything that one decoding holds. */
struct decoding {
    struct pprof_tables tables;
    struct pprof_samples samples;
    struct pprof_types types;
    struct pprof_names names;
    struct profile_builder *builder;
    uint32_t *nodes;  /* [stack] */
    uint32_t *depths; /* [stack]: frames */
    double *values;   /* of one sample */
};

static struct profile_facts facts_of(const struct decoding *decoding)
{
    const int64_t *scalars = decoding->tables.scalars;
    return (struct profile_facts){
        .format = pprof_format.name,
        .start = scalars[PPROF_TIME] > 0 ? scalars[PPROF_TIME] : 0,
        .duration = scalars[PPROF_DURATION] > 0 ? scalars[PPROF_DURATION] : 0,
        .period_type = (char *)decoding->types.period_type,
        .period_unit = (char *)decoding->types.period_unit,
        .period = decoding->types.period,
        .default_type = decoding->types.default_type,
        .samples = decoding->samples.count,
        .negative = decoding->types.negative,
    };
}

/* Every distinct stack becomes a node, once. */
static int name_stacks(struct decoding *decoding, struct error *err)
{
    const struct pprof_stacks *stacks = &decoding->samples.stacks;
    decoding->nodes = memory_allocate_array(stacks->count + 1, sizeof *decoding->nodes);
    decoding->depths = memory_allocate_array(stacks->count + 1, sizeof *decoding->depths);
    if (!decoding->nodes || !decoding->depths)
        return error_set_memory(err, "naming the stacks of a profile");
    for (size_t i = 0; i < stacks->count; i++) {
        const uint32_t *frames;
        size_t depth;
        size_t length = stacks->first[i + 1] - stacks->first[i];
        /* Where every stack is empty there are no locations at all. */
        if (pprof_names_stack(&frames, &depth, &decoding->names,
                              length > 0 ? stacks->locations + stacks->first[i] : NULL, length, err) ||
            profile_builder_stack(decoding->builder, frames, depth, &decoding->nodes[i], err))
            return -1;
        decoding->depths[i] = (uint32_t)depth;
    }
    return 0;
}

/* Producers cut at 32, 64 or 128 frames, and a cut stack shows only by having exactly that many, when no other has
 * more. */
static uint64_t count_cut_stacks(const struct decoding *decoding)
{
    uint32_t deepest = 0;
    for (size_t i = 0; i < decoding->samples.stacks.count; i++)
        if (decoding->depths[i] > deepest)
            deepest = decoding->depths[i];
    if (deepest != 32 && deepest != 64 && deepest != 128)
        return 0;
    uint64_t cut = 0;
    for (size_t i = 0; i < decoding->samples.count; i++)
        cut += decoding->depths[decoding->samples.items[i].stack] == deepest;
    return cut;
}

static int add_samples(struct decoding *decoding, struct error *err)
{
    const struct pprof_samples *samples = &decoding->samples;
    decoding->values = memory_allocate_array(samples->type_count + 1, sizeof *decoding->values);
    if (!decoding->values)
        return error_set_memory(err, "adding the samples of a profile");
    for (size_t i = 0; i < samples->count; i++) {
        const struct pprof_sample *sample = &samples->items[i];
        uint32_t endpoint;
        if (profile_builder_endpoint(decoding->builder, pprof_tables_text(&decoding->tables, sample->endpoint_text),
                                     &endpoint, err))
            return -1;
        for (size_t type = 0; type < samples->type_count; type++)
            decoding->values[type] =
                (double)samples->values[i * samples->type_count + type] * decoding->types.factors[type];
        if (profile_builder_labelled_sample(decoding->builder, decoding->nodes[sample->stack], endpoint,
                                            samples->labels ? samples->labels[i] : 0, decoding->values, err))
            return -1;
    }
    return 0;
}

static int build(struct profile **out, struct decoding *decoding, const struct profile_request *request,
                 struct error *err)
{
    struct profile_facts facts = facts_of(decoding);
    decoding->builder = profile_builder_new(&facts, decoding->types.items, decoding->types.count, err);
    if (!decoding->builder || profile_builder_label_keys(decoding->builder, request->labels, err) ||
        pprof_names_init(&decoding->names, &decoding->tables, profile_builder_symbols(decoding->builder), err) ||
        name_stacks(decoding, err) || add_samples(decoding, err))
        return -1;
    profile_builder_facts(decoding->builder)->cut_stacks = count_cut_stacks(decoding);
    return profile_builder_finish(out, decoding->builder, err);
}

static void free_decoding(struct decoding *decoding)
{
    memory_free(decoding->values);
    memory_free(decoding->nodes);
    memory_free(decoding->depths);
    profile_builder_free(decoding->builder);
    pprof_names_free(&decoding->names);
    pprof_types_free(&decoding->types);
    pprof_samples_free(&decoding->samples);
    pprof_tables_free(&decoding->tables);
}

static int decode(struct profile **out, struct bytes content, const struct profile_request *request,
                  struct error *err)
{
    struct decoding decoding = {0};
    int result = -1;
    if (pprof_tables_read(&decoding.tables, content, err) ||
        pprof_samples_read(&decoding.samples, &decoding.tables, request, err) ||
        pprof_types_read(&decoding.types, &decoding.tables, &decoding.samples, request->kind, err) ||
        build(out, &decoding, request, err))
        goto done;
    result = 0;
done:
    free_decoding(&decoding);
    return result;
}

/* Text never is a protobuf: one begins with a tag and a length, of which one at least is a control byte. */
static bool looks_like_text(struct bytes content)
{
    size_t looked_at = content.size < 512 ? content.size : 512;
    for (size_t i = 0; i < looked_at; i++) {
        uint8_t byte = content.data[i];
        if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != 0x1b)
            return false;
    }
    return true;
}

/* Whether a field of the top level can be pprof's: ValueType begins with a number, while ResourceProfiles of OTLP,
 * which has the same field number, begins with a message. */
static bool fits_field(const struct wire_field *field)
{
    switch (field->number) {
    case PPROF_SAMPLE_TYPE:
        return field->type == WIRE_LENGTH && (field->body.size == 0 || (field->body.data[0] & 7) == WIRE_VARINT);
    case PPROF_SAMPLE:
    case PPROF_MAPPING:
    case PPROF_LOCATION:
    case PPROF_FUNCTION:
    case PPROF_STRING:
    case PPROF_PERIOD_TYPE:
        return field->type == WIRE_LENGTH;
    case PPROF_COMMENT:
        return field->type == WIRE_LENGTH || field->type == WIRE_VARINT;
    default:
        return field->number < PPROF_FIELDS && field->number > 0 && field->type == WIRE_VARINT;
    }
}

/* A damaged pprof file is pprof as well, and gets a better sentence from the decoder than from anyone else: so the
 * fields up to the damage decide. Numbers alone do not: they begin many a foreign file. */
static bool detect(struct bytes content)
{
    if (content.size == 0 || looks_like_text(content))
        return false;
    struct wire_cursor cursor = wire_begin(content, 0);
    struct wire_field field;
    bool fitting = false;
    while (wire_next(&field, &cursor, NULL) > 0) {
        if (field.number == 0 || field.number >= PPROF_FIELDS)
            continue;
        if (!fits_field(&field))
            break;
        fitting = fitting || field.type == WIRE_LENGTH;
        if (fitting && field.number != PPROF_SAMPLE)
            return true;
    }
    return fitting;
}

const struct format pprof_format = {
    .name = "pprof",
    .description = "pprof protobuf, gzipped or raw (Go, and most agents and stores)",
    .detect = detect,
    .decode = decode,
};
