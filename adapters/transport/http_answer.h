#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_ANSWER_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_ANSWER_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* What a server answered. */
struct http_answer {
    int status;              /* 200, 404 ...; 0: there was no answer */
    struct byte_buffer head; /* header lines of the last answer as received, "Name: value\r\n" */
    struct byte_buffer body; /* unpacked */
};

enum { HTTP_ANSWER_HEAD_CEILING = 256 << 10 };

/* An empty answer whose body may take ceiling bytes. Overwrites what was there. */
void http_answer_init(struct http_answer *out, size_t ceiling);

void http_answer_clear(struct http_answer *answer);

/* The value of the first header line of that name, whatever its capitals, without blanks around it; *value lives as
 * long as the answer. false: there is none, and *value is empty. */
bool http_answer_header(struct bytes *value, const struct http_answer *answer, const char *name);

/* Whether Content-Type is type, whatever its capitals and its parameters: "text/html". */
bool http_answer_is_type(const struct http_answer *answer, const char *type);

/*
 * Replaces a body that Content-Encoding says is gzip by the unpacked one, of at most ceiling bytes. Refused: any
 * other encoding, what does not unpack, what is larger. A body of no bytes is empty whatever the header says.
 */
int http_answer_unpack(struct http_answer *answer, size_t ceiling, struct error *err);

/*
 * What the server says about its refusal, as one line: the "message" of a JSON body (connect.h) or its "error", the
 * title of a page, else the first line of text; "" if it says nothing. Foreign bytes, cut at size - 1. Returns out.
 */
char *http_answer_reason(char *out, size_t size, const struct http_answer *answer);

#endif
