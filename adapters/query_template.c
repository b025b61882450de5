#include "adapters/query_template.h"

#include "gate/base/bytes.h"
#include "gate/base/memory.h"
#include "gate/base/text.h"

#include <stdint.h>
#include <string.h>

#include "gate/base/banned.h"

enum { QUERY_SIZE_MAX = 1 << 20 };

struct expansion {
    const char *query;
    const struct query_values *values;
    const char *key;
    struct byte_buffer out;
    size_t at;
    char quote;      /* of the string that we are in; '\0': outside */
    bool is_pattern; /* that string is a regular expression */
};

static bool is_name_start(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character == '_';
}

static size_t name_length(const char *text)
{
    size_t length = 0;
    while (is_name_start(text[length]) || (length > 0 && text[length] >= '0' && text[length] <= '9')) {
        length++;
    }
    return length;
}

static bool is_name(const char *text, size_t length, const char *name)
{
    return strlen(name) == length && memcmp(text, name, length) == 0;
}

bool query_template_uses(const char *query, const char *name)
{
    for (const char *at = strchr(query, '$'); at != NULL; at = strchr(at + 1, '$')) {
        if (is_name(at + 1, name_length(at + 1), name)) {
            return true;
        }
    }
    return false;
}

/* ---- one value ---- */

static int check_value(const struct expansion *run, const char *name, const char *value, struct error *err)
{
    struct bytes text = bytes_of_text(value);
    if (text.size == 0) {
        return error_set(err, ERROR_USAGE, "%s needs a %s, and none is given", run->key, name);
    }
    for (size_t at = 0; at < text.size;) {
        uint8_t byte = text.data[at];
        uint32_t character = text_next_character(text, &at);
        if (byte < 0x20 || byte == 0x7f || (character == 0xfffd && byte != 0xef)) {
            return error_set(err, ERROR_USAGE,
                             "the %s '%s' cannot stand in a query: it has control characters or broken UTF-8", name,
                             value);
        }
    }
    if (run->quote == '`' && strchr(value, '`') != NULL) {
        return error_set(err, ERROR_USAGE,
                         "the %s '%s' cannot stand within the backticks of %s: put it in double quotes there", name,
                         value, run->key);
    }
    return 0;
}

static void append_escaped(struct expansion *run, char character)
{
    bool special = run->quote != '`' && (character == '\\' || character == run->quote);
    byte_buffer_append(&run->out, "\\", special ? 1 : 0);
    byte_buffer_append(&run->out, &character, 1);
}

static void append_value(struct expansion *run, const char *value)
{
    for (const char *at = value; *at != '\0'; at++) {
        if (run->is_pattern && strchr("\\.+*?()|[]{}^$", *at) != NULL) {
            append_escaped(run, '\\');
        }
        append_escaped(run, *at);
    }
}

static int put_quoted(struct expansion *run, const char *name, const char *value, struct error *err)
{
    if (value == NULL) {
        return error_set(err, ERROR_POLICY, "%s has '$%s', which has no meaning there", run->key, name);
    }
    if (run->quote == '\0') {
        return error_set(err, ERROR_POLICY, "%s has '$%s' outside of quotes: write \"$%s\"", run->key, name, name);
    }
    if (check_value(run, name, value, err) != 0) {
        return -1;
    }
    append_value(run, value);
    return 0;
}

static int put_window(struct expansion *run, struct error *err)
{
    if (run->values->window == NULL || run->quote != '\0') {
        return error_set(err, ERROR_POLICY,
                         "%s has '$window' where it has no meaning: it is a length of time, as in "
                         "increase(http_requests_total[$window])",
                         run->key);
    }
    byte_buffer_append(&run->out, run->values->window, strlen(run->values->window));
    return 0;
}

static int substitute(struct expansion *run, struct error *err)
{
    const char *name = run->query + run->at + 1;
    size_t length = name_length(name);
    run->at += 1 + length;
    if (is_name(name, length, "service")) {
        return put_quoted(run, "service", run->values->service, err);
    }
    if (is_name(name, length, "version")) {
        return put_quoted(run, "version", run->values->version, err);
    }
    if (is_name(name, length, "window")) {
        return put_window(run, err);
    }
    if (length == 0) {
        byte_buffer_append(&run->out, "$", 1);
        return 0;
    }
    return error_set(err, ERROR_POLICY, "%s has '$%.*s', which is not known; known: $service, $version, $window",
                     run->key, (int)length, name);
}

/* ---- the text ---- */

static void open_quote(struct expansion *run, char quote)
{
    size_t at = run->at;
    while (at > 0 && strchr(" \t\r\n", run->query[at - 1]) != NULL) {
        at--;
    }
    run->is_pattern = at > 0 && run->query[at - 1] == '~';
    run->quote = quote;
}

/* Handles the quotes, escapes and comments that begin here; returns how many bytes are taken over as they are. */
static size_t step(struct expansion *run)
{
    const char *text = run->query + run->at;
    if (run->quote != '\0') {
        if (*text == '\\' && run->quote != '`' && text[1] != '\0') {
            return 2;
        }
        run->quote = *text == run->quote ? '\0' : run->quote;
        return 1;
    }
    if (*text == '#') {
        return strcspn(text, "\n");
    }
    if (*text == '"' || *text == '\'' || *text == '`') {
        open_quote(run, *text);
    }
    return 1;
}

static int expand(struct expansion *run, struct error *err)
{
    while (run->query[run->at] != '\0') {
        if (run->query[run->at] == '$') {
            if (substitute(run, err) != 0) {
                return -1;
            }
            continue;
        }
        size_t size = step(run);
        byte_buffer_append(&run->out, run->query + run->at, size);
        run->at += size;
    }
    if (run->quote != '\0') {
        return error_set(err, ERROR_POLICY, "%s has a quote %c that is not closed", run->key, run->quote);
    }
    byte_buffer_append(&run->out, "", 1);
    return run->out.failed ? error_set_memory(err, "writing a query") : 0;
}

int query_template_expand(char **out, const char *query, const struct query_values *values, const char *key,
                          struct error *err)
{
    struct expansion run = {.query = query, .values = values, .key = key};
    byte_buffer_init(&run.out, QUERY_SIZE_MAX);
    if (expand(&run, err) != 0) {
        byte_buffer_free(&run.out);
        return -1;
    }
    *out = (char *)run.out.data;
    return 0;
}
