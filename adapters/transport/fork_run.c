#include "adapters/transport/fork_run.h"

#include "gate/base/files.h"
#include "gate/base/json.h"

#include <string.h>

#include "gate/base/banned.h"

enum { EVENT_CEILING = 4 << 20 };

static const char *variable(const struct surroundings *world, const char *name)
{
    const char *value = world != NULL && world->environment != NULL ? world->environment(world->world, name) : NULL;
    return value != NULL ? value : "";
}

static const struct json_value *member(const struct json_value *value, const char *key)
{
    return value != NULL && value->kind == JSON_OBJECT ? json_member(value, key) : NULL;
}

/* The repository of one end of a pull request; empty: of none any more. */
static struct bytes repository(const struct json_value *request, const char *end)
{
    const struct json_value *name = member(member(member(request, end), "repo"), "full_name");
    return name != NULL && name->kind == JSON_TEXT ? name->text : (struct bytes){0};
}

static bool crosses_repositories(const struct json_value *event)
{
    const struct json_value *request = member(event, "pull_request");
    struct bytes base = repository(request, "base");
    return base.size > 0 && !bytes_equal(base, repository(request, "head"));
}

static bool is_event_of_fork(const char *path)
{
    struct byte_buffer content;
    struct json_document *event = NULL;
    byte_buffer_init(&content, EVENT_CEILING);
    bool is = path[0] != '\0' && files_read(&content, path, NULL) == 0 &&
              json_parse(&event, byte_buffer_view(&content), path, NULL) == 0 &&
              crosses_repositories(json_root(event));
    json_free(event);
    byte_buffer_free(&content);
    return is;
}

static bool is_github_fork(const struct surroundings *world)
{
    const char *event = variable(world, "GITHUB_EVENT_NAME");
    if (strncmp(event, "pull_request", strlen("pull_request")) != 0 || strcmp(event, "pull_request_target") == 0) {
        return false;
    }
    return strcmp(variable(world, "GITHUB_ACTOR"), "dependabot[bot]") == 0 ||
           is_event_of_fork(variable(world, "GITHUB_EVENT_PATH"));
}

static bool is_gitlab_fork(const struct surroundings *world)
{
    const char *source = variable(world, "CI_MERGE_REQUEST_SOURCE_PROJECT_ID");
    const char *own = variable(world, "CI_MERGE_REQUEST_PROJECT_ID");
    return source[0] != '\0' && own[0] != '\0' && strcmp(source, own) != 0;
}

bool fork_run_is(const struct surroundings *world)
{
    if (strcmp(variable(world, "GITHUB_ACTIONS"), "true") == 0) {
        return is_github_fork(world);
    }
    return strcmp(variable(world, "GITLAB_CI"), "true") == 0 && is_gitlab_fork(world);
}
