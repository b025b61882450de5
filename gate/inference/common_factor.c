#include "gate/inference/common_factor.h"

#include "gate/base/memory.h"
#include "gate/statistics/level.h"

#include <math.h>

#include "gate/base/banned.h"

/* A prior of no width at all (host_cv: 0 in a policy) would make a grid of no width. */
static const double LEAST_PRIOR_VARIANCE = 1e-12;

/* The self entries side by side, as the level's estimator wants them. */
struct self_columns {
    double *c0, *c1, *r0, *r1, *phi, *scratch;
    size_t count;
};

static void gather(struct self_columns *self, const struct comparison *comparison, const double *events,
                   const double *exposure, const double *phi)
{
    for (size_t v = 0; v < comparison->entry_count; v++) {
        if (comparison->entries[v].value != ENTRY_SELF)
            continue;
        self->c0[self->count] = events[v * SIDES + BASELINE];
        self->c1[self->count] = events[v * SIDES + CANDIDATE];
        self->r0[self->count] = exposure[v * SIDES + BASELINE];
        self->r1[self->count] = exposure[v * SIDES + CANDIDATE];
        self->phi[self->count] = phi[v];
        self->count++;
    }
}

/* Part of the functions, among those with events enough, that did as the typical one, but for chance. */
static double part_that_agrees(const struct self_columns *self, double median)
{
    const double about_the_same = 0.25, chance = 2.0, least_count = 20;
    size_t all = 0, agreeing = 0;
    for (size_t i = 0; i < self->count; i++) {
        double c0 = self->c0[i], c1 = self->c1[i];
        if (!(c0 >= least_count && c1 >= least_count))
            continue;
        all++;
        double room = about_the_same * fabs(median) + chance * sqrt(self->phi[i] * (1 / c0 + 1 / c1));
        agreeing += fabs(log(c1 / c0) - median) <= room;
    }
    return all > 0 ? (double)agreeing / (double)all : 0;
}

/* What nearly all functions did, per exposure; 0 if they did not do the same. It takes the place of c1, scratch is
 * overwritten. */
static double shared_by_all(struct self_columns *self)
{
    const double nearly_all = 0.75;
    enum { FUNCTIONS_AT_LEAST = 8 };
    for (size_t i = 0; i < self->count; i++)
        self->c1[i] *= self->r0[i] / self->r1[i];
    struct common_level found = level_from_shares(self->c0, self->c1, self->count, self->scratch);
    bool enough = found.functions >= FUNCTIONS_AT_LEAST;
    return enough && part_that_agrees(self, found.log_s) >= nearly_all ? found.log_s : 0;
}

/* In share mode the exposures are the totals themselves, so that s takes the place of their ratio. */
static struct common_level from_shares(const struct self_columns *self)
{
    struct common_level found = level_from_shares(self->c0, self->c1, self->count, self->scratch);
    if (self->count > 0)
        found.log_s -= log(self->r1[0] / self->r0[0]);
    return found;
}

int common_factor_estimate(struct common_factor *out, const struct comparison *comparison, const double *events,
                           const double *exposure, const double *phi, const struct common_factor_prior *prior,
                           struct error *err)
{
    size_t most = comparison->entry_count;
    double *block = memory_allocate_array(6 * most, sizeof *block);
    if (block == NULL) {
        error_set_memory(err, "estimating the level");
        return -1;
    }
    struct self_columns self = {.c0 = block,
                                .c1 = block + most,
                                .r0 = block + 2 * most,
                                .r1 = block + 3 * most,
                                .phi = block + 4 * most,
                                .scratch = block + 5 * most};
    gather(&self, comparison, events, exposure, phi);
    struct common_level found;
    if (comparison->exposure_kind == EXPOSURE_SHARE) {
        found = from_shares(&self);
    } else {
        struct level_input input = {.functions = self.count,
                                    .c0 = self.c0,
                                    .c1 = self.c1,
                                    .phi = self.phi,
                                    .r0 = self.r0,
                                    .r1 = self.r1,
                                    .prior_variance = fmax(prior->variance, LEAST_PRIOR_VARIANCE),
                                    .prior_df = prior->df,
                                    .frame_variance = prior->frame_variance};
        found = level_estimate(&input);
    }
    *out = (struct common_factor){found.log_s, found.variance, found.functions, shared_by_all(&self)};
    memory_free(block);
    return 0;
}
