#include "adapters/source/pyroscope_plan.h"

#include "adapters/source/pyroscope_check.h"
#include "adapters/source/pyroscope_counts.h"
#include "adapters/source/store_plan.h"
#include "gate/base/text.h"

#include <stdio.h>

#include "gate/base/banned.h"

#define SECOND INT64_C(1000000000)

enum { PARTS_MAX = 4096, LIST_SIZE = 700 };

int64_t pyroscope_plan_edge(const struct time_span *window, size_t index, size_t count)
{
    int64_t length = window->end - window->start;
    if (index == 0 || index == count) {
        return index == 0 ? window->start : window->end;
    }
    int64_t edge = window->start + length / (int64_t)count * (int64_t)index;
    return edge - edge % SECOND + SECOND / 2;
}

static struct time_span piece(const struct time_span *window, size_t index, size_t count)
{
    return (struct time_span){pyroscope_plan_edge(window, index, count),
                              pyroscope_plan_edge(window, index + 1, count)};
}

static int measure(struct store_sums *sums, struct store_sums *counts, const struct store_plan *plan,
                   size_t profile, const struct store_scope *scope, struct error *err)
{
    const struct store_session *session = plan->session;
    double length = (double)(scope->window.end - scope->window.start) / (double)SECOND;
    if (pyroscope_client_sums(sums, &session->client, session->labels, session->label_count, length, scope, err) !=
        0) {
        return -1;
    }
    if (!plan->profiles.items[profile].gauge || sums->count == 0) {
        return 0;
    }
    return pyroscope_counts_ask(counts, &session->client, session->labels, session->label_count, scope, err);
}

/* ---- replicas ---- */

/* Says which replicas are listed, but without a profile in the window. */
static void name_empty(const struct store_plan *plan, const struct pyroscope_names *listed,
                       const char *const *replicas, size_t count)
{
    char list[LIST_SIZE] = "";
    size_t length = 0;
    for (size_t i = 0; i < listed->count && length < sizeof list; i++) {
        if (!text_is_among(listed->items[i], replicas, count)) {
            length += (size_t)snprintf(list + length, sizeof list - length, "%s%s", length > 0 ? ", " : "",
                                       listed->items[i]);
        }
    }
    if (length > 0) {
        store_session_say(plan->session, "%s: listed under '%s', but without a profile in the window: %s",
                          plan->side->version, plan->session->labels[0], list);
    }
}

static int found(const struct store_plan *plan, const char *const *replicas, size_t count, struct error *err)
{
    static const char *const label[] = {"__profile_type__"};
    const struct store_session *session = plan->session;
    const char *const type[] = {store_plan_type(plan, 0, 0)->id};
    struct pyroscope_names listed;
    const struct store_scope scope = {
        .what = store_session_text(session, err, "the values of '%s'", session->labels[0]),
        .matchers = store_session_narrow(session, plan->matchers, label, type, 1, err),
        .window = plan->side->window};
    if (scope.what == NULL || scope.matchers == NULL ||
        pyroscope_client_values(&listed, &session->client, session->labels[0], &scope, err) != 0) {
        return -1;
    }
    name_empty(plan, &listed, replicas, count);
    return 0;
}

/* One question is for one part. */
static int add(size_t *order, struct store_plan *plan, const struct store_part *part, struct error *err)
{
    const struct store_session *session = plan->session;
    const struct pyroscope_merge merge = {.what = part->what,
                                          .type = *store_plan_type(plan, part->profile, part->index),
                                          .matchers =
                                              store_session_narrow(session, plan->matchers, session->labels,
                                                                   part->sum->values, session->label_count, err),
                                          .window = part->window};
    return merge.matchers != NULL ? pyroscope_session_add(order, plan->context, &merge, err) : -1;
}

static const struct store_planner planner = {.piece = piece, .measure = measure, .found = found, .add = add};

/* ---- the side ---- */

static int choose_types(struct store_plan *plan, struct error *err)
{
    const struct store_session *session = plan->session;
    const struct source_setup *setup = session->setup;
    const struct store_scope scope = {.what = "the types of profiles", .window = plan->side->window};
    if (pyroscope_client_types(&plan->types, &session->client, &scope, err) != 0) {
        return -1;
    }
    if (plan->types.count == 0) {
        return pyroscope_check_refuse_empty(plan->side, err);
    }
    return store_types_choose(&plan->profiles, &plan->types, setup->types, setup->type_count, session->arena, err);
}

static int prepare(struct store_plan *plan, struct error *err)
{
    if (pyroscope_check_window(plan->session, plan->side, err) != 0) {
        return -1;
    }
    plan->matchers = store_session_matchers(plan->session, plan->side->version, err);
    if (plan->matchers == NULL || pyroscope_check_version(plan->session, plan->side, err) != 0) {
        return -1;
    }
    return choose_types(plan, err);
}

int pyroscope_plan_side(struct captures *out, struct pyroscope_session *session, const struct source_side *side,
                        struct error *err)
{
    struct captures captures = {0};
    struct store_plan plan = {
        .planner = &planner, .context = session, .session = &session->store, .side = side, .parts_max = PARTS_MAX};
    if (prepare(&plan, err) != 0 || store_plan_side(&captures, &plan, err) != 0) {
        return -1;
    }
    if (captures.count == 0) {
        captures_clear(&captures);
        return pyroscope_check_refuse_empty(side, err);
    }
    *out = captures;
    return 0;
}
