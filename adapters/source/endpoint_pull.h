#ifndef FLAMEGATE_ADAPTERS_SOURCE_ENDPOINT_PULL_H
#define FLAMEGATE_ADAPTERS_SOURCE_ENDPOINT_PULL_H

#include "adapters/source/capture_audit.h"
#include "adapters/source/endpoint_kinds.h"
#include "adapters/transport/http.h"

/*
 * One pull: the profiles of one process over the same seconds, and how many requests it served meanwhile.
 */

/* A process and how it is asked. */
struct endpoint_target {
    const char *url;
    struct http_client *client;
    const struct endpoints_settings *settings;
    const struct endpoint_kind *const *kinds;
    size_t kind_count;
    const struct capture_audit *audit;
    const struct surroundings *world;
};

/* One profile of it. */
struct endpoint_profile {
    struct byte_buffer bytes; /* empty if it was not had */
    char *failure;            /* then: why */
};

struct endpoint_pull {
    struct time_span taken;
    double requests; /* NAN: nobody counts */
    struct endpoint_profile profiles[ENDPOINT_KINDS_MOST];
};

/* Takes it. A profile that cannot be had is noted in it; fails where nothing can be had at all, the counter of
 * requests included, or where no trace can be left. *out is the caller's to clear only on success. */
int endpoint_pull_take(struct endpoint_pull *out, const struct endpoint_target *target, struct error *err);

void endpoint_pull_clear(struct endpoint_pull *pull);

/* The path of a kind with its seconds: "/debug/pprof/profile?seconds=10"; the caller's to free. NULL: no memory. */
char *endpoint_pull_path(const struct endpoints_settings *settings, const struct endpoint_kind *kind);

#endif
