#include "adapters/collect.h"

#include "adapters/capture_meta.h"
#include "adapters/collect_piece.h"
#include "adapters/copies.h"
#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/base/text.h"
#include "gate/base/workers.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

bool collect_kind_is_open(const char *kind)
{
    return kind[0] == '\0' || strcmp(kind, "profile") == 0;
}

static bool wanted(const struct capture_part *part, const struct collect_settings *settings)
{
    return settings->kinds == NULL || collect_kind_is_open(part->kind) ||
           text_is_among(part->kind, settings->kinds, settings->kind_count);
}

static char *copy(const char *text)
{
    return memory_copy_text(text, strlen(text));
}

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "reading a replica");
}

/* One capture on its way to a replica. */
struct reading {
    struct capture capture; /* own parts: meta.json may correct their kinds, and the plan is not ours to change */
    struct replica replica;
    bool dropped;
};

/* What one side needs while its captures are read. */
struct collection {
    const struct captures *captures;
    const struct source *source;
    void *session;
    const struct collect_settings *settings;
    struct collect_notes *notes;
    struct reading *readings; /* [capture] */
    struct collect_piece *pieces;
    struct workers *workers;
    struct source_order *orders; /* [piece] */
    size_t piece_count;
    size_t dropped;
    struct error first; /* why the first was dropped */
};

/* ---- what a capture says of itself ---- */

static int set_identity(struct replica *replica, const struct capture *capture, struct error *err)
{
    char **texts[] = {&replica->version, &replica->service, &replica->cpu_model, &replica->build,
                      &replica->profiler};
    bool timed = capture->window.end > capture->window.start;
    replica->start = timed ? capture->window.start : REPLICA_TIME_UNKNOWN;
    replica->end = timed ? capture->window.end : REPLICA_TIME_UNKNOWN;
    replica->requests = capture->requests > 0 ? capture->requests : NAN;
    replica->requests_since_start = NAN;
    replica->name = copy(capture->name);
    replica->instance = copy(capture->instance != NULL ? capture->instance : "");
    bool complete = replica->name != NULL && replica->instance != NULL;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i] = copy("");
        complete = complete && *texts[i] != NULL;
    }
    return complete ? 0 : refuse_memory(err);
}

static int copy_parts(struct capture *out, const struct capture *capture, struct error *err)
{
    *out = (struct capture){.name = capture->name, .meta_path = capture->meta_path, .window = capture->window};
    out->parts = memory_allocate_array(capture->part_count + 1, sizeof *out->parts);
    if (out->parts == NULL) {
        return refuse_memory(err);
    }
    for (size_t i = 0; i < capture->part_count; i++) {
        struct capture_part *part = &out->parts[out->part_count++];
        *part = capture->parts[i];
        part->path = copy(capture->parts[i].path);
        part->kind = copy(capture->parts[i].kind);
        if (part->path == NULL || part->kind == NULL) {
            return refuse_memory(err);
        }
    }
    return 0;
}

static int take_meta(void *context, size_t index, struct bytes text, const struct error *failure, struct error *err)
{
    struct reading *reading = context;
    const char *path = reading->capture.meta_path;
    (void)index;
    if (failure != NULL) {
        *err = *failure;
        return -1;
    }
    int status = capture_meta_kinds(&reading->capture, text, path, err);
    return status == 0 ? capture_meta_read(&reading->replica, text, path, err) : status;
}

static int begin_reading(struct reading *out, const struct capture *capture, const struct collection *run,
                         struct error *err)
{
    if (copy_parts(&out->capture, capture, err) != 0 || set_identity(&out->replica, capture, err) != 0) {
        return -1;
    }
    out->replica.profiles = memory_allocate_array(capture->part_count + 1, sizeof *out->replica.profiles);
    if (out->replica.profiles == NULL) {
        return refuse_memory(err);
    }
    const struct source_order order = {.capture = capture};
    return capture->meta_path != NULL ? run->source->fetch(run->session, &order, 1, take_meta, out, err) : 0;
}

/* ---- fetching and decoding ---- */

static int take_part(void *context, size_t index, struct bytes content, const struct error *failure,
                     struct error *err)
{
    const struct collection *run = context;
    return collect_piece_take(&run->pieces[index], run->workers, index, content, failure, err);
}

static void order_parts(struct collection *run, size_t index)
{
    const struct reading *reading = &run->readings[index];
    bool endpoints = run->settings->endpoints || reading->replica.endpoint_count > 0;
    for (size_t i = 0; i < reading->capture.part_count; i++) {
        const struct capture_part *part = &reading->capture.parts[i];
        if (wanted(part, run->settings)) {
            const struct profile_request request = {.endpoint_labels =
                                                        endpoints ? profile_request_endpoint_labels : NULL,
                                                    .labels = run->settings->labels,
                                                    .kind = part->kind};
            run->pieces[run->piece_count] =
                (struct collect_piece){.part = part, .capture = index, .request = request};
            run->orders[run->piece_count++] = (struct source_order){&run->captures->items[index], part};
        }
    }
}

