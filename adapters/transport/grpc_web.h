#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_GRPC_WEB_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_GRPC_WEB_H

#include "adapters/transport/http_answer.h"
#include "gate/base/bytes.h"
#include "gate/base/error.h"

#include <stdbool.h>

/*
 * gRPC-Web: one call of gRPC as one HTTP request (POST, Content-Type GRPC_WEB_TYPE). Request and answer are rows of
 * frames: a byte of flags, the length as four bytes (the most significant first), then that many bytes. An answer
 * has one data frame (flags 00), then one of trailers (80): header lines that say how the call ended. A refusal is
 * HTTP 200 all the same, and its status may stand among the header lines of the answer instead, without any frame.
 */

#define GRPC_WEB_TYPE "application/grpc-web+proto"

enum grpc_status {
    GRPC_OK = 0,
    GRPC_CANCELLED = 1,
    GRPC_UNKNOWN = 2,
    GRPC_INVALID_ARGUMENT = 3,
    GRPC_DEADLINE_EXCEEDED = 4,
    GRPC_NOT_FOUND = 5,
    GRPC_PERMISSION_DENIED = 7,
    GRPC_RESOURCE_EXHAUSTED = 8,
    GRPC_UNIMPLEMENTED = 12,
    GRPC_UNAVAILABLE = 14,
    GRPC_UNAUTHENTICATED = 16,
};

/* Appends the frame of a request's message. Ask out for its failure. */
void grpc_web_frame(struct byte_buffer *out, struct bytes message);

struct grpc_web_reply {
    int status;           /* enum grpc_status, or another number the server made up; -1: it said none */
    char message[1024];   /* why, with %XX undone; "" if it is not said; foreign bytes */
    struct bytes payload; /* the message answered; lives as long as the answer's body */
};

/*
 * What an answer of status 200 holds. 0: status is GRPC_OK and payload is whole. -1 with err set (ERROR_INPUT), for
 * the caller to put what was asked before it: a refusal ("the server refuses the request (invalid argument: ...)"),
 * frames that are cut or of a kind we do not know, no status. *out says what could be read either way.
 */
int grpc_web_read(struct grpc_web_reply *out, const struct http_answer *answer, struct error *err);

/* For http_request.is_busy: whether the header lines say that the server is not available now. */
bool grpc_web_is_busy(const struct http_answer *answer);

/* "invalid argument", "code 23" */
const char *grpc_web_status_name(int status);

#endif
