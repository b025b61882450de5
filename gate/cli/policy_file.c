#include "gate/cli/policy_file.h"

#include "gate/base/files.h"
#include "gate/base/limits.h"
#include "rules/policy_yaml.h"

#include <stdio.h>

#include "gate/base/banned.h"

static const char usual_name[] = "flamegate.yaml";

int policy_file_load(struct policy **out, const struct options *options, struct error *err)
{
    const char *path = options->config;
    if (options->builtin && path != NULL) {
        return error_set(err, ERROR_USAGE, "--builtin and --config exclude each other");
    }
    if (path == NULL && !options->builtin && files_kind(usual_name, NULL) == FILES_FILE) {
        path = usual_name;
    }
    if (path == NULL) {
        return policy_builtin(out, err);
    }
    struct byte_buffer text;
    byte_buffer_init(&text, LIMIT_POLICY_BYTES);
    int status = files_read(&text, path, err);
    if (status != 0 && err->kind == ERROR_INPUT) {
        err->kind = ERROR_POLICY;
    }
    if (status == 0) {
        struct sink complaints = sink_to_stream(stderr);
        status = policy_yaml_read(out, byte_buffer_view(&text), path, &complaints, err);
    }
    byte_buffer_free(&text);
    return status;
}
