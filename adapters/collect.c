#include "adapters/collect.h"

#include "adapters/capture_meta.h"
#include "adapters/format.h"
#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/model/profile_difference.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

bool collect_kind_is_open(const char *kind)
{
    return kind[0] == '\0' || strcmp(kind, "profile") == 0;
}

static bool wanted(const struct capture_part *part, const struct collect_settings *settings)
{
    if (settings->kinds == NULL || collect_kind_is_open(part->kind)) {
        return true;
    }
    for (size_t i = 0; i < settings->kind_count; i++) {
        if (strcmp(part->kind, settings->kinds[i]) == 0) {
            return true;
        }
    }
    return false;
}

static char *copy(const char *text)
{
    return memory_copy_text(text, strlen(text));
}

static int set_identity(struct replica *replica, const char *name, struct error *err)
{
    char **texts[] = {&replica->instance, &replica->version, &replica->cpu_model, &replica->build,
                      &replica->profiler};
    replica->start = replica->end = REPLICA_TIME_UNKNOWN;
    replica->requests = replica->requests_since_start = NAN;
    replica->name = copy(name);
    bool complete = replica->name != NULL;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i] = copy("");
        complete = complete && *texts[i] != NULL;
    }
    return complete ? 0 : error_set_memory(err, "reading a replica");
}

/* What one side needs while its captures are read. */
struct collection {
    const struct source *source;
    const struct source_place *place;
    const struct collect_settings *settings;
    const struct surroundings *world;
};

static int read_meta(struct replica *replica, struct capture *capture, const struct collection *run,
                     struct error *err)
{
    if (capture->meta_path == NULL) {
        return 0;
    }
    struct byte_buffer text;
    byte_buffer_init(&text, LIMIT_META_BYTES);
    char *service = NULL;
    int status = run->source->fetch(&text, run->place, capture->meta_path, run->world, err);
    if (status == 0) {
        status = capture_meta_kinds(capture, byte_buffer_view(&text), capture->meta_path, err);
    }
    if (status == 0) {
        status = capture_meta_read(replica, &service, byte_buffer_view(&text), capture->meta_path, err);
    }
    memory_free(service);
    byte_buffer_free(&text);
    return status;
}

/* Only trouble with one capture's content may cost just that capture. */
static bool may_be_dropped(enum error_kind kind)
{
    return kind == ERROR_INPUT || kind == ERROR_UNFIT;
}

static int decode_part(struct profile **out, const struct capture_part *part, struct replica *replica,
                       const struct collection *run, struct error *err)
{
    struct byte_buffer packed;
    byte_buffer_init(&packed, LIMIT_FILE_BYTES);
    struct profile_request request = {.endpoint_labels =
                                          replica->endpoint_count > 0 ? profile_request_endpoint_labels : NULL,
                                      .kind = part->kind};
    uint64_t hash = 0;
    int status = run->source->fetch(&packed, run->place, part->path, run->world, err);
    if (status == 0) {
        status = formats_decode(out, &hash, byte_buffer_view(&packed), part->path, &request, err);
    }
    byte_buffer_free(&packed);
    /* A sum, so that the order of the parts does not matter. */
    replica->content_hash += hash;
    return status;
}

/* first: an earlier snapshot of the same process, or NULL. */
static int decode_pair(struct profile **out, const struct capture_part *part, const struct capture_part *first,
                       struct replica *replica, const struct collection *run, struct error *err)
{
    struct profile *profile = NULL, *before = NULL;
    int status = decode_part(&profile, part, replica, run, err);
    if (status == 0 && first != NULL) {
        status = decode_part(&before, first, replica, run, err);
        if (status == 0 && profile_difference(profile, before, err) != 0) {
            status = error_prefix(err, "cannot take '%s' from '%s'", first->path, part->path);
        }
    }
    profile_free(before);
    if (status == 0) {
        *out = profile;
        return 0;
    }
    profile_free(profile);
    return -1;
}

static const struct capture_part *first_snapshot(const struct capture *capture, const struct capture_part *of)
{
    for (size_t i = 0; i < capture->part_count; i++) {
        if (capture->parts[i].first && strcmp(capture->parts[i].kind, of->kind) == 0) {
            return &capture->parts[i];
        }
    }
    return NULL;
}

