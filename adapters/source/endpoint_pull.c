#include "adapters/source/endpoint_pull.h"

#include "adapters/counter/exposition.h"
#include "gate/base/limits.h"
#include "gate/base/memory.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum {
    PATH_SIZE = 1024,
    WHAT_SIZE = 256,
    BUSY_ATTEMPTS = 8,          /* with growing pauses: other profilers hold it for some tens of seconds */
    METRICS_CEILING = 64 << 20, /* bytes of a scrape */
};

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "taking profiles");
}

static int64_t now(const struct endpoint_target *target)
{
    return target->world->now(target->world->world);
}

char *endpoint_pull_path(const struct endpoints_settings *settings, const struct endpoint_kind *kind)
{
    char path[PATH_SIZE];
    int length = kind->timed ? snprintf(path, sizeof path, "%s%s?seconds=%" PRId64, settings->path, kind->path,
                                        settings->seconds / 1000000000)
                             : snprintf(path, sizeof path, "%s%s", settings->path, kind->path);
    return length > 0 && (size_t)length < sizeof path ? memory_copy_text(path, (size_t)length) : NULL;
}

/* ---- requests ---- */

static int read_counter(double *out, const struct endpoint_target *target, struct error *err)
{
    char what[WHAT_SIZE];
    struct http_answer answer;
    snprintf(what, sizeof what, "the counter '%s'", target->settings->counter);
    const struct http_request request = {.what = what,
                                         .path = target->settings->metrics,
                                         .packed_ceiling = METRICS_CEILING,
                                         .ceiling = METRICS_CEILING};
    int status = http_perform(target->client, &request, &answer, err);
    if (status == 0 && exposition_sum(out, byte_buffer_view(&answer.body), target->settings->counter, err) != 0) {
        status = error_prefix(err, "cannot count requests at '%s%s'", target->url, target->settings->metrics);
    }
    http_answer_clear(&answer);
    return status;
}

/* A reading of the counter, and when it was made: in the middle of asking. */
struct reading {
    double count, moment;
};

static int take_reading(struct reading *out, const struct endpoint_target *target, struct error *err)
{
    *out = (struct reading){.count = NAN};
    if (target->settings->counter == NULL) {
        return 0;
    }
    int64_t asked = now(target);
    if (read_counter(&out->count, target, err) != 0) {
        return -1;
    }
    out->moment = 0.5 * ((double)asked + (double)now(target));
    return 0;
}

/* Requests of the pull: the growth between both readings, as if requests came evenly between them. */
static double requests_between(const struct reading *before, const struct reading *after,
                               const struct endpoint_pull *pull)
{
    double seconds = after->moment - before->moment;
    if (isnan(before->count) || isnan(after->count) || !(seconds > 0)) {
        return NAN;
    }
    double part = (double)(pull->taken.end - pull->taken.start) / seconds;
    return (after->count - before->count) * (part < 1 ? part : 1);
}

/* ---- profiles ---- */

/* Another profiler is at work: only one can be in a process. */
static bool is_in_use(const struct http_answer *answer)
{
    static const char words[] = "already in use";
    struct bytes body = byte_buffer_view(&answer->body);
    for (size_t i = 0; answer->status == 500 && i + sizeof words - 1 <= body.size; i++) {
        if (memcmp(body.data + i, words, sizeof words - 1) == 0) {
            return true;
        }
    }
    return false;
}

/* What one pull needs while its answers come. */
struct taking {
    struct endpoint_pull *pull;
    const struct endpoint_target *target;
    int64_t begun;
};

static int leave_trace(const struct endpoint_target *target, size_t kind, int64_t took, size_t bytes,
                       const char *result, struct error *err)
{
    const struct capture_audit_entry entry = {
        .target = target->url,
        .what = target->kinds[kind]->name,
        .requested = target->kinds[kind]->timed ? target->settings->seconds : 0,
        .took = took,
        .bytes = bytes,
        .result = result,
    };
    return capture_audit_write(target->audit, &entry, err);
}

