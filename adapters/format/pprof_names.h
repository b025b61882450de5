#ifndef FLAMEGATE_ADAPTERS_FORMAT_PPROF_NAMES_H
#define FLAMEGATE_ADAPTERS_FORMAT_PPROF_NAMES_H

#include "adapters/format/pprof_tables.h"
#include "gate/model/symbols.h"

/*
 * Names the locations of a pprof file, each once, when a stack first needs it. A location is one frame or more: the
 * function itself and those inlined into it. What has no name is called by its place in the binary,
 * "[libc.so.6]+0x1f3a", never by its raw address, which differs from run to run.
 */

struct pprof_names {
    const struct pprof_tables *tables;
    struct symbols *symbols;
    size_t *first;    /* [location]: where its frames begin in frames; one entry more than locations */
    uint32_t *frames; /* symbols, outermost first; SYMBOL_NONE: not named yet */
    uint32_t *stack;  /* of the last call of pprof_names_stack */
    size_t stack_capacity;
};

/* Give back with pprof_names_free, also after a refusal. symbols gets the names. */
int pprof_names_init(struct pprof_names *names, const struct pprof_tables *tables, struct symbols *symbols,
                     struct error *err);
void pprof_names_free(struct pprof_names *names);

/* The frames of a stack of locations (indices, leaf first) as symbols, outermost first, valid until the next call.
 * More than LIMIT_DEPTH are refused. */
int pprof_names_stack(const uint32_t **frames, size_t *frame_count, struct pprof_names *names,
                      const uint32_t *locations, size_t count, struct error *err);

#endif