static int read_part(struct replica *replica, const struct capture *capture, const struct capture_part *part,
                     const struct collection *run, struct error *err)
{
    struct replica_profile *item = &replica->profiles[replica->profile_count];
    int status = decode_pair(&item->profile, part, first_snapshot(capture, part), replica, run, err);
    if (status != 0 && !may_be_dropped(err->kind)) {
        return -1;
    }
    replica->profile_count++;
    if (status != 0) {
        item->failure = copy(err->sentence);
        error_clear(err);
        if (item->failure == NULL) {
            return error_set_memory(err, "reading a replica");
        }
    }
    item->kind = copy(part->kind);
    item->path = copy(part->path);
    return item->kind != NULL && item->path != NULL ? 0 : error_set_memory(err, "reading a replica");
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

static int read_capture(struct replica *out, const struct capture *capture, const struct collection *run,
                        struct error *err)
{
    /* meta.json may correct the kinds: in a copy, since the plan is not ours to change. */
    struct capture own = *capture;
    struct replica replica = {0};
    int status = -1;
    own.parts = memory_allocate_array(capture->part_count + 1, sizeof *own.parts);
    if (own.parts == NULL) {
        return error_set_memory(err, "reading a replica");
    }
    size_t copied = 0;
    for (; copied < capture->part_count; copied++) {
        own.parts[copied].path = copy(capture->parts[copied].path);
        own.parts[copied].kind = copy(capture->parts[copied].kind);
        own.parts[copied].first = capture->parts[copied].first;
        if (own.parts[copied].path == NULL || own.parts[copied].kind == NULL) {
            copied++;
            error_set_memory(err, "reading a replica");
            goto done;
        }
    }
    replica.profiles = memory_allocate_array(capture->part_count + 1, sizeof *replica.profiles);
    if (replica.profiles == NULL) {
        error_set_memory(err, "reading a replica");
        goto done;
    }
    if (set_identity(&replica, capture->name, err) != 0 || read_meta(&replica, &own, run, err) != 0) {
        goto done;
    }
    for (size_t i = 0; i < own.part_count; i++) {
        bool second = !own.parts[i].first;
        if (second && wanted(&own.parts[i], run->settings) &&
            read_part(&replica, &own, &own.parts[i], run, err) != 0) {
            goto done;
        }
    }
    date_from_profiles(&replica);
    *out = replica;
    status = 0;
done:
    if (status != 0) {
        replica_clear(&replica);
    }
    for (size_t i = 0; i < copied; i++) {
        memory_free(own.parts[i].path);
        memory_free(own.parts[i].kind);
    }
    memory_free(own.parts);
    return status;
}

static int note_dropped(struct collect_notes *notes, const struct capture *capture, const struct error *cause,
                        struct error *err)
{
    char sentence[ERROR_SENTENCE_SIZE + 128];
    snprintf(sentence, sizeof sentence, "dropped: %s", cause->sentence);
    (void)capture;
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

static int read_captures(struct replicas *side, struct collect_notes *notes, const struct captures *captures,
                         const struct collection *run, struct error *err)
{
    struct error first = ERROR_INIT;
    size_t dropped = 0;
    for (size_t i = 0; i < captures->count; i++) {
        struct error cause = ERROR_INIT;
        if (read_capture(&side->items[side->count], &captures->items[i], run, &cause) == 0) {
            side->count++;
            continue;
        }
        if (first.kind == ERROR_NONE) {
            first = cause;
        }
        if (!may_be_dropped(cause.kind)) {
            *err = cause;
            return -1;
        }
        dropped++;
        if (note_dropped(notes, &captures->items[i], &cause, err) != 0) {
            return -1;
        }
    }
    if (dropped > 0 && (side->count < 2 || side->count * 5 < captures->count * 4)) {
        *err = first;
        if (captures->count > 1) {
            error_prefix(err, "%zu of %zu replicas could not be read, the first", dropped, captures->count);
        }
        return -1;
    }
    return 0;
}

/* A copy is no replica: it would measure the noise between replicas as none. */
static int refuse_copies(const struct replicas *side, struct error *err)
{
    for (size_t i = 0; i < side->count; i++) {
        const struct replica *a = &side->items[i];
        for (size_t k = 0; a->content_hash != 0 && k < i; k++) {
            const struct replica *b = &side->items[k];
            if (a->content_hash == b->content_hash && a->profiles[0].profile != NULL &&
                a->profiles[0].profile->row_count > 0) {
                return error_set(
                    err, ERROR_UNFIT,
                    "'%s' and '%s' of '%s' hold the same profiles: a copy is no replica, since it tells "
                    "nothing of the noise between runs; remove one",
                    b->name, a->name, side->label);
            }
        }
    }
    return 0;
}

int collect_replicas(struct replicas *out, struct collect_notes *notes, const struct captures *captures,
                     const struct source *source, const struct source_place *place,
                     const struct collect_settings *settings, const struct surroundings *world, struct error *err)
{
    const struct collection run = {source, place, settings, world};
    struct replicas side = {.captures = captures->count, .requests_total = NAN, .requests_from = ""};
    int status = -1;
    if (captures->count > LIMIT_REPLICAS) {
        return error_set(err, ERROR_INPUT, "'%s' has %zu replicas, above the ceiling of %d", captures->label,
                         captures->count, LIMIT_REPLICAS);
    }
    side.label = copy(captures->label);
    side.items = memory_allocate_array(captures->count + 1, sizeof *side.items);
    if (side.label == NULL || side.items == NULL) {
        error_set_memory(err, "reading the replicas");
        goto done;
    }
    if (read_captures(&side, notes, captures, &run, err) != 0) {
        goto done;
    }
    for (size_t i = 0; i < counter_count; i++) {
        if (counters[i]->count(&side, &settings->counter, err) != 0) {
            goto done;
        }
    }
    replicas_sort(&side);
    if (refuse_copies(&side, err) != 0) {
        goto done;
    }
    *out = side;
    status = 0;
done:
    if (status != 0) {
        replicas_clear(&side);
    }
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
