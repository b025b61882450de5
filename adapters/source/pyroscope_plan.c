#include "adapters/source/pyroscope_plan.h"

#include "adapters/capture_list.h"
#include "adapters/source/pyroscope_check.h"
#include "adapters/source/pyroscope_counts.h"
#include "adapters/source/replica_choice.h"
#include "gate/base/memory.h"
#include "gate/base/numbers.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

#define SECOND INT64_C(1000000000)

/* Parts of one side: beyond it something is wrong with the label that was chosen. */
enum { PARTS_MAX = 4096, LIST_SIZE = 700 };

/* One side while it is planned. */
struct planning {
    struct pyroscope_session *session;
    const struct source_side *side;
    const char *matchers; /* of the version */
    struct pyroscope_types types;
    struct pyroscope_profiles profiles;
    const char *labels[PYROSCOPE_LABELS_MAX]; /* replicas_by and split_by, as far as they are given */
    size_t label_count;
    struct pyroscope_sums *sums;   /* [profile], of the window that is looked at */
    struct pyroscope_sums *counts; /* [profile]: how many profiles; gauges only */
    struct captures captures;
    size_t part_count;
};

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "planning what to fetch");
}

static const struct store_settings *settings(const struct planning *planning)
{
    return planning->session->setup->store;
}

static bool has_by(const struct planning *planning)
{
    return settings(planning)->replicas_by[0] != '\0';
}

static bool has_split(const struct planning *planning)
{
    return settings(planning)->split_by[0] != '\0';
}

static const char *replica_of(const struct planning *planning, const struct pyroscope_sum *sum)
{
    return has_by(planning) ? sum->values[0] : "";
}

static const char *endpoint_of(const struct planning *planning, const struct pyroscope_sum *sum)
{
    return has_split(planning) ? sum->values[planning->label_count - 1] : "";
}

static const struct pyroscope_type *type_of(const struct planning *planning, size_t profile, size_t index)
{
    return &planning->types.items[planning->profiles.items[profile].types[index]];
}

/* ---- what the store has ---- */

static int measure_profile(struct planning *planning, size_t profile, const struct time_span *window,
                           struct error *err)
{
    struct pyroscope_session *session = planning->session;
    const struct pyroscope_type *type = type_of(planning, profile, 0);
    struct pyroscope_scope scope = {.type = type->id, .matchers = planning->matchers, .window = *window};
    scope.what = pyroscope_session_text(session, err, "what there is of %s of '%s'", type->sample_type,
                                        planning->side->version);
    double length = (double)(window->end - window->start) / (double)SECOND;
    if (!scope.what || pyroscope_client_sums(&planning->sums[profile], &session->client, planning->labels,
                                             planning->label_count, length, &scope, err) != 0)
        return -1;
    if (!planning->profiles.items[profile].gauge || planning->sums[profile].count == 0)
        return 0;
    return pyroscope_counts_ask(&planning->counts[profile], &session->client, planning->labels,
                                planning->label_count, &scope, err);
}

static int measure(struct planning *planning, const struct time_span *window, struct error *err)
{
    size_t count = planning->profiles.count;
    planning->sums = arena_allocate(planning->session->arena, count * sizeof *planning->sums);
    planning->counts = arena_allocate(planning->session->arena, count * sizeof *planning->counts);
    if (!planning->sums || !planning->counts)
        return refuse_memory(err);
    for (size_t i = 0; i < count; i++) {
        planning->sums[i] = planning->counts[i] = (struct pyroscope_sums){0};
        if (measure_profile(planning, i, window, err) != 0)
            return -1;
    }
    return 0;
}

/* How many profiles of a gauge were summed; 0: it is none. */
static int count_profiles(double *out, const struct planning *planning, size_t profile,
                          const struct pyroscope_sum *sum, struct error *err)
{
    const struct pyroscope_sums *counts = &planning->counts[profile];
    *out = 0;
    if (!planning->profiles.items[profile].gauge)
        return 0;
    for (size_t i = 0; i < counts->count; i++)
        if (strcmp(counts->items[i].values[0], sum->values[0]) == 0 &&
            strcmp(counts->items[i].values[1], sum->values[1]) == 0)
            *out = counts->items[i].value;
    if (*out > 0)
        return 0;
    return error_set(err, ERROR_UNFIT,
                     "the store sums up all '%s' profiles of the window, and does not say how many these are%s%s",
                     type_of(planning, profile, 0)->sample_type, sum->values[0][0] ? " for " : "", sum->values[0]);
}

/* ---- captures ---- */

