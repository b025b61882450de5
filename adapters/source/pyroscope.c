#include "adapters/source/pyroscope.h"

#include "adapters/source/pyroscope_answer.h"
#include "adapters/source/pyroscope_client.h"
#include "adapters/source/pyroscope_plan.h"
#include "adapters/source/pyroscope_versions.h"
#include "gate/base/memory.h"

#include "gate/base/banned.h"

/* The most nodes that a tenant may ask for by default; without a limit it cuts nothing. */
enum { NODES_MAX = 1 << 20, PARALLEL = 4 };

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "fetching from a store");
}

/* ---- the session ---- */

static void close_session(void *opened)
{
    struct pyroscope_session *session = opened;
    if (!session)
        return;
    store_session_close(&session->store);
    memory_free(session->merges);
    memory_free(session);
}

static int open_session(void **out, const struct source_setup *setup, const struct surroundings *world,
                        struct error *err)
{
    struct pyroscope_session *session = memory_allocate_array(1, sizeof *session);
    if (!session)
        return refuse_memory(err);
    if (store_session_open(&session->store, "Pyroscope", "store.pyroscope", setup, world, err) != 0) {
        close_session(session);
        return -1;
    }
    *out = session;
    return 0;
}

static int versions(struct versions *out, void *opened, struct time_span within, struct error *err)
{
    const struct pyroscope_session *session = opened;
    return pyroscope_versions_list(out, &session->store, within, err);
}

static int plan(struct captures *out, void *session, const struct source_side *side, struct error *err)
{
    if (!side->version)
        return error_set(err, ERROR_USAGE, "a store is asked for versions, not for the path '%s'", side->path);
    return pyroscope_plan_side(out, session, side, err);
}

/* ---- fetching ---- */

/* A fetch of all orders, then of those that came back cut. */
struct fetching {
    struct pyroscope_session *session;
    const struct source_order *orders;
    source_take take;
    void *context;
    size_t *asked; /* [request]: its order */
    size_t *cut;   /* orders to be asked again */
    size_t cut_count;
    int64_t max_nodes;
};

static const struct pyroscope_merge *merge_of(const struct fetching *fetching, size_t order)
{
    return &fetching->session->merges[fetching->orders[order].part->order];
}

static int take_empty(struct fetching *fetching, size_t order, struct error *err)
{
    struct byte_buffer empty;
    int status = pyroscope_answer_empty(&empty, &merge_of(fetching, order)->type, err);
    if (status == 0)
        status = fetching->take(fetching->context, order, byte_buffer_view(&empty), NULL, err);
    byte_buffer_free(&empty);
    return status;
}

static int take_cut(struct fetching *fetching, size_t order, struct error *err)
{
    struct error failure = ERROR_INIT;
    error_set(&failure, ERROR_UNFIT,
              "'%s' is cut: the store sums up what it leaves out in a function 'other', even if it is asked for %d "
              "nodes; raise the tenant's querier.max-flamegraph-nodes-max, or take a shorter window",
              merge_of(fetching, order)->what, NODES_MAX);
    return fetching->take(fetching->context, order, (struct bytes){0}, &failure, err);
}

static int done(void *context, size_t index, struct http_answer *answer, const struct error *failure,
                struct error *err)
{
    struct fetching *fetching = context;
    size_t order = fetching->asked[index];
    if (failure) {
        struct error cause = *failure;
        pyroscope_client_explain(answer, &cause);
        return fetching->take(fetching->context, order, (struct bytes){0}, &cause, err);
    }
    struct bytes body = byte_buffer_view(&answer->body);
    struct pyroscope_answer look = pyroscope_answer_look(body);
    if (look.samples == 0 && look.whole)
        return take_empty(fetching, order, err);
    if (!look.cut)
        return fetching->take(fetching->context, order, body, NULL, err);
    if (fetching->max_nodes != 0)
        return take_cut(fetching, order, err);
    fetching->cut[fetching->cut_count++] = order;
    return 0;
}

/* Asks for orders[asked[i]] of all i. */
static int ask(struct fetching *fetching, size_t count, struct error *err)
{
    const struct store_session *session = &fetching->session->store;
    size_t parallel = session->setup->store->parallel;
    struct http_request *requests = memory_allocate_array(count + 1, sizeof *requests);
    int status = requests ? 0 : refuse_memory(err);
    for (size_t i = 0; i < count && status == 0; i++) {
        const struct pyroscope_merge *merge = merge_of(fetching, fetching->asked[i]);
        const struct store_scope scope = {
            .what = merge->what, .type = merge->type.id, .matchers = merge->matchers, .window = merge->window};
        status = pyroscope_client_merge(&requests[i], &session->client, fetching->max_nodes, &scope, err);
    }
    if (status == 0)
        status = http_perform_all(session->client.http, requests, count, parallel > 0 ? parallel : PARALLEL, done,
                                  fetching, err);
    memory_free(requests);
    return status;
}

static int ask_again(struct fetching *fetching, struct error *err)
{
    size_t count = fetching->cut_count;
    if (count == 0)
        return 0;
    store_session_say(&fetching->session->store, "%zu profile%s came back cut: asking again for all nodes", count,
                      count == 1 ? "" : "s");
    for (size_t i = 0; i < count; i++)
        fetching->asked[i] = fetching->cut[i];
    fetching->max_nodes = NODES_MAX;
    return ask(fetching, count, err);
}

static int fetch(void *session, const struct source_order *orders, size_t count, source_take take, void *context,
                 struct error *err)
{
    struct fetching fetching = {.session = session,
                                .orders = orders,
                                .take = take,
                                .context = context,
                                .asked = memory_allocate_array(count + 1, sizeof *fetching.asked),
                                .cut = memory_allocate_array(count + 1, sizeof *fetching.cut)};
    int status = fetching.asked && fetching.cut ? 0 : refuse_memory(err);
    for (size_t i = 0; i < count && status == 0; i++)
        fetching.asked[i] = i;
    if (status == 0 && ask(&fetching, count, err) != 0)
        status = -1;
    if (status == 0)
        status = ask_again(&fetching, err);
    memory_free(fetching.asked);
    memory_free(fetching.cut);
    return status;
}

const struct source pyroscope_source = {
    .name = "pyroscope",
    .description = "Grafana Pyroscope: merged profiles by version label",
    .timed = true,
    .open = open_session,
    .close = close_session,
    .versions = versions,
    .plan = plan,
    .fetch = fetch,
};
