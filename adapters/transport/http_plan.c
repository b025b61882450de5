#include "adapters/transport/http_plan.h"

#include "adapters/transport/http_url.h"
#include "gate/base/files.h"
#include "gate/base/memory.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

#define SECOND 1000000000LL

enum { ROLE_SIZE = 256, DEFAULT_ATTEMPTS = 5 };

static const char doing[] = "preparing to fetch over HTTP";

static int copy(char **out, const char *text, size_t length, struct error *err)
{
    *out = memory_copy_text(text, length);
    return *out ? 0 : error_set_memory(err, doing);
}

static int copy_if_given(char **out, const char *text, struct error *err)
{
    return text ? copy(out, text, strlen(text), err) : 0;
}

/* "<what> of <key>" */
static const char *role(char out[ROLE_SIZE], const struct http_plan *plan, const char *what)
{
    snprintf(out, ROLE_SIZE, "%s of %s", what, plan->key);
    return out;
}

int64_t http_plan_now(const struct http_plan *plan)
{
    const struct surroundings *world = plan->world;
    return world && world->now ? world->now(world->world) : 0;
}

/* ---- header lines ---- */

static bool is_token(const char *name)
{
    static const char allowed[] = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return name && name[0] != '\0' && name[strspn(name, allowed)] == '\0';
}

static bool is_value(const char *value)
{
    for (; *value != '\0'; value++)
        if (((unsigned char)*value < 0x20 && *value != '\t') || *value == 0x7f)
            return false;
    return true;
}

int http_plan_line(char **out, const char *name, const char *value, const char *key, struct error *err)
{
    if (!is_token(name))
        return error_set(err, ERROR_POLICY, "%s: '%s' is no name of a header", key, name ? name : "");
    if (!is_value(value))
        return error_set(err, ERROR_POLICY, "%s: the header '%s' holds a line break or another control character",
                         key, name);
    size_t size = strlen(name) + strlen(value) + 3;
    *out = memory_allocate(size);
    if (!*out)
        return error_set_memory(err, doing);
    /* An empty header is written with ';' for libcurl, which takes "Name:" for the wish to send none. */
    snprintf(*out, size, "%s%s%s", name, value[0] == '\0' ? ";" : ": ", value);
    return 0;
}

static int add_line(struct http_plan *plan, const char *name, const char *value, struct error *err)
{
    char **lines = memory_resize_array(plan->lines, plan->line_count + 1, sizeof *lines);
    if (!lines)
        return error_set_memory(err, doing);
    plan->lines = lines;
    if (http_plan_line(&lines[plan->line_count], name, value, plan->key, err) != 0)
        return -1;
    plan->line_count++;
    return 0;
}

static int read_secret(char **out, struct http_plan *plan, const struct secret_place *place, const char *what,
                       struct error *err)
{
    char text[ROLE_SIZE];
    if (secret_read(out, place, role(text, plan, what), plan->world, err) != 0)
        return -1;
    plan->has_login = true;
    return secret_remember(&plan->secrets, *out, err);
}

static int add_secret_line(struct http_plan *plan, const struct header_setting *header, struct error *err)
{
    char what[ROLE_SIZE];
    char *value = NULL;
    snprintf(what, sizeof what, "the header '%s'", header->name);
    int result = read_secret(&value, plan, &header->secret, what, err);
    if (result == 0)
        result = add_line(plan, header->name, value, err);
    memory_free(value);
    return result;
}

/* A value that stands in the policy may be a login all the same, as "Bearer ..." or by itself. */
static int add_plain_line(struct http_plan *plan, const struct header_setting *header, struct error *err)
{
    const char *last_word = strrchr(header->value, ' ');
    return add_line(plan, header->name, header->value, err) != 0 ||
                   secret_remember(&plan->secrets, header->value, err) != 0 ||
                   (last_word && secret_remember(&plan->secrets, last_word + 1, err) != 0)
               ? -1
               : 0;
}

