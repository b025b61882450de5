#include "adapters/counter/prometheus.h"

#include "adapters/collect.h"
#include "adapters/counter/prometheus_join.h"
#include "adapters/counter/prometheus_query.h"
#include "adapters/query_template.h"
#include "adapters/transport/http.h"
#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/base/text.h"
#include "gate/base/timestamp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/base/banned.h"

enum { PARALLEL = 4, ANSWER_BYTES_MAX = 32 << 20, FORM_BYTES_MAX = 4 << 20, WHAT_SIZE = 200 };

/* One side while its requests are counted. */
struct counting {
    struct replicas *side;
    struct counter_settings settings; /* with the version that the replicas say, if the side is a path */
    char what[WHAT_SIZE];             /* "the requests of 'v2'" */
    struct replica **replicas;        /* sorted by window */
    struct prometheus_group *groups;
    size_t group_count;
    struct prometheus_tally tally;
    struct byte_buffer *forms; /* [group] */
    struct http_request *questions;
    struct prometheus_answer *answers;
};

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "counting requests");
}

static void forget_counts(struct replica *replica)
{
    replica->requests = replica->requests_since_start = NAN;
    for (size_t i = 0; i < replica->endpoint_count; i++) {
        memory_free(replica->endpoints[i].name);
    }
    replica->endpoint_count = 0;
}

/* ---- windows ---- */

static struct time_span window_of(const struct replica *replica, const struct counter_settings *settings)
{
    bool timed = replica->start != REPLICA_TIME_UNKNOWN && replica->end > replica->start;
    return timed ? (struct time_span){replica->start, replica->end} : settings->window;
}

static int compare_spans(const struct time_span *a, const struct time_span *b)
{
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    return a->end == b->end ? 0 : a->end < b->end ? -1 : 1;
}

/* Where the next replica belongs, so that each window's stand together. */
static size_t place_of(const struct counting *run, size_t placed, const struct time_span *window)
{
    while (placed > 0) {
        struct time_span before = window_of(run->replicas[placed - 1], &run->settings);
        if (compare_spans(&before, window) <= 0) {
            break;
        }
        placed--;
    }
    return placed;
}

static void sort_by_window(struct counting *run)
{
    for (size_t i = 0; i < run->side->count; i++) {
        struct time_span window = window_of(&run->side->items[i], &run->settings);
        size_t at = place_of(run, i, &window);
        memmove(&run->replicas[at + 1], &run->replicas[at], (i - at) * sizeof run->replicas[0]);
        run->replicas[at] = &run->side->items[i];
    }
}

static int make_groups(struct counting *run, struct error *err)
{
    size_t count = run->side->count;
    run->replicas = memory_allocate_array(count + 1, sizeof(struct replica *));
    run->groups = memory_allocate_array(count + 1, sizeof *run->groups);
    if (run->replicas == NULL || run->groups == NULL) {
        return refuse_memory(err);
    }
    sort_by_window(run);
    for (size_t i = 0; i < count; i++) {
        struct time_span window = window_of(run->replicas[i], &run->settings);
        struct prometheus_group *last = run->group_count > 0 ? &run->groups[run->group_count - 1] : NULL;
        if (last == NULL || compare_spans(&last->window, &window) != 0) {
            last = &run->groups[run->group_count++];
            *last = (struct prometheus_group){.window = window, .replicas = &run->replicas[i]};
        }
        last->count++;
    }
    return 0;
}

/* ---- whether the query fits the replicas ---- */

static int check_instances(const struct counting *run, struct error *err)
{
    const char *by = run->settings.requests->by;
    for (size_t i = 0; i < run->group_count; i++) {
        const struct prometheus_group *group = &run->groups[i];
        for (size_t k = 0; k < group->count; k++) {
            const char *instance = group->replicas[k]->instance;
            if (instance[0] == '\0') {
                return error_set(
                    err, ERROR_UNFIT,
                    "replica '%s' has no instance that its '%s' could be: give it one (store.replicas.by, "
                    "or \"instance\" in meta.json), or leave requests.prometheus.by out",
                    group->replicas[k]->name, by);
            }
            for (size_t other = 0; other < k; other++) {
                if (strcmp(group->replicas[other]->instance, instance) == 0) {
                    return error_set(err, ERROR_UNFIT,
                                     "replicas '%s' and '%s' are of one instance, '%s', and of one time: which of "
                                     "them served its requests is unknown",
                                     group->replicas[other]->name, group->replicas[k]->name, instance);
                }
            }
        }
    }
    return 0;
}

static bool same_instance(const struct counting *run)
{
    for (size_t i = 1; i < run->side->count; i++) {
        if (strcmp(run->side->items[i].instance, run->side->items[0].instance) != 0) {
            return false;
        }
    }
    return true;
}

