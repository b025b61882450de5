#include "adapters/source/endpoints.h"

#include "adapters/source/endpoint_pull.h"
#include "gate/base/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { FAN_OUT_USUAL = 8, NAME_SIZE = 1024 };

/* One pull of one target. */
struct shot {
    int side;
    size_t target, round;
    struct endpoint_pull pull;
};

struct session {
    const struct source_setup *setup;
    const struct surroundings *world;
    const struct endpoint_kind *kinds[ENDPOINT_KINDS_MOST];
    size_t kind_count;
    struct capture_audit audit;
    struct endpoint_target *targets[SIDES];
    size_t target_count[SIDES];
    struct shot *shots;
    size_t shot_count;
};

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "taking profiles");
}

static const struct endpoints_settings *settings_of(const struct session *session)
{
    return &session->setup->store->endpoints;
}

static void close_session(void *opened)
{
    struct session *session = opened;
    for (size_t i = 0; i < session->shot_count; i++) {
        endpoint_pull_clear(&session->shots[i].pull);
    }
    memory_free(session->shots);
    for (int side = 0; side < SIDES; side++) {
        for (size_t i = 0; session->targets[side] != NULL && i < session->target_count[side]; i++) {
            http_client_free(session->targets[side][i].client);
        }
        memory_free(session->targets[side]);
    }
    memory_free(session);
}

/* ---- targets ---- */

static int open_target(struct endpoint_target *out, const struct session *session, const char *url,
                       struct error *err)
{
    struct server_settings access = session->setup->store->server;
    access.url = url;
    const struct http_settings settings = {.access = &access,
                                           .server = "a pprof endpoint",
                                           .key = "store.endpoints",
                                           .private_only = !settings_of(session)->allow_public};
    *out = (struct endpoint_target){.url = url,
                                    .settings = settings_of(session),
                                    .kinds = session->kinds,
                                    .kind_count = session->kind_count,
                                    .audit = &session->audit,
                                    .world = session->world};
    return http_client_new(&out->client, &settings, session->world, err);
}

static int open_targets(struct session *session, int side, struct error *err)
{
    const struct endpoints_settings *settings = settings_of(session);
    size_t count = settings->target_count[side];
    count = count < settings->at_most ? count : settings->at_most;
    session->targets[side] = memory_allocate_array(count + 1, sizeof *session->targets[side]);
    if (session->targets[side] == NULL) {
        return refuse_memory(err);
    }
    for (; session->target_count[side] < count; session->target_count[side]++) {
        size_t i = session->target_count[side];
        if (open_target(&session->targets[side][i], session, settings->targets[side][i], err) != 0) {
            return -1;
        }
    }
    return 0;
}

static int check_fan_out(const struct session *session, struct error *err)
{
    size_t targets = session->target_count[BASELINE] + session->target_count[CANDIDATE];
    size_t allowed = session->setup->fan_out > 0 ? session->setup->fan_out : FAN_OUT_USUAL;
    if (targets <= allowed) {
        return 0;
    }
    return error_set(err, ERROR_USAGE,
                     "%zu processes would be profiled, more than %zu: nothing was touched; if that is meant, say "
                     "--fan-out %zu",
                     targets, allowed, targets);
}

static int open_session(void **out, const struct source_setup *setup, const struct surroundings *world,
                        struct error *err)
{
    struct session *session = memory_allocate_array(1, sizeof *session);
    if (session == NULL) {
        return refuse_memory(err);
    }
    session->setup = setup;
    session->world = world;
    session->audit = (struct capture_audit){
        .path = setup->store->endpoints.audit, .incident = setup->store->endpoints.incident, .world = world};
    if (endpoint_kinds_choose(session->kinds, &session->kind_count, setup->types, setup->type_count, err) != 0 ||
        open_targets(session, BASELINE, err) != 0 || open_targets(session, CANDIDATE, err) != 0 ||
        check_fan_out(session, err) != 0) {
        close_session(session);
        return -1;
    }
    *out = session;
    return 0;
}

/* ---- taking them in turn ---- */

static int take_shot(struct session *session, int side, size_t target, size_t round, struct error *err)
{
    static const char *const names[SIDES] = {"baseline", "candidate"};
    char sentence[NAME_SIZE];
    struct shot *shot = &session->shots[session->shot_count];
    *shot = (struct shot){.side = side, .target = target, .round = round};
    snprintf(sentence, sizeof sentence, "pull %zu of %zu: %s at %s", round + 1, settings_of(session)->rounds,
             names[side], session->targets[side][target].url);
    session->world->progress(session->world->world, sentence);
    if (endpoint_pull_take(&shot->pull, &session->targets[side][target], err) != 0) {
        return -1;
    }
    session->shot_count++;
    /* What cannot be had at first will not be had later: no use in going on for minutes. */
    const struct endpoint_profile *first = &shot->pull.profiles[0];
    return round == 0 && first->failure != NULL ? error_set(err, ERROR_INPUT, "%s", first->failure) : 0;
}

