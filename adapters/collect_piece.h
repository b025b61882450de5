#ifndef FLAMEGATE_ADAPTERS_COLLECT_PIECE_H
#define FLAMEGATE_ADAPTERS_COLLECT_PIECE_H

#include "adapters/source.h"
#include "gate/base/workers.h"
#include "gate/model/profile.h"
#include "gate/model/profile_request.h"

/*
 * One part of a capture on its way to a profile: its bytes are decoded and, where several parts are one profile,
 * joined, by workers while others are fetched.
 *
 * What is wrong with a part's content costs that part: it becomes the piece's failure. Everything else is an error
 * of the whole reading. Until workers_wait has returned, a piece that was taken or joined is the workers'.
 */

struct collect_piece {
    const struct capture_part *part;
    size_t capture; /* index of the capture that it is a part of */
    struct profile_request request;
    struct profile *profile; /* NULL: not read */
    uint64_t hash;
    char *failure; /* then: why */

    /* Private: what its job works on. */
    struct workers_job job;
    struct byte_buffer content;     /* while it waits */
    size_t count;                   /* of the pieces that become one profile */
    const struct time_span *window; /* that it will be of */
};

/* Whether trouble of that kind is trouble with one capture's content, which may cost just that capture. */
bool collect_piece_costs_itself(enum error_kind kind);

/* The piece's bytes, which last for the call only, or why there are none; number is its place among the errors. */
int collect_piece_take(struct collect_piece *piece, struct workers *workers, size_t number, struct bytes content,
                       const struct error *failure, struct error *err);

/* Makes the first of count pieces that stand side by side the profile of them all, over the window, which must
 * outlive the job. */
int collect_piece_join(struct collect_piece *pieces, size_t count, struct workers *workers, size_t number,
                       const struct time_span *window, struct error *err);

/* Takes the first snapshot of the same process away from the piece; NULL: there is none. */
int collect_piece_subtract(struct collect_piece *piece, struct collect_piece *first, struct error *err);

void collect_piece_clear(struct collect_piece *piece);

#endif
