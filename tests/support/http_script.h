#ifndef FLAMEGATE_TESTS_SUPPORT_HTTP_SCRIPT_H
#define FLAMEGATE_TESTS_SUPPORT_HTTP_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What a server of the tests answers, and how it misbehaves: text, one rule after another. A rule is a line METHOD
 * PATH
 * (* is any method; a path that ends in * begins with what stands before it), then indented lines: what the request
 * must be, and what comes back. Of the rules for a method and path the first answers whose demands are all met; if
 * there is none, the server complains, and answers 400 with the complaint.
 *
 *     # Pyroscope, one merged profile
 *     POST /querier.v1.QuerierService/SelectMergeProfile
 *         header Content-Type: application/proto
 *         body-file pyroscope-v2store-merge-cpu-v1.request
 *         answer pyroscope-v2store-merge-cpu-v1
 *
 * Demands:
 *     header NAME: VALUE      is there, with exactly that value
 *     no-header NAME          is not there
 *     query NAME=VALUE        is among the parameters, decoded
 *     no-query NAME           is not among them
 *     body TEXT               is the body
 *     body-has TEXT           stands in the body
 *     body-file FILE          is the body, byte for byte
 *     times N                 the rule answers N requests, then it is no rule any more
 * Answers (status 200 without a body unless said):
 *     answer BASE             BASE.headers and BASE.body as recorded, but for Transfer-Encoding and Content-Length
 *     status N WORDS
 *     send NAME: VALUE        a header line
 *     text TEXT               the body
 *     file FILE               the body
 *     echo NAME               the body is the request's header of that name
 *     zeros N                 the body is so many zero bytes
 *     gzip                    the body is packed, and Content-Encoding says so (not with echo)
 *     chunked                 instead of Content-Length
 *     delay MILLISECONDS      before the first byte
 * Misbehaviour; N counts all bytes of the answer from its status line on:
 *     length N                Content-Length says so, whatever it is
 *     stall N                 falls silent after N bytes, until the client goes
 *     reset N                 breaks the connection after N bytes
 *     close N                 closes it after N bytes
 *     bad-chunk               chunked, and after the first chunk comes what is no length
 *     endless                 the body comes again and again, until the client goes
 *     endless-head            header lines without end
 *     raw TEXT                these bytes instead of an answer, then the connection is closed
 *
 * FILE and BASE lie in tests/data/stores, unless they begin with '/'. TEXT and VALUE know \n, \r, \t, \\, \xNN, and
 * $HERE, the server's own URL.
 */

enum http_ending { ENDING_WELL, ENDING_STALL, ENDING_RESET, ENDING_CLOSE };

struct http_text {
    char *data;
    size_t size;
};

struct http_demand {
    const struct http_demand_kind *kind;
    struct http_text name, value;
    struct http_demand *next;
};

struct http_rule {
    unsigned line; /* of the script */
    char *method, *path;
    struct http_demand *demands; /* in the order of the script */
    unsigned times, served;      /* times 0: always */
    int status;
    char *words;
    struct http_text head; /* header lines */
    struct http_text body;
    char *echo; /* NULL, or the name of a header */
    bool packed, chunked, bad_chunk, endless, endless_head, is_raw;
    long length; /* what Content-Length says; -1: the truth */
    unsigned delay;
    enum http_ending ending;
    size_t ending_after;
    struct http_rule *next;
};

struct http_script {
    struct http_rule *rules;
};

/* A request as it came in; texts are NUL-terminated. */
struct http_incoming {
    char *method, *target;
    struct http_text head; /* header lines */
    struct http_text body;
};

/* Reads a script; here is the server's URL. Prints what is wrong with it and ends the program: a test cannot go on.
 */
struct http_script http_script_read(const char *text, const char *here);

/* The rule that answers, which counts it as served; NULL: complaint says why there is none. */
struct http_rule *http_script_answer(struct http_script *script, const struct http_incoming *request,
                                     char *complaint, size_t size);

/* The value of a header line, into out; false if there is none. */
bool http_script_header(char *out, size_t size, const struct http_incoming *request, const char *name);

void http_script_free(struct http_script *script);

#endif
