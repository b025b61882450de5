#ifndef FLAMEGATE_ADAPTERS_SOURCE_STORE_VERSIONS_H
#define FLAMEGATE_ADAPTERS_SOURCE_STORE_VERSIONS_H

#include "adapters/source/store_answers.h"
#include "gate/base/error.h"
#include "gate/model/versions.h"

/* The versions of a service, as far as a store has summed up profiles of them. */

/* Adds the versions that are the first values of the sums, or widens when they were seen. -1 without memory. */
int store_versions_note(struct versions *versions, const struct store_sums *sums, struct error *err);

/* What to say behind a version that is not among those labels: "; did you mean 'v2'?", or the last few of them. */
void store_versions_hint(char *out, size_t size, const char *wanted, const char *const *labels, size_t count);

#endif
