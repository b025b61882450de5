#include "tests/support/pprof_sample.h"

#include <stdlib.h>
#include <string.h>

struct pprof_sample_writer pprof_sample_begin(void)
{
    return (struct pprof_sample_writer){.strings = {""}, .string_count = 1};
}

uint64_t pprof_sample_text(struct pprof_sample_writer *writer, const char *text)
{
    for (size_t i = 0; i < writer->string_count; i++)
        if (strcmp(writer->strings[i], text) == 0)
            return i;
    if (writer->string_count == sizeof writer->strings / sizeof *writer->strings)
        abort();
    writer->strings[writer->string_count] = text;
    return writer->string_count++;
}

void pprof_sample_type(struct pprof_sample_writer *writer, unsigned field, const char *type, const char *unit)
{
    struct protobuf_writer message = {.size = 0};
    protobuf_number(&message, 1, pprof_sample_text(writer, type));
    protobuf_number(&message, 2, pprof_sample_text(writer, unit));
    protobuf_message(&writer->out, field, &message);
}

void pprof_sample_function(struct pprof_sample_writer *writer, uint64_t id, const char *name, const char *file,
                           uint64_t line)
{
    struct protobuf_writer message = {.size = 0};
    protobuf_number(&message, 1, id);
    protobuf_number(&message, 2, pprof_sample_text(writer, name));
    protobuf_number(&message, 4, pprof_sample_text(writer, file));
    protobuf_number(&message, 5, line);
    protobuf_message(&writer->out, 5, &message);
}

void pprof_sample_mapping(struct pprof_sample_writer *writer, uint64_t id, uint64_t start, const char *file)
{
    struct protobuf_writer message = {.size = 0};
    protobuf_number(&message, 1, id);
    protobuf_number(&message, 2, start);
    protobuf_number(&message, 5, pprof_sample_text(writer, file));
    protobuf_message(&writer->out, 3, &message);
}

void pprof_sample_location(struct pprof_sample_writer *writer, uint64_t id, uint64_t mapping, uint64_t address,
                           const uint64_t *functions, size_t count)
{
    struct protobuf_writer message = {.size = 0};
    protobuf_number(&message, 1, id);
    protobuf_number(&message, 2, mapping);
    protobuf_number(&message, 3, address);
    for (size_t i = 0; i < count; i++) {
        struct protobuf_writer line = {.size = 0};
        protobuf_number(&line, 1, functions[i]);
        protobuf_message(&message, 4, &line);
    }
    protobuf_message(&writer->out, 4, &message);
}

void pprof_sample_sample(struct pprof_sample_writer *writer, const uint64_t *locations, size_t location_count,
                         const int64_t *values, size_t value_count, const char *key, const char *value)
{
    struct protobuf_writer message = {.size = 0};
    protobuf_packed(&message, 1, locations, location_count);
    protobuf_packed(&message, 2, (const uint64_t *)values, value_count);
    if (key != NULL) {
        struct protobuf_writer label = {.size = 0};
        protobuf_number(&label, 1, pprof_sample_text(writer, key));
        protobuf_number(&label, 2, pprof_sample_text(writer, value));
        protobuf_message(&message, 3, &label);
    }
    protobuf_message(&writer->out, 2, &message);
}

void pprof_sample_strings(struct pprof_sample_writer *writer)
{
    for (size_t i = 0; i < writer->string_count; i++)
        protobuf_text(&writer->out, 6, writer->strings[i]);
}

struct pprof_sample_writer pprof_sample_cpu(void)
{
    struct pprof_sample_writer writer = pprof_sample_begin();
    pprof_sample_type(&writer, 1, "samples", "count");
    pprof_sample_type(&writer, 1, "cpu", "nanoseconds");
    pprof_sample_type(&writer, 11, "cpu", "nanoseconds");
    protobuf_number(&writer.out, 12, 10000000);
    pprof_sample_function(&writer, 1, "main", "main.go", 3);
    pprof_sample_function(&writer, 2, "work", "main.go", 9);
    pprof_sample_location(&writer, 1, 0, 0x10, (const uint64_t[]){1}, 1);
    pprof_sample_location(&writer, 2, 0, 0x20, (const uint64_t[]){2}, 1);
    return writer;
}
