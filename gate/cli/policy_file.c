#include "gate/cli/policy_file.h"

#include "gate/base/files.h"
#include "gate/base/limits.h"
#include "gate/report/guard.h"
#include "rules/policy_yaml.h"

#include <stdio.h>

#include "gate/base/banned.h"

enum { PRINTED_MAX = 1 << 20 };

static const char usual_name[] = "flamegate.yaml";

/* Lines of the policy stand in what is printed, and the policy may be a stranger's. */
static int print_guarded(struct sink *written, const struct byte_buffer *printed, struct error *err)
{
    struct sink sink = sink_to_stream(stderr);
    if (sink_finish(written, err) != 0) {
        return -1;
    }
    guard_put(&sink, byte_buffer_view(printed));
    return 0;
}

int policy_file_load_listed(struct policy **out, struct complaints *found, bool guarded,
                            const struct options *options, struct error *err)
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
    struct byte_buffer text, printed;
    byte_buffer_init(&text, LIMIT_POLICY_BYTES);
    byte_buffer_init(&printed, PRINTED_MAX);
    int status = files_read(&text, path, err);
    if (status != 0 && err->kind == ERROR_INPUT) {
        err->kind = ERROR_POLICY;
    }
    if (status == 0) {
        struct sink complaints = guarded ? sink_to_buffer(&printed) : sink_to_stream(stderr);
        status = policy_yaml_read_listed(out, byte_buffer_view(&text), path, &complaints, found, err);
        if (guarded && found->count > 0) {
            status = print_guarded(&complaints, &printed, err) != 0 ? -1 : status;
        }
    }
    byte_buffer_free(&text);
    byte_buffer_free(&printed);
    return status;
}

int policy_file_load(struct policy **out, const struct options *options, struct error *err)
{
    struct complaints found = {0};
    int status = policy_file_load_listed(out, &found, false, options, err);
    complaints_clear(&found);
    return status;
}
