#include "adapters/window.h"

#include "gate/base/duration.h"
#include "gate/base/timestamp.h"

#include "gate/base/banned.h"

/* A version counts as still running if its last profile is no older than this: profiles come every 10 to 60
 * seconds, and a store needs some time to show them. */
static const int64_t fresh = 120000000000;

/* When a version can be looked at: from the end of its warm-up to its end. */
static struct time_span usable(const struct version *version, const struct window_request *request)
{
    const struct time_span *seen = &version->seen;
    if (seen->start == 0 && seen->end == 0) {
        return (struct time_span){request->at - request->length, request->at};
    }
    bool running = seen->end >= request->at - fresh;
    return (struct time_span){seen->start + request->skip_first, running ? request->at : seen->end};
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int refuse(const struct version *version, const struct time_span *usable_span,
                  const struct window_request *request, struct error *err)
{
    char from[TIMESTAMP_TEXT_SIZE], ready[TIMESTAMP_TEXT_SIZE], length[DURATION_TEXT_SIZE];
    timestamp_format(from, version->seen.start);
    timestamp_format(ready, usable_span->start + request->length);
    duration_format(length, request->length);
    if (usable_span->end == request->at) {
        return error_set(err, ERROR_UNFIT,
                         "the window of '%s' is not over yet: its first profile is of %s, and %s of it are needed; "
                         "ready at %s",
                         version->label, from, length, ready);
    }
    char until[TIMESTAMP_TEXT_SIZE];
    timestamp_format(until, version->seen.end);
    return error_set(
        err, ERROR_UNFIT,
        "'%s' did not run for long enough: it has profiles from %s to %s, and a window of %s is needed",
        version->label, from, until, length);
}

static bool holds(const struct time_span *span, const struct window_request *request)
{
    return span->end - span->start >= request->length;
}

static struct time_span latest(const struct time_span *span, const struct window_request *request)
{
    int64_t most = later(request->length, request->most);
    return (struct time_span){later(span->start, span->end - most), span->end};
}

int window_resolve(struct time_span out[SIDES], const struct window_request *request,
                   const struct version *const versions[SIDES], struct error *err)
{
    struct time_span candidate = usable(versions[CANDIDATE], request);
    struct time_span baseline = usable(versions[BASELINE], request);
    if (!holds(&candidate, request)) {
        return refuse(versions[CANDIDATE], &candidate, request, err);
    }
    if (request->ago > 0) {
        out[CANDIDATE] = latest(&candidate, request);
        out[BASELINE] = (struct time_span){out[CANDIDATE].start - request->ago, out[CANDIDATE].end - request->ago};
        return out[BASELINE].start >= baseline.start ? 0 : refuse(versions[BASELINE], &baseline, request, err);
    }
    if (!holds(&baseline, request)) {
        return refuse(versions[BASELINE], &baseline, request, err);
    }
    struct time_span both = {later(candidate.start, baseline.start), sooner(candidate.end, baseline.end)};
    bool together = holds(&both, request);
    out[CANDIDATE] = latest(together ? &both : &candidate, request);
    out[BASELINE] = latest(together ? &both : &baseline, request);
    return 0;
}

int window_resolve_beside(struct time_span *out, const struct window_request *request,
                          const struct version *version, const struct time_span *candidate, struct error *err)
{
    struct time_span own = usable(version, request);
    bool known = version->seen.start != 0 || version->seen.end != 0;
    if (!known || (candidate->start >= own.start && candidate->end <= own.end)) {
        *out = *candidate;
        return 0;
    }
    if (!holds(&own, request)) {
        return refuse(version, &own, request, err);
    }
    *out = latest(&own, request);
    return 0;
}
