#ifndef FLAMEGATE_TESTS_SUPPORT_PARCA_BENCH_H
#define FLAMEGATE_TESTS_SUPPORT_PARCA_BENCH_H

#include "adapters/source/parca_session.h"
#include "tests/support/http_server.h"

/*
 * A session of the Parca source with a server that answers as a script says (http_script.h), mostly what a real one
 * said (tests/data/README.md).
 */

/* The window of the recorded answers. */
#define PARCA_BENCH_START 1795261379377000000
#define PARCA_BENCH_END 1795263239377000000

struct parca_bench {
    struct http_server *server;
    struct store_settings store;
    struct source_setup setup;
    struct source_type type; /* cpu */
    struct source_side side; /* v1, the window of the recorded answers */
    struct parca_session *session;
    char said[4096]; /* sentences for people, a line each */
    struct error err;
};

/* replicas_by and split_by: NULL or labels. The bench must stay where it is. */
void parca_bench_begin(struct parca_bench *bench, const char *script, const char *replicas_by,
                       const char *split_by);

/* Fails the test if a request was not as the script wants it, or memory is left. */
void parca_bench_finish(struct parca_bench *bench);

#endif