/* One total a window is the count of a replica only where that replica is all there is in it. */
static int check_total(const struct counting *run, struct error *err)
{
    const struct replicas *side = run->side;
    size_t left_out = side->left_out + (side->captures > side->count ? side->captures - side->count : 0);
    if (left_out > 0) {
        return error_set(err, ERROR_UNFIT,
                         "%zu of %zu replicas were not fetched, so one total for all does not fit: name the label "
                         "that tells replicas apart in requests.prometheus.by",
                         left_out, left_out + side->count);
    }
    if (run->group_count > 1 && (run->group_count < side->count || !same_instance(run))) {
        return error_set(err, ERROR_UNFIT,
                         "the replicas ran at different times, so one total for all does not fit: name the label "
                         "that tells them apart in requests.prometheus.by");
    }
    if (side->count > run->group_count && run->settings.requests->per_endpoint[0] != '\0') {
        return error_set(err, ERROR_UNFIT,
                         "%zu replicas cannot share counts by endpoint: name the label that tells them apart in "
                         "requests.prometheus.by",
                         side->count);
    }
    return 0;
}

/* A side given as a path has the version that its replicas say. */
static int find_version(struct counting *run, struct error *err)
{
    const struct replica *items = run->side->items;
    if (run->settings.version != NULL || !query_template_uses(run->settings.requests->query, "version")) {
        return 0;
    }
    bool same = run->side->count > 0 && items[0].version[0] != '\0';
    for (size_t i = 1; same && i < run->side->count; i++) {
        same = strcmp(items[i].version, items[0].version) == 0;
    }
    if (!same) {
        return error_set(err, ERROR_USAGE,
                         "requests.prometheus counts for a version, and '%s' names none: give \"version\" in each "
                         "meta.json, or name the sides by version",
                         run->side->label);
    }
    run->settings.version = items[0].version;
    return 0;
}

/* ---- asking ---- */

static const struct http_header form_header[] = {{"Content-Type", "application/x-www-form-urlencoded"}};

static int make_questions(struct counting *run, struct error *err)
{
    run->forms = memory_allocate_array(run->group_count + 1, sizeof *run->forms);
    run->questions = memory_allocate_array(run->group_count + 1, sizeof *run->questions);
    run->answers = memory_allocate_array(run->group_count + 1, sizeof *run->answers);
    if (run->forms == NULL || run->questions == NULL || run->answers == NULL) {
        return refuse_memory(err);
    }
    for (size_t i = 0; i < run->group_count; i++) {
        byte_buffer_init(&run->forms[i], FORM_BYTES_MAX);
        if (prometheus_query_form(&run->forms[i], &run->settings, &run->groups[i].window, err) != 0) {
            return -1;
        }
        run->questions[i] = (struct http_request){.what = run->what,
                                                  .method = HTTP_POST,
                                                  .path = "/api/v1/query",
                                                  .headers = form_header,
                                                  .header_count = 1,
                                                  .body = byte_buffer_view(&run->forms[i]),
                                                  .packed_ceiling = ANSWER_BYTES_MAX,
                                                  .ceiling = ANSWER_BYTES_MAX};
    }
    return 0;
}

static int take_answer(void *context, size_t index, struct http_answer *answer, const struct error *failure,
                       struct error *err)
{
    struct counting *run = context;
    if (failure != NULL) {
        *err = *failure;
        return -1;
    }
    struct prometheus_answer *out = &run->answers[index];
    if (prometheus_answer_read(out, byte_buffer_view(&answer->body), run->settings.requests, err) != 0) {
        return error_prefix(err, "cannot tell %s", run->what);
    }
    return 0;
}

static int ask(struct counting *run, const struct surroundings *world, struct error *err)
{
    const struct http_settings settings = {
        .access = &run->settings.requests->server, .server = "Prometheus", .key = "requests.prometheus"};
    struct http_client *client = NULL;
    if (make_questions(run, err) != 0 || http_client_new(&client, &settings, world, err) != 0) {
        return -1;
    }
    int status = http_perform_all(client, run->questions, run->group_count, PARALLEL, take_answer, run, err);
    http_client_free(client);
    return status;
}

