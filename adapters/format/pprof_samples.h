#ifndef FLAMEGATE_ADAPTERS_FORMAT_PPROF_SAMPLES_H
#define FLAMEGATE_ADAPTERS_FORMAT_PPROF_SAMPLES_H

#include "adapters/format/pprof_stacks.h"
#include "adapters/format/pprof_tables.h"
#include "gate/model/profile_request.h"

/*
 * The samples of a pprof file as they stand in it, in their order: stack, endpoint, one value for each sample type.
 * What they say about chance is decided later (pprof_types), when all of them are known.
 */

struct pprof_sample {
    uint32_t stack;         /* of stacks */
    uint32_t endpoint_text; /* string index of the endpoint label's value; 0: none */
};

struct pprof_samples {
    struct pprof_stacks stacks;
    struct pprof_sample *items;
    int64_t *values; /* [sample][type]: values[sample * type_count + type] */
    uint8_t *labels; /* [sample] bit i: it carries the label key wanted as number i; NULL: none is wanted */
    size_t count;
    size_t type_count;
    size_t *negative; /* [type]: number, from 1, of the first sample with a negative value; 0: none */
};

/* Reads the samples of the file whose tables are known, with the labels that the request wants.
 * Refused: a label that marks the file as a difference, a location that is not there, a number of values other than
 * that of the sample types. Give back with pprof_samples_free, also after a refusal. */
int pprof_samples_read(struct pprof_samples *samples, struct pprof_tables *tables,
                       const struct profile_request *request, struct error *err);
void pprof_samples_free(struct pprof_samples *samples);

#endif
