#include "adapters/source/parca_plan.h"

#include "adapters/source/parca_versions.h"
#include "adapters/source/store_plan.h"
#include "gate/base/timestamp.h"

#include "gate/base/banned.h"

enum { HINT_SIZE = 700, PARTS_MAX = 16384 };

static const int64_t second = 1000000000;

/* The session, and the merged profiles of the window that is planned. */
struct planning {
    struct parca_session *session;
    size_t *merges; /* [profile][type]: their numbers */
};

/* A profile that begins at the very edge belongs to the later piece. */
static struct time_span piece(const struct time_span *window, size_t index, size_t count)
{
    int64_t length = (window->end - window->start) / (int64_t)count;
    struct time_span out = {window->start + (int64_t)index * length,
                            window->start + (int64_t)(index + 1) * length - 1};
    if (index + 1 == count) {
        out.end = window->end;
    }
    return out;
}

static int measure(struct store_sums *sums, struct store_sums *counts, const struct store_plan *plan,
                   size_t profile, const struct store_scope *scope, struct error *err)
{
    const struct store_session *session = plan->session;
    bool gauge = plan->profiles.items[profile].gauge;
    int64_t step = (scope->window.end - scope->window.start) / second * second + second;
    if (parca_client_sums(sums, &session->client, gauge ? PARCA_PROFILES : PARCA_TOTAL, session->labels,
                          session->label_count, step, scope, err) != 0) {
        return -1;
    }
    if (gauge) {
        *counts = *sums;
    }
    return 0;
}

/* One question is for all replicas. */
static int begin(struct store_plan *plan, const struct time_span *window, const char *const *replicas, size_t count,
                 struct error *err)
{
    struct planning *planning = plan->context;
    const struct store_session *session = plan->session;
    const char *matchers = plan->matchers;
    if (replicas != NULL) {
        matchers =
            store_session_narrow_any(session, matchers, session->setup->store->replicas_by, replicas, count, err);
    }
    planning->merges = arena_allocate(session->arena, 2 * plan->profiles.count * sizeof *planning->merges);
    if (matchers == NULL || planning->merges == NULL) {
        return matchers == NULL ? -1 : error_set_memory(err, "planning what to fetch");
    }
    for (size_t p = 0; p < plan->profiles.count; p++) {
        for (size_t t = 0; t < plan->profiles.items[p].type_count; t++) {
            const struct store_type *type = store_plan_type(plan, p, t);
            const struct parca_merge merge = {
                .what = store_session_text(session, err, "%s of '%s'", type->sample_type, plan->side->version),
                .type = type->id,
                .matchers = matchers,
                .window = *window};
            if (merge.what == NULL ||
                parca_session_add_merge(&planning->merges[2 * p + t], planning->session, &merge, err) != 0) {
                return -1;
            }
        }
    }
    return 0;
}

static int add(size_t *order, struct store_plan *plan, const struct store_part *part, struct error *err)
{
    struct planning *planning = plan->context;
    const struct parca_piece of_merge = {.merge = planning->merges[2 * part->profile + part->index],
                                         .values = {part->sum->values[0], part->sum->values[1]}};
    return parca_session_add_piece(order, planning->session, &of_merge, err);
}

static const struct store_planner planner = {.piece = piece, .measure = measure, .begin = begin, .add = add};

static int refuse_empty(const struct parca_session *session, const struct source_side *side, struct error *err)
{
    char start[TIMESTAMP_TEXT_SIZE], end[TIMESTAMP_TEXT_SIZE], hint[HINT_SIZE] = "";
    if (parca_versions_hint(hint, sizeof hint, session, side, err) != 0) {
        return -1;
    }
    return error_set(err, ERROR_UNFIT, "the store has no profile of '%s' that begins between %s and %s%s",
                     side->version, timestamp_format(start, side->window.start),
                     timestamp_format(end, side->window.end), hint);
}

static int prepare(struct store_plan *plan, const struct parca_session *session, struct error *err)
{
    const struct time_span *window = &plan->side->window;
    if (window->end <= window->start) {
        return error_set(
            err, ERROR_POLICY,
            "a store of the kind 'parca' needs a window: give store.window, as in window: {length: 30m}");
    }
    plan->matchers = store_session_matchers(plan->session, plan->side->version, err);
    return plan->matchers != NULL ? parca_session_types(&plan->profiles, &plan->types, session,
                                                        plan->session->setup->type_count, window, err)
                                  : -1;
}

int parca_plan_side(struct captures *out, struct parca_session *session, const struct source_side *side,
                    struct error *err)
{
    struct planning planning = {.session = session};
    struct captures captures = {0};
    struct store_plan plan = {.planner = &planner,
                              .context = &planning,
                              .session = &session->store,
                              .side = side,
                              .parts_max = PARTS_MAX};
    if (prepare(&plan, session, err) != 0 || store_plan_side(&captures, &plan, err) != 0) {
        return -1;
    }
    if (captures.count == 0) {
        captures_clear(&captures);
        return refuse_empty(session, side, err);
    }
    *out = captures;
    return 0;
}
