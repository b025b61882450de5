#ifndef FLAMEGATE_ADAPTERS_FORMAT_PPROF_IDS_H
#define FLAMEGATE_ADAPTERS_FORMAT_PPROF_IDS_H

#include "gate/base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Finds a record of a pprof table by its id. Ids are any non-zero 64-bit numbers: nearly always 1, 2, 3 ..., then
 * an array answers; sparse ones (0xdeadbeef is legal) are searched in a sorted list, which no crafted set of ids
 * can slow down as it could a hash.
 *
 * First all ids are added, then the set is completed, then it is asked.
 */

#define PPROF_ID_NONE UINT32_MAX

struct pprof_id {
    uint64_t id;
    uint32_t index; /* of the record, in the order of adding */
};

struct pprof_ids {
    struct pprof_id *items; /* by id, once completed */
    uint32_t count;
    uint32_t capacity;
    uint32_t *dense; /* [id]: index; NULL: the ids are sparse */
    uint64_t dense_size;
};

/* Room for capacity ids. Give back with pprof_ids_free. */
int pprof_ids_init(struct pprof_ids *ids, size_t capacity, struct error *err);
void pprof_ids_free(struct pprof_ids *ids);

/* Adds the next record's id, 0 refused; at most capacity times. what is for sentences: "location". */
int pprof_ids_add(struct pprof_ids *ids, uint64_t id, const char *what, struct error *err);

/* No more are coming. An id that occurs twice is refused; then *duplicate is the index of the second such record.
 */
int pprof_ids_complete(struct pprof_ids *ids, const char *what, uint32_t *duplicate, struct error *err);

/* The index of the record; PPROF_ID_NONE if there is none. */
uint32_t pprof_ids_find(const struct pprof_ids *ids, uint64_t id);

#endif
