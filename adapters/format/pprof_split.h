#ifndef FLAMEGATE_ADAPTERS_FORMAT_PPROF_SPLIT_H
#define FLAMEGATE_ADAPTERS_FORMAT_PPROF_SPLIT_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"

#include <stddef.h>

/*
 * A pprof file in which a store merged several replicas, told apart by a label that each sample carries, becomes
 * one file for each. Nothing is decoded: the samples are sorted by their labels as they stand, and a piece is all
 * that is no sample, then its samples. So the memory taken is that of the content, of an index of its samples, and
 * of one piece.
 */

enum { PPROF_SPLIT_LABELS_MAX = 4 };

struct pprof_split;

/*
 * Sorts the samples of content, unpacked and to outlive the split, by the values of label_count labels (at most
 * PPROF_SPLIT_LABELS_MAX; none: there is one piece). Where a sample carries a label several times, the first
 * counts; where it does not carry one, that value is "". Refused: what is malformed as far as it is looked at; the
 * rest is left to the decoder. The caller's to free.
 */
int pprof_split_new(struct pprof_split **out, struct bytes content, const char *const *labels, size_t label_count,
                    struct error *err);

void pprof_split_free(struct pprof_split *split);

/* Appends the file of the samples with exactly these values, as many as labels. *samples: how many there are; 0: a
 * file without samples. */
int pprof_split_take(struct byte_buffer *out, size_t *samples, const struct pprof_split *split,
                     const char *const *values, struct error *err);

#endif
