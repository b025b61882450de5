#include "adapters/source/endpoints.h"

#include "adapters/capture_list.h"
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
    session->audit = (struct capture_audit){.path = setup->store->endpoints.audit, .world = world};
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

/* Profiles are numbered through all shots. */
static size_t number_of(const struct session *session, const struct shot *shot, size_t kind)
{
    return (size_t)(shot - session->shots) * session->kind_count + kind;
}

static int add_part(struct capture *capture, const struct session *session, const struct shot *shot, size_t kind,
                    struct error *err)
{
    const struct capture_part part = {.order = number_of(session, shot, kind)};
    char *name = part_name(session, shot, kind);
    int status = name != NULL ? capture_list_add_part(capture, &part, name, session->kinds[kind]->name, "", err)
                              : refuse_memory(err);
    memory_free(name);
    return status;
}

static int add_shot(struct captures *captures, const struct session *session, const struct shot *shot,
                    struct error *err)
{
    char *name = name_of(session, shot, "");
    if (name == NULL) {
        return refuse_memory(err);
    }
    struct capture *capture =
        capture_list_add(captures, name, session->targets[shot->side][shot->target].url, &shot->pull.taken, err);
    memory_free(name);
    if (capture == NULL) {
        return -1;
    }
    capture->requests = isnan(shot->pull.requests) ? 0 : shot->pull.requests;
    for (size_t kind = 0; kind < session->kind_count; kind++) {
        if (add_part(capture, session, shot, kind, err) != 0) {
            return -1;
        }
    }
    return 0;
}

static int plan(struct captures *out, void *opened, const struct source_side *wanted, struct error *err)
{
    const struct session *session = opened;
    struct captures captures = {.label = memory_copy_text(wanted->version, strlen(wanted->version))};
    int status = captures.label != NULL ? 0 : refuse_memory(err);
    for (size_t i = 0; status == 0 && i < session->shot_count; i++) {
        if (session->shots[i].side == wanted->side) {
            status = add_shot(&captures, session, &session->shots[i], err);
        }
    }
    if (status != 0) {
        captures_clear(&captures);
        return -1;
    }
    *out = captures;
    return 0;
}

static int fetch(void *opened, const struct source_order *orders, size_t count, source_take take, void *context,
                 struct error *err)
{
    const struct session *session = opened;
    for (size_t i = 0; i < count; i++) {
        size_t number = orders[i].part->order;
        const struct shot *shot = &session->shots[number / session->kind_count];
        const struct endpoint_profile *profile = &shot->pull.profiles[number % session->kind_count];
        struct error failure = ERROR_INIT;
        if (profile->failure != NULL) {
            error_set(&failure, ERROR_INPUT, "%s", profile->failure);
        }
        if (take(context, i, byte_buffer_view(&profile->bytes), profile->failure != NULL ? &failure : NULL, err) !=
            0) {
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
