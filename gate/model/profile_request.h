#ifndef FLAMEGATE_GATE_MODEL_PROFILE_REQUEST_H
#define FLAMEGATE_GATE_MODEL_PROFILE_REQUEST_H

/* As many label keys can be asked for: one bit each of profile->labels. */
enum { PROFILE_LABELS_MOST = 8 };

/* What a decoder is asked for, so that it carries nothing that nobody wants. */
struct profile_request {
    const char *const *labels; /* label keys of which only the presence is wanted, with whatever value; ends with
                                * NULL, at most PROFILE_LABELS_MOST. NULL: none is wanted */
    const char *const *endpoint_labels; /* labels whose value is the endpoint of a sample, the first that a sample
                                         * carries counts; ends with NULL. NULL: none is wanted */
    const char *kind; /* what the file's name says it is (cpu, heap, allocs, mutex, block ...); "": nothing.
                       * Settles what content cannot: Go's mutex and block profiles have equal types. */
};

/*
 * The labels that profilers and their users put endpoints under, best first: `endpoint` (what this project asks
 * for), `route` and `http.route` (OpenTelemetry's word), `handler` (Prometheus' and Parca's usual label),
 * `trace endpoint` (Datadog's Go profiler).
 */
extern const char *const profile_request_endpoint_labels[];

#endif
