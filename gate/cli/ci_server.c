#include "gate/cli/ci_server.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gate/base/banned.h"

static const char *variable(const struct surroundings *world, const char *name)
{
    const char *value = world->environment(world->world, name);
    return value != NULL ? value : "";
}

/* All parts in a row; "" if that is no address. */
static void join_address(char out[LINKS_SIZE], const char *first, const char *second, const char *third,
                         const char *fourth)
{
    int size = snprintf(out, LINKS_SIZE, "%s%s%s%s", first, second, third, fourth);
    if (first[0] == '\0' || size >= LINKS_SIZE || !links_is_address(out)) {
        out[0] = '\0';
    }
}

static bool is_revision(const char *text)
{
    size_t size = strspn(text, "0123456789abcdefABCDEF");
    return text[size] == '\0' && size >= 7 && size <= 64;
}

/* The checkout, and what of it any server has: an address of the project behind which the rest is found. */
static void set_project(struct ci_server *out, const char *root, const char *project, const char *revision,
                        const char *commit, const char *blob)
{
    if (strlen(root) < sizeof out->root) {
        snprintf(out->root, sizeof out->root, "%s", root);
    }
    if (!links_is_address(project)) {
        return;
    }
    snprintf(out->module, sizeof out->module, "%s", strstr(project, "://") + 3);
    if (is_revision(revision)) {
        snprintf(out->revision, sizeof out->revision, "%.7s", revision);
        join_address(out->commit, project, commit, revision, "");
        join_address(out->files, project, blob, revision, "/");
    }
}

static void read_github(struct ci_server *out, const struct surroundings *world)
{
    char project[LINKS_SIZE];
    const char *summary = variable(world, "GITHUB_STEP_SUMMARY");
    const char *run = variable(world, "GITHUB_RUN_ID");
    out->summary = summary[0] != '\0' ? summary : NULL;
    join_address(project, variable(world, "GITHUB_SERVER_URL"), "/", variable(world, "GITHUB_REPOSITORY"), "");
    set_project(out, variable(world, "GITHUB_WORKSPACE"), project, variable(world, "GITHUB_SHA"), "/commit/",
                "/blob/");
    if (run[0] != '\0') {
        join_address(out->run, project, "/actions/runs/", run, "");
    }
}

static void read_gitlab(struct ci_server *out, const struct surroundings *world)
{
    const char *job = variable(world, "CI_JOB_URL");
    set_project(out, variable(world, "CI_PROJECT_DIR"), variable(world, "CI_PROJECT_URL"),
                variable(world, "CI_COMMIT_SHA"), "/-/commit/", "/-/blob/");
    join_address(out->run, job, "", "", "");
    join_address(out->artifacts, job, "/artifacts/file/", "", "");
}

/* How Go calls the module whose root the checkout is; else it is called like the project's address. */
static void read_go_module(struct ci_server *out)
{
    enum { LINES = 50 };
    char path[LINKS_SIZE + 16], line[LINKS_SIZE];
    snprintf(path, sizeof path, "%s%sgo.mod", out->root, out->root[0] != '\0' ? "/" : "");
    FILE *file = fopen(path, "r");
    for (int i = 0; file != NULL && i < LINES && fgets(line, sizeof line, file) != NULL; i++) {
        if (strncmp(line, "module ", 7) == 0) {
            const char *name = line + 7 + strspn(line + 7, " \"");
            snprintf(out->module, sizeof out->module, "%.*s", (int)strcspn(name, " \"\t\r\n"), name);
            break;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
}

static bool has_file(void *world, const char *path)
{
    const struct ci_server *server = world;
    char whole[2 * LINKS_SIZE];
    struct stat status;
    bool rooted = server->root[0] != '\0';
    snprintf(whole, sizeof whole, "%s%s%s", server->root, rooted ? "/" : "", path);
    return stat(whole, &status) == 0 && S_ISREG(status.st_mode);
}

void ci_server_read(struct ci_server *out, const struct surroundings *world)
{
    *out = (struct ci_server){.kind = CI_SERVER_NONE};
    if (strcmp(variable(world, "GITHUB_ACTIONS"), "true") == 0) {
        out->kind = CI_SERVER_GITHUB;
        read_github(out, world);
    } else if (strcmp(variable(world, "GITLAB_CI"), "true") == 0) {
        out->kind = CI_SERVER_GITLAB;
        read_gitlab(out, world);
    }
    read_go_module(out);
    out->links = (struct links){
        .root = out->root,
        .module = out->module,
        .commit = out->commit,
        .revision = out->revision,
        .files = out->files,
        .run = out->run,
        .artifacts = out->artifacts,
        .picture = out->picture,
        .has_file = has_file,
        .world = out,
    };
}

/* Where in the checkout a report is written; "" if it is not in it. */
static void set_picture(struct ci_server *server, const char *path)
{
    char folder[LINKS_SIZE] = "", whole[2 * LINKS_SIZE];
    size_t root = strlen(server->root);
    if (path[0] != '/' && getcwd(folder, sizeof folder) == NULL) {
        return;
    }
    path += strncmp(path, "./", 2) == 0 ? 2 : 0;
    snprintf(whole, sizeof whole, "%s%s%s", folder, folder[0] != '\0' ? "/" : "", path);
    bool inside = root > 0 && strncmp(whole, server->root, root) == 0 && whole[root] == '/';
    if (inside && strstr(whole, "..") == NULL && strlen(whole) - root < sizeof server->picture) {
        snprintf(server->picture, sizeof server->picture, "%s", whole + root + 1);
    }
}

static void add(struct report_list *list, const char *name, const char *path)
{
    const struct reporter *reporter = reporter_find(name);
    if (reporter != NULL && list->count < REPORT_LIST_MAX) {
        list->owned[list->count] = NULL;
        list->targets[list->count++] =
            (struct publish_target){.reporter = reporter, .path = path, .appended = path != NULL};
    }
}

void ci_server_add_reports(struct ci_server *server, struct report_list *list, const struct options *options,
                           bool defaults)
{
    for (size_t i = 0; i < list->count; i++) {
        struct publish_target *target = &list->targets[i];
        target->guarded = server->kind == CI_SERVER_GITHUB && target->path == NULL &&
                          strcmp(target->reporter->name, "console") == 0;
        if (target->path != NULL && server->picture[0] == '\0' && strcmp(target->reporter->name, "svg") == 0) {
            set_picture(server, target->path);
        }
    }
    if (server->kind == CI_SERVER_GITHUB && defaults && options->formats.count == 0 && !options->quiet) {
        add(list, "github", NULL);
        if (server->summary != NULL) {
            add(list, "markdown", server->summary);
        }
    }
}
