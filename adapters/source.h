#ifndef FLAMEGATE_ADAPTERS_SOURCE_H
#define FLAMEGATE_ADAPTERS_SOURCE_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"
#include "gate/base/surroundings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A source is where profiles come from: files, or a store. It says which captures a side has (one for each
 * replica), then fetches their parts one by one. It knows nothing of formats: it hands over bytes.
 */

/* One profile of a capture. */
struct capture_part {
    char *path; /* for the source and for messages */
    char *kind; /* cpu, heap, allocs ... as far as the name tells; "" if it does not */
    bool first; /* the first of two snapshots of one process, to be taken away from the part of the same kind */
};

/* What will become one replica. */
struct capture {
    char *name; /* for people */
    struct capture_part *parts;
    size_t part_count;
    char *meta_path; /* a meta.json beside it; NULL if there is none */
};

/* The captures of one side. */
struct captures {
    char *label; /* version label or path */
    struct capture *items;
    size_t count;
};

/* Where the profiles of a side are, as the command line or the policy says it. */
struct source_place {
    const char *kind;     /* a source's name: "files" */
    const char *location; /* files: a path, or the template with $version and $service */
    const char *service;  /* for $service; "" if unknown */
    const char *version;  /* for $version; NULL: location is a plain path */
};

struct source {
    const char *name;
    const char *description;
    /* Finds the captures of a side. */
    int (*plan)(struct captures *out, const struct source_place *place, const struct surroundings *world,
                struct error *err);
    /* Appends the bytes of one part (or of a meta.json) to out. */
    int (*fetch)(struct byte_buffer *out, const struct source_place *place, const char *path,
                 const struct surroundings *world, struct error *err);
};

extern const struct source *const sources[];
extern const size_t source_count;

/* NULL if there is none of that name. */
const struct source *source_find(const char *name);

void captures_clear(struct captures *captures);

#endif
