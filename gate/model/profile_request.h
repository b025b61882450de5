#ifndef FLAMEGATE_GATE_MODEL_PROFILE_REQUEST_H
#define FLAMEGATE_GATE_MODEL_PROFILE_REQUEST_H

/* What a decoder is asked for, so that it carries nothing that nobody wants. */
struct profile_request {
    const char *endpoint_label; /* label whose value is the endpoint of a sample; NULL: none is wanted */
    const char *kind; /* what the file's name says it is (cpu, heap, allocs, mutex, block ...); "": nothing.
                       * Settles what content cannot: Go's mutex and block profiles have equal types. */
};

#endif
