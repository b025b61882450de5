#ifndef FLAMEGATE_GATE_MODEL_STORE_SETTINGS_H
#define FLAMEGATE_GATE_MODEL_STORE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Where profiles and request counts are fetched from, as the policy says it: plain data, filled by rules, read by
 * adapters. Texts belong to whoever made the settings (a policy's arena); what was not given is "" or NULL as each
 * field says.
 *
 * A secret is never part of it, only the place where it lies.
 */

/* From `start` to `end`, nanoseconds since 1970. Both 0: not given. */
struct time_span {
    int64_t start, end;
};

/* Where a secret lies: a file, or a variable of the environment. Both NULL: there is none. */
struct secret_place {
    const char *file;
    const char *environment;
};

/* One header that every request carries. */
struct header_setting {
    const char *name;
    const char *value;          /* NULL: it is a secret */
    struct secret_place secret; /* then: where it lies */
};

/* A server, and how to get in. */
struct server_settings {
    const char *url;              /* http or https, with a path in front of the routes if there is one */
    const char *tenant;           /* X-Scope-OrgID; NULL */
    const char *project;          /* Polar Signals Cloud's projectID; NULL */
    const char *user;             /* basic authentication; NULL */
    struct secret_place password; /* that goes with user */
    struct secret_place token;    /* Authorization: Bearer */
    const char *ca;               /* file of certificates to trust instead of the system's; NULL */
    const char *certificate;      /* the client's own, PEM; NULL */
    const char *key;              /* of the certificate; NULL: in the same file */
    const struct header_setting *headers;
    size_t header_count;
    int64_t timeout;  /* of one answer, nanoseconds; 0: the usual one */
    int64_t deadline; /* of everything fetched from it, retries included; 0: the usual one */
};

/* Live pprof endpoints of both sides (store: endpoints). */
struct endpoints_settings {
    const char *const *targets[2]; /* [side][i]: http://host:port */
    size_t target_count[2];
    const char *path;    /* "/debug/pprof" */
    int64_t seconds;     /* of one pull, nanoseconds */
    size_t rounds;       /* pulls of each target: each is a replica */
    size_t at_most;      /* targets captured at the same time */
    bool allow_public;   /* other than loopback and private addresses */
    const char *audit;   /* file of JSON lines; NULL */
    const char *metrics; /* path of the target's own counters, for requests; NULL */
    const char *counter; /* name of the counter there; NULL */
};

struct store_settings {
    const char *kind;     /* a source's name: files, pyroscope, parca, endpoints; "" without a store */
    const char *location; /* files: a template with $version and $service; else "" */
    struct server_settings server;
    const char *select;        /* label matchers, a template with $service and $version; "" */
    const char *version_label; /* the label whose matcher is $version; "" */
    int64_t window_length;     /* nanoseconds; 0: not given */
    int64_t window_skip_first; /* warm-up after a version's first profile */
    const char *replicas_by;   /* label that tells replicas apart; "" */
    size_t replicas_at_most;   /* 0: all */
    size_t windows;            /* instead: so many pieces of the window are replicas; 0 */
    const char *split_by;      /* label that holds the endpoint; "" */
    size_t parallel;           /* fetches at a time */
    bool whole_history;        /* the store is known to hold what is older than its usual look-back */
    double period;             /* of CPU samples, nanoseconds, where the store does not tell; 0: not given */
    struct endpoints_settings endpoints;
};

/* One more parameter of a query, such as Thanos' dedup. */
struct parameter_setting {
    const char *name, *value;
};

/* Requests from a server of metrics (requests: prometheus). */
struct requests_settings {
    struct server_settings server;              /* url NULL: there is none */
    const char *query;                          /* a template with $service, $version and $window */
    const char *by;                             /* label whose value is the replica's instance; "" */
    const char *per_endpoint;                   /* label whose value is the endpoint; "" */
    const struct parameter_setting *parameters; /* that go with the query */
    size_t parameter_count;
    double at_least; /* requests below which a count is no evidence */
};

#endif
