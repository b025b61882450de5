#ifndef FLAMEGATE_GATE_MODEL_NOISE_SETTINGS_H
#define FLAMEGATE_GATE_MODEL_NOISE_SETTINGS_H

#include "gate/model/noise_history.h"

#include <stdbool.h>

/* The policy's `noise:`, and what is assumed where nothing was measured (facts on the verdict, section 0). */

enum pair_by { PAIR_AUTO, PAIR_NONE, PAIR_HOST, PAIR_TIME };

struct noise_settings {
    double false_fail;  /* chance that the whole gate fails unchanged code */
    double named_slice; /* part of it for the totals and rules that name a function */
    double pass_error;  /* chance that a growth of the limit passes */
    double proven_over; /* part of the limit that must be proven exceeded */
    enum pair_by pair_by;
    double host_cv;                      /* assumed coefficient of variation between hosts */
    double frame_cv;                     /* the same for a frame's share */
    const struct noise_history *history; /* what was measured between unchanged versions; NULL: nothing */
    double kappa;                        /* assumed squared coefficient of variation of the cost of a request */
    bool strict;                         /* no growth is excused because the cost came from nearby */
};

/* 1 %, 20 %, 5 %, 50 %, auto, not strict, 5 %, 2 %, 1. */
struct noise_settings noise_settings_default(void);

#endif
