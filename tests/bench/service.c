#include "tests/bench/service.h"

#include "gate/base/memory.h"
#include "gate/model/profile_builder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[] = {
    "get",   "set",   "parse", "read",   "write", "encode", "decode", "hash",  "lookup", "insert", "flush",
    "scan",  "merge", "sort",  "copy",   "alloc", "free",   "build",  "apply", "visit",  "eval",   "check",
    "load",  "store", "open",  "close",  "sync",  "wait",   "poll",   "send",  "recv",   "route",  "match",
    "split", "join",  "trim",  "format", "print", "index",  "query",  "plan",  "exec"};
static const char *const packages[] = {"net/http", "db/sql", "json", "cache", "auth",
                                       "render",   "log",    "rpc",  "zip",   "util"};

enum { WORDS = sizeof words / sizeof *words, PACKAGES = sizeof packages / sizeof *packages };

static const double COST_SIGMA = 2.3, SELF_PART = 0.6, DEEP = 0.85, HUB_PART = 0.3;

static void *needed(void *block)
{
    if (block == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    return block;
}

static double uniform(struct draw *draw)
{
    return ((double)(draw_next(draw) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(struct draw *draw)
{
    double radius = sqrt(-2 * log(uniform(draw)));
    return radius * cos(6.283185307179586 * uniform(draw));
}

/* By pieces small enough for the product of uniform numbers. */
static double poisson(struct draw *draw, double mean)
{
    double count = 0;
    for (; mean > 0; mean -= 16) {
        double floor = exp(-fmin(mean, 16)), product = uniform(draw);
        for (; product > floor; product *= uniform(draw))
            count++;
    }
    return count;
}

uint32_t service_add_function(struct service *service, const char *name)
{
    if (service->function_count == service->function_capacity) {
        service->function_capacity = 2 * service->function_capacity + 16;
        service->names =
            needed(memory_resize_array(service->names, service->function_capacity, sizeof *service->names));
    }
    snprintf(service->names[service->function_count], sizeof *service->names, "%s", name);
    return (uint32_t)service->function_count++;
}

static void title(char *out, size_t size, const char *word)
{
    snprintf(out, size, "%c%s", word[0] - 'a' + 'A', word + 1);
}

static void name_functions(struct service *service, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char name[96], type[32] = "", verb[16], noun[16];
        title(verb, sizeof verb, words[(i * 7) % WORDS]);
        title(noun, sizeof noun, words[(i * 13 + 5) % WORDS]);
        if (i % 3 != 0)
            snprintf(type, sizeof type, "(*%ser).", verb);
        snprintf(name, sizeof name, "%s.%s%s%s%zu", packages[i % PACKAGES], type, words[i % WORDS], noun, i);
        service_add_function(service, name);
    }
    service->main = service_add_function(service, "main");
}

void service_version_add(struct service_version *version, const uint32_t *frames, size_t depth, double weight)
{
    if (version->count == version->capacity) {
        version->capacity = 2 * version->capacity + 64;
        version->stacks = needed(memory_resize_array(version->stacks, version->capacity, sizeof *version->stacks));
    }
    uint32_t *copy = needed(memory_allocate_array(depth, sizeof *copy));
    memcpy(copy, frames, depth * sizeof *copy);
    version->stacks[version->count++] = (struct service_stack){copy, depth, weight};
}

/* Parents are recent nodes for the most part, so that stacks become 15 to 35 deep. */
static size_t choose_parent(struct draw *draw, size_t node)
{
    if (node > 1 && uniform(draw) < DEEP)
        return node - 1 - draw_below(draw, node < 12 ? node : 12);
    return draw_below(draw, node);
}

static uint32_t choose_function(struct draw *draw, size_t functions)
{
    size_t hubs = functions / 40 > 0 ? functions / 40 : 1;
    return (uint32_t)(uniform(draw) < HUB_PART ? draw_below(draw, hubs) : draw_below(draw, functions));
}

void service_make(struct service *out, size_t nodes, size_t functions, struct draw *draw)
{
    *out = (struct service){0};
    name_functions(out, functions);
    double sum = 0;
    service_version_add(&out->base, &out->main, 1, 0);
    for (size_t i = 1; i < nodes; i++) {
        uint32_t frames[SERVICE_DEPTH_MAX];
        const struct service_stack *parent = &out->base.stacks[choose_parent(draw, i)];
        size_t depth = parent->depth < SERVICE_DEPTH_MAX ? parent->depth : SERVICE_DEPTH_MAX - 1;
        memcpy(frames, parent->frames, depth * sizeof *frames);
        frames[depth] = choose_function(draw, functions);
        double cost = exp(COST_SIGMA * normal(draw));
        double weight = uniform(draw) < SELF_PART ? cost : 0;
        service_version_add(&out->base, frames, depth + 1, weight);
        sum += weight;
    }
    for (size_t i = 0; i < nodes; i++)
        out->base.stacks[i].weight /= sum;
}

void service_version_clear(struct service_version *version)
{
    for (size_t i = 0; i < version->count; i++)
        memory_free(version->stacks[i].frames);
    memory_free(version->stacks);
    *version = (struct service_version){0};
}

void service_clear(struct service *service)
{
    service_version_clear(&service->base);
    memory_free(service->names);
    *service = (struct service){0};
}

void service_version_copy(struct service_version *out, const struct service_version *from)
{
    *out = (struct service_version){0};
    for (size_t i = 0; i < from->count; i++)
        service_version_add(out, from->stacks[i].frames, from->stacks[i].depth, from->stacks[i].weight);
}

static bool seen_before(const struct service_stack *stack, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (stack->frames[i] == stack->frames[at])
            return true;
    }
    return false;
}

void service_costs(double *total, double *self, const struct service_version *version)
{
    for (size_t i = 0; i < version->count; i++) {
        const struct service_stack *stack = &version->stacks[i];
        for (size_t k = 0; k < stack->depth; k++) {
            if (!seen_before(stack, k))
                total[stack->frames[k]] += stack->weight;
        }
        self[stack->frames[stack->depth - 1]] += stack->weight;
    }
}

static void die(const char *what, const struct error *err)
{
    fprintf(stderr, "%s: %s\n", what, err->sentence);
    exit(2);
}

static struct profile *sample_profile(const struct service *service, const struct service_version *version,
                                      double events, struct draw *draw)
{
    struct error err = ERROR_INIT;
    struct profile_type type = {.name = (char *)"samples", .unit = (char *)"count", .model = EVENT_MODEL_COUNT};
    struct profile_facts facts = {.format = "synthetic", .period_type = (char *)"", .period_unit = (char *)""};
    struct profile_builder *builder = needed(profile_builder_new(&facts, &type, 1, &err));
    uint32_t *ids = needed(memory_allocate_array(service->function_count, sizeof *ids));
    for (size_t i = 0; i < service->function_count; i++) {
        struct symbol symbol = {.name = bytes_of_text(service->names[i])};
        if (symbols_add(profile_builder_symbols(builder), &symbol, &ids[i], &err) != 0)
            die("naming", &err);
    }
    for (size_t i = 0; i < version->count; i++) {
        const struct service_stack *stack = &version->stacks[i];
        uint32_t frames[SERVICE_DEPTH_MAX], node;
        double count = poisson(draw, events * stack->weight);
        for (size_t k = 0; k < stack->depth; k++)
            frames[k] = ids[stack->frames[k]];
        if (count > 0 && (profile_builder_stack(builder, frames, stack->depth, &node, &err) != 0 ||
                          profile_builder_sample(builder, node, 0, &count, &err) != 0))
            die("sampling", &err);
    }
    struct profile *profile = NULL;
    if (profile_builder_finish(&profile, builder, &err) != 0)
        die("sampling", &err);
    profile_builder_free(builder);
    memory_free(ids);
    return profile;
}

static char *text(const char *from)
{
    return needed(memory_copy_text(from, strlen(from)));
}

static struct replica sample_replica(struct profile *profile, size_t index, double requests)
{
    char name[32];
    snprintf(name, sizeof name, "r%zu", index);
    struct replica replica = {.name = text(name),
                              .instance = text(name),
                              .version = text(""),
                              .start = REPLICA_TIME_UNKNOWN,
                              .end = REPLICA_TIME_UNKNOWN,
                              .content_hash = index,
                              .requests = requests,
                              .requests_since_start = NAN,
                              .cpu_model = text(""),
                              .build = text(""),
                              .profiler = text(""),
                              .profiles = needed(memory_allocate_array(1, sizeof *replica.profiles)),
                              .profile_count = 1};
    replica.profiles[0] = (struct replica_profile){.kind = text(""), .path = text(name), .profile = profile};
    return replica;
}

void service_sample(struct replicas *out, const struct service *service, const struct service_version *version,
                    double events, double requests, size_t replicas, struct draw *draw)
{
    *out = (struct replicas){.label = text("synthetic"),
                             .items = needed(memory_allocate_array(replicas, sizeof *out->items)),
                             .count = replicas,
                             .requests_total = NAN,
                             .requests_from = "meta.json"};
    for (size_t i = 0; i < replicas; i++)
        out->items[i] = sample_replica(sample_profile(service, version, events / (double)replicas, draw), i,
                                       requests / (double)replicas);
}
