#ifndef FLAMEGATE_GATE_MODEL_PROFILE_REQUEST_H
#define FLAMEGATE_GATE_MODEL_PROFILE_REQUEST_H

/* What a decoder is asked for, so that it carries nothing that nobody wants. */
struct profile_request {
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
