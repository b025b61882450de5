#include "rules/server_yaml.h"

#include "gate/base/duration.h"

#include <string.h>

#include "gate/base/banned.h"

/* ---- time ---- */

bool server_yaml_duration(struct yaml_reader *reader, int64_t *out, const struct yaml_tree_pair *pair)
{
    if (!yaml_reader_is(reader, pair, YAML_TREE_TEXT, "a time such as 30m")) {
        return false;
    }
    if (!duration_parse(bytes_of_text(pair->value->text), out)) {
        complaints_add(reader->complaints, pair->value->place,
                       "'%s' must be a time above 0 with its unit (ms, s, m, h, d), such as 30m, not '%s'",
                       pair->key->text, pair->value->text);
        return false;
    }
    return true;
}

/* ---- secrets ---- */

static void read_secret_file(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct secret_place *)target)->file, pair);
}

static void read_secret_environment(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct secret_place *)target)->environment, pair);
}

static const struct yaml_key secret_keys[] = {
    {.name = "file", .read = read_secret_file},
    {.name = "env", .read = read_secret_environment},
};

static void read_secret(struct yaml_reader *reader, struct secret_place *out, const struct yaml_tree_pair *pair)
{
    if (pair->value->kind == YAML_TREE_TEXT) {
        complaints_hide_line(reader->complaints, pair->value->place.line);
        complaints_add(reader->complaints, pair->value->place,
                       "a secret never stands in the policy: say where '%s' lies, as {env: NAME} or {file: PATH}",
                       pair->key->text);
        return;
    }
    struct secret_place place = {0};
    if (!yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {env: NAME}") ||
        !yaml_reader_map(reader, &place, pair->value, "a secret", secret_keys,
                         sizeof secret_keys / sizeof secret_keys[0])) {
        return;
    }
    if ((place.file == NULL) == (place.environment == NULL)) {
        complaints_add(reader->complaints, pair->value->place, "'%s' lies in one place: either 'env' or 'file'",
                       pair->key->text);
        return;
    }
    *out = place;
}

/* ---- the keys ---- */

void server_yaml_url(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    const char *url;
    if (!yaml_reader_text(reader, &url, pair)) {
        return;
    }
    const char *host = strncmp(url, "http://", 7) == 0    ? url + 7
                       : strncmp(url, "https://", 8) == 0 ? url + 8
                                                          : NULL;
    if (host == NULL || host[0] == '\0' || host[0] == '/') {
        complaints_add(reader->complaints, pair->value->place,
                       "'url' must begin with http:// or https:// and name a host");
        return;
    }
    const char *at = strchr(host, '@'), *slash = strchr(host, '/');
    if (at != NULL && (slash == NULL || at < slash)) {
        complaints_hide_line(reader->complaints, pair->value->place.line);
        complaints_add(reader->complaints, pair->value->place,
                       "'url' must not hold a login: give 'user' and 'password', or 'token'");
        return;
    }
    if (strpbrk(url, "?# \t") != NULL) {
        complaints_add(reader->complaints, pair->value->place,
                       "'url' is the server's address and at most a path: without '?', '#' and blanks");
        return;
    }
    ((struct server_settings *)target)->url = url;
}

void server_yaml_tenant(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct server_settings *)target)->tenant, pair);
}

void server_yaml_project(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct server_settings *)target)->project, pair);
}

void server_yaml_user(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct server_settings *)target)->user, pair);
}

void server_yaml_password(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    read_secret(reader, &((struct server_settings *)target)->password, pair);
}

void server_yaml_token(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    read_secret(reader, &((struct server_settings *)target)->token, pair);
}

void server_yaml_ca(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct server_settings *)target)->ca, pair);
}

void server_yaml_certificate(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct server_settings *)target)->certificate, pair);
}

void server_yaml_key(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct server_settings *)target)->key, pair);
}

void server_yaml_timeout(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    server_yaml_duration(reader, &((struct server_settings *)target)->timeout, pair);
}

void server_yaml_deadline(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    server_yaml_duration(reader, &((struct server_settings *)target)->deadline, pair);
}

/* RFC 9110's token, so that no header can be smuggled in. */
static bool is_header_name(const char *name)
{
    static const char others[] = "!#$%&'*+-.^_`|~";
    for (const char *at = name; *at != '\0'; at++) {
        bool letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');
        if (!letter && strchr(others, *at) == NULL) {
            return false;
        }
    }
    return name[0] != '\0';
}

static void read_header(struct yaml_reader *reader, struct header_setting *out, const struct yaml_tree_pair *pair)
{
    out->name = pair->key->text;
    if (!is_header_name(out->name)) {
        complaints_add(reader->complaints, pair->key->place, "'%s' is no name of a header", out->name);
    } else if (pair->value->kind == YAML_TREE_MAP) {
        read_secret(reader, &out->secret, pair);
    } else if (yaml_reader_text(reader, &out->value, pair) && strpbrk(out->value, "\r\n") != NULL) {
        complaints_add(reader->complaints, pair->value->place, "the header '%s' must stand on one line", out->name);
    }
}

void server_yaml_headers(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct server_settings *server = target;
    const struct yaml_tree_node *map = pair->value;
    if (!yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {X-Team: shop}")) {
        return;
    }
    struct header_setting *headers = yaml_reader_allocate(reader, map->count, sizeof *headers);
    for (size_t i = 0; headers != NULL && i < map->count; i++) {
        read_header(reader, &headers[i], &map->pairs[i]);
    }
    server->headers = headers;
    server->header_count = headers != NULL ? map->count : 0;
}

static bool is_given(const struct secret_place *place)
{
    return place->file != NULL || place->environment != NULL;
}

void server_yaml_check(struct yaml_reader *reader, const struct server_settings *server,
                       const struct yaml_tree_pair *pair)
{
    if ((server->user != NULL) != is_given(&server->password)) {
        complaints_add(reader->complaints, pair->value->place, "'user' and 'password' go together");
    }
    if (server->user != NULL && is_given(&server->token)) {
        complaints_add(reader->complaints, pair->value->place,
                       "there is one login: either 'user' with 'password', or 'token'");
    }
    if (server->key != NULL && server->certificate == NULL) {
        complaints_add(reader->complaints, pair->value->place, "'key' needs the 'certificate' that it belongs to");
    }
}
