#ifndef FLAMEGATE_ADAPTERS_CAPTURE_KIND_H
#define FLAMEGATE_ADAPTERS_CAPTURE_KIND_H

#include "gate/base/bytes.h"

#include <stdbool.h>

/*
 * What a word says of a profile: a standard name (cpu, allocs, mutex ...), or, of those that add up from the start
 * of a process (allocs, heap, mutex, block), that name with "-start": the first of two snapshots of one process.
 * File names and meta.json's "profiles" use the same words.
 */
struct capture_kind {
    const char *kind; /* a standard name, a literal; "" if the word is none */
    bool first;       /* the first of two snapshots */
};

struct capture_kind capture_kind_of_word(struct bytes word);

/* Of a file's name: the word is what stands before its first dot. */
struct capture_kind capture_kind_of_name(const char *name);

#endif
