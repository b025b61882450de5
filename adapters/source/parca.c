#include "adapters/source/parca.h"

#include "adapters/format/pprof_split.h"
#include "adapters/source/parca_plan.h"
#include "adapters/source/parca_versions.h"
#include "gate/base/gzip.h"
#include "gate/base/limits.h"
#include "gate/base/memory.h"

#include "gate/base/banned.h"

enum { PARALLEL = 4 };

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "fetching from a store");
}

/* ---- the session ---- */

static void close_session(void *opened)
{
    struct parca_session *session = opened;
    if (session == NULL) {
        return;
    }
    store_session_close(&session->store);
    memory_free(session->merges);
    memory_free(session->pieces);
    memory_free(session);
}

static int open_session(void **out, const struct source_setup *setup, const struct surroundings *world,
                        struct error *err)
{
    struct parca_session *session = memory_allocate_array(1, sizeof *session);
    if (session == NULL) {
        return refuse_memory(err);
    }
    if (store_session_open(&session->store, "Parca", "store.parca", setup, world, err) != 0) {
        close_session(session);
        return -1;
    }
    *out = session;
    return 0;
}

static int versions(struct versions *out, void *session, struct time_span within, struct error *err)
{
    return parca_versions_list(out, session, within, err);
}

static int plan(struct captures *out, void *session, const struct source_side *side, struct error *err)
{
    if (side->version == NULL) {
        return error_set(err, ERROR_USAGE, "a store is asked for versions, not for the path '%s'", side->path);
    }
    return parca_plan_side(out, session, side, err);
}

/* ---- fetching ---- */

struct fetching {
    const struct parca_session *session;
    const struct source_order *orders;
    size_t count;
    source_take take;
    void *context;
    size_t *asked; /* [request]: its merge */
    struct http_request *requests;
};

static const struct parca_piece *piece_of(const struct fetching *fetching, size_t order)
{
    return &fetching->session->pieces[fetching->orders[order].part->order];
}

static int fail_all(const struct fetching *fetching, size_t merge, const struct error *failure, struct error *err)
{
    for (size_t i = 0; i < fetching->count; i++) {
        if (piece_of(fetching, i)->merge == merge &&
            fetching->take(fetching->context, i, (struct bytes){0}, failure, err) != 0) {
            return -1;
        }
    }
    return 0;
}

static int take_piece(const struct fetching *fetching, size_t order, const struct pprof_split *split,
                      struct error *err)
{
    struct byte_buffer content;
    struct error cause = ERROR_INIT;
    size_t samples;
    byte_buffer_init(&content, LIMIT_UNPACKED_BYTES);
    int status = pprof_split_take(&content, &samples, split, piece_of(fetching, order)->values, &cause);
    struct bytes bytes = status == 0 ? byte_buffer_view(&content) : (struct bytes){0};
    status = fetching->take(fetching->context, order, bytes, status != 0 ? &cause : NULL, err);
    byte_buffer_free(&content);
    return status;
}

static int take_pieces(const struct fetching *fetching, size_t merge, const struct pprof_split *split,
                       struct error *err)
{
    for (size_t i = 0; i < fetching->count; i++) {
        if (piece_of(fetching, i)->merge == merge && take_piece(fetching, i, split, err) != 0) {
            return -1;
        }
    }
    return 0;
}

/* *split refers to content. */
static int open_answer(struct pprof_split **split, struct byte_buffer *content, const struct fetching *fetching,
                       size_t merge, const struct http_answer *answer, struct error *err)
{
    const struct parca_session *session = fetching->session;
    const char *what = session->merges[merge].what;
    struct bytes packed;
    if (parca_client_merged(&packed, &session->store.client, answer, what, err) != 0) {
        return -1;
    }
    if (gzip_unpack(content, packed, err) != 0 ||
        pprof_split_new(split, byte_buffer_view(content), session->store.labels, session->store.label_count, err) !=
            0) {
        return error_prefix(err, "cannot read '%s' as Parca merged it", what);
    }
    return 0;
}

static int done(void *context, size_t index, struct http_answer *answer, const struct error *failure,
                struct error *err)
{
    const struct fetching *fetching = context;
    size_t merge = fetching->asked[index];
    struct pprof_split *split = NULL;
    struct byte_buffer content;
    struct error cause = ERROR_INIT;
    if (failure != NULL) {
        return fail_all(fetching, merge, failure, err);
    }
    byte_buffer_init(&content, LIMIT_UNPACKED_BYTES);
    int status = open_answer(&split, &content, fetching, merge, answer, &cause) == 0
                     ? take_pieces(fetching, merge, split, err)
                     : fail_all(fetching, merge, &cause, err);
    pprof_split_free(split);
    byte_buffer_free(&content);
    return status;
}

/* The merged profiles that any of the orders is a piece of, each once, in their order. */
static int list_asked(struct fetching *fetching, size_t *out, struct error *err)
{
    size_t most = fetching->session->merge_count, count = 0;
    bool *wanted = memory_allocate_array(most + 1, sizeof *wanted);
    fetching->asked = memory_allocate_array(most + 1, sizeof *fetching->asked);
    fetching->requests = memory_allocate_array(most + 1, sizeof *fetching->requests);
    if (wanted == NULL || fetching->asked == NULL || fetching->requests == NULL) {
        memory_free(wanted);
        return refuse_memory(err);
    }
    for (size_t i = 0; i < fetching->count; i++) {
        wanted[piece_of(fetching, i)->merge] = true;
    }
    for (size_t merge = 0; merge < most; merge++) {
        if (wanted[merge]) {
            fetching->asked[count++] = merge;
        }
    }
    memory_free(wanted);
    *out = count;
    return 0;
}

static int ask(struct fetching *fetching, struct error *err)
{
    const struct parca_session *session = fetching->session;
    size_t count = 0, parallel = session->store.setup->store->parallel;
    if (list_asked(fetching, &count, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        const struct parca_merge *merge = &session->merges[fetching->asked[i]];
        const struct store_scope scope = {
            .what = merge->what, .type = merge->type, .matchers = merge->matchers, .window = merge->window};
        if (parca_client_merge(&fetching->requests[i], &session->store.client, session->store.labels,
                               session->store.label_count, &scope, err) != 0) {
            return -1;
        }
    }
    return http_perform_all(session->store.client.http, fetching->requests, count,
                            parallel > 0 ? parallel : PARALLEL, done, fetching, err);
}

static int fetch(void *session, const struct source_order *orders, size_t count, source_take take, void *context,
                 struct error *err)
{
    struct fetching fetching = {
        .session = session, .orders = orders, .count = count, .take = take, .context = context};
    int status = ask(&fetching, err);
    memory_free(fetching.asked);
    memory_free(fetching.requests);
    return status;
}

const struct source parca_source = {
    .name = "parca",
    .description = "Parca and Polar Signals Cloud: merged profiles by version label",
    .timed = true,
    .open = open_session,
    .close = close_session,
    .versions = versions,
    .plan = plan,
    .fetch = fetch,
};
