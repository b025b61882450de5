#ifndef FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_CHECK_H
#define FLAMEGATE_ADAPTERS_SOURCE_PYROSCOPE_CHECK_H

#include "adapters/source/store_session.h"

/*
 * What must hold before a window of a version is asked for, since the store answers 200 with nothing, or with a
 * part, if it does not: ERROR_UNFIT, and ERROR_POLICY where the policy gives no window at all.
 */

/* The window is given, and lies within what the store looks back to: 7 days by default, and whatever it really is
 * set to, if the store knows the service at the window's beginning. */
int pyroscope_check_window(const struct store_session *session, const struct source_side *side, struct error *err);

/* The store knows the version, else the sentence names the nearest. */
int pyroscope_check_version(const struct store_session *session, const struct source_side *side, struct error *err);

/* The sentence of a side without any profile. Always -1. */
int pyroscope_check_refuse_empty(const struct source_side *side, struct error *err);

#endif
