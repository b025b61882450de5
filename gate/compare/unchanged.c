#include "gate/compare/unchanged.h"

#include "gate/base/memory.h"

#include <string.h>

#include "gate/base/banned.h"

/* ---- the baseline's replicas on both sides ---- */

static bool was_compared(const struct comparison *seen, const struct replica *replica)
{
    const struct comparison_side *side = &seen->sides[BASELINE];
    for (size_t i = 0; i < side->replica_count; i++) {
        if (strcmp(side->replicas[i].name, replica->name) == 0) {
            return true;
        }
    }
    return false;
}

/* Borrows so many of the baseline's replicas that were compared, again from the first one where there are fewer. */
static int borrow(struct replicas *out, const struct comparison *seen, const struct replicas *baseline,
                  size_t count, struct error *err)
{
    *out = *baseline;
    out->count = 0;
    out->items = memory_allocate_array(count, sizeof *out->items);
    if (out->items == NULL) {
        return error_set_memory(err, "looking for what is missing");
    }
    bool any = false;
    for (size_t i = 0; out->count < count && (any || i < baseline->count); i++) {
        const struct replica *replica = &baseline->items[i % baseline->count];
        if (was_compared(seen, replica)) {
            out->items[out->count++] = *replica;
            any = true;
        }
    }
    out->captures = out->count;
    replicas_sort(out);
    return 0;
}

/* ---- with the candidate's exposure ---- */

/* Columns of the candidate: what they held is scaled to another exposure. */
struct scale {
    size_t first;           /* column of its first replica */
    size_t count;           /* of all columns */
    double *factor;         /* [replica] */
    const double *exposure; /* [replica], wanted */
    double ratio;           /* of the sides' exposure: candidate over baseline */
    double total;           /* exposure of the candidate */
};

static void scale_row(double *row, const struct scale *scale)
{
    double baseline = 0, candidate = 0;
    for (size_t i = 0; i < scale->first; i++) {
        baseline += row[i];
    }
    for (size_t i = scale->first; i < scale->count; i++) {
        row[i] *= scale->factor[i - scale->first];
        candidate += row[i];
    }
    double wanted = baseline * scale->ratio;
    for (size_t i = scale->first; i < scale->count; i++) {
        row[i] = candidate > 0 ? row[i] * (wanted / candidate)
                               : wanted * (scale->exposure[i - scale->first] / scale->total);
    }
}

static void scale_table(double *table, size_t rows, const struct scale *scale)
{
    for (size_t i = 0; table != NULL && i < rows; i++) {
        scale_row(&table[i * scale->count], scale);
    }
}

/* [row][kinds][side]: the candidate's is the baseline's at its exposure. */
static void scale_sums(double *sums, size_t rows, size_t kinds, double ratio)
{
    for (size_t i = 0; sums != NULL && i < rows * kinds; i++) {
        sums[i * SIDES + CANDIDATE] = sums[i * SIDES + BASELINE] * ratio;
    }
}

static void scale_side(struct comparison *comparison, const struct comparison_side *seen, double ratio)
{
    const struct comparison_side *baseline = &comparison->sides[BASELINE];
    struct comparison_side *side = &comparison->sides[CANDIDATE];
    side->requests = seen->requests;
    side->requests_per_replica = seen->requests_per_replica;
    side->exposure = seen->exposure;
    side->amount = baseline->amount * ratio;
    side->background = baseline->background * ratio;
    side->samples = baseline->samples * ratio;
    for (size_t i = 0; i < side->replica_count; i++) {
        side->replicas[i].start = seen->replicas[i].start;
        side->replicas[i].end = seen->replicas[i].end;
        side->replicas[i].requests = seen->replicas[i].requests;
    }
    for (size_t i = 0; i < comparison->background_count; i++) {
        comparison->background[i].amount[CANDIDATE] = comparison->background[i].amount[BASELINE] * ratio;
    }
}

int unchanged_scale(struct comparison *comparison, const struct comparison *seen, struct error *err)
{
    size_t replicas = seen->sides[CANDIDATE].replica_count, nodes = comparison->tree->count;
    struct scale scale = {
        .first = comparison->sides[BASELINE].replica_count,
        .count = comparison->column_count,
        .factor = memory_allocate_array(replicas, sizeof *scale.factor),
        .exposure = &seen->exposure[seen->sides[BASELINE].replica_count],
        .ratio = seen->sides[CANDIDATE].exposure / comparison->sides[BASELINE].exposure,
        .total = seen->sides[CANDIDATE].exposure,
    };
    if (scale.factor == NULL) {
        return error_set_memory(err, "looking for what is missing");
    }
    for (size_t i = 0; i < replicas; i++) {
        double *exposure = &comparison->exposure[scale.first + i];
        scale.factor[i] = *exposure > 0 ? scale.exposure[i] / *exposure : 0;
        *exposure = scale.exposure[i];
    }
    scale_table(comparison->amount, comparison->entry_count, &scale);
    scale_table(comparison->moment, comparison->entry_count, &scale);
    scale_table(comparison->counts.amount, comparison->entry_count, &scale);
    scale_table(comparison->counts.moment, comparison->entry_count, &scale);
    scale_table(comparison->counts.joint, comparison->entry_count, &scale);
    scale_sums(comparison->node_total, nodes, 1, scale.ratio);
    scale_sums(comparison->node_self, nodes, 1, scale.ratio);
    scale_sums(comparison->node_moment, nodes, 1, scale.ratio);
    scale_sums(comparison->node_self_moment, nodes, 1, scale.ratio);
    scale_sums(comparison->pooled, comparison->entry_count, POOLED_SUMS / SIDES, scale.ratio);
    scale_sums(comparison->node_pooled, nodes, POOLED_SUMS / SIDES, scale.ratio);
    scale_sums(comparison->node_self_pooled, nodes, POOLED_SUMS / SIDES, scale.ratio);
    scale_side(comparison, &seen->sides[CANDIDATE], scale.ratio);
    memory_free(scale.factor);
    return 0;
}

static bool can_stand_in(const struct comparison *comparison, const struct comparison *seen)
{
    for (int side = 0; side < SIDES; side++) {
        const struct comparison_side *wanted = &seen->sides[side];
        if (wanted->replica_count == 0 || comparison->sides[side].replica_count != wanted->replica_count) {
            return false;
        }
    }
    return comparison->sides[BASELINE].exposure > 0 && seen->sides[CANDIDATE].exposure > 0;
}

int unchanged_make(struct comparison **out, const struct comparison *seen, const struct replicas sides[SIDES],
                   const struct profile_selector *selector, const struct compare_settings *settings,
                   struct error *err)
{
    struct replicas borrowed[SIDES] = {{0}, {0}};
    struct comparison *comparison = NULL;
    int status = 0;
    for (int side = 0; side < SIDES && status == 0; side++) {
        status = borrow(&borrowed[side], seen, &sides[BASELINE], seen->sides[side].replica_count, err);
    }
    if (status == 0) {
        status = compare_profiles(&comparison, borrowed, selector, settings, err);
    }
    if (status == 0 && !can_stand_in(comparison, seen)) {
        comparison_free(comparison);
        comparison = NULL;
    }
    if (status == 0 && comparison != NULL) {
        status = unchanged_scale(comparison, seen, err);
    }
    if (status != 0) {
        comparison_free(comparison);
        comparison = NULL;
    }
    *out = comparison;
    for (int side = 0; side < SIDES; side++) {
        memory_free(borrowed[side].items);
    }
    return status;
}
