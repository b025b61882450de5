#ifndef FLAMEGATE_GATE_INFERENCE_INFERENCE_H
#define FLAMEGATE_GATE_INFERENCE_INFERENCE_H

#include "gate/base/error.h"
#include "gate/model/answer.h"
#include "gate/model/comparison.h"
#include "gate/model/noise_settings.h"
#include "gate/model/question.h"

/*
 * Comparisons and questions -> answers. No policy is known here.
 *
 * All profiles and rules of a run are judged together, since the promised error rate is one for the whole gate.
 */

/* *out is the caller's, to free with answers_free. Fails only without memory. */
int inference_answer(struct answers **out, const struct comparison *const *comparisons, size_t comparison_count,
                     const struct questions *questions, const struct noise_settings *noise, struct error *err);

#endif
