#ifndef FLAMEGATE_RULES_SERVER_YAML_H
#define FLAMEGATE_RULES_SERVER_YAML_H

#include "gate/model/store_settings.h"
#include "rules/yaml_reader.h"

/*
 * What a policy says of a server, whatever is asked of it:
 *
 *     url: https://profiles.example.com     user: 12345           certificate: client.pem   timeout: 30s
 *     tenant: shop                          password: {env: PW}   key: client.key           deadline: 5m
 *     project: 0b4f...                      token: {file: path}   ca: ca.pem                headers: {X-Team: shop}
 *
 * A secret never stands in the policy: {env: NAME} says in which variable of the environment it is, {file: PATH} in
 * which file.
 */

/* Readers of one key each; target is a struct server_settings. */
void server_yaml_url(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);
void server_yaml_tenant(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);
void server_yaml_project(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);
void server_yaml_user(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);
void server_yaml_password(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);
void server_yaml_token(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);
void server_yaml_ca(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);
void server_yaml_certificate(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);
void server_yaml_key(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);
void server_yaml_headers(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);
void server_yaml_timeout(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);
void server_yaml_deadline(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair);

/* Their rows, for the table of a map whose target begins with a struct server_settings. */
/* clang-format off */
#define SERVER_YAML_KEYS \
    {.name = "url", .read = server_yaml_url, .required = true}, \
    {.name = "tenant", .read = server_yaml_tenant}, \
    {.name = "project", .read = server_yaml_project}, \
    {.name = "user", .read = server_yaml_user}, \
    {.name = "password", .read = server_yaml_password}, \
    {.name = "token", .read = server_yaml_token}, \
    {.name = "ca", .read = server_yaml_ca}, \
    {.name = "certificate", .read = server_yaml_certificate}, \
    {.name = "key", .read = server_yaml_key}, \
    {.name = "headers", .read = server_yaml_headers}, \
    {.name = "timeout", .read = server_yaml_timeout}, \
    {.name = "deadline", .read = server_yaml_deadline}
/* clang-format on */

/* What only the whole of a server can tell: one login, a password with its user. */
void server_yaml_check(struct yaml_reader *reader, const struct server_settings *server,
                       const struct yaml_tree_pair *pair);

/* "30s", "5m", "24h", "10ms", "2d": nanoseconds above 0. false: complained of. */
bool server_yaml_duration(struct yaml_reader *reader, int64_t *out, const struct yaml_tree_pair *pair);

#endif
