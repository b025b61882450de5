#ifndef FLAMEGATE_ADAPTERS_RECORD_NOISE_HISTORY_H
#define FLAMEGATE_ADAPTERS_RECORD_NOISE_HISTORY_H

#include "gate/base/error.h"
#include "gate/model/noise_history.h"

/*
 * The noise history as a file of ours: JSON of version 1, so that its changes can be read in a review.
 *
 *     {"format": "flamegate noise history", "version": 1, "profiles": [
 *       {"profile": "cpu", "type": "cpu", "captures": 12, "df": 11, "phi_root": 5.6, "mean_root": 404,
 *        "functions": [["main.handle", "total", 1.04, 212.5], ["main.handle", "self", 1, 3.25]]}]}
 *
 * A row of functions: canonical name, "total" or "self", phi, mean events of a capture. Unknown keys are ignored.
 */

/* *out is the caller's. What is damaged is refused with line and column, another version with what to do; both are
 * ERROR_INPUT, as is a file that cannot be read. */
int noise_history_read(struct noise_history **out, const char *path, struct error *err);

/* The same of text that is there already; path is named by errors and by the history. */
int noise_history_parse(struct noise_history **out, struct bytes text, const char *path, struct error *err);

/* Replaces the file in one step. */
int noise_history_write(const struct noise_history *history, const char *path, struct error *err);

#endif
