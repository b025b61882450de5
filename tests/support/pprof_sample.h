#ifndef FLAMEGATE_TESTS_SUPPORT_PPROF_SAMPLE_H
#define FLAMEGATE_TESTS_SUPPORT_PPROF_SAMPLE_H

#include "tests/support/protobuf_writer.h"

#include <stdint.h>

/*
 * Writes the records of a pprof profile for tests. Strings are given as texts: they go into a table that
 * pprof_sample_strings writes, once, at the end.
 */

struct pprof_sample_writer {
    struct protobuf_writer out;
    const char *strings[64]; /* [0] is "" */
    size_t string_count;
};

struct pprof_sample_writer pprof_sample_begin(void);

/* The index of a text, for messages written by hand. */
uint64_t pprof_sample_text(struct pprof_sample_writer *writer, const char *text);

/* field: 1 for a sample type, 11 for the period type. */
void pprof_sample_type(struct pprof_sample_writer *writer, unsigned field, const char *type, const char *unit);
void pprof_sample_function(struct pprof_sample_writer *writer, uint64_t id, const char *name, const char *file,
                           uint64_t line);
void pprof_sample_mapping(struct pprof_sample_writer *writer, uint64_t id, uint64_t start, const char *file);

/* functions: innermost first. */
void pprof_sample_location(struct pprof_sample_writer *writer, uint64_t id, uint64_t mapping, uint64_t address,
                           const uint64_t *functions, size_t count);

/* locations: leaf first. key and value of a label, or NULL. */
void pprof_sample_sample(struct pprof_sample_writer *writer, const uint64_t *locations, size_t location_count,
                         const int64_t *values, size_t value_count, const char *key, const char *value);

/* The string table. */
void pprof_sample_strings(struct pprof_sample_writer *writer);

/* samples/count and cpu/nanoseconds every 10 ms, functions main (1) and work (2) at locations of the same ids. */
struct pprof_sample_writer pprof_sample_cpu(void);

#endif
