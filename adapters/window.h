#ifndef FLAMEGATE_ADAPTERS_WINDOW_H
#define FLAMEGATE_ADAPTERS_WINDOW_H

#include "gate/base/error.h"
#include "gate/model/comparison.h"
#include "gate/model/versions.h"

#include <stdint.h>

/*
 * Which stretch of time of each version is looked at (PRODUCT.md, "Windows"). All times are nanoseconds since 1970.
 *
 * A window has the length that the policy asks for, begins no sooner than `skip_first` after the version's first
 * profile, and ends no later than the moment of looking (or the version's last profile, if that is gone by then).
 * Both versions have the latest window in which both ran from end to end; if there is none, each has its own
 * latest. `ago` puts the baseline's window that long before the candidate's. With `most` a window is as long as the
 * versions ran, up to that.
 */

struct window_request {
    int64_t length;
    int64_t most; /* up to so long if they ran for longer; below length: no longer than length */
    int64_t skip_first;
    int64_t at;  /* the moment of looking */
    int64_t ago; /* 0: the baseline is another version */
};

/* seen: first and last profile of each version; not given: the store does not tell. A window that is not over yet,
 * or a version that did not run for so long, is ERROR_UNFIT: "... ready at 2026-11-21T12:30:00Z". */
int window_resolve(struct time_span out[SIDES], const struct window_request *request,
                   const struct version *const versions[SIDES], struct error *err);

/* The same for one version more, beside a candidate whose window is settled: that window if the version ran in it
 * from end to end, else its own latest. request->ago is not looked at. */
int window_resolve_beside(struct time_span *out, const struct window_request *request,
                          const struct version *version, const struct time_span *candidate, struct error *err);

#endif