static int add_headers(struct http_plan *plan, const struct server_settings *access, struct error *err)
{
    if ((access->tenant && add_line(plan, "X-Scope-OrgID", access->tenant, err) != 0) ||
        (access->project && add_line(plan, "projectID", access->project, err) != 0))
        return -1;
    for (size_t i = 0; i < access->header_count; i++) {
        const struct header_setting *header = &access->headers[i];
        int result = header->value ? add_plain_line(plan, header, err) : add_secret_line(plan, header, err);
        if (result != 0)
            return -1;
    }
    return 0;
}

/* ---- logins ---- */

static int add_token(struct http_plan *plan, const struct server_settings *access, struct error *err)
{
    char *token = NULL, *value = NULL;
    int result = -1;
    if (!secret_is_given(&access->token))
        return 0;
    if (access->user)
        return error_set(err, ERROR_POLICY, "%s has a token and a user; keep the one that the server asks for",
                         plan->key);
    if (read_secret(&token, plan, &access->token, "the token", err) != 0)
        goto done;
    size_t size = strlen(token) + sizeof "Bearer ";
    value = memory_allocate(size);
    if (!value) {
        error_set_memory(err, doing);
        goto done;
    }
    snprintf(value, size, "Bearer %s", token);
    result = add_line(plan, "Authorization", value, err);
done:
    memory_free(token);
    memory_free(value);
    return result;
}

/* What a basic login looks like on the wire is as secret as the password. */
static int remember_basic(struct http_plan *plan, struct error *err)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct byte_buffer plain, encoded;
    byte_buffer_init(&plain, SIZE_MAX);
    byte_buffer_init(&encoded, SIZE_MAX);
    byte_buffer_append(&plain, plan->user, strlen(plan->user));
    byte_buffer_append(&plain, ":", 1);
    byte_buffer_append(&plain, plan->password, strlen(plan->password));
    for (size_t i = 0; !plain.failed && i < plain.size; i += 3) {
        size_t left = plain.size - i;
        uint32_t group = (uint32_t)plain.data[i] << 16 | (left > 1 ? (uint32_t)plain.data[i + 1] << 8 : 0) |
                         (left > 2 ? plain.data[i + 2] : 0);
        char quad[4] = {digits[group >> 18], digits[group >> 12 & 63], left > 1 ? digits[group >> 6 & 63] : '=',
                        left > 2 ? digits[group & 63] : '='};
        byte_buffer_append(&encoded, quad, sizeof quad);
    }
    byte_buffer_append(&encoded, "", 1);
    int result = plain.failed || encoded.failed ? error_set_memory(err, doing)
                                                : secret_remember(&plan->secrets, (char *)encoded.data, err);
    byte_buffer_free(&plain);
    byte_buffer_free(&encoded);
    return result;
}

static int add_basic(struct http_plan *plan, const struct server_settings *access, struct error *err)
{
    if (!access->user && secret_is_given(&access->password))
        return error_set(err, ERROR_POLICY, "%s has a password but no user", plan->key);
    if (!access->user)
        return 0;
    if (strchr(access->user, ':') || !is_value(access->user))
        return error_set(
            err, ERROR_POLICY,
            "the user of %s holds a ':' or a control character; write the user alone, the password comes "
            "from a file or an environment variable",
            plan->key);
    if (copy_if_given(&plan->user, access->user, err) != 0 ||
        read_secret(&plan->password, plan, &access->password, "the password", err) != 0)
        return -1;
    return remember_basic(plan, err);
}

/* ---- certificates ---- */

static int add_file(char **out, const struct http_plan *plan, const char *path, const char *what, struct error *err)
{
    char text[ROLE_SIZE];
    if (!path)
        return 0;
    if (files_kind(path, err) != FILES_FILE) {
        if (err && err->kind == ERROR_NONE)
            error_set(err, ERROR_INPUT, "'%s' is no file", path);
        return error_prefix(err, "cannot use %s", role(text, plan, what));
    }
    return copy_if_given(out, path, err);
}

static int add_certificates(struct http_plan *plan, const struct server_settings *access, struct error *err)
{
    if (access->key && !access->certificate)
        return error_set(err, ERROR_POLICY, "%s has the key of a client certificate, but not the certificate",
                         plan->key);
    plan->has_login = plan->has_login || access->certificate;
    return add_file(&plan->ca_file, plan, access->ca, "the CA file", err) != 0 ||
                   add_file(&plan->client_certificate, plan, access->certificate, "the client certificate", err) !=
                       0 ||
                   add_file(&plan->client_key, plan, access->key, "the client key", err) != 0
               ? -1
               : 0;
}