static int add_part(struct planning *planning, struct capture *capture, size_t profile, size_t index,
                    const struct pyroscope_sum *sum, struct error *err)
{
    struct pyroscope_session *session = planning->session;
    const char *endpoint = endpoint_of(planning, sum);
    struct pyroscope_merge merge = {.type = *type_of(planning, profile, index), .window = capture->window};
    const char *kind = planning->profiles.items[profile].kind;
    struct capture_part part = {.merge = profile + 1, .period = settings(planning)->period};
    if (++planning->part_count > PARTS_MAX)
        return error_set(err, ERROR_POLICY,
                         "'%s' would need more than %d requests: 'split_by' takes a label with few values, and "
                         "at_most limits the replicas",
                         planning->side->version, PARTS_MAX);
    merge.what = pyroscope_session_text(session, err, "%s of %s%s%s", merge.type.sample_type, capture->name,
                                        endpoint[0] ? " at " : "", endpoint);
    merge.matchers = pyroscope_session_matchers(session, planning->side->version, planning->labels, sum->values,
                                                planning->label_count, err);
    if (!merge.what || !merge.matchers || count_profiles(&part.profiles, planning, profile, sum, err) != 0 ||
        pyroscope_session_add(&part.order, session, &merge, err) != 0)
        return -1;
    return capture_list_add_part(capture, &part, merge.what, kind, endpoint, err);
}

/* All that the store has of one replica. */
static int fill_capture(struct planning *planning, struct capture *capture, const char *replica, struct error *err)
{
    for (size_t p = 0; p < planning->profiles.count; p++)
        for (size_t i = 0; i < planning->sums[p].count; i++) {
            const struct pyroscope_sum *sum = &planning->sums[p].items[i];
            for (size_t t = 0;
                 strcmp(replica_of(planning, sum), replica) == 0 && t < planning->profiles.items[p].type_count; t++)
                if (add_part(planning, capture, p, t, sum, err) != 0)
                    return -1;
        }
    return 0;
}

/* ---- replicas by a label ---- */

static bool contains(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* The values that have profiles; profiles without the label belong to no replica. */
static size_t list_replicas(const char **names, bool *unlabelled, const struct planning *planning)
{
    size_t count = 0;
    *unlabelled = false;
    for (size_t p = 0; p < planning->profiles.count; p++)
        for (size_t i = 0; i < planning->sums[p].count; i++) {
            const char *name = planning->sums[p].items[i].values[0];
            *unlabelled = *unlabelled || name[0] == '\0';
            if (name[0] != '\0' && !contains(names, count, name))
                names[count++] = name;
        }
    return count;
}

static void list_names(char *out, size_t size, const char *const *names, size_t count)
{
    size_t length = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count && length < size; i++)
        length += (size_t)snprintf(out + length, size - length, "%s%s", i > 0 ? ", " : "", names[i]);
}

/* Listed, but without a profile in the window. */
static int name_empty(const struct planning *planning, const char *const *names, size_t count, struct error *err)
{
    struct pyroscope_session *session = planning->session;
    struct pyroscope_scope scope = {.window = planning->side->window};
    static const char *const label[] = {"__profile_type__"};
    struct pyroscope_names listed;
    const char *const type[] = {type_of(planning, 0, 0)->id};
    scope.what = pyroscope_session_text(session, err, "the values of '%s'", planning->labels[0]);
    scope.matchers = pyroscope_session_matchers(session, planning->side->version, label, type, 1, err);
    if (!scope.what || !scope.matchers ||
        pyroscope_client_values(&listed, &session->client, planning->labels[0], &scope, err) != 0)
        return -1;
    const char **empty = memory_allocate_array(listed.count + 1, sizeof *empty);
    char list[LIST_SIZE];
    size_t empty_count = 0;
    if (!empty)
        return refuse_memory(err);
    for (size_t i = 0; i < listed.count; i++)
        if (!contains(names, count, listed.items[i]))
            empty[empty_count++] = listed.items[i];
    list_names(list, sizeof list, empty, empty_count);
    memory_free(empty);
    if (empty_count > 0)
        pyroscope_session_say(session, "%s: listed under '%s', but without a profile in the window: %s",
                              planning->side->version, planning->labels[0], list);
    return 0;
}

static void say_choice(const struct planning *planning, const char *const *names, size_t chosen, size_t count)
{
    char list[LIST_SIZE];
    list_names(list, sizeof list, names, chosen);
    if (chosen < count)
        pyroscope_session_say(planning->session, "%s: %zu of %zu replicas, chosen by the hash of '%s': %s",
                              planning->side->version, chosen, count, planning->labels[0], list);
    else
        pyroscope_session_say(planning->session, "%s: %zu replica%s by '%s': %s", planning->side->version, count,
                              count == 1 ? "" : "s", planning->labels[0], list);
}

static int plan_replicas(struct planning *planning, struct error *err)
{
    size_t most = 1, count, chosen;
    bool unlabelled;
    if (measure(planning, &planning->side->window, err) != 0)
        return -1;
    for (size_t p = 0; p < planning->profiles.count; p++)
        most += planning->sums[p].count;
    const char **names = memory_allocate_array(most, sizeof *names);
    if (!names)
        return refuse_memory(err);
    count = list_replicas(names, &unlabelled, planning);
    int status = name_empty(planning, names, count, err);
    chosen = replica_choice_take(names, count, settings(planning)->replicas_at_most);
    planning->captures.left_out = count - chosen + (unlabelled ? 1 : 0);
    if (status == 0 && count > 0)
        say_choice(planning, names, chosen, count);
    if (status == 0 && unlabelled)
        pyroscope_session_say(planning->session, "%s: profiles without '%s' belong to no replica, and are left out",
                              planning->side->version, planning->labels[0]);
    for (size_t i = 0; i < chosen && status == 0; i++) {
        struct capture *capture =
            capture_list_add(&planning->captures, names[i], names[i], &planning->side->window, err);
        status = capture ? fill_capture(planning, capture, names[i], err) : -1;
    }
    memory_free(names);
    return status;
}

