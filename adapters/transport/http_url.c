#include "adapters/transport/http_url.h"

#include "gate/base/numbers.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

static bool is_alphanumeric(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 'a' - 'A') : byte;
}

static bool starts_with_scheme(struct bytes text, const char *scheme)
{
    size_t length = strlen(scheme);
    if (text.size < length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (lower(text.data[i]) != (uint8_t)scheme[i])
            return false;
    return true;
}

static struct bytes skip(struct bytes text, size_t count)
{
    return (struct bytes){text.data + count, text.size - count};
}

static size_t find(struct bytes text, const char *bytes)
{
    size_t i = 0;
    while (i < text.size && (text.data[i] == '\0' || !strchr(bytes, text.data[i])))
        i++;
    return i;
}

/* host[:port] in front of a path. */
static struct bytes authority_of(struct bytes text)
{
    return (struct bytes){text.data, find(text, "/?#\\")};
}

/* How many bytes of the authority are its host; 0: none that we accept. */
static size_t host_size(struct bytes authority)
{
    size_t i = 0;
    if (authority.size > 0 && authority.data[0] == '[') {
        size_t end = find(authority, "]");
        for (i = 1; i < end; i++)
            if (!is_alphanumeric(authority.data[i]) && authority.data[i] != ':' && authority.data[i] != '.')
                return 0;
        return end < authority.size && end > 1 ? end + 1 : 0;
    }
    while (i < authority.size && (is_alphanumeric(authority.data[i]) || strchr(".-_", authority.data[i])))
        i++;
    return i;
}

static bool read_port(struct bytes text, unsigned *port)
{
    uint64_t number = 0;
    if (text.size == 0)
        return true;
    if (text.data[0] != ':' || !numbers_parse_unsigned(skip(text, 1), &number) || number == 0 || number > 65535)
        return false;
    *port = (unsigned)number;
    return true;
}

static bool is_plain(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] <= 0x20 || text.data[i] == 0x7f || text.data[i] == '\\')
            return false;
    return true;
}

bool http_url_read(struct http_url *out, struct bytes text)
{
    struct http_url url = {.secure = starts_with_scheme(text, "https://")};
    if ((!url.secure && !starts_with_scheme(text, "http://")) || !is_plain(text))
        return false;
    url.port = url.secure ? 443 : 80;
    text = skip(text, url.secure ? 8 : 7);
    struct bytes authority = authority_of(text);
    url.host = (struct bytes){authority.data, host_size(authority)};
    url.rest = skip(text, authority.size);
    if (url.host.size == 0 || !read_port(skip(authority, url.host.size), &url.port))
        return false;
    *out = url;
    return true;
}

/* Behind "scheme://"; the whole text if there is none. */
static struct bytes after_scheme(struct bytes text)
{
    size_t colon = find(text, ":/?#");
    bool has_scheme = text.size - colon >= 3 && memcmp(text.data + colon, "://", 3) == 0;
    return has_scheme ? skip(text, colon + 3) : text;
}

bool http_url_has_user(struct bytes text)
{
    struct bytes authority = authority_of(after_scheme(text));
    return find(authority, "@") < authority.size;
}

int http_url_check(const char *text, const char *key, struct error *err)
{
    struct http_url url;
    if (!text || text[0] == '\0')
        return error_set(err, ERROR_POLICY, "%s has no URL; write it as 'https://host:port'", key);
    /* Before all others: their sentences show the text. */
    if (strchr(text, '@'))
        return error_set(
            err, ERROR_POLICY,
            "the URL of %s holds a user or a password; write the user as 'user:', and keep the password "
            "in a file or an environment variable",
            key);
    if (!http_url_read(&url, bytes_of_text(text)))
        return error_set(err, ERROR_POLICY, "cannot use the URL '%s' of %s; write it as 'https://host:port/path'",
                         text, key);
    if (find(url.rest, "?#") < url.rest.size)
        return error_set(err, ERROR_POLICY,
                         "the URL of %s has a part behind '?' or '#'; leave it out: the queries are ours", key);
    return 0;
}

static bool same_host(const struct http_url *a, const struct http_url *b)
{
    if (a->host.size != b->host.size)
        return false;
    for (size_t i = 0; i < a->host.size; i++)
        if (lower(a->host.data[i]) != lower(b->host.data[i]))
            return false;
    return true;
}

bool http_url_may_lead(const struct http_url *from, const struct http_url *to)
{
    bool same_server = from->secure == to->secure && from->port == to->port;
    bool made_secure = !from->secure && to->secure;
    return same_host(from, to) && (same_server || made_secure);
}

void http_url_encode(struct byte_buffer *out, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (; *text != '\0'; text++) {
        uint8_t byte = (uint8_t)*text;
        if (is_alphanumeric(byte) || strchr("-._~", byte))
            byte_buffer_append(out, &byte, 1);
        else
            byte_buffer_append(out, (char[]){'%', digits[byte >> 4], digits[byte & 15]}, 3);
    }
}

char *http_url_authority(char *out, size_t size, struct bytes text)
{
    struct http_url url;
    if (http_url_has_user(text)) {
        struct bytes authority = authority_of(after_scheme(text));
        size_t at = authority.size;
        while (authority.data[at - 1] != '@')
            at--;
        struct bytes host = skip(authority, at);
        snprintf(out, size, "%.*s", (int)(host_size(host) < 255 ? host_size(host) : 255), (const char *)host.data);
        return out;
    }
    if (!http_url_read(&url, text)) {
        size_t colon = find(text, ":/?#@");
        bool has_scheme = colon < text.size && text.data[colon] == ':';
        snprintf(out, size, "%.*s", has_scheme && colon < 32 ? (int)colon + 1 : 0, (const char *)text.data);
        return out;
    }
    int host = (int)(url.host.size < 255 ? url.host.size : 255);
    if (url.port == (url.secure ? 443 : 80))
        snprintf(out, size, "%.*s", host, (const char *)url.host.data);
    else
        snprintf(out, size, "%.*s:%u", host, (const char *)url.host.data, url.port);
    return out;
}
