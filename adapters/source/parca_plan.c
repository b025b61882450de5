#include "adapters/source/parca_plan.h"

#include "adapters/capture_list.h"
#include "adapters/source/parca_versions.h"
#include "adapters/source/replica_choice.h"
#include "gate/base/memory.h"
#include "gate/base/numbers.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { LIST_SIZE = 700, PARTS_MAX = 16384 };

static const int64_t second = 1000000000;

/* One side while it is planned. */
struct planning {
    struct parca_session *session;
    const struct store_settings *store;
    const struct source_side *side;
    const char *matchers; /* of the version, and of the replicas once they are chosen */
    struct pyroscope_types types;
    struct pyroscope_profiles profiles;
    struct store_sums *sums; /* [profile], of the window that is looked at */
    struct captures captures;
    size_t part_count;
};

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "planning what to fetch");
}

static bool has_by(const struct planning *planning)
{
    return planning->store->replicas_by[0] != '\0';
}

static const struct pyroscope_type *type_of(const struct planning *planning, size_t profile, size_t index)
{
    return &planning->types.items[planning->profiles.items[profile].types[index]];
}

/* ---- nothing there ---- */

static int refuse_empty(const struct planning *planning, struct error *err)
{
    const struct source_side *side = planning->side;
    char start[NUMBER_TEXT_SIZE], end[NUMBER_TEXT_SIZE], hint[LIST_SIZE] = "";
    if (parca_versions_hint(hint, sizeof hint, planning->session, side, err) != 0) {
        return -1;
    }
    return error_set(err, ERROR_UNFIT, "the store has no profile of '%s' that begins between %s and %s%s",
                     side->version, numbers_format_time(start, side->window.start),
                     numbers_format_time(end, side->window.end), hint);
}

/* ---- what the store has ---- */

