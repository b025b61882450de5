#ifndef FLAMEGATE_ADAPTERS_SOURCE_PARCA_PLAN_H
#define FLAMEGATE_ADAPTERS_SOURCE_PARCA_PLAN_H

#include "adapters/source/parca_session.h"

/*
 * Which merged profiles of a side are asked for: one for each profile type, and each piece of the window if the
 * policy cuts it, of all replicas and endpoints at once. Which of these there are, the store says by what it has
 * summed up; that a label has a value somewhere is no proof.
 *
 * Refused with ERROR_UNFIT: no profile in the window; an unknown version, with the nearest one.
 */

int parca_plan_side(struct captures *out, struct parca_session *session, const struct source_side *side,
                    struct error *err);

#endif