static int take_answer(void *context, size_t index, struct http_answer *answer, const struct error *failure,
                       struct error *err)
{
    struct taking *taking = context;
    struct endpoint_profile *profile = &taking->pull->profiles[index];
    int64_t took = now(taking->target) - taking->begun;
    if (failure != NULL) {
        profile->failure = memory_copy_text(failure->sentence, strlen(failure->sentence));
        return profile->failure != NULL ? leave_trace(taking->target, index, took, 0, failure->sentence, err)
                                        : refuse_memory(err);
    }
    profile->bytes = answer->body;
    answer->body = (struct byte_buffer){0};
    return leave_trace(taking->target, index, took, profile->bytes.size, "ok", err);
}

static int ask_all(struct taking *taking, struct error *err)
{
    const struct endpoint_target *target = taking->target;
    struct http_request requests[ENDPOINT_KINDS_MOST] = {{0}};
    char *paths[ENDPOINT_KINDS_MOST] = {0};
    char whats[ENDPOINT_KINDS_MOST][WHAT_SIZE];
    int status = 0;
    for (size_t i = 0; status == 0 && i < target->kind_count; i++) {
        const struct endpoint_kind *kind = target->kinds[i];
        paths[i] = endpoint_pull_path(target->settings, kind);
        snprintf(whats[i], sizeof whats[i], "the %s profile of '%s'", kind->name, target->url);
        requests[i] = (struct http_request){.what = whats[i],
                                            .path = paths[i],
                                            .silence = kind->timed ? target->settings->seconds : 0,
                                            .attempts = BUSY_ATTEMPTS,
                                            .is_busy = is_in_use};
        status = paths[i] != NULL ? leave_trace(target, i, 0, 0, "begun", err) : refuse_memory(err);
    }
    if (status == 0) {
        taking->pull->taken.start = taking->begun = now(target);
        status = http_perform_all(target->client, requests, target->kind_count, target->kind_count, take_answer,
                                  taking, err);
        taking->pull->taken.end = now(target);
    }
    for (size_t i = 0; i < target->kind_count; i++) {
        memory_free(paths[i]);
    }
    return status;
}

/* The pull took as long as it was asked to: what is beyond it was waiting for another profiler, before it. */
static void date_pull(struct endpoint_pull *pull, const struct endpoint_target *target)
{
    bool timed = false;
    for (size_t i = 0; i < target->kind_count; i++) {
        timed = timed || target->kinds[i]->timed;
    }
    if (timed && pull->taken.end - pull->taken.start > target->settings->seconds) {
        pull->taken.start = pull->taken.end - target->settings->seconds;
    }
}

int endpoint_pull_take(struct endpoint_pull *out, const struct endpoint_target *target, struct error *err)
{
    struct endpoint_pull pull = {.requests = NAN};
    struct taking taking = {.pull = &pull, .target = target};
    struct reading before, after;
    http_client_restart_deadline(target->client);
    if (take_reading(&before, target, err) != 0 || ask_all(&taking, err) != 0 ||
        take_reading(&after, target, err) != 0) {
        endpoint_pull_clear(&pull);
        return -1;
    }
    date_pull(&pull, target);
    pull.requests = requests_between(&before, &after, &pull);
    if (pull.requests < 0) {
        endpoint_pull_clear(&pull);
        return error_set(err, ERROR_INPUT,
                         "the counter '%s' of '%s' fell during a pull: the process was restarted; capture again",
                         target->settings->counter, target->url);
    }
    *out = pull;
    return 0;
}

void endpoint_pull_clear(struct endpoint_pull *pull)
{
    for (size_t i = 0; i < ENDPOINT_KINDS_MOST; i++) {
        byte_buffer_free(&pull->profiles[i].bytes);
        memory_free(pull->profiles[i].failure);
    }
    *pull = (struct endpoint_pull){0};
}