/* ---- pieces of the window ---- */

int64_t pyroscope_plan_edge(const struct time_span *window, size_t index, size_t count)
{
    int64_t length = window->end - window->start;
    if (index == 0 || index == count)
        return index == 0 ? window->start : window->end;
    int64_t edge = window->start + length / (int64_t)count * (int64_t)index;
    return edge - edge % SECOND + SECOND / 2;
}

static int plan_piece(struct planning *planning, const char *name, const struct time_span *window,
                      struct error *err)
{
    bool any = false;
    if (measure(planning, window, err) != 0)
        return -1;
    for (size_t p = 0; p < planning->profiles.count; p++)
        any = any || planning->sums[p].count > 0;
    if (!any) {
        pyroscope_session_say(planning->session, "%s: no profile in the piece %s", planning->side->version, name);
        return 0;
    }
    struct capture *capture = capture_list_add(&planning->captures, name, NULL, window, err);
    return capture ? fill_capture(planning, capture, "", err) : -1;
}

static int check_pieces(const struct planning *planning, size_t count, struct error *err)
{
    if ((planning->side->window.end - planning->side->window.start) / SECOND < 2 * (int64_t)count)
        return error_set(err, ERROR_POLICY, "a window of %lld s cannot be cut into %zu pieces: take fewer",
                         (long long)((planning->side->window.end - planning->side->window.start) / SECOND), count);
    for (size_t i = 0; count > 1 && i < planning->profiles.count; i++)
        if (planning->profiles.items[i].gauge)
            return error_set(err, ERROR_UNFIT,
                             "'%s' is what is there at a moment, and the same in all pieces of a window: tell its "
                             "replicas apart by a label, as in replicas: {by: pod}",
                             type_of(planning, i, 0)->sample_type);
    return 0;
}

static int plan_pieces(struct planning *planning, size_t count, struct error *err)
{
    const struct time_span *window = &planning->side->window;
    if (check_pieces(planning, count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        char name[2 * NUMBER_TEXT_SIZE], start[NUMBER_TEXT_SIZE];
        const struct time_span piece = {pyroscope_plan_edge(window, i, count),
                                        pyroscope_plan_edge(window, i + 1, count)};
        snprintf(name, sizeof name, "from %s", numbers_format_time(start, piece.start));
        if (plan_piece(planning, count > 1 ? name : planning->side->version, &piece, err) != 0)
            return -1;
    }
    return 0;
}

/* ---- the side ---- */

static int choose_types(struct planning *planning, struct error *err)
{
    struct pyroscope_session *session = planning->session;
    const struct source_setup *setup = session->setup;
    const struct pyroscope_scope scope = {.what = "the types of profiles", .window = planning->side->window};
    if (pyroscope_client_types(&planning->types, &session->client, &scope, err) != 0)
        return -1;
    if (planning->types.count == 0)
        return pyroscope_check_refuse_empty(planning->side, err);
    return pyroscope_types_choose(&planning->profiles, &planning->types, setup->types, setup->type_count,
                                  session->arena, err);
}

static int prepare(struct planning *planning, struct error *err)
{
    const struct store_settings *store = settings(planning);
    if (has_by(planning))
        planning->labels[planning->label_count++] = store->replicas_by;
    if (has_split(planning))
        planning->labels[planning->label_count++] = store->split_by;
    if (pyroscope_check_window(planning->session, planning->side, err) != 0)
        return -1;
    planning->matchers = pyroscope_session_matchers(planning->session, planning->side->version, NULL, NULL, 0, err);
    if (!planning->matchers || pyroscope_check_version(planning->session, planning->side, err) != 0)
        return -1;
    return choose_types(planning, err);
}

int pyroscope_plan_side(struct captures *out, struct pyroscope_session *session, const struct source_side *side,
                        struct error *err)
{
    struct planning planning = {.session = session, .side = side};
    planning.captures.label = memory_copy_text(side->version, strlen(side->version));
    int status = planning.captures.label ? prepare(&planning, err) : refuse_memory(err);
    if (status == 0)
        status =
            has_by(&planning)
                ? plan_replicas(&planning, err)
                : plan_pieces(&planning, settings(&planning)->windows > 0 ? settings(&planning)->windows : 1, err);
    if (status == 0 && planning.captures.count == 0)
        status = pyroscope_check_refuse_empty(side, err);
    if (status != 0) {
        captures_clear(&planning.captures);
        return -1;
    }
    *out = planning.captures;
    return 0;
}
