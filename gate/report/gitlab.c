#include "gate/report/gitlab.h"

#include "gate/base/sink_json.h"
#include "gate/report/links.h"
#include "gate/report/member.h"
#include "gate/report/summary.h"
#include "gate/report/words.h"

#include <stdio.h>

#include "gate/base/banned.h"

static void put_link(struct sink_json *json, const char *label, const char *address)
{
    sink_json_object_open(json);
    sink_json_key(json, "external_link");
    sink_json_object_open(json);
    member_text(json, "label", label);
    member_text(json, "url", address);
    sink_json_object_close(json);
    sink_json_object_close(json);
}

static int gitlab_write(const struct evaluation *evaluation, const struct report_options *options,
                        struct sink *sink, struct error *err)
{
    char address[2 * LINKS_SIZE], label[WORDS_SIZE];
    struct sink_json json = sink_json_begin(sink);
    links_picture(address, sizeof address, options->links);
    sink_json_object_open(&json);
    if (address[0] != '\0') {
        snprintf(label, sizeof label, "%s: differential flame graph", summary_verdict(evaluation));
        sink_json_key(&json, "flamegate");
        sink_json_array_open(&json);
        put_link(&json, label, address);
        sink_json_array_close(&json);
    }
    sink_json_object_close(&json);
    sink_json_end(&json);
    return sink_finish(sink, err);
}

const struct reporter gitlab_reporter = {
    .name = "gitlab",
    .file = "gitlab.json",
    .description = "annotations of a GitLab job: a link to the flame graph",
    .per_profile = false,
    .to_stdout = true,
    .write = gitlab_write,
};
