#include "adapters/source/store_plan.h"

#include "adapters/capture_list.h"
#include "adapters/source/replica_choice.h"
#include "adapters/source/store_sums.h"
#include "gate/base/memory.h"
#include "gate/base/text.h"
#include "gate/base/timestamp.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { LIST_SIZE = 700 };

static const int64_t second = 1000000000;

/* One side while it is planned. */
struct planning {
    struct store_plan *plan;
    const struct store_settings *store;
    struct store_sums *sums;   /* [profile], of the window that is looked at */
    struct store_sums *counts; /* [profile]: how many profiles; gauges only */
    struct captures captures;
    size_t part_count;
};

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "planning what to fetch");
}

const struct store_type *store_plan_type(const struct store_plan *plan, size_t profile, size_t index)
{
    return &plan->types.items[plan->profiles.items[profile].types[index]];
}

static const char *version_of(const struct planning *planning)
{
    return planning->plan->side->version;
}

/* ---- what the store has ---- */

static int measure(struct planning *planning, const struct time_span *window, struct error *err)
{
    struct store_plan *plan = planning->plan;
    size_t count = plan->profiles.count;
    planning->sums = arena_allocate(plan->session->arena, count * sizeof *planning->sums);
    planning->counts = arena_allocate(plan->session->arena, count * sizeof *planning->counts);
    if (planning->sums == NULL || planning->counts == NULL) {
        return refuse_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        const struct store_type *type = store_plan_type(plan, i, 0);
        const struct store_scope scope = {.what =
                                              store_session_text(plan->session, err, "what there is of %s of '%s'",
                                                                 type->sample_type, version_of(planning)),
                                          .type = type->id,
                                          .matchers = plan->matchers,
                                          .window = *window};
        planning->sums[i] = planning->counts[i] = (struct store_sums){0};
        if (scope.what == NULL ||
            plan->planner->measure(&planning->sums[i], &planning->counts[i], plan, i, &scope, err) != 0) {
            return -1;
        }
    }
    return 0;
}

static size_t count_sums(const struct planning *planning)
{
    size_t count = 0;
    for (size_t p = 0; p < planning->plan->profiles.count; p++) {
        count += planning->sums[p].count;
    }
    return count;
}

/* How many profiles of a gauge were summed; 0: it is none. */
static int count_profiles(double *out, const struct planning *planning, const struct store_part *part,
                          struct error *err)
{
    *out = 0;
    if (!planning->plan->profiles.items[part->profile].gauge) {
        return 0;
    }
    const struct store_sum *count = store_sums_find(&planning->counts[part->profile], part->sum->values);
    if (count == NULL || !(count->value > 0)) {
        return error_set(
            err, ERROR_UNFIT,
            "the store sums up all '%s' profiles of the window, and does not say how many these are%s%s",
            store_plan_type(planning->plan, part->profile, 0)->sample_type,
            part->sum->values[0][0] != '\0' ? " for " : "", part->sum->values[0]);
    }
    *out = count->value;
    return 0;
}

/* ---- captures ---- */

static int begin(struct planning *planning, const struct time_span *window, const char *const *replicas,
                 size_t count, struct error *err)
{
    struct store_plan *plan = planning->plan;
    return plan->planner->begin != NULL ? plan->planner->begin(plan, window, replicas, count, err) : 0;
}

static int check_room(struct planning *planning, struct error *err)
{
    if (++planning->part_count <= planning->plan->parts_max) {
        return 0;
    }
    return error_set(
        err, ERROR_POLICY,
        "'%s' would come in more than %zu pieces: 'split_by' takes a label with few values, and at_most "
        "limits the replicas",
        version_of(planning), planning->plan->parts_max);
}

static int add_part(struct planning *planning, struct capture *capture, struct store_part *part, struct error *err)
{
    struct store_plan *plan = planning->plan;
    bool split = planning->store->split_by[0] != '\0';
    const char *endpoint = split ? part->sum->values[plan->session->label_count - 1] : "";
    struct capture_part planned = {.merge = part->profile + 1, .period = planning->store->period};
    part->window = capture->window;
    part->what = store_session_text(plan->session, err, "%s of %s%s%s",
                                    store_plan_type(plan, part->profile, part->index)->sample_type, capture->name,
                                    endpoint[0] != '\0' ? " at " : "", endpoint);
    if (part->what == NULL || check_room(planning, err) != 0 ||
        count_profiles(&planned.profiles, planning, part, err) != 0 ||
        plan->planner->add(&planned.order, plan, part, err) != 0) {
        return -1;
    }
    return capture_list_add_part(capture, &planned, part->what, plan->profiles.items[part->profile].kind, endpoint,
                                 err);
}

/* All that the store has of one replica; NULL: of all of them. */
static int fill_capture(struct planning *planning, struct capture *capture, const char *replica, struct error *err)
{
    const struct store_profiles *profiles = &planning->plan->profiles;
    for (size_t p = 0; p < profiles->count; p++) {
        for (size_t i = 0; i < planning->sums[p].count; i++) {
            struct store_part part = {.profile = p, .sum = &planning->sums[p].items[i]};
            if (replica != NULL && strcmp(part.sum->values[0], replica) != 0) {
                continue;
            }
            for (part.index = 0; part.index < profiles->items[p].type_count; part.index++) {
                if (add_part(planning, capture, &part, err) != 0) {
                    return -1;
                }
            }
        }
    }
    return 0;
}

/* ---- replicas by a label ---- */

