#ifndef FLAMEGATE_ADAPTERS_SOURCE_ENDPOINT_KINDS_H
#define FLAMEGATE_ADAPTERS_SOURCE_ENDPOINT_KINDS_H

#include "adapters/source.h"
#include "gate/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* The profiles that a live endpoint serves, in the words of Go's net/http/pprof. */
struct endpoint_kind {
    const char *name; /* a standard name: "cpu" */
    const char *path; /* behind /debug/pprof */
    bool timed;       /* asked with seconds=N: what happened in that time; else as it is at that moment */
};

enum { ENDPOINT_KINDS_MOST = 6 };

/* The kinds that hold the types, each once, in the table's order; cpu if there are no types. A type that no
 * endpoint serves is ERROR_POLICY. */
int endpoint_kinds_choose(const struct endpoint_kind *out[ENDPOINT_KINDS_MOST], size_t *count,
                          const struct source_type *types, size_t type_count, struct error *err);

#endif
