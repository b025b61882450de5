#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_CONNECT_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_CONNECT_H

#include "gate/base/bytes.h"

#include <stdbool.h>

/*
 * Refusals of servers that speak Connect (Pyroscope), and of the REST gateways that do nearly the same (Parca):
 *
 *     {"code": "invalid_argument", "message": "query start time is after end time"}
 *
 * The code may be a number, either may be missing, and a server that hands on another's refusal puts the whole JSON
 * text of it into its own "message": then the innermost one counts. Everything else is ignored.
 */

struct connect_error {
    char code[32];      /* "invalid_argument", "8"; "" if there is none */
    char message[2048]; /* cut if longer; as the server wrote it; "" if there is none */
};

/* false: the body is no such refusal, and *out is empty. Cannot fail otherwise: without memory it is none either.
 */
bool connect_error_read(struct connect_error *out, struct bytes body);

#endif
