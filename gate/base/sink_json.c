#include "gate/base/sink_json.h"

#include "gate/base/numbers.h"
#include "gate/base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "gate/base/banned.h"

struct sink_json sink_json_begin(struct sink *sink)
{
    return (struct sink_json){.sink = sink};
}

static void fail(struct sink_json *json, const char *sentence)
{
    if (!json->sink->failed) {
        json->sink->failed = true;
        error_set(&json->sink->error, ERROR_INTERNAL, "%s", sentence);
    }
}

static void new_line(struct sink_json *json)
{
    sink_text(json->sink, "\n");
    sink_repeat(json->sink, ' ', (size_t)json->depth);
}

/* What separates a member from the one before it. */
static void begin_member(struct sink_json *json, bool on_new_line)
{
    if (json->depth == 0) {
        return;
    }
    int container = json->depth - 1;
    if (json->filled[container]) {
        sink_text(json->sink, on_new_line ? "," : ", ");
    }
    if (on_new_line) {
        json->broken[container] = true;
        new_line(json);
    }
    json->filled[container] = true;
}

static void begin_value(struct sink_json *json, bool is_container)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    bool stays_broken = json->depth > 0 && json->broken[json->depth - 1];
    begin_member(json, is_container || stays_broken);
}

static void open_container(struct sink_json *json, const char *bracket)
{
    if (json->depth == SINK_JSON_DEPTH_MAX) {
        fail(json, "the JSON to be written is nested too deep");
        return;
    }
    begin_value(json, true);
    sink_text(json->sink, bracket);
    json->filled[json->depth] = false;
    json->broken[json->depth] = false;
    json->depth++;
}

static void close_container(struct sink_json *json, const char *bracket)
{
    if (json->depth == 0 || json->after_key) {
        fail(json, "the JSON to be written is closed where nothing can be closed");
        return;
    }
    json->depth--;
    if (json->broken[json->depth]) {
        new_line(json);
    }
    sink_text(json->sink, bracket);
}

void sink_json_object_open(struct sink_json *json)
{
    open_container(json, "{");
}

void sink_json_object_close(struct sink_json *json)
{
    close_container(json, "}");
}

void sink_json_array_open(struct sink_json *json)
{
    open_container(json, "[");
}

void sink_json_array_close(struct sink_json *json)
{
    close_container(json, "]");
}

/* The letter behind the backslash, or 0 if the character has none. */
static char short_escape(uint32_t character)
{
    switch (character) {
    case '"':
        return '"';
    case '\\':
        return '\\';
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

static void write_character(struct sink *sink, uint32_t character)
{
    char letter = short_escape(character);
    if (letter != 0) {
        char escape[2] = {'\\', letter};
        sink_bytes(sink, escape, sizeof(escape));
        return;
    }
    if (character < 0x20 || character == 0x7f) {
        sink_format(sink, "\\u%04x", (unsigned)character);
        return;
    }
    char encoded[4];
    sink_bytes(sink, encoded, text_encode_character(character, encoded));
}

static bool is_plain(uint8_t byte)
{
    return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

static void write_text(struct sink *sink, struct bytes text)
{
    sink_text(sink, "\"");
    for (size_t i = 0; i < text.size;) {
        size_t plain = i;
        while (plain < text.size && is_plain(text.data[plain])) {
            plain++;
        }
        sink_bytes(sink, text.data + i, plain - i);
        i = plain;
        if (i < text.size) {
            write_character(sink, text_next_character(text, &i));
        }
    }
    sink_text(sink, "\"");
}

void sink_json_key(struct sink_json *json, const char *key)
{
    if (json->depth == 0 || json->after_key) {
        fail(json, "the JSON to be written has a key where none can be");
        return;
    }
    begin_member(json, true);
    write_text(json->sink, bytes_of_text(key));
    sink_text(json->sink, ": ");
    json->after_key = true;
}

void sink_json_bytes(struct sink_json *json, struct bytes value)
{
    begin_value(json, false);
    write_text(json->sink, value);
}

void sink_json_text(struct sink_json *json, const char *value)
{
    if (value == NULL) {
        sink_json_null(json);
        return;
    }
    sink_json_bytes(json, bytes_of_text(value));
}

void sink_json_integer(struct sink_json *json, int64_t value)
{
    begin_value(json, false);
    sink_format(json->sink, "%" PRId64, value);
}

void sink_json_number(struct sink_json *json, double value, int digits)
{
    if (!isfinite(value)) {
        sink_json_null(json);
        return;
    }
    begin_value(json, false);
    char text[NUMBER_TEXT_SIZE];
    sink_text(json->sink, numbers_format_significant(text, value, digits));
}

void sink_json_bool(struct sink_json *json, bool value)
{
    begin_value(json, false);
    sink_text(json->sink, value ? "true" : "false");
}

void sink_json_null(struct sink_json *json)
{
    begin_value(json, false);
    sink_text(json->sink, "null");
}

void sink_json_end(struct sink_json *json)
{
    if (json->depth != 0) {
        fail(json, "the JSON to be written ends before it is closed");
        return;
    }
    sink_text(json->sink, "\n");
}
