#include "gate/compare/compare.h"

#include "gate/base/memory.h"
#include "gate/compare/columns.h"
#include "gate/compare/contention.h"
#include "gate/compare/counts.h"
#include "gate/compare/entries.h"
#include "gate/compare/exposure.h"
#include "gate/compare/fitness.h"
#include "gate/compare/merge.h"
#include "gate/compare/mix.h"
#include "gate/compare/rename.h"
#include "gate/compare/request_labels.h"
#include "gate/compare/sample_period.h"
#include "gate/compare/view.h"
#include "gate/compare/window.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

static const char *copy(struct comparison *comparison, const char *text)
{
    return arena_copy_text(comparison->arena, text ? text : "", text ? strlen(text) : 0);
}

/* What all replicas say they are of; "" if they do not agree. */
static const char *common_version(const struct replicas *side)
{
    const char *version = side->count > 0 ? side->items[0].version : NULL;
    for (size_t i = 0; version != NULL && i < side->count; i++) {
        const char *own = side->items[i].version;
        if (own == NULL || strcmp(own, version) != 0)
            return NULL;
    }
    return version;
}

static int fill_replicas(struct comparison *comparison, const struct replicas *from, struct comparison_side *side)
{
    side->label = copy(comparison, from->label);
    side->replicas = memory_allocate_array(from->count ? from->count : 1, sizeof *side->replicas);
    side->version = copy(comparison, common_version(from));
    if (!side->label || !side->version || !side->replicas)
        return -1;
    side->replica_count = from->count;
    for (size_t i = 0; i < from->count; i++) {
        struct comparison_replica *replica = &side->replicas[i];
        replica->name = copy(comparison, from->items[i].name);
        replica->instance = copy(comparison, from->items[i].instance);
        replica->start = from->items[i].start;
        replica->end = from->items[i].end;
        replica->requests = NAN;
        if (!replica->name || !replica->instance)
            return -1;
    }
    return 0;
}

static int fill_type(struct comparison *comparison, const struct columns *columns,
                     const struct profile_selector *selector)
{
    const struct column *first = columns_first(columns);
    comparison->profile = copy(comparison, selector->name);
    comparison->anchored = selector->anchored ? copy(comparison, selector->anchored) : NULL;
    comparison->type = copy(comparison, first ? first->type->name : selector->type);
    comparison->unit = copy(comparison, first ? first->type->unit : "");
    comparison->model = first ? first->type->model : EVENT_MODEL_UNKNOWN;
    comparison->period = first ? first->type->period : 0;
    comparison->report_only = selector->report_only;
    bool named = comparison->profile && (comparison->anchored || !selector->anchored);
    return named && comparison->type && comparison->unit ? 0 : -1;
}

static struct comparison *new_comparison(const struct replicas sides[SIDES], const struct columns *columns,
                                         const struct profile_selector *selector, struct error *err)
{
    struct comparison *comparison = memory_allocate_array(1, sizeof *comparison);
    if (!comparison) {
        error_set_memory(err, "comparing profiles");
        return NULL;
    }
    comparison->arena = arena_new();
    comparison->column_count = columns->count;
    comparison->exposure = memory_allocate_array(columns->count ? columns->count : 1, sizeof(double));
    if (!comparison->arena || !comparison->exposure ||
        fill_replicas(comparison, &sides[BASELINE], &comparison->sides[BASELINE]) != 0 ||
        fill_replicas(comparison, &sides[CANDIDATE], &comparison->sides[CANDIDATE]) != 0 ||
        fill_type(comparison, columns, selector) != 0) {
        error_set_memory(err, "comparing profiles");
        comparison_free(comparison);
        return NULL;
    }
    return comparison;
}

static int copy_dropped(struct comparison *comparison, const struct view *view, struct error *err)
{
    comparison->dropped = memory_allocate_array(view->dropped_count + 1, sizeof *comparison->dropped);
    if (!comparison->dropped)
        return error_set_memory(err, "comparing profiles");
    for (size_t i = 0; i < view->dropped_count; i++) {
        comparison->dropped[i] = copy(comparison, view->dropped[i]);
        if (!comparison->dropped[i])
            return error_set_memory(err, "comparing profiles");
    }
    comparison->dropped_count = view->dropped_count;
    return 0;
}

int compare_profiles(struct comparison **out, const struct replicas sides[SIDES],
                     const struct profile_selector *selector, const struct compare_settings *settings,
                     struct error *err)
{
    struct view view;
    struct columns columns = {0};
    struct comparison *comparison = NULL;
    struct mix *mix = NULL;
    int status = -1;
    if (view_make(&view, sides, selector, err) != 0)
        return -1;
    if (columns_select(&columns, view.sides, selector, err) != 0)
        goto done;
    comparison = new_comparison(view.sides, &columns, selector, err);
    if (comparison)
        comparison->differences_only = settings && settings->differences_only;
    if (!comparison || copy_dropped(comparison, &view, err) != 0 ||
        fitness_check_inputs(comparison, &columns, selector, err) != 0 ||
        request_labels_check(comparison, &columns, settings, err) != 0 ||
        contention_settle(comparison, &columns, selector, err) != 0 ||
        sample_period_settle(comparison, &columns, err) != 0 ||
        merge_columns(comparison, &columns, settings, err) != 0 ||
        contention_spread(comparison, &columns, err) != 0)
        goto done;
    if (exposure_is_of_window(&columns, view.sides, selector) &&
        mix_standardise(&mix, comparison, &columns, view.sides, err) != 0)
        goto done;
    if (merge_sum_up(comparison, &columns, err) != 0 ||
        ((settings == NULL || !settings->keep_names) && rename_match(comparison, &columns, err) != 0) ||
        entries_build(comparison, &columns, err) != 0 || counts_build(comparison, &columns, err) != 0 ||
        mix_pool(comparison, &columns, mix, err) != 0 ||
        fitness_check_content(comparison, &columns, settings, err) != 0 ||
        exposure_fill(comparison, &columns, view.sides, selector, settings && settings->shares_suffice, err) != 0 ||
        window_check(comparison, &columns, view.sides, err) != 0)
        goto done;
    *out = comparison;
    comparison = NULL;
    status = 0;
done:
    mix_free(mix);
    comparison_free(comparison);
    columns_clear(&columns);
    view_clear(&view);
    return status;
}