/* In the order of the windows, whatever the order in which they were answered. */
static int join(struct counting *run, struct error *err)
{
    for (size_t i = 0; i < run->group_count; i++) {
        if (prometheus_join(&run->tally, &run->groups[i], run->side, &run->answers[i], run->settings.requests,
                            err) != 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- what the counts are worth ---- */

static int note_strangers(const struct counting *run, struct error *err)
{
    const struct prometheus_tally *tally = &run->tally;
    char requests[NUMBER_TEXT_SIZE], sentence[600];
    if (tally->strangers <= run->side->left_out * run->group_count) {
        return 0;
    }
    numbers_format_count(requests, (uint64_t)fmin(tally->stranger_sum + 0.5, 1e18));
    snprintf(sentence, sizeof sentence,
             "%s: %zu count%s without a profile, the first of %s '%s', %s requests in all, left out", run->what,
             tally->strangers, tally->strangers == 1 ? "" : "s", run->settings.requests->by, tally->stranger,
             requests);
    return collect_note(run->settings.notes, sentence, err);
}

static int note_uncounted(const struct counting *run, const struct replica *replica, struct error *err)
{
    char sentence[600];
    snprintf(sentence, sizeof sentence, "dropped: '%s' has profiles, but %s", replica->name,
             isnan(replica->requests) ? "Prometheus has no count of its requests" : "it served no requests");
    return collect_note(run->settings.notes, sentence, err);
}

static int refuse_nothing(const struct counting *run, struct error *err)
{
    char from[TIMESTAMP_TEXT_SIZE], to[TIMESTAMP_TEXT_SIZE];
    const struct time_span *window = &run->groups[0].window;
    if (run->tally.stranger_sum > 0) {
        return error_set(
            err, ERROR_UNFIT,
            "Prometheus counted %s for %s '%s' and others, but for no replica that was fetched, such as "
            "'%s': both must be called the same",
            run->what, run->settings.requests->by, run->tally.stranger, run->side->items[0].instance);
    }
    return error_set(err, ERROR_UNFIT,
                     "Prometheus counted none of %s from %s to %s: check the labels in requests.prometheus.query; "
                     "increase() also needs two scrapes within the window",
                     run->what, timestamp_format(from, window->start), timestamp_format(to, window->end));
}

/* Drops the replicas without requests, as long as enough are left. */
static int drop_uncounted(struct counting *run, struct error *err)
{
    struct replicas *side = run->side;
    size_t kept = 0, all = side->captures > side->count ? side->captures : side->count;
    const struct replica *missing = NULL;
    for (size_t i = 0; i < side->count; i++) {
        bool counted = side->items[i].requests > 0;
        kept += counted;
        missing = counted || missing != NULL ? missing : &side->items[i];
    }
    if (missing == NULL) {
        return 0;
    }
    if (kept < 2 || kept * 5 < all * 4) {
        return error_set(
            err, ERROR_UNFIT,
            "Prometheus counted %s for %zu of %zu replicas only, and not for '%s': see to its labels and "
            "scrapes, or fetch fewer replicas",
            run->what, kept, all, missing->name);
    }
    size_t count = side->count;
    side->count = 0;
    int status = 0;
    for (size_t i = 0; i < count; i++) {
        struct replica replica = side->items[i];
        if (replica.requests > 0 || status != 0) {
            side->items[side->count++] = replica;
            continue;
        }
        status = note_uncounted(run, &replica, err);
        replica_clear(&replica);
    }
    return status;
}

static int judge(struct counting *run, struct error *err)
{
    double total = run->tally.total, at_least = run->settings.requests->at_least;
    char counted[NUMBER_TEXT_SIZE], wanted[NUMBER_TEXT_SIZE];
    if (!(total > 0)) {
        return refuse_nothing(run, err);
    }
    if (total < at_least) {
        return error_set(err, ERROR_UNFIT,
                         "Prometheus counted %s: %s, fewer than the %s that requests.prometheus.at_least asks for; "
                         "lengthen the window",
                         run->what, numbers_format_significant(counted, total, 6),
                         numbers_format_significant(wanted, at_least, 6));
    }
    if (run->settings.requests->by[0] != '\0') {
        return note_strangers(run, err) != 0 || drop_uncounted(run, err) != 0 ? -1 : 0;
    }
    if (run->group_count < run->side->count) {
        run->side->requests_total = total;
        return 0;
    }
    return drop_uncounted(run, err);
}

/* ---- the counter ---- */

static int count_side(struct counting *run, const struct surroundings *world, struct error *err)
{
    bool by = run->settings.requests->by[0] != '\0';
    if (find_version(run, err) != 0 || make_groups(run, err) != 0 ||
        (by ? check_instances(run, err) : check_total(run, err)) != 0) {
        return -1;
    }
    return ask(run, world, err) != 0 || join(run, err) != 0 ? -1 : judge(run, err);
}

static void counting_clear(struct counting *run)
{
    for (size_t i = 0; i < run->group_count; i++) {
        if (run->forms != NULL) {
            byte_buffer_free(&run->forms[i]);
        }
        if (run->answers != NULL) {
            prometheus_answer_clear(&run->answers[i]);
        }
    }
    memory_free(run->forms);
    memory_free(run->questions);
    memory_free(run->answers);
    memory_free(run->replicas);
    memory_free(run->groups);
}

static int count(struct replicas *side, const struct counter_settings *settings, const struct surroundings *world,
                 struct error *err)
{
    bool said = side->requests_from != NULL && side->requests_from[0] != '\0';
    if (said || settings->requests == NULL || side->count == 0) {
        return 0;
    }
    struct counting run = {.side = side, .settings = *settings};
    char label[WHAT_SIZE / 2];
    text_harmless(label, sizeof label, bytes_of_text(side->label));
    snprintf(run.what, sizeof run.what, "the requests of '%s'", label);
    for (size_t i = 0; i < side->count; i++) {
        forget_counts(&side->items[i]);
    }
    int status = count_side(&run, world, err);
    if (status == 0) {
        side->requests_from = "Prometheus";
    }
    counting_clear(&run);
    return status;
}

const struct counter prometheus_counter = {
    .name = "prometheus",
    .description = "the policy's query to Prometheus, or what speaks its language",
    .count = count,
};
