#include "adapters/transport/http_answer.h"

#include "adapters/transport/connect.h"
#include "gate/base/gzip.h"
#include "gate/base/json.h"
#include "gate/base/text.h"

#include <string.h>

#include "gate/base/banned.h"

void http_answer_init(struct http_answer *out, size_t ceiling)
{
    *out = (struct http_answer){0};
    byte_buffer_init(&out->head, HTTP_ANSWER_HEAD_CEILING);
    byte_buffer_init(&out->body, ceiling);
}

void http_answer_clear(struct http_answer *answer)
{
    byte_buffer_free(&answer->head);
    byte_buffer_free(&answer->body);
    *answer = (struct http_answer){0};
}

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 'a' - 'A') : byte;
}

static bool same_word(struct bytes text, const char *word)
{
    if (text.size != strlen(word))
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (lower(text.data[i]) != lower((uint8_t)word[i]))
            return false;
    return true;
}

static struct bytes trimmed(struct bytes text)
{
    while (text.size > 0 && strchr(" \t\r\n", text.data[text.size - 1]))
        text.size--;
    while (text.size > 0 && strchr(" \t\r\n", text.data[0])) {
        text.data++;
        text.size--;
    }
    return text;
}

static size_t find(struct bytes text, uint8_t byte)
{
    const uint8_t *found = text.size > 0 ? memchr(text.data, byte, text.size) : NULL;
    return found ? (size_t)(found - text.data) : text.size;
}

static struct bytes first(struct bytes text, size_t size)
{
    return (struct bytes){text.data, size};
}

static struct bytes behind(struct bytes text, size_t size)
{
    return size < text.size ? (struct bytes){text.data + size, text.size - size} : (struct bytes){0};
}

bool http_answer_header(struct bytes *value, const struct http_answer *answer, const char *name)
{
    struct bytes left = byte_buffer_view(&answer->head);
    *value = (struct bytes){0};
    while (left.size > 0) {
        struct bytes line = first(left, find(left, '\n'));
        size_t colon = find(line, ':');
        if (colon < line.size && same_word(first(line, colon), name)) {
            *value = trimmed(behind(line, colon + 1));
            return true;
        }
        left = behind(left, line.size + 1);
    }
    return false;
}

bool http_answer_is_type(const struct http_answer *answer, const char *type)
{
    struct bytes value;
    return http_answer_header(&value, answer, "Content-Type") &&
           same_word(trimmed(first(value, find(value, ';'))), type);
}

int http_answer_unpack(struct http_answer *answer, size_t ceiling, struct error *err)
{
    struct bytes encoding;
    bool has_encoding = http_answer_header(&encoding, answer, "Content-Encoding");
    if (!has_encoding || encoding.size == 0 || same_word(encoding, "identity") || answer->body.size == 0)
        return 0;
    char shown[40];
    if (!same_word(encoding, "gzip") && !same_word(encoding, "x-gzip"))
        return error_set(err, ERROR_INPUT, "the answer is packed as '%s', though only gzip was asked for",
                         text_harmless(shown, sizeof shown, encoding));
    struct byte_buffer unpacked;
    byte_buffer_init(&unpacked, ceiling);
    if (gzip_unpack(&unpacked, byte_buffer_view(&answer->body), err) != 0) {
        byte_buffer_free(&unpacked);
        return err && err->kind == ERROR_MEMORY ? -1 : error_prefix(err, "cannot unpack the answer");
    }
    byte_buffer_free(&answer->body);
    answer->body = unpacked;
    return 0;
}

/* ---- what a refusal says ---- */

/* Copies text without its ends' blanks, as one line. */
static void put(char *out, size_t size, struct bytes text)
{
    text = trimmed(text);
    size_t length = text.size < size - 1 ? text.size : size - 1;
    for (size_t i = 0; i < length; i++)
        out[i] = text.data[i] < 0x20 ? ' ' : (char)text.data[i];
    out[length] = '\0';
}

/* {"error": "..."}: Prometheus, and many others. */
static void put_json_error(char *out, size_t size, struct bytes body)
{
    struct json_document *document = NULL;
    if (json_parse(&document, body, "", NULL) != 0)
        return;
    const struct json_value *error = json_member(json_root(document), "error");
    if (error && error->kind == JSON_TEXT)
        put(out, size, error->text);
    json_free(document);
}

static size_t find_tag(struct bytes page, const char *tag)
{
    size_t length = strlen(tag);
    for (size_t i = 0; i + length <= page.size; i++)
        if (same_word((struct bytes){page.data + i, length}, tag))
            return i;
    return page.size;
}

static bool looks_like_page(const struct http_answer *answer, struct bytes body)
{
    return http_answer_is_type(answer, "text/html") || (body.size > 0 && body.data[0] == '<');
}

static void put_title(char *out, size_t size, struct bytes page)
{
    struct bytes rest = behind(page, find_tag(page, "<title"));
    struct bytes title = behind(rest, find(rest, '>') + 1);
    title = first(title, find(title, '<'));
    put(out, size, title);
}

static bool is_text(struct bytes body)
{
    return find(body, '\0') == body.size;
}

char *http_answer_reason(char *out, size_t size, const struct http_answer *answer)
{
    enum { LOOKED_AT = 64 << 10 };
    struct bytes body = trimmed(byte_buffer_view(&answer->body));
    struct bytes beginning = first(body, body.size < LOOKED_AT ? body.size : LOOKED_AT);
    struct connect_error refusal;
    out[0] = '\0';
    if (connect_error_read(&refusal, body))
        put(out, size, bytes_of_text(refusal.message));
    else if (beginning.size > 0 && beginning.data[0] == '{')
        put_json_error(out, size, beginning);
    else if (looks_like_page(answer, beginning))
        put_title(out, size, beginning);
    else if (is_text(beginning))
        put(out, size, first(beginning, find(beginning, '\n')));
    return out;
}
