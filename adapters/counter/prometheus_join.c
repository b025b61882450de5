#include "adapters/counter/prometheus_join.h"

#include "gate/base/memory.h"
#include "gate/base/text.h"

#include <stdbool.h>

#include "gate/base/banned.h"

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "joining request counts");
}

/* Adds the counts of one replica, which follow one another. Zero is a count too, but not of an endpoint. */
static int give(struct replica *replica, const struct prometheus_series *series, size_t count, struct error *err)
{
    replica->requests = 0;
    memory_free(replica->endpoints);
    replica->endpoints = memory_allocate_array(count + 1, sizeof *replica->endpoints);
    if (replica->endpoints == NULL) {
        return refuse_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        const struct bytes endpoint = series[i].endpoint;
        replica->requests += series[i].value;
        if (endpoint.size == 0 || !(series[i].value > 0)) {
            continue;
        }
        char *name = memory_copy_text((const char *)endpoint.data, endpoint.size);
        if (name == NULL) {
            return refuse_memory(err);
        }
        replica->endpoints[replica->endpoint_count++] = (struct replica_endpoint){name, series[i].value};
    }
    return 0;
}

static struct replica *find(const struct prometheus_group *group, struct bytes instance)
{
    for (size_t i = 0; i < group->count; i++) {
        if (bytes_equal(bytes_of_text(group->replicas[i]->instance), instance)) {
            return group->replicas[i];
        }
    }
    return NULL;
}

/* A replica of another window is none of this one, but no stranger either. */
static bool is_stranger(const struct replicas *side, struct bytes instance)
{
    for (size_t i = 0; i < side->count; i++) {
        if (bytes_equal(bytes_of_text(side->items[i].instance), instance)) {
            return false;
        }
    }
    return true;
}

static void note_stranger(struct prometheus_tally *tally, struct bytes name, double requests)
{
    if (tally->strangers++ == 0) {
        text_harmless(tally->stranger, sizeof tally->stranger, name);
    }
    tally->stranger_sum += requests;
}

static double sum_of(const struct prometheus_series *series, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += series[i].value;
    }
    return sum;
}

static int join_by_label(struct prometheus_tally *tally, const struct prometheus_group *group,
                         const struct replicas *side, const struct prometheus_answer *answer, struct error *err)
{
    for (size_t first = 0, next; first < answer->count; first = next) {
        const struct prometheus_series *series = &answer->items[first];
        next = first + 1;
        while (next < answer->count && bytes_equal(answer->items[next].by, series->by)) {
            next++;
        }
        double requests = sum_of(series, next - first);
        struct replica *replica = find(group, series->by);
        if (replica == NULL && is_stranger(side, series->by)) {
            note_stranger(tally, series->by, requests);
        }
        if (replica == NULL) {
            continue;
        }
        tally->total += requests;
        if (give(replica, series, next - first, err) != 0) {
            return -1;
        }
    }
    return 0;
}

int prometheus_join(struct prometheus_tally *tally, const struct prometheus_group *group,
                    const struct replicas *side, const struct prometheus_answer *answer,
                    const struct requests_settings *settings, struct error *err)
{
    if (settings->by[0] != '\0') {
        return join_by_label(tally, group, side, answer, err);
    }
    tally->total += sum_of(answer->items, answer->count);
    bool only_one = group->count == 1 && answer->count > 0;
    return only_one ? give(group->replicas[0], answer->items, answer->count, err) : 0;
}