static int take_round(struct session *session, size_t round, struct error *err)
{
    size_t most = session->target_count[BASELINE] > session->target_count[CANDIDATE]
                      ? session->target_count[BASELINE]
                      : session->target_count[CANDIDATE];
    for (size_t target = 0; target < most; target++) {
        for (int turn = 0; turn < SIDES; turn++) {
            int side = (round + target) % 2 == 0 ? turn : SIDES - 1 - turn;
            if (target < session->target_count[side] && take_shot(session, side, target, round, err) != 0) {
                return -1;
            }
        }
    }
    return 0;
}

static int prepare(void *opened, const struct source_side sides[SIDES], struct error *err)
{
    struct session *session = opened;
    size_t targets = session->target_count[BASELINE] + session->target_count[CANDIDATE];
    size_t rounds = settings_of(session)->rounds;
    (void)sides;
    session->shots = memory_allocate_array(targets * rounds, sizeof *session->shots);
    if (session->shots == NULL) {
        return refuse_memory(err);
    }
    for (size_t round = 0; round < rounds; round++) {
        if (take_round(session, round, err) != 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- captures ---- */

static char *name_of(const struct session *session, const struct shot *shot, const char *tail)
{
    char name[NAME_SIZE];
    int length = snprintf(name, sizeof name, "%s%s, pull %zu", session->targets[shot->side][shot->target].url, tail,
                          shot->round + 1);
    return memory_copy_text(name, length < NAME_SIZE ? (size_t)length : NAME_SIZE - 1);
}

static char *part_name(const struct session *session, const struct shot *shot, size_t kind)
{
    char *path = endpoint_pull_path(settings_of(session), session->kinds[kind]);
    char *name = path != NULL ? name_of(session, shot, path) : NULL;
    memory_free(path);
    return name;
}

static int fill_capture(struct capture *out, const struct session *session, const struct shot *shot,
                        struct error *err)
{
    const char *url = session->targets[shot->side][shot->target].url;
    *out = (struct capture){.name = name_of(session, shot, ""),
                            .instance = memory_copy_text(url, strlen(url)),
                            .window = shot->pull.taken,
                            .requests = isnan(shot->pull.requests) ? 0 : shot->pull.requests,
                            .parts = memory_allocate_array(session->kind_count, sizeof *out->parts)};
    if (out->name == NULL || out->instance == NULL || out->parts == NULL) {
        return refuse_memory(err);
    }
    for (size_t kind = 0; kind < session->kind_count; kind++) {
        const char *word = session->kinds[kind]->name;
        struct capture_part *part = &out->parts[out->part_count++];
        *part = (struct capture_part){.path = part_name(session, shot, kind),
                                      .kind = memory_copy_text(word, strlen(word))};
        if (part->path == NULL || part->kind == NULL) {
            return refuse_memory(err);
        }
    }
    return 0;
}

static int plan(struct captures *out, void *opened, const struct source_side *wanted, struct error *err)
{
    const struct session *session = opened;
    int side = wanted->side;
    struct captures captures = {.label = memory_copy_text(wanted->version, strlen(wanted->version)),
                                .items = memory_allocate_array(session->shot_count + 1, sizeof *captures.items)};
    if (captures.label == NULL || captures.items == NULL) {
        captures_clear(&captures);
        return refuse_memory(err);
    }
    for (size_t i = 0; i < session->shot_count; i++) {
        if (session->shots[i].side == side &&
            fill_capture(&captures.items[captures.count++], session, &session->shots[i], err) != 0) {
            captures_clear(&captures);
            return -1;
        }
    }
    *out = captures;
    return 0;
}

/* The profile of that name; NULL: there is none. */
static const struct endpoint_profile *find_profile(const struct session *session, const char *path)
{
    for (size_t i = 0; i < session->shot_count; i++) {
        for (size_t kind = 0; kind < session->kind_count; kind++) {
            char *name = part_name(session, &session->shots[i], kind);
            bool same = name != NULL && strcmp(name, path) == 0;
            memory_free(name);
            if (same) {
                return &session->shots[i].pull.profiles[kind];
            }
        }
    }
    return NULL;
}

static int fetch(void *opened, const struct source_order *orders, size_t count, source_take take, void *context,
                 struct error *err)
{
    const struct session *session = opened;
    for (size_t i = 0; i < count; i++) {
        const struct endpoint_profile *profile = find_profile(session, orders[i].part->path);
        struct error failure = ERROR_INIT;
        if (profile == NULL || profile->failure != NULL) {
            error_set(&failure, ERROR_INPUT, "%s", profile != NULL ? profile->failure : "it was not taken");
        }
        struct bytes bytes = profile != NULL ? byte_buffer_view(&profile->bytes) : (struct bytes){0};
        if (take(context, i, bytes, failure.kind != ERROR_NONE ? &failure : NULL, err) != 0) {
            return -1;
        }
    }
    return 0;
}

const struct source endpoints_source = {
    .name = "endpoints",
    .description = "live pprof endpoints of both versions, captured in turn",
    .open = open_session,
    .close = close_session,
    .prepare = prepare,
    .plan = plan,
    .fetch = fetch,
};
