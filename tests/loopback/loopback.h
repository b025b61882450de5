#ifndef FLAMEGATE_TESTS_LOOPBACK_LOOPBACK_H
#define FLAMEGATE_TESTS_LOOPBACK_LOOPBACK_H

#include "adapters/transport/http.h"
#include "gate/base/surroundings.h"

#include <stdbool.h>
#include <stdint.h>

/* What the tests that ask a server of their own share. */

/* The token that loopback_world's environment holds as TOKEN; no sentence may hold it. */
#define LOOPBACK_TOKEN "glsa_a-token-that-nobody-may-see"

/* A world whose pauses take no time: its clock is the machine's, put forward by each. Its environment holds TOKEN,
 * PASSWORD and what loopback_set says; what it is told is kept. */
extern struct surroundings loopback_world;

/* Sets a variable of its environment, or takes it away (NULL); one at a time. Texts are borrowed. */
void loopback_set(const char *name, const char *value);

/* From now on: whether the world wants to stop; lines told so far, the number of which is set to 0. */
extern bool loopback_cancelled;
extern unsigned loopback_lines;

/* Nanoseconds of the world's clock, and of the machine's alone. */
int64_t loopback_now(void);
int64_t loopback_machine_now(void);

#define LOOPBACK_MILLISECOND 1000000LL
#define LOOPBACK_SECOND 1000000000LL

/* A client of the server at url with the token, three attempts and a minute in all, to which so many nanoseconds of
 * silence are a stall. Fails the test if there is none. */
struct http_client *loopback_client(const char *url, int64_t stall_timeout);

#endif
