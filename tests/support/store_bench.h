#ifndef FLAMEGATE_TESTS_SUPPORT_STORE_BENCH_H
#define FLAMEGATE_TESTS_SUPPORT_STORE_BENCH_H

#include "adapters/source.h"
#include "tests/support/http_server.h"

/*
 * A server that answers as a script says, and what a source of the tests needs to ask it: settings of the shop
 * service of the recorded answers (tests/data/README.md), their window, and a clock half an hour after it.
 */

struct store_bench {
    struct http_server *server;
    struct store_settings store;
    struct source_type type;
    struct source_setup setup;
    struct surroundings world;
    struct source_side side; /* v1 in the window */
    struct error err;
};

/* Fails the test if anything goes wrong. The script goes to http_server_start. */
void store_bench_open(struct store_bench *bench, const char *script);

/* Fails the test if the server had complaints. */
void store_bench_close(struct store_bench *bench);

/* All sentences of progress so far, a line each. */
const char *store_bench_said(void);

/* Nanoseconds since 1970, of the clock. */
void store_bench_set_clock(int64_t now);

extern const struct time_span store_bench_window;

#endif
