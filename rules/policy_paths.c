#include "rules/policy_paths.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

const char *policy_paths_beside(const struct policy *policy, const char *path)
{
    const char *slash = strrchr(policy->origin, '/');
    if (path[0] == '/' || slash == NULL) {
        return path;
    }
    size_t folder = (size_t)(slash - policy->origin) + 1;
    size_t size = folder + strlen(path) + 1;
    char *beside = arena_allocate(policy->arena, size);
    if (beside != NULL) {
        snprintf(beside, size, "%.*s%s", (int)folder, policy->origin, path);
    }
    return beside;
}

/* Not given: NULL or "". */
static int resolve(const struct policy *policy, const char **path)
{
    if (*path == NULL || (*path)[0] == '\0') {
        return 0;
    }
    *path = policy_paths_beside(policy, *path);
    return *path != NULL ? 0 : -1;
}

static int resolve_headers(const struct policy *policy, struct server_settings *server)
{
    if (server->header_count == 0) {
        return 0;
    }
    struct header_setting *headers = arena_allocate(policy->arena, server->header_count * sizeof *headers);
    if (headers == NULL) {
        return -1;
    }
    for (size_t i = 0; i < server->header_count; i++) {
        headers[i] = server->headers[i];
        if (resolve(policy, &headers[i].secret.file) != 0) {
            return -1;
        }
    }
    server->headers = headers;
    return 0;
}

static int resolve_server(const struct policy *policy, struct server_settings *server)
{
    const char **paths[] = {&server->ca, &server->certificate, &server->key, &server->token.file,
                            &server->password.file};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        if (resolve(policy, paths[i]) != 0) {
            return -1;
        }
    }
    return resolve_headers(policy, server);
}

int policy_paths_resolve(struct policy *policy)
{
    bool resolved = resolve_server(policy, &policy->store.server) == 0 &&
                    resolve_server(policy, &policy->counting.server) == 0 &&
                    resolve(policy, &policy->store.endpoints.audit) == 0 &&
                    resolve(policy, &policy->baseline.records) == 0 && resolve(policy, &policy->owners) == 0;
    return resolved ? 0 : -1;
}
