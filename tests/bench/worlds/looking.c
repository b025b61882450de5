#include "tests/bench/worlds/world.h"

#include "gate/statistics/count_test.h"
#include "gate/statistics/looks.h"
#include "gate/statistics/normal.h"
#include "tests/bench/worlds/chance.h"

#include <stdio.h>
#include <string.h>

/*
 * T8: a canary that gets a quarter of the traffic, looked at again and again while both sides grow to 5,000
 * baseline samples. Unchanged code, limit 0, one function at a level of 1 % over all looks.
 */

enum { LOOKS_MOST = 100 };
static const double SAMPLES = 5000, CANARY = 0.25, ALPHA = 0.01;

struct stopped {
    size_t spending, naive;
    double parts; /* sum of the parts of the plan after which spending stopped */
};

static void watch_one(struct stopped *out, const double *bounds, size_t looks, double effect, struct draw *draw)
{
    struct counts counts = {0};
    double naive = normal_quantile(ALPHA);
    bool stopped = false, naively = false;
    for (size_t k = 0; k < looks && !(stopped && naively); k++) {
        double part = 1.0 / (double)looks;
        counts.c0 += chance_poisson(draw, SAMPLES * part);
        counts.c1 += chance_poisson(draw, SAMPLES * CANARY * effect * part);
        counts.r0 += part;
        counts.r1 += CANARY * part;
        double z = count_test_ratio_z(counts, 1.0);
        if (z >= bounds[k] && !stopped)
            out->parts += counts.r0;
        stopped = stopped || z >= bounds[k];
        naively = naively || z >= naive;
    }
    out->spending += stopped;
    out->naive += naively;
}

static void looking_cell(struct bench *bench, size_t looks, double effect, const char *reference, const char *naive)
{
    double bounds[LOOKS_MOST];
    struct looks state;
    struct stopped stopped = {0};
    size_t gates = world_gates(bench, 2000, 50000);
    char cell[120];
    looks_begin(&state, ALPHA);
    for (size_t k = 0; k < looks; k++)
        bounds[k] = looks_bound(&state, (double)(k + 1) / (double)looks);
    snprintf(cell, sizeof cell, "canary of 25%%, %zu looks, cost x%.2f", looks, effect);
    for (size_t i = 0; i < gates; i++) {
        struct draw draw = draw_seeded(cell, i);
        watch_one(&stopped, bounds, looks, effect, &draw);
    }
    if (effect > 1.0) {
        double mean = stopped.spending > 0 ? stopped.parts / (double)stopped.spending : 0;
        snprintf(cell + strlen(cell), sizeof cell - strlen(cell), ": stops after %.2f of the plan", mean);
        world_note(bench, "T8", cell, "red", stopped.spending, gates, goal_none(), reference);
        return;
    }
    world_note_null(bench, "T8", cell, "red", stopped.spending, gates, 1.2 * ALPHA, reference);
    snprintf(cell + strlen(cell), sizeof cell - strlen(cell), ", each at the usual bound");
    world_note(bench, "T8", cell, "red", stopped.naive, gates, goal_none(), naive);
}

void world_looking(struct bench *bench)
{
    looking_cell(bench, 5, 1.0, ".0095", ".032");
    looking_cell(bench, 20, 1.0, ".0109", ".057");
    looking_cell(bench, 100, 1.0, ".0084", ".093");
    looking_cell(bench, 20, 1.10, ".75", "");
    looking_cell(bench, 20, 1.15, ".99", "");
    looking_cell(bench, 20, 1.25, "1.00, .36", "");
    looking_cell(bench, 20, 1.5, "1.00, .20", "");
}