static int fetch_parts(struct collection *run, struct error *err)
{
    size_t most = 1;
    for (size_t i = 0; i < run->captures->count; i++) {
        most += run->captures->items[i].part_count;
    }
    run->pieces = memory_allocate_array(most, sizeof *run->pieces);
    run->orders = memory_allocate_array(most, sizeof *run->orders);
    if (run->pieces == NULL || run->orders == NULL) {
        return refuse_memory(err);
    }
    for (size_t i = 0; i < run->captures->count; i++) {
        if (!run->readings[i].dropped) {
            order_parts(run, i);
        }
    }
    struct error cause = ERROR_INIT;
    int status = run->source->fetch(run->session, run->orders, run->piece_count, take_part, run, &cause);
    /* What failed in a job may have ended the fetching, but an earlier job may have failed since. */
    if (workers_wait(run->workers, err) != 0) {
        return -1;
    }
    if (status != 0) {
        *err = cause;
    }
    return status;
}

/* ---- pieces -> replicas ---- */

static struct collect_piece *first_snapshot(const struct collection *run, const struct collect_piece *of)
{
    for (size_t i = 0; i < run->piece_count; i++) {
        struct collect_piece *piece = &run->pieces[i];
        if (piece->capture == of->capture && piece->part->first && strcmp(piece->part->kind, of->part->kind) == 0) {
            return piece;
        }
    }
    return NULL;
}

/* Whether piece i is a part of the same merged profile as the one before it. */
static bool continues(const struct collection *run, size_t i)
{
    const struct collect_piece *pieces = run->pieces;
    return i > 0 && pieces[i].part->merge != 0 && pieces[i].capture == pieces[i - 1].capture &&
           pieces[i].part->merge == pieces[i - 1].part->merge;
}

/* Every merged profile out of its parts. */
static int join_pieces(struct collection *run, struct error *err)
{
    for (size_t i = 0, count; i < run->piece_count; i += count) {
        struct collect_piece *piece = &run->pieces[i];
        count = 1;
        while (i + count < run->piece_count && continues(run, i + count)) {
            count++;
        }
        if (piece->part->merge != 0 &&
            collect_piece_join(piece, count, run->workers, i, &run->readings[piece->capture].capture.window, err) !=
                0) {
            break;
        }
    }
    return workers_wait(run->workers, err);
}

static int add_profile(struct replica *replica, struct collect_piece *piece, struct error *err)
{
    struct replica_profile *item = &replica->profiles[replica->profile_count++];
    *item = (struct replica_profile){.kind = copy(piece->part->kind),
                                     .path = copy(piece->part->path),
                                     .profile = piece->profile,
                                     .failure = piece->failure};
    piece->profile = NULL;
    piece->failure = NULL;
    return item->kind != NULL && item->path != NULL ? 0 : refuse_memory(err);
}

/* A capture without times of its own happened when its first dated profile did. */
static void date_from_profiles(struct replica *replica)
{
    for (size_t i = 0; i < replica->profile_count && replica->start == REPLICA_TIME_UNKNOWN; i++) {
        const struct profile *profile = replica->profiles[i].profile;
        const struct profile_facts *facts = profile != NULL ? &profile->facts : NULL;
        if (facts != NULL && facts->start > 0) {
            replica->start = facts->start;
            replica->end = facts->start + (facts->duration > 0 ? facts->duration : 0);
        }
    }
}

static int assemble(struct collection *run, struct error *err)
{
    for (size_t i = 0; i < run->piece_count; i++) {
        struct collect_piece *piece = &run->pieces[i];
        struct replica *replica = &run->readings[piece->capture].replica;
        /* A sum, so that the order of the parts does not matter. */
        replica->content_hash += piece->hash;
        if (piece->part->first || continues(run, i)) {
            continue;
        }
        if (piece->part->merge == 0 && collect_piece_subtract(piece, first_snapshot(run, piece), err) != 0) {
            return -1;
        }
        if (add_profile(replica, piece, err) != 0) {
            return -1;
        }
    }
    for (size_t i = 0; i < run->captures->count; i++) {
        date_from_profiles(&run->readings[i].replica);
    }
    return 0;
}

/* ---- the side ---- */

int collect_note(struct collect_notes *notes, const char *sentence, struct error *err)
{
    if (notes == NULL) {
        return 0;
    }
    char **items = memory_resize_array(notes->items, notes->count + 1, sizeof *items);
    if (items == NULL) {
        return error_set_memory(err, "noting a dropped replica");
    }
    notes->items = items;
    items[notes->count] = copy(sentence);
    if (items[notes->count] == NULL) {
        return error_set_memory(err, "noting a dropped replica");
    }
    notes->count++;
    return 0;
}

