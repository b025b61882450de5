#include "gate/pipeline_sides.h"

#include "adapters/record/verdicts.h"
#include "adapters/window.h"
#include "gate/base/memory.h"
#include "gate/base/text.h"
#include "gate/base/timestamp.h"
#include "rules/baseline.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* How far back versions are looked for: as far as Pyroscope looks by default, else some releases. */
static const int64_t usual_history = 7LL * 86400 * 1000000000;
static const int64_t whole_history = 90LL * 86400 * 1000000000;

struct time_span pipeline_sides_history(const struct store_settings *store, int64_t at)
{
    return (struct time_span){at - (store->whole_history ? whole_history : usual_history), at};
}

static int64_t moment_of_looking(const struct pipeline_plan *plan, const struct surroundings *world)
{
    return plan->at != 0 ? plan->at : world->now(world->world);
}

/* ---- what is known of versions ---- */

/* A store that cannot list its versions has at least those that were judged. */
static int versions_from_records(struct versions *out, const struct verdict_records *records, struct error *err)
{
    for (size_t i = 0; i < records->count; i++) {
        const struct verdict_record *record = &records->items[i];
        const struct time_span seen = {record->end, record->end};
        if (versions_add(out, record->version, strlen(record->version), seen) != 0) {
            return error_set_memory(err, "listing the versions");
        }
    }
    return 0;
}

static int list_versions(struct pipeline_sides *sides, const struct pipeline_plan *plan,
                         const struct source *source, void *session, int64_t at, struct error *err)
{
    const struct time_span within = pipeline_sides_history(&plan->policy->store, at);
    if (source->versions == NULL) {
        return versions_from_records(&sides->versions, &sides->records, err);
    }
    if (source->versions(&sides->versions, session, within, err) != 0) {
        return -1;
    }
    versions_sort(&sides->versions);
    return 0;
}

static int read_records(struct pipeline_sides *sides, const struct pipeline_plan *plan, struct error *err)
{
    const char *folder = plan->policy->baseline.records;
    return folder[0] != '\0' ? verdicts_read(&sides->records, folder, plan->service, err) : 0;
}

/* ---- the baseline ---- */

static int choose_baseline(struct pipeline_sides *sides, const struct pipeline_plan *plan, struct error *err)
{
    const char *label = NULL;
    if (baseline_choose(&label, &plan->policy->baseline, sides->items[CANDIDATE].version, &sides->versions,
                        &sides->records, err) != 0) {
        sides->baseline_is_missing = err->kind == ERROR_UNFIT;
        return -1;
    }
    sides->items[BASELINE].version = label;
    return 0;
}

/* ---- windows ---- */

static int refuse_version(const struct versions *versions, const char *label, struct error *err)
{
    const char **labels = memory_allocate_array(versions->count + 1, sizeof *labels);
    if (labels == NULL) {
        return error_set_memory(err, "looking for a version");
    }
    for (size_t i = 0; i < versions->count; i++) {
        labels[i] = versions->items[i].label;
    }
    const char *meant = text_nearest(label, labels, versions->count);
    memory_free(labels);
    if (meant != NULL) {
        return error_set(err, ERROR_UNFIT, "the store knows no version '%s' of late; did you mean '%s'?", label,
                         meant);
    }
    if (versions->count == 0) {
        return error_set(
            err, ERROR_UNFIT,
            "the store knows no version '%s' of late, and no other one: check 'select' and the service", label);
    }
    return error_set(err, ERROR_UNFIT, "the store knows no version '%s' of late; the newest is '%s'", label,
                     versions->items[versions->count - 1].label);
}

static int find_version(const struct version **out, struct pipeline_sides *sides, int side, struct error *err)
{
    *out = versions_find(&sides->versions, sides->items[side].version);
    if (*out != NULL) {
        return 0;
    }
    sides->baseline_is_missing = side == BASELINE;
    return refuse_version(&sides->versions, sides->items[side].version, err);
}

static void say_window(const char *name, const struct source_side *side, const struct surroundings *world)
{
    char sentence[ERROR_SENTENCE_SIZE], start[TIMESTAMP_TEXT_SIZE], end[TIMESTAMP_TEXT_SIZE];
    snprintf(sentence, sizeof sentence, "%s %s: from %s to %s", name, side->version,
             timestamp_format(start, side->window.start), timestamp_format(end, side->window.end));
    world->progress(world->world, sentence);
}

static void say_windows(const struct pipeline_sides *sides, const struct surroundings *world)
{
    say_window("baseline", &sides->items[BASELINE], world);
    say_window("candidate", &sides->items[CANDIDATE], world);
}

static int settle_windows(struct pipeline_sides *sides, const struct pipeline_plan *plan, int64_t at,
                          struct error *err)
{
    const struct store_settings *store = &plan->policy->store;
    const struct window_request request = {
        .length = store->window_length,
        .most = store->window_length + plan->longer,
        .skip_first = store->window_skip_first,
        .at = at,
        .ago = strcmp(sides->items[BASELINE].version, sides->items[CANDIDATE].version) == 0
                   ? plan->policy->baseline.ago
                   : 0,
    };
    const struct version *versions[SIDES];
    struct time_span windows[SIDES];
    if (find_version(&versions[CANDIDATE], sides, CANDIDATE, err) != 0 ||
        find_version(&versions[BASELINE], sides, BASELINE, err) != 0 ||
        window_resolve(windows, &request, versions, err) != 0) {
        return -1;
    }
    for (int side = 0; side < SIDES; side++) {
        sides->items[side].window = windows[side];
    }
    return 0;
}