/* The values that have profiles; *unlabelled: there are profiles without the label. */
static size_t list_replicas(const char **names, bool *unlabelled, const struct planning *planning)
{
    size_t count = 0;
    *unlabelled = false;
    for (size_t p = 0; p < planning->plan->profiles.count; p++) {
        for (size_t i = 0; i < planning->sums[p].count; i++) {
            const char *name = planning->sums[p].items[i].values[0];
            *unlabelled = *unlabelled || name[0] == '\0';
            if (name[0] != '\0' && !text_is_among(name, names, count)) {
                names[count++] = name;
            }
        }
    }
    return count;
}

static void say_choice(const struct planning *planning, const char *const *names, size_t chosen, size_t count,
                       bool unlabelled)
{
    const struct store_session *session = planning->plan->session;
    const char *label = planning->store->replicas_by, *version = version_of(planning);
    char list[LIST_SIZE] = "";
    size_t length = 0;
    for (size_t i = 0; i < chosen && length < sizeof list; i++) {
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    if (chosen < count) {
        store_session_say(session, "%s: %zu of %zu replicas, chosen by the hash of '%s': %s", version, chosen,
                          count, label, list);
    } else {
        store_session_say(session, "%s: %zu replica%s by '%s': %s", version, count, count == 1 ? "" : "s", label,
                          list);
    }
    if (unlabelled) {
        store_session_say(session, "%s: profiles without '%s' belong to no replica, and are left out", version,
                          label);
    }
}

static int add_replicas(struct planning *planning, const char *const *names, size_t chosen, size_t count,
                        struct error *err)
{
    const struct time_span *window = &planning->plan->side->window;
    if (begin(planning, window, chosen < count ? names : NULL, chosen, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < chosen; i++) {
        struct capture *capture = capture_list_add(&planning->captures, names[i], names[i], window, err);
        if (capture == NULL || fill_capture(planning, capture, names[i], err) != 0) {
            return -1;
        }
    }
    return 0;
}

static int refuse_unlabelled(const struct planning *planning, struct error *err)
{
    return error_set(err, ERROR_UNFIT,
                     "no profile of '%s' carries the label '%s' that store.replicas tells them apart by",
                     version_of(planning), planning->store->replicas_by);
}

static int plan_replicas(struct planning *planning, struct error *err)
{
    struct store_plan *plan = planning->plan;
    bool unlabelled;
    if (measure(planning, &plan->side->window, err) != 0) {
        return -1;
    }
    const char **names = arena_allocate(plan->session->arena, (count_sums(planning) + 1) * sizeof *names);
    if (names == NULL) {
        return refuse_memory(err);
    }
    size_t count = list_replicas(names, &unlabelled, planning);
    if (plan->planner->found != NULL && plan->planner->found(plan, names, count, err) != 0) {
        return -1;
    }
    if (count == 0) {
        return unlabelled ? refuse_unlabelled(planning, err) : 0;
    }
    size_t chosen = replica_choice_take(names, count, planning->store->replicas_at_most);
    planning->captures.left_out = count - chosen + (unlabelled ? 1 : 0);
    say_choice(planning, names, chosen, count, unlabelled);
    return add_replicas(planning, names, chosen, count, err);
}

/* ---- pieces of the window ---- */

static int plan_piece(struct planning *planning, const char *name, const struct time_span *window,
                      struct error *err)
{
    if (measure(planning, window, err) != 0) {
        return -1;
    }
    if (count_sums(planning) == 0) {
        store_session_say(planning->plan->session, "%s: no profile in the piece %s", version_of(planning), name);
        return 0;
    }
    struct capture *capture = capture_list_add(&planning->captures, name, NULL, window, err);
    return capture != NULL && begin(planning, window, NULL, 0, err) == 0
               ? fill_capture(planning, capture, NULL, err)
               : -1;
}

static int check_pieces(const struct planning *planning, size_t count, struct error *err)
{
    const struct store_plan *plan = planning->plan;
    int64_t seconds = (plan->side->window.end - plan->side->window.start) / second;
    if (seconds < 2 * (int64_t)count) {
        return error_set(err, ERROR_POLICY, "a window of %lld s cannot be cut into %zu pieces: take fewer",
                         (long long)seconds, count);
    }
    for (size_t i = 0; count > 1 && i < plan->profiles.count; i++) {
        if (plan->profiles.items[i].gauge) {
            return error_set(err, ERROR_UNFIT,
                             "'%s' is what is there at a moment, and the same in all pieces of a window: tell its "
                             "replicas apart by a label, as in replicas: {by: pod}",
                             store_plan_type(plan, i, 0)->sample_type);
        }
    }
    return 0;
}

static int plan_pieces(struct planning *planning, size_t count, struct error *err)
{
    const struct store_plan *plan = planning->plan;
    if (check_pieces(planning, count, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        char name[2 * TIMESTAMP_TEXT_SIZE], start[TIMESTAMP_TEXT_SIZE];
        const struct time_span piece = plan->planner->piece(&plan->side->window, i, count);
        snprintf(name, sizeof name, "from %s", timestamp_format(start, piece.start));
        if (plan_piece(planning, count > 1 ? name : version_of(planning), &piece, err) != 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- the side ---- */

static int plan_captures(struct planning *planning, struct error *err)
{
    const struct store_settings *store = planning->store;
    if (planning->plan->profiles.count == 0) {
        return 0;
    }
    return store->replicas_by[0] != '\0' ? plan_replicas(planning, err)
                                         : plan_pieces(planning, store->windows > 0 ? store->windows : 1, err);
}

int store_plan_side(struct captures *out, struct store_plan *plan, struct error *err)
{
    const char *version = plan->side->version;
    struct planning planning = {.plan = plan,
                                .store = plan->session->setup->store,
                                .captures = {.label = memory_copy_text(version, strlen(version))}};
    int status = planning.captures.label != NULL ? plan_captures(&planning, err) : refuse_memory(err);
    if (status != 0) {
        captures_clear(&planning.captures);
        return -1;
    }
    *out = planning.captures;
    return 0;
}
