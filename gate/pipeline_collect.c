#include "gate/pipeline_collect.h"

#include "adapters/collect.h"
#include "gate/pipeline_trouble.h"

#include <math.h>

#include "gate/base/banned.h"

static const char *const side_options[SIDES] = {"--requests-baseline", "--requests-candidate"};

static struct counter_settings counter_of(const struct run *run, const struct source_side *side)
{
    const struct pipeline_plan *plan = run->plan;
    const struct requests_settings *counting = &plan->policy->counting;
    return (struct counter_settings){
        .option_requests = NAN,
        .option_name = "",
        .only_option = plan->policy->requests != POLICY_REQUESTS_META,
        .requests = counting->server.url != NULL ? counting : NULL,
        .service = plan->service,
        .version = side->version,
        .window = side->window,
    };
}

static int collect(struct replicas *out, struct run *run, const struct captures *captures,
                   const struct pipeline_kinds *kinds, const struct counter_settings *counter, struct error *err)
{
    const char *labels[PROFILE_LABELS_MOST + 1];
    size_t label_count = policy_request_labels(run->plan->policy, labels);
    struct collect_notes notes = {0};
    const struct collect_settings settings = {
        .kinds = kinds->count > 0 ? kinds->items : NULL,
        .kind_count = kinds->count,
        .endpoints = counter->requests != NULL && counter->requests->per_endpoint[0] != '\0',
        .labels = label_count > 0 ? labels : NULL,
        .counter = *counter,
    };
    int status = collect_replicas(out, &notes, captures, run->source, run->session, &settings, run->world, err);
    for (size_t i = 0; status == 0 && i < notes.count; i++) {
        status = pipeline_trouble_add(run, TROUBLE_PARSE, false, notes.items[i], err);
    }
    collect_notes_clear(&notes);
    return status;
}

int pipeline_collect_side(struct run *run, int side, const struct pipeline_kinds *kinds, struct error *err)
{
    struct counter_settings counter = counter_of(run, &run->wanted.items[side]);
    counter.option_requests = run->plan->sides[side].requests;
    counter.option_name = side_options[side];
    return collect(&run->sides[side], run, &run->captures[side], kinds, &counter, err);
}

int pipeline_collect_version(struct replicas *out, struct run *run, const struct source_side *side,
                             const struct captures *captures, const struct pipeline_kinds *kinds, struct error *err)
{
    const struct counter_settings counter = counter_of(run, side);
    return collect(out, run, captures, kinds, &counter, err);
}