/* ---- proxies ---- */

/* The first of the names that is set; "" counts as not set. */
static const char *from_environment(const struct http_plan *plan, const char *const names[])
{
    const struct surroundings *world = plan->world;
    for (; world && world->environment && *names; names++) {
        const char *value = world->environment(world->world, *names);
        if (value && value[0] != '\0')
            return value;
    }
    return NULL;
}

static int add_proxies(struct http_plan *plan, struct error *err)
{
    /* Not HTTP_PROXY: where a web server runs us, a caller sets that one by a header "Proxy". */
    static const char *const for_http[] = {"http_proxy", "all_proxy", "ALL_PROXY", NULL};
    static const char *const for_https[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL};
    static const char *const for_none[] = {"no_proxy", "NO_PROXY", NULL};
    return copy_if_given(&plan->http_proxy, from_environment(plan, for_http), err) != 0 ||
                   copy_if_given(&plan->https_proxy, from_environment(plan, for_https), err) != 0 ||
                   copy_if_given(&plan->not_proxied, from_environment(plan, for_none), err) != 0
               ? -1
               : 0;
}

/* ---- all of it ---- */

static int64_t or_default(int64_t given, int64_t otherwise)
{
    return given > 0 ? given : otherwise;
}

static int fill(struct http_plan *plan, const struct http_settings *settings, struct error *err)
{
    const struct server_settings *access = settings->access;
    const char *key = settings->key ? settings->key : "the server";
    const char *server = settings->server ? settings->server : "profile";
    if (http_url_check(access->url, key, err) != 0)
        return -1;
    size_t length = strlen(access->url);
    while (access->url[length - 1] == '/')
        length--;
    if (copy(&plan->url, access->url, length, err) != 0 || copy(&plan->key, key, strlen(key), err) != 0 ||
        copy(&plan->server, server, strlen(server), err) != 0)
        return -1;
    return add_headers(plan, access, err) != 0 || add_token(plan, access, err) != 0 ||
                   add_basic(plan, access, err) != 0 || add_certificates(plan, access, err) != 0 ||
                   add_proxies(plan, err) != 0
               ? -1
               : 0;
}

int http_plan_make(struct http_plan *out, const struct http_settings *settings, const struct surroundings *world,
                   struct error *err)
{
    struct http_plan plan = {
        .world = world,
        .connect_timeout = or_default(settings->connect_timeout, 10 * SECOND),
        .stall_timeout = or_default(settings->stall_timeout, 60 * SECOND),
        .timeout = or_default(settings->access->timeout, 0),
        .deadline = or_default(settings->access->deadline, 300 * SECOND),
        .attempts = settings->attempts > 0 ? settings->attempts : DEFAULT_ATTEMPTS,
        .private_only = settings->private_only,
    };
    plan.deadline_end = http_plan_now(&plan) + plan.deadline;
    if (fill(&plan, settings, err) != 0) {
        http_plan_clear(&plan);
        return -1;
    }
    *out = plan;
    return 0;
}

void http_plan_clear(struct http_plan *plan)
{
    char *texts[] = {plan->url,
                     plan->server,
                     plan->key,
                     plan->user,
                     plan->password,
                     plan->ca_file,
                     plan->client_certificate,
                     plan->client_key,
                     plan->http_proxy,
                     plan->https_proxy,
                     plan->not_proxied};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        memory_free(texts[i]);
    for (size_t i = 0; i < plan->line_count; i++)
        memory_free(plan->lines[i]);
    memory_free(plan->lines);
    secret_list_clear(&plan->secrets);
    *plan = (struct http_plan){0};
}

struct http_failure_subject http_plan_subject(const struct http_plan *plan, const struct http_request *request)
{
    return (struct http_failure_subject){
        .what = request->what,
        .place = plan->url,
        .server = plan->server,
        .key = plan->key,
        .has_login = plan->has_login,
        .secrets = &plan->secrets,
    };
}
