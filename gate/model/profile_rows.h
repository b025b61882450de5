#ifndef FLAMEGATE_GATE_MODEL_PROFILE_ROWS_H
#define FLAMEGATE_GATE_MODEL_PROFILE_ROWS_H

#include "gate/model/event_models.h"
#include "gate/model/profile.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The rows of a profile while it is built: samples of the same call-tree node, endpoint and labels are one row,
 * with the sums of each sample type. Rows are found by hashing and stand in the order in which they first came, so
 * that nothing depends on the hash; they get their final order at the end.
 *
 * Amounts are summed with what rounding takes from them, so that they are exact to the last bits whatever the order
 * of the samples; profile_rows_settle puts the two together.
 */
struct profile_rows {
    size_t type_count; /* both set by the owner before the first row; all else begins as 0 */
    bool labelled;     /* rows are told apart by labels, too */
    struct profile_row *items;
    size_t count, capacity;
    uint8_t *labels;         /* [row]; NULL if not labelled */
    struct event_sums *sums; /* [row][type] */
    double *rest;            /* [row][type]: what rounding took from the amount so far */
    uint32_t *slots;         /* open addressing: row + 1; 0: free */
    size_t slot_count;
};

/* The row of a node, endpoint and labels (0 if not labelled), made with sums of 0 if it is new. Fails only without
 * memory. */
int profile_rows_find(struct profile_rows *rows, uint32_t node, uint32_t endpoint, uint8_t labels, size_t *row,
                      struct error *err);

/* Adds one sample's part to the row's sums of that type. */
void profile_rows_add(struct profile_rows *rows, size_t row, size_t type, const struct event_sums *one);

/* After the last sample: the sums are what they are. No row may be looked for any more. */
void profile_rows_settle(struct profile_rows *rows);

/* Copies rows, labels and sums into the profile, by rising node, endpoint and labels. -1 without memory; the
 * profile keeps what it has, for profile_free. */
int profile_rows_sort(struct profile *profile, const struct profile_rows *rows);

void profile_rows_clear(struct profile_rows *rows);

#endif
