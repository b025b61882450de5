#include "adapters/collect_piece.h"

#include "adapters/collect_join.h"
#include "adapters/format.h"
#include "gate/base/memory.h"
#include "gate/model/profile_difference.h"

#include <string.h>

#include "gate/base/banned.h"

bool collect_piece_costs_itself(enum error_kind kind)
{
    return kind == ERROR_INPUT || kind == ERROR_UNFIT;
}

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "reading a replica");
}

/* What went wrong becomes the piece's failure instead of a profile, or else an error. */
static int fail(struct collect_piece *piece, const struct error *cause, struct error *err)
{
    if (!collect_piece_costs_itself(cause->kind)) {
        *err = *cause;
        return -1;
    }
    char *failure = memory_copy_text(cause->sentence, strlen(cause->sentence));
    if (failure == NULL) {
        return refuse_memory(err);
    }
    profile_free(piece->profile);
    piece->profile = NULL;
    piece->failure = failure;
    return 0;
}

/* ---- decoding ---- */

static int decode(struct collect_piece *piece, struct bytes content, struct error *err)
{
    struct error cause = ERROR_INIT;
    if (formats_decode(&piece->profile, &piece->hash, content, piece->part->path, &piece->request, &cause) == 0) {
        return 0;
    }
    return fail(piece, &cause, err);
}

static int decode_kept(void *context, struct error *err)
{
    struct collect_piece *piece = context;
    int status = decode(piece, byte_buffer_view(&piece->content), err);
    if (status == 0) {
        byte_buffer_free(&piece->content);
    }
    return status;
}

int collect_piece_take(struct collect_piece *piece, struct workers *workers, size_t number, struct bytes content,
                       const struct error *failure, struct error *err)
{
    if (failure != NULL) {
        return fail(piece, failure, err);
    }
    if (workers_alone(workers)) {
        return decode(piece, content, err);
    }
    byte_buffer_init(&piece->content, content.size);
    byte_buffer_append(&piece->content, content.data, content.size);
    if (piece->content.failed) {
        /* There is no room for two at once. */
        return workers_wait(workers, err) == 0 ? decode(piece, content, err) : -1;
    }
    piece->job = (struct workers_job){.run = decode_kept, .context = piece, .number = number};
    return workers_give(workers, &piece->job, err);
}

/* ---- joining ---- */

static int join(void *context, struct error *err)
{
    struct collect_piece *pieces = context;
    struct collect_join_part *parts = memory_allocate_array(pieces->count, sizeof *parts);
    struct error cause = ERROR_INIT;
    if (parts == NULL) {
        return refuse_memory(err);
    }
    for (size_t i = 0; i < pieces->count; i++) {
        parts[i] = (struct collect_join_part){pieces[i].part, &pieces[i].profile, &pieces[i].failure};
    }
    int status = collect_join(parts, pieces->count, pieces->window, &cause);
    memory_free(parts);
    return status == 0 ? 0 : fail(pieces, &cause, err);
}

int collect_piece_join(struct collect_piece *pieces, size_t count, struct workers *workers, size_t number,
                       const struct time_span *window, struct error *err)
{
    pieces->count = count;
    pieces->window = window;
    pieces->job = (struct workers_job){.run = join, .context = pieces, .number = number};
    return workers_give(workers, &pieces->job, err);
}

/* ---- two snapshots of one process ---- */

int collect_piece_subtract(struct collect_piece *piece, struct collect_piece *first, struct error *err)
{
    struct error cause = ERROR_INIT;
    if (first == NULL || piece->profile == NULL) {
        return 0;
    }
    if (first->profile == NULL) {
        profile_free(piece->profile);
        piece->profile = NULL;
        piece->failure = first->failure;
        first->failure = NULL;
        return 0;
    }
    if (profile_difference(piece->profile, first->profile, &cause) == 0) {
        return 0;
    }
    error_prefix(&cause, "cannot take '%s' from '%s'", first->part->path, piece->part->path);
    return fail(piece, &cause, err);
}

void collect_piece_clear(struct collect_piece *piece)
{
    profile_free(piece->profile);
    memory_free(piece->failure);
    byte_buffer_free(&piece->content);
}
