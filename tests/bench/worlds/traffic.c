#include "tests/bench/worlds/traffic.h"

#include "gate/base/memory.h"
#include "gate/compare/compare.h"
#include "tests/bench/worlds/chance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPLICAS_MOST = 32, ROWS = ENDPOINTS + 1 };

/* Shares of the requests, and what one request costs. */
static const double shares[ENDPOINTS] = {.40, .25, .20, .10, .05};
static const double costs[ENDPOINTS] = {.4, 2, 1, 3, .7};
static const char *const names[ENDPOINTS] = {"e0", "e1", "e2", "e3", "e4"};

static const double SAMPLES_A_REQUEST = 0.1;

struct traffic {
    const struct truth *service;
    double *likes[2];       /* [node][endpoint] cost of one request, by build */
    struct profile profile; /* the tree and the names that all replicas share */
    struct profile profiles[SIDES * REPLICAS_MOST];
    struct replica replicas[SIDES * REPLICAS_MOST];
    struct replica_profile files[SIDES * REPLICAS_MOST];
    struct replica_endpoint counts[SIDES * REPLICAS_MOST][ENDPOINTS];
};

static void *must(void *made)
{
    if (made == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    return made;
}

static char *text(const char *of)
{
    return must(memory_copy_text(of, strlen(of)));
}

static void make_tree(struct traffic *traffic)
{
    const struct truth *service = traffic->service;
    struct error err = ERROR_INIT;
    struct profile *profile = &traffic->profile;
    profile->symbols = must(symbols_new(SYMBOLS_BY_NAME_FILE_MODULE));
    profile->tree = must(calltree_new());
    for (uint32_t f = 0; f < service->function_count; f++) {
        char name[32];
        uint32_t id;
        snprintf(name, sizeof name, "service.f%u", f);
        if (symbols_add(profile->symbols, &(struct symbol){.name = bytes_of_text(name)}, &id, &err) != 0)
            exit(2);
    }
    for (uint32_t node = 1; node < service->node_count; node++) {
        uint32_t made;
        if (calltree_child(profile->tree, service->parent[node], service->function[node], &made, &err) != 0 ||
            made != node)
            exit(2);
    }
}

static void make_type(struct traffic *traffic)
{
    struct profile *profile = &traffic->profile;
    profile->type_count = 1;
    profile->types = must(memory_allocate_array(1, sizeof *profile->types));
    profile->types[0] = (struct profile_type){text("samples"), text("count"), EVENT_MODEL_COUNT, 0};
    profile->facts = (struct profile_facts){.format = "test", .period_type = text(""), .period_unit = text("")};
    profile->endpoint_count = ROWS;
    profile->endpoints = must(memory_allocate_array(ROWS, sizeof *profile->endpoints));
    for (size_t e = 0; e < ROWS; e++)
        profile->endpoints[e] = text(e == 0 ? "" : names[e - 1]);
    profile->row_count = traffic->service->node_count * ROWS;
    profile->rows = must(memory_allocate_array(profile->row_count, sizeof *profile->rows));
    for (uint32_t row = 0; row < profile->row_count; row++)
        profile->rows[row] = (struct profile_row){row / ROWS, row % ROWS};
}

/* What a request of each endpoint costs at each node: endpoints like functions differently, and some not at all. */
static void make_costs(struct traffic *traffic, uint64_t seed)
{
    const struct truth *service = traffic->service;
    struct draw draw = draw_seeded("traffic", seed);
    double *likes = traffic->likes[0], sums[ENDPOINTS] = {0}, mean = 0;
    double *of = must(memory_allocate_array(service->function_count, ENDPOINTS * sizeof *of));
    for (size_t i = 0; i < service->function_count * ENDPOINTS; i++) {
        double factor = exp(1.5 * chance_normal(&draw));
        of[i] = chance_uniform(&draw) < 0.7 ? factor : 0;
    }
    for (size_t node = 1; node < service->node_count; node++)
        for (size_t e = 0; e < ENDPOINTS; e++) {
            likes[node * ENDPOINTS + e] = service->weight[node] * of[service->function[node] * ENDPOINTS + e];
            sums[e] += likes[node * ENDPOINTS + e];
        }
    for (size_t e = 0; e < ENDPOINTS; e++)
        mean += costs[e] * shares[e];
    for (size_t node = 1; node < service->node_count; node++)
        for (size_t e = 0; e < ENDPOINTS; e++)
            likes[node * ENDPOINTS + e] *= SAMPLES_A_REQUEST * costs[e] / sums[e] / mean;
    memory_free(of);
}

struct traffic *traffic_new(const struct truth *service, uint64_t seed)
{
    struct traffic *traffic = must(memory_allocate_array(1, sizeof *traffic));
    traffic->service = service;
    for (int build = 0; build < 2; build++)
        traffic->likes[build] =
            must(memory_allocate_array(service->node_count * ENDPOINTS, sizeof *traffic->likes[build]));
    make_tree(traffic);
    make_type(traffic);
    make_costs(traffic, seed);
    for (size_t i = 0; i < SIDES * REPLICAS_MOST; i++)
        traffic->profiles[i].sums =
            must(memory_allocate_array(traffic->profile.row_count, sizeof *traffic->profiles[i].sums));
    return traffic;
}

void traffic_free(struct traffic *traffic)
{
    for (size_t i = 0; i < SIDES * REPLICAS_MOST; i++)
        memory_free(traffic->profiles[i].sums);
    for (int build = 0; build < 2; build++)
        memory_free(traffic->likes[build]);
    struct profile *profile = &traffic->profile;
    symbols_free(profile->symbols);
    calltree_free(profile->tree);
    memory_free(profile->types[0].name);
    memory_free(profile->types[0].unit);
    memory_free(profile->types);
    memory_free(profile->facts.period_type);
    memory_free(profile->facts.period_unit);
    for (size_t e = 0; e < ROWS; e++)
        memory_free(profile->endpoints[e]);
    memory_free(profile->endpoints);
    memory_free(profile->rows);
    memory_free(traffic);
}

/* The candidate's build: the changed nodes cost so much more at every endpoint. */
static uint32_t change_build(struct traffic *traffic, const struct change *change)
{
    const struct truth *service = traffic->service;
    double *weight = must(memory_allocate_array(service->node_count, sizeof *weight));
    struct truth here = *service;
    /* Weights as the baseline's mix sees them, so that a part of the total is one. */
    double *seen = must(memory_allocate_array(service->node_count, sizeof *seen));
    double *self = must(memory_allocate_array(service->function_count, sizeof *self));
    for (size_t node = 1; node < service->node_count; node++) {
        for (size_t e = 0; e < ENDPOINTS; e++)
            seen[node] += traffic->likes[0][node * ENDPOINTS + e] * shares[e] / SAMPLES_A_REQUEST;
        self[service->function[node]] += seen[node];
    }
    here.weight = seen;
    here.self = self;
    uint32_t function = truth_change(weight, &here, change);
    for (size_t node = 1; node < service->node_count; node++)
        for (size_t e = 0; e < ENDPOINTS; e++)
            traffic->likes[1][node * ENDPOINTS + e] =
                traffic->likes[0][node * ENDPOINTS + e] * (seen[node] > 0 ? weight[node] / seen[node] : 1);
    memory_free(weight);
    memory_free(seen);
    memory_free(self);
    return function;
}

static void draw_samples(struct traffic *traffic, size_t at, int build, const double *requests,
                         const struct traffic_scene *scene, struct draw *draw)
{
    const struct truth *service = traffic->service;
    struct event_sums *sums = traffic->profiles[at].sums;
    double host = chance_factor(draw, scene->host_cv);
    double *frame = must(memory_allocate_array(service->function_count, sizeof *frame));
    for (size_t f = 0; f < service->function_count; f++)
        frame[f] = chance_factor(draw, scene->frame_cv);
    for (size_t node = 0; node < service->node_count; node++) {
        double lost = 0;
        for (size_t e = 0; e < ENDPOINTS; e++) {
            double mean = node > 0 ? traffic->likes[build][node * ENDPOINTS + e] * requests[e] * host *
                                         frame[service->function[node]]
                                   : 0;
            double kept = chance_poisson(draw, mean * (1 - scene->unlabelled));
            lost += chance_poisson(draw, mean * scene->unlabelled);
            sums[node * ROWS + e + 1] = (struct event_sums){kept, kept, kept};
        }
        sums[node * ROWS] = (struct event_sums){lost, lost, lost};
    }
    memory_free(frame);
}

/* Every replica serves another number of requests. */
static void draw_replica(struct traffic *traffic, size_t at, int side, const struct traffic_scene *scene,
                         struct draw *draw)
{
    static char name[] = "r", kind[] = "", nothing[] = "";
    double mix[ENDPOINTS], sum = 0, requests[ENDPOINTS], all = 0;
    for (size_t e = 0; e < ENDPOINTS; e++)
        sum += mix[e] = shares[e] * (side == CANDIDATE ? scene->shift[e] : 1);
    double mean = scene->samples / SAMPLES_A_REQUEST * exp(0.15 * chance_normal(draw));
    for (size_t e = 0; e < ENDPOINTS; e++) {
        all += requests[e] = chance_poisson(draw, mean * mix[e] / sum);
        traffic->counts[at][e] = (struct replica_endpoint){(char *)(uintptr_t)names[e], requests[e]};
    }
    struct event_sums *own = traffic->profiles[at].sums;
    traffic->profiles[at] = traffic->profile;
    traffic->profiles[at].sums = own;
    draw_samples(traffic, at, side, requests, scene, draw);
    traffic->files[at] = (struct replica_profile){.kind = kind, .path = name, .profile = &traffic->profiles[at]};
    traffic->replicas[at] = (struct replica){.name = name,
                                             .instance = nothing,
                                             .version = nothing,
                                             .start = REPLICA_TIME_UNKNOWN,
                                             .end = REPLICA_TIME_UNKNOWN,
                                             .requests = scene->counted ? all : NAN,
                                             .requests_since_start = NAN,
                                             .endpoints = traffic->counts[at],
                                             .endpoint_count = scene->by_endpoint ? ENDPOINTS : 0,
                                             .cpu_model = nothing,
                                             .build = nothing,
                                             .profiler = nothing,
                                             .profiles = &traffic->files[at],
                                             .profile_count = 1};
}

struct comparison *traffic_play(uint32_t *function, struct traffic *traffic, const struct traffic_scene *scene,
                                struct draw *draw)
{
    static char label[] = "side";
    struct replicas sides[SIDES];
    struct profile_selector selector = profile_selector_from_word("samples");
    struct compare_settings settings = {.shares_suffice = !scene->counted};
    struct comparison *comparison;
    struct error err = ERROR_INIT;
    *function = change_build(traffic, &scene->change);
    for (int side = 0; side < SIDES; side++) {
        size_t first = (size_t)side * REPLICAS_MOST;
        for (size_t i = 0; i < scene->replicas; i++)
            draw_replica(traffic, first + i, side, scene, draw);
        sides[side] = (struct replicas){.label = label,
                                        .items = &traffic->replicas[first],
                                        .count = scene->replicas,
                                        .captures = scene->replicas,
                                        .requests_total = NAN,
                                        .requests_from = scene->counted ? "meta.json" : ""};
    }
    if (compare_profiles(&comparison, sides, &selector, &settings, &err) != 0) {
        fprintf(stderr, "compare: %s\n", err.sentence);
        exit(2);
    }
    return comparison;
}
