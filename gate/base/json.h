#ifndef FLAMEGATE_GATE_BASE_JSON_H
#define FLAMEGATE_GATE_BASE_JSON_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * A small JSON document as a tree, for files of ours and for meta.json (large inputs are streamed by their own
 * decoders). Every value knows its place, so that a reader can say line and column.
 */

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_TEXT, JSON_ARRAY, JSON_OBJECT };

struct json_value {
    enum json_kind kind;
    uint64_t line;   /* from 1 */
    uint64_t column; /* from 1, bytes */
    int boolean;
    double number;            /* JSON_NUMBER */
    struct bytes text;        /* JSON_TEXT: decoded; JSON_NUMBER: its digits as written */
    struct bytes key;         /* in an object: the member's key */
    struct json_value *first; /* ARRAY, OBJECT: the first member */
    struct json_value *next;  /* the next member of the same container */
    size_t count;             /* members */
};

struct json_document;

/* The document in text, refused with line and column if it is not one JSON value, deeper than 64, or has a
 * duplicate key. The caller's to free with json_free, the values with it. */
int json_parse(struct json_document **out, struct bytes text, const char *file, struct error *err);

const struct json_value *json_root(const struct json_document *document);

/* The member of an object, or NULL. */
const struct json_value *json_member(const struct json_value *object, const char *key);

void json_free(struct json_document *document);

#endif