static int note_dropped(struct collect_notes *notes, const struct error *cause, struct error *err)
{
    char sentence[ERROR_SENTENCE_SIZE + 128];
    snprintf(sentence, sizeof sentence, "dropped: %s", cause->sentence);
    return collect_note(notes, sentence, err);
}

static int begin_readings(struct collection *run, struct error *err)
{
    run->readings = memory_allocate_array(run->captures->count + 1, sizeof *run->readings);
    if (run->readings == NULL) {
        return refuse_memory(err);
    }
    for (size_t i = 0; i < run->captures->count; i++) {
        struct error cause = ERROR_INIT;
        if (begin_reading(&run->readings[i], &run->captures->items[i], run, &cause) == 0) {
            continue;
        }
        if (!collect_piece_costs_itself(cause.kind)) {
            *err = cause;
            return -1;
        }
        if (run->dropped++ == 0) {
            run->first = cause;
        }
        run->readings[i].dropped = true;
        if (note_dropped(run->notes, &cause, err) != 0) {
            return -1;
        }
    }
    return 0;
}

static int check_dropped(const struct collection *run, struct error *err)
{
    size_t count = run->captures->count, left = count - run->dropped;
    if (run->dropped == 0 || (left >= 2 && left * 5 >= count * 4)) {
        return 0;
    }
    *err = run->first;
    return count > 1 ? error_prefix(err, "%zu of %zu replicas could not be read, the first", run->dropped, count)
                     : -1;
}

static void collection_clear(struct collection *run)
{
    workers_free(run->workers);
    for (size_t i = 0; i < run->piece_count; i++) {
        collect_piece_clear(&run->pieces[i]);
    }
    for (size_t i = 0; run->readings != NULL && i < run->captures->count; i++) {
        struct capture *capture = &run->readings[i].capture;
        for (size_t k = 0; k < capture->part_count; k++) {
            memory_free(capture->parts[k].path);
            memory_free(capture->parts[k].kind);
        }
        memory_free(capture->parts);
        replica_clear(&run->readings[i].replica);
    }
    memory_free(run->readings);
    memory_free(run->pieces);
    memory_free(run->orders);
}

static bool source_counted(const struct captures *captures)
{
    for (size_t i = 0; i < captures->count; i++) {
        if (captures->items[i].requests > 0) {
            return true;
        }
    }
    return false;
}

static int read_captures(struct replicas *side, struct collection *run, struct error *err)
{
    if (begin_readings(run, err) != 0 || check_dropped(run, err) != 0 || fetch_parts(run, err) != 0 ||
        join_pieces(run, err) != 0 || assemble(run, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < run->captures->count; i++) {
        if (!run->readings[i].dropped) {
            side->items[side->count++] = run->readings[i].replica;
            run->readings[i].replica = (struct replica){0};
        }
    }
    return 0;
}

int collect_replicas(struct replicas *out, struct collect_notes *notes, const struct captures *captures,
                     const struct source *source, void *session, const struct collect_settings *settings,
                     const struct surroundings *world, struct error *err)
{
    struct collection run = {.captures = captures,
                             .source = source,
                             .session = session,
                             .settings = settings,
                             .notes = notes,
                             .first = ERROR_INIT};
    struct replicas side = {
        .captures = captures->count, .left_out = captures->left_out, .requests_total = NAN, .requests_from = ""};
    int status = -1;
    if (captures->count > LIMIT_REPLICAS) {
        return error_set(err, ERROR_INPUT, "'%s' has %zu replicas, above the ceiling of %d", captures->label,
                         captures->count, LIMIT_REPLICAS);
    }
    side.label = copy(captures->label);
    side.items = memory_allocate_array(captures->count + 1, sizeof *side.items);
    if (side.label == NULL || side.items == NULL) {
        refuse_memory(err);
        goto done;
    }
    if (workers_new(&run.workers, world != NULL ? world->threads : 1, err) != 0 ||
        read_captures(&side, &run, err) != 0) {
        goto done;
    }
    struct counter_settings counter = settings->counter;
    counter.notes = notes;
    side.requests_from = source_counted(captures) ? "the processes' own counters" : "";
    for (size_t i = 0; i < counter_count; i++) {
        if (counters[i]->count(&side, &counter, world, err) != 0) {
            goto done;
        }
    }
    replicas_sort(&side);
    if (copies_refuse(&side, err) != 0) {
        goto done;
    }
    *out = side;
    status = 0;
done:
    if (status != 0) {
        replicas_clear(&side);
    }
    collection_clear(&run);
    return status;
}

void collect_notes_clear(struct collect_notes *notes)
{
    for (size_t i = 0; i < notes->count; i++) {
        memory_free(notes->items[i]);
    }
    memory_free(notes->items);
    *notes = (struct collect_notes){0};
}
