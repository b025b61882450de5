#ifndef FLAMEGATE_ADAPTERS_FORMAT_PPROF_TABLES_H
#define FLAMEGATE_ADAPTERS_FORMAT_PPROF_TABLES_H

#include "adapters/format/pprof_ids.h"
#include "adapters/format/pprof_message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Everything of a pprof file but its samples: strings, sample types, mappings, functions, locations, and what the
 * file says of itself.
 *
 * The file may hold its fields in any order, Go writes the samples first and the strings last. So the content is
 * walked several times: to count and find the strings, then for what refers to strings, then for the locations,
 * which refer to functions, and last (pprof_samples) for the samples. Every reference is checked where it stands,
 * so that a refusal has a place.
 */

/* Numbers of the fields of Profile. */
enum pprof_field {
    PPROF_SAMPLE_TYPE = 1,
    PPROF_SAMPLE,
    PPROF_MAPPING,
    PPROF_LOCATION,
    PPROF_FUNCTION,
    PPROF_STRING,
    PPROF_DROP_FRAMES,
    PPROF_KEEP_FRAMES,
    PPROF_TIME,
    PPROF_DURATION,
    PPROF_PERIOD_TYPE,
    PPROF_PERIOD,
    PPROF_COMMENT,
    PPROF_DEFAULT_TYPE,
    PPROF_DOC_URL,
    PPROF_FIELDS
};

/* A string of the table, as a part of the content. */
struct pprof_text {
    uint32_t offset;
    uint32_t size;
};

/* Members named *_text are indices into the string table, always inside it. */

struct pprof_value_type {
    uint32_t type_text;
    uint32_t unit_text;
};

struct pprof_mapping {
    uint64_t start;
    uint64_t file_offset;
    uint32_t file_text;
    uint32_t build_id_text;
};

struct pprof_function {
    uint32_t name_text;
    uint32_t system_name_text;
    uint32_t file_text;
    int64_t start_line;
};

struct pprof_location {
    uint64_t address;
    uint32_t mapping;    /* index into mappings; PPROF_ID_NONE: none */
    uint32_t first_line; /* index into lines: functions at this address, the innermost inlined one first */
    uint32_t line_count; /* 0: the address has no name */
};

struct pprof_tables {
    struct bytes content;
    struct pprof_message message;  /* shared by all who unpack */
    size_t counts[PPROF_FIELDS];   /* how often each field occurs */
    size_t first[PPROF_FIELDS];    /* where the first of them begins in the content ... */
    size_t end[PPROF_FIELDS];      /* ... and where the last one ends */
    int64_t scalars[PPROF_FIELDS]; /* the fields that occur once: time, duration, period ...; 0 if absent */
    bool seen[PPROF_FIELDS];
    struct bytes period_type_body;

    struct pprof_text *strings;
    size_t string_count;
    struct pprof_value_type *types;
    size_t type_count;
    struct pprof_value_type period_type; /* both texts 0 if absent */
    struct pprof_mapping *mappings;
    struct pprof_ids mapping_ids;
    struct pprof_function *functions;
    struct pprof_ids function_ids;
    struct pprof_location *locations;
    struct pprof_ids location_ids;
    uint32_t *lines; /* indices into functions */
    size_t line_count;
    size_t line_capacity;
};

/* Reads the tables of content, which must outlive them. Give back with pprof_tables_free, also after a refusal. */
int pprof_tables_read(struct pprof_tables *tables, struct bytes content, struct error *err);
void pprof_tables_free(struct pprof_tables *tables);

/* What to do with one field of the top level. The cursor is the one that read it. */
typedef int pprof_tables_visitor(void *context, const struct wire_field *field, const struct wire_cursor *cursor,
                                 struct error *err);

/* Calls visit for every field of the given number, in the order of the file. The wire types were checked. */
int pprof_tables_walk(const struct pprof_tables *tables, enum pprof_field number, pprof_tables_visitor *visit,
                      void *context, struct error *err);

/* The string of an index inside the table. */
struct bytes pprof_tables_text(const struct pprof_tables *tables, uint32_t index);

/* Checks a string index of the file: 0 and *out, or -1 with the numbers in the sentence. */
int pprof_tables_index(uint32_t *out, const struct pprof_tables *tables, int64_t index, struct error *err);

#endif