static bool windows_are_given(const struct pipeline_plan *plan)
{
    return plan->windows[BASELINE].end > plan->windows[BASELINE].start &&
           plan->windows[CANDIDATE].end > plan->windows[CANDIDATE].start;
}

/* ---- both ---- */

int pipeline_sides_settle(struct pipeline_sides *out, const struct pipeline_plan *plan, const struct source *source,
                          void *session, const struct surroundings *world, struct error *err)
{
    bool chooses = plan->sides[BASELINE].path == NULL && plan->sides[BASELINE].version == NULL;
    bool cuts = source->timed && !windows_are_given(plan);
    int64_t at = chooses || cuts ? moment_of_looking(plan, world) : 0;
    *out = (struct pipeline_sides){0};
    for (int side = 0; side < SIDES; side++) {
        out->items[side] = (struct source_side){.side = side,
                                                .path = plan->sides[side].path,
                                                .version = plan->sides[side].version,
                                                .window = plan->windows[side]};
    }
    if (chooses && read_records(out, plan, err) != 0) {
        return -1;
    }
    if ((chooses || cuts) && list_versions(out, plan, source, session, at, err) != 0) {
        return -1;
    }
    if ((chooses && choose_baseline(out, plan, err) != 0) || (cuts && settle_windows(out, plan, at, err) != 0)) {
        return -1;
    }
    if (source->timed) {
        say_windows(out, world);
    }
    return 0;
}

/* ---- the anchor ---- */

static int find_anchor_window(struct source_side *anchor, struct pipeline_sides *sides,
                              const struct pipeline_plan *plan, const struct source *source, void *session,
                              const struct surroundings *world, struct error *err)
{
    const struct store_settings *store = &plan->policy->store;
    const struct window_request request = {.length = store->window_length,
                                           .most = store->window_length + plan->longer,
                                           .skip_first = store->window_skip_first,
                                           .at = moment_of_looking(plan, world)};
    if (sides->versions.count == 0 && list_versions(sides, plan, source, session, request.at, err) != 0) {
        return -1;
    }
    const struct version *version = versions_find(&sides->versions, anchor->version);
    return version != NULL
               ? window_resolve_beside(&anchor->window, &request, version, &sides->items[CANDIDATE].window, err)
               : refuse_version(&sides->versions, anchor->version, err);
}

int pipeline_sides_settle_anchor(struct source_side *out, struct pipeline_sides *sides,
                                 const struct pipeline_plan *plan, const struct source *source, void *session,
                                 const struct surroundings *world, struct error *err)
{
    struct source_side anchor = {
        .side = BASELINE, .version = plan->policy->anchor.label, .window = plan->anchor_window};
    bool given = anchor.window.end > anchor.window.start;
    if (source->timed && !given && find_anchor_window(&anchor, sides, plan, source, session, world, err) != 0) {
        return -1;
    }
    if (source->timed) {
        say_window("anchor", &anchor, world);
    }
    *out = anchor;
    return 0;
}

/* ---- the anchor alone ---- */

static int settle_first_windows(struct source_side *anchor, struct pipeline_sides *sides,
                                const struct pipeline_plan *plan, int64_t at, struct error *err)
{
    const struct store_settings *store = &plan->policy->store;
    const struct window_request request = {.length = store->window_length,
                                           .most = store->window_length + plan->longer,
                                           .skip_first = store->window_skip_first,
                                           .at = at};
    struct source_side *candidate = &sides->items[CANDIDATE];
    const struct version *versions[SIDES] = {versions_find(&sides->versions, anchor->version),
                                             versions_find(&sides->versions, candidate->version)};
    struct time_span windows[SIDES];
    for (int side = SIDES - 1; side >= 0; side--) {
        if (versions[side] == NULL) {
            return refuse_version(&sides->versions, side == CANDIDATE ? candidate->version : anchor->version, err);
        }
    }
    if (window_resolve(windows, &request, versions, err) != 0) {
        return -1;
    }
    anchor->window = windows[BASELINE];
    candidate->window = windows[CANDIDATE];
    return 0;
}

int pipeline_sides_settle_first(struct source_side *out, struct pipeline_sides *sides,
                                const struct pipeline_plan *plan, const struct source *source, void *session,
                                const struct surroundings *world, struct error *err)
{
    struct source_side anchor = {
        .side = BASELINE, .version = plan->policy->anchor.label, .window = plan->anchor_window};
    const struct time_span *candidate = &plan->windows[CANDIDATE];
    bool given = anchor.window.end > anchor.window.start && candidate->end > candidate->start;
    if (source->timed && !given) {
        int64_t at = moment_of_looking(plan, world);
        if ((sides->versions.count == 0 && list_versions(sides, plan, source, session, at, err) != 0) ||
            settle_first_windows(&anchor, sides, plan, at, err) != 0) {
            return -1;
        }
    }
    if (source->timed) {
        say_window("anchor", &anchor, world);
        say_window("candidate", &sides->items[CANDIDATE], world);
    }
    *out = anchor;
    return 0;
}

void pipeline_sides_clear(struct pipeline_sides *sides)
{
    versions_clear(&sides->versions);
    verdict_records_clear(&sides->records);
}
