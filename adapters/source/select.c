#include "adapters/source/select.h"

#include "adapters/query_template.h"
#include "gate/base/bytes.h"
#include "gate/base/memory.h"

#include <stdbool.h>
#include <string.h>

#include "gate/base/banned.h"

enum { MATCHERS_SIZE_MAX = 1 << 16 };

static const char blanks[] = " \t\r\n";

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "selecting profiles");
}

/* The length of the matcher at text: up to a comma or brace that stands in no string. */
static size_t matcher_length(const char *text)
{
    char quote = '\0';
    size_t at = 0;
    for (; text[at] != '\0'; at++) {
        if (quote != '\0') {
            if (text[at] == '\\' && quote != '`' && text[at + 1] != '\0') {
                at++;
            } else if (text[at] == quote) {
                quote = '\0';
            }
        } else if (strchr("\"'`", text[at]) != NULL) {
            quote = text[at];
        } else if (strchr(",}", text[at]) != NULL) {
            break;
        }
    }
    return at;
}

static void separate(struct byte_buffer *out)
{
    byte_buffer_append(out, ",", out->size > 1 ? 1 : 0);
}

/* One matcher of the policy, unless it is of the version and all of them are wanted. */
static int add_matcher(struct byte_buffer *out, const char *text, size_t length,
                       const struct select_question *question, struct error *err)
{
    const struct query_values values = {.service = question->service, .version = question->version};
    while (length > 0 && strchr(blanks, text[length - 1]) != NULL) {
        length--;
    }
    if (length == 0) {
        return 0;
    }
    char *matcher = memory_copy_text(text, length);
    char *expanded = NULL;
    if (matcher == NULL) {
        return refuse_memory(err);
    }
    int status = 0;
    if (question->version != NULL || !query_template_uses(matcher, "version")) {
        status = query_template_expand(&expanded, matcher, &values, "store.select", err);
    }
    if (expanded != NULL) {
        separate(out);
        byte_buffer_append(out, expanded, strlen(expanded));
    }
    memory_free(expanded);
    memory_free(matcher);
    return status;
}

static bool is_plain_name(const char *label)
{
    for (const char *at = label; *at != '\0'; at++) {
        bool letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '_';
        if (!letter && (at == label || *at < '0' || *at > '9')) {
            return false;
        }
    }
    return label[0] != '\0';
}

static void add_quoted(struct byte_buffer *out, const char *text)
{
    byte_buffer_append(out, "\"", 1);
    for (const char *at = text; *at != '\0'; at++) {
        byte_buffer_append(out, "\\", *at == '"' || *at == '\\' || *at == '\n' ? 1 : 0);
        byte_buffer_append(out, *at == '\n' ? "n" : at, 1);
    }
    byte_buffer_append(out, "\"", 1);
}

/* A label that is no plain name, such as service.version, stands in quotes. */
static void add_label(struct byte_buffer *out, const char *label)
{
    separate(out);
    if (is_plain_name(label)) {
        byte_buffer_append(out, label, strlen(label));
    } else {
        add_quoted(out, label);
    }
}

static void add_equal(struct byte_buffer *out, const char *label, const char *value)
{
    add_label(out, label);
    byte_buffer_append(out, "=", 1);
    add_quoted(out, value);
}

static int add_matchers(struct byte_buffer *out, const char *select, const struct select_question *question,
                        struct error *err)
{
    const char *at = select + strspn(select, blanks);
    if (*at != '{') {
        return error_set(err, ERROR_POLICY, "store.select must be matchers in braces, not '%s'", select);
    }
    do {
        at += 1 + strspn(at + 1, blanks);
        size_t length = matcher_length(at);
        if (add_matcher(out, at, length, question, err) != 0) {
            return -1;
        }
        at += length;
    } while (*at == ',');
    if (*at != '}' || at[1 + strspn(at + 1, blanks)] != '\0') {
        return error_set(err, ERROR_POLICY, "store.select must end with its brace, unlike '%s'", select);
    }
    return 0;
}

int select_matchers(char **out, const struct store_settings *store, const struct select_question *question,
                    struct error *err)
{
    struct byte_buffer text;
    byte_buffer_init(&text, MATCHERS_SIZE_MAX);
    byte_buffer_append(&text, "{", 1);
    if (add_matchers(&text, store->select, question, err) != 0) {
        byte_buffer_free(&text);
        return -1;
    }
    if (question->label != NULL) {
        add_equal(&text, question->label, question->value);
    }
    byte_buffer_append(&text, "}", sizeof "}");
    if (text.failed) {
        byte_buffer_free(&text);
        return refuse_memory(err);
    }
    *out = (char *)text.data;
    return 0;
}

int select_narrow(char **out, const char *matchers, const char *label, const char *value, struct error *err)
{
    struct byte_buffer text;
    size_t length = strlen(matchers);
    byte_buffer_init(&text, MATCHERS_SIZE_MAX);
    byte_buffer_append(&text, matchers, length > 0 ? length - 1 : 0);
    add_equal(&text, label, value);
    byte_buffer_append(&text, "}", sizeof "}");
    if (text.failed) {
        byte_buffer_free(&text);
        return refuse_memory(err);
    }
    *out = (char *)text.data;
    return 0;
}

/* The pattern that fits these values and no other text. */
static void write_pattern(struct byte_buffer *out, const char *const *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        byte_buffer_append(out, "|", i > 0 ? 1 : 0);
        for (const char *at = values[i]; *at != '\0'; at++) {
            byte_buffer_append(out, "\\", strchr("\\.+*?()|[]{}^$", *at) != NULL ? 1 : 0);
            byte_buffer_append(out, at, 1);
        }
    }
    byte_buffer_append(out, "", 1);
}

int select_narrow_any(char **out, const char *matchers, const char *label, const char *const *values, size_t count,
                      struct error *err)
{
    struct byte_buffer text, pattern;
    size_t length = strlen(matchers);
    byte_buffer_init(&text, MATCHERS_SIZE_MAX);
    byte_buffer_init(&pattern, MATCHERS_SIZE_MAX);
    write_pattern(&pattern, values, count);
    byte_buffer_append(&text, matchers, length > 0 ? length - 1 : 0);
    add_label(&text, label);
    byte_buffer_append(&text, "=~", 2);
    add_quoted(&text, pattern.failed ? "" : (const char *)pattern.data);
    byte_buffer_append(&text, "}", sizeof "}");
    bool failed = text.failed || pattern.failed;
    byte_buffer_free(&pattern);
    if (failed) {
        byte_buffer_free(&text);
        return refuse_memory(err);
    }
    *out = (char *)text.data;
    return 0;
}
