#include "gate/inference/noise_workspace.h"

#include "gate/base/memory.h"
#include "gate/statistics/dispersion.h"

#include "gate/base/banned.h"

/* The total is entry 0 of every comparison. */
enum { TOTAL_ENTRY = 0 };

static size_t side_columns(const struct comparison *comparison, int side)
{
    return comparison->sides[side].replica_count;
}

static int make_room(struct noise_workspace *work, const struct comparison *comparison, struct error *err)
{
    size_t v = comparison->entry_count, m[SIDES] = {side_columns(comparison, 0), side_columns(comparison, 1)};
    size_t doubles = (v + 1) * (m[0] + m[1]) + 7 * v + dispersion_scratch(v) + 2 * (m[0] + m[1]);
    *work = (struct noise_workspace){.block = memory_allocate_array(doubles, sizeof(double)),
                                     .fit = memory_allocate_array(v, sizeof(bool))};
    if (work->block == NULL || work->fit == NULL) {
        memory_free(work->block);
        memory_free(work->fit);
        error_set_memory(err, "measuring the noise");
        return -1;
    }
    double *next = work->block;
    for (int side = 0; side < SIDES; side++) {
        work->columns[side] = next;
        work->root[side] = next + v * m[side];
        work->scale[side] = work->root[side] + m[side];
        next = work->scale[side] + v;
    }
    work->events = next;
    work->exposure = next + 2 * v;
    work->raw = next + 4 * v;
    work->dispersion = next + 5 * v;
    return 0;
}

/* Amounts of all entries and replicas in effective events. */
static void fill(struct noise_workspace *work, const struct comparison *comparison)
{
    double total_unit[SIDES] = {1.0, 1.0};
    size_t stride = comparison->column_count, first[SIDES] = {0, side_columns(comparison, BASELINE)};
    for (size_t v = 0; v < comparison->entry_count; v++) {
        double unit[SIDES];
        comparison_entry_unit(unit, comparison, v);
        for (int side = 0; side < SIDES; side++) {
            size_t m = side_columns(comparison, side);
            const double *column = &comparison->amount[v * stride + first[side]];
            if (v == TOTAL_ENTRY)
                total_unit[side] = unit[side];
            for (size_t j = 0; j < m; j++)
                work->columns[side][v * m + j] = column[j] / unit[side];
            work->scale[side][v] = total_unit[side] / unit[side];
            work->events[v * SIDES + (size_t)side] =
                comparison_side_sum(comparison, comparison->amount, v, side) / unit[side];
            work->exposure[v * SIDES + (size_t)side] = comparison->sides[side].exposure / unit[side];
        }
        work->fit[v] = comparison->entries[v].value == ENTRY_SELF;
    }
    for (int side = 0; side < SIDES; side++) {
        for (size_t j = 0; j < side_columns(comparison, side); j++)
            work->root[side][j] = work->columns[side][j];
    }
}

int noise_workspace_make(struct noise_workspace *out, const struct comparison *comparison, struct error *err)
{
    if (make_room(out, comparison, err) != 0)
        return -1;
    fill(out, comparison);
    return 0;
}

void noise_workspace_clear(struct noise_workspace *work)
{
    memory_free(work->block);
    memory_free(work->fit);
}