static int measure(struct planning *planning, const struct time_span *window, struct error *err)
{
    struct parca_session *session = planning->session;
    int64_t step = (window->end - window->start) / second * second + second;
    planning->sums = arena_allocate(session->arena, planning->profiles.count * sizeof *planning->sums);
    if (planning->sums == NULL) {
        return refuse_memory(err);
    }
    for (size_t i = 0; i < planning->profiles.count; i++) {
        const struct pyroscope_type *type = type_of(planning, i, 0);
        const struct store_scope scope = {.what = parca_session_text(session, err, "what there is of %s of '%s'",
                                                                     type->sample_type, planning->side->version),
                                          .type = type->id,
                                          .matchers = planning->matchers,
                                          .window = *window};
        if (scope.what == NULL ||
            parca_client_sums(&planning->sums[i], &session->client,
                              planning->profiles.items[i].gauge ? PARCA_PROFILES : PARCA_TOTAL, session->labels,
                              session->label_count, step, &scope, err) != 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- merged profiles: numbers of one window's, [profile][type] ---- */

static int ask_for(size_t *merges, struct planning *planning, const struct time_span *window, struct error *err)
{
    for (size_t p = 0; p < planning->profiles.count; p++) {
        for (size_t t = 0; t < planning->profiles.items[p].type_count; t++) {
            const struct pyroscope_type *type = type_of(planning, p, t);
            const struct parca_merge merge = {.what =
                                                  parca_session_text(planning->session, err, "%s of '%s'",
                                                                     type->sample_type, planning->side->version),
                                              .type = type->id,
                                              .matchers = planning->matchers,
                                              .window = *window};
            if (merge.what == NULL ||
                parca_session_add_merge(&merges[2 * p + t], planning->session, &merge, err) != 0) {
                return -1;
            }
        }
    }
    return 0;
}

/* ---- captures ---- */

static int add_part(struct planning *planning, struct capture *capture, size_t profile, size_t index, size_t merge,
                    const struct store_sum *sum, struct error *err)
{
    struct parca_session *session = planning->session;
    const struct pyroscope_profile *of = &planning->profiles.items[profile];
    bool split = planning->store->split_by[0] != '\0';
    const char *endpoint = split ? sum->values[session->label_count - 1] : "";
    const struct parca_piece piece = {.merge = merge, .values = {sum->values[0], sum->values[1]}};
    struct capture_part part = {
        .merge = profile + 1, .profiles = of->gauge ? sum->value : 0, .period = planning->store->period};
    const char *path =
        parca_session_text(session, err, "%s of %s%s%s", type_of(planning, profile, index)->sample_type,
                           capture->name, endpoint[0] != '\0' ? " at " : "", endpoint);
    if (path == NULL || parca_session_add_piece(&part.order, session, &piece, err) != 0) {
        return -1;
    }
    if (++planning->part_count > PARTS_MAX) {
        return error_set(err, ERROR_POLICY,
                         "'%s' would come in more than %d pieces: 'split_by' takes a label with few values",
                         planning->side->version, PARTS_MAX);
    }
    return capture_list_add_part(capture, &part, path, of->kind, endpoint, err);
}

/* All that the store has of one replica; NULL: of all of them. */
static int fill_capture(struct planning *planning, struct capture *capture, const char *replica,
                        const size_t *merges, struct error *err)
{
    for (size_t p = 0; p < planning->profiles.count; p++) {
        for (size_t i = 0; i < planning->sums[p].count; i++) {
            const struct store_sum *sum = &planning->sums[p].items[i];
            if (replica != NULL && strcmp(sum->values[0], replica) != 0) {
                continue;
            }
            for (size_t t = 0; t < planning->profiles.items[p].type_count; t++) {
                if (add_part(planning, capture, p, t, merges[2 * p + t], sum, err) != 0) {
                    return -1;
                }
            }
        }
    }
    return 0;
}

/* ---- replicas by a label ---- */

static bool contains(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* The values that have profiles; *unlabelled: there are profiles without the label. NULL without memory. */
static const char **list_replicas(size_t *count, bool *unlabelled, const struct planning *planning)
{
    size_t most = 1;
    for (size_t p = 0; p < planning->profiles.count; p++) {
        most += planning->sums[p].count;
    }
    const char **names = arena_allocate(planning->session->arena, most * sizeof *names);
    *count = 0;
    *unlabelled = false;
    for (size_t p = 0; names != NULL && p < planning->profiles.count; p++) {
        for (size_t i = 0; i < planning->sums[p].count; i++) {
            const char *name = planning->sums[p].items[i].values[0];
            *unlabelled = *unlabelled || name[0] == '\0';
            if (name[0] != '\0' && !contains(names, *count, name)) {
                names[(*count)++] = name;
            }
        }
    }
    return names;
}

static void say_choice(const struct planning *planning, const char *const *names, size_t chosen, size_t count,
                       bool unlabelled)
{
    char list[LIST_SIZE] = "", of_all[64] = "";
    const char *label = planning->store->replicas_by, *version = planning->side->version;
    size_t length = 0;
    for (size_t i = 0; i < chosen && length < sizeof list; i++) {
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s", i > 0 ? ", " : "", names[i]);
    }
    if (chosen < count) {
        snprintf(of_all, sizeof of_all, " of %zu, chosen by hash", count);
    }
    parca_session_say(planning->session, "%s: %zu replica%s%s by '%s': %s", version, chosen, chosen == 1 ? "" : "s",
                      of_all, label, list);
    if (unlabelled) {
        parca_session_say(planning->session, "%s: profiles without '%s' belong to no replica, and are left out",
                          version, label);
    }
}

static int add_replicas(struct planning *planning, const char *const *names, size_t count, struct error *err)
{
    const struct time_span *window = &planning->side->window;
    size_t *merges = arena_allocate(planning->session->arena, 2 * planning->profiles.count * sizeof *merges);
    if (merges == NULL) {
        return refuse_memory(err);
    }
    if (ask_for(merges, planning, window, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        struct capture *capture = capture_list_add(&planning->captures, names[i], names[i], window, err);
        if (capture == NULL || fill_capture(planning, capture, names[i], merges, err) != 0) {
            return -1;
        }
    }
    return 0;
}

static int plan_replicas(struct planning *planning, struct error *err)
{
    size_t count;
    bool unlabelled;
    if (measure(planning, &planning->side->window, err) != 0) {
        return -1;
    }
    const char **names = list_replicas(&count, &unlabelled, planning);
    if (names == NULL) {
        return refuse_memory(err);
    }
    if (count == 0 && unlabelled) {
        return error_set(err, ERROR_UNFIT,
                         "no profile of '%s' carries the label '%s' that store.replicas tells them apart by",
                         planning->side->version, planning->store->replicas_by);
    }
    if (count == 0) {
        return 0;
    }
    size_t chosen = replica_choice_take(names, count, planning->store->replicas_at_most);
    planning->captures.left_out = count - chosen + (unlabelled ? 1 : 0);
    say_choice(planning, names, chosen, count, unlabelled);
    if (chosen < count) {
        planning->matchers = parca_session_narrow(planning->session, planning->matchers,
                                                  planning->store->replicas_by, names, chosen, err);
    }
    return planning->matchers != NULL ? add_replicas(planning, names, chosen, err) : -1;
}

/* ---- pieces of the window ---- */

/* A profile that begins at the very edge belongs to the later piece. */
static struct time_span piece_of(const struct time_span *window, size_t index, size_t count)
{
    int64_t length = (window->end - window->start) / (int64_t)count;
    struct time_span piece = {window->start + (int64_t)index * length,
                              window->start + (int64_t)(index + 1) * length - 1};
    if (index + 1 == count) {
        piece.end = window->end;
    }
    return piece;
}

static int plan_piece(struct planning *planning, const char *name, const struct time_span *window,
                      struct error *err)
{
    size_t found = 0;
    size_t *merges = arena_allocate(planning->session->arena, 2 * planning->profiles.count * sizeof *merges);
    if (merges == NULL) {
        return refuse_memory(err);
    }
    if (measure(planning, window, err) != 0) {
        return -1;
    }
    for (size_t p = 0; p < planning->profiles.count; p++) {
        found += planning->sums[p].count;
    }
    if (found == 0) {
        parca_session_say(planning->session, "%s: no profile in the piece %s", planning->side->version, name);
        return 0;
    }
    struct capture *capture = capture_list_add(&planning->captures, name, NULL, window, err);
    return capture != NULL && ask_for(merges, planning, window, err) == 0
               ? fill_capture(planning, capture, NULL, merges, err)
               : -1;
}

static int check_pieces(const struct planning *planning, size_t count, struct error *err)
{
    int64_t seconds = (planning->side->window.end - planning->side->window.start) / second;
    if (seconds < 2 * (int64_t)count) {
        return error_set(err, ERROR_POLICY, "a window of %lld s cannot be cut into %zu pieces: take fewer",
                         (long long)seconds, count);
    }
    for (size_t i = 0; count > 1 && i < planning->profiles.count; i++) {
        if (planning->profiles.items[i].gauge) {
            return error_set(err, ERROR_UNFIT,
                             "'%s' is what is there at a moment, and the same in all pieces of a window: tell its "
                             "replicas apart by a label, as in replicas: {by: pod}",
                             type_of(planning, i, 0)->sample_type);
        }
    }
    return 0;
}

static int plan_pieces(struct planning *planning, size_t count, struct error *err)
{
    if (check_pieces(planning, count, err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        char name[2 * NUMBER_TEXT_SIZE], start[NUMBER_TEXT_SIZE];
        const struct time_span piece = piece_of(&planning->side->window, i, count);
        snprintf(name, sizeof name, "from %s", numbers_format_time(start, piece.start));
        if (plan_piece(planning, count > 1 ? name : planning->side->version, &piece, err) != 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- the side ---- */

static int plan(struct planning *planning, struct error *err)
{
    const struct time_span *window = &planning->side->window;
    if (window->end <= window->start) {
        return error_set(
            err, ERROR_POLICY,
            "a store of the kind 'parca' needs a window: give store.window, as in window: {length: 30m}");
    }
    planning->matchers = parca_session_matchers(planning->session, planning->side->version, err);
    if (planning->matchers == NULL || parca_session_types(&planning->profiles, &planning->types, planning->session,
                                                          planning->session->setup->type_count, window, err) != 0) {
        return -1;
    }
    if (planning->profiles.count == 0) {
        return 0;
    }
    size_t pieces = planning->store->windows > 0 ? planning->store->windows : 1;
    return has_by(planning) ? plan_replicas(planning, err) : plan_pieces(planning, pieces, err);
}

int parca_plan_side(struct captures *out, struct parca_session *session, const struct source_side *side,
                    struct error *err)
{
    struct planning planning = {.session = session, .store = session->setup->store, .side = side};
    planning.captures.label = memory_copy_text(side->version, strlen(side->version));
    int status = planning.captures.label != NULL ? plan(&planning, err) : refuse_memory(err);
    if (status == 0 && planning.captures.count == 0) {
        status = refuse_empty(&planning, err);
    }
    if (status != 0) {
        captures_clear(&planning.captures);
        return -1;
    }
    *out = planning.captures;
    return 0;
}
