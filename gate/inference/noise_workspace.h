#ifndef FLAMEGATE_GATE_INFERENCE_NOISE_WORKSPACE_H
#define FLAMEGATE_GATE_INFERENCE_NOISE_WORKSPACE_H

#include "gate/base/error.h"
#include "gate/model/comparison.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * What the noise of a comparison is measured from: the amounts of all entries and replicas in effective events
 * (noise.h), and room for what is made of them. An amount is divided by the entry's own unit of its side, so that
 * one event is as noisy as one of a Poisson count.
 */

struct noise_workspace {
    double *block;
    double *columns[SIDES]; /* [entry][replica] effective events */
    double *root[SIDES];    /* [replica] events of the total */
    double *scale[SIDES];   /* [entry] the total's unit in that of the entry */
    double *events;         /* [entry][side] */
    double *exposure;       /* [entry][side] by unit */
    double *raw;            /* [entry] */
    double *dispersion;     /* scratch: of the dispersion, before that of the pairs */
    bool *fit;              /* [entry] */
};

/* Everything filled in but raw and dispersion. Fails only without memory; then there is nothing to clear. */
int noise_workspace_make(struct noise_workspace *out, const struct comparison *comparison, struct error *err);
void noise_workspace_clear(struct noise_workspace *work);

#endif
