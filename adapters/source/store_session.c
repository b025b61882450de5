#include "adapters/source/store_session.h"

#include "adapters/source/select.h"
#include "gate/base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { TEXT_SIZE = 1001 };

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "asking a store");
}

void store_session_set_labels(struct store_session *session)
{
    const char *const wanted[STORE_LABELS_MAX] = {session->setup->store->replicas_by,
                                                  session->setup->store->split_by};
    session->label_count = 0;
    for (size_t i = 0; i < STORE_LABELS_MAX; i++) {
        if (wanted[i][0] != '\0') {
            session->labels[session->label_count++] = wanted[i];
        }
    }
}

int store_session_open(struct store_session *out, const char *server, const char *key,
                       const struct source_setup *setup, const struct surroundings *world, struct error *err)
{
    const struct http_settings settings = {.access = &setup->store->server, .server = server, .key = key};
    *out = (struct store_session){.setup = setup, .world = world, .arena = arena_new()};
    if (out->arena == NULL) {
        return refuse_memory(err);
    }
    out->client.arena = out->arena;
    store_session_set_labels(out);
    return http_client_new(&out->client.http, &settings, world, err);
}

void store_session_close(struct store_session *session)
{
    http_client_free(session->client.http);
    arena_free(session->arena);
    *session = (struct store_session){0};
}

/* ---- texts ---- */

static const char *keep(const struct store_session *session, const char *text, struct error *err)
{
    const char *copy = arena_copy_text(session->arena, text, strlen(text));
    if (copy == NULL) {
        refuse_memory(err);
    }
    return copy;
}

/* Takes the text over. */
static const char *move(const struct store_session *session, int status, char *text, struct error *err)
{
    const char *copy = status == 0 ? keep(session, text, err) : NULL;
    memory_free(text);
    return copy;
}

const char *store_session_text(const struct store_session *session, struct error *err, const char *format, ...)
{
    char text[TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return keep(session, text, err);
}

const char *store_session_matchers(const struct store_session *session, const char *version, struct error *err)
{
    const struct select_question question = {.service = session->setup->service, .version = version};
    char *text = NULL;
    int status = select_matchers(&text, session->setup->store, &question, err);
    return move(session, status, text, err);
}

const char *store_session_narrow(const struct store_session *session, const char *matchers,
                                 const char *const *labels, const char *const *values, size_t count,
                                 struct error *err)
{
    for (size_t i = 0; i < count && matchers != NULL; i++) {
        char *text = NULL;
        int status = select_narrow(&text, matchers, labels[i], values[i], err);
        matchers = move(session, status, text, err);
    }
    return matchers;
}

const char *store_session_narrow_any(const struct store_session *session, const char *matchers, const char *label,
                                     const char *const *values, size_t count, struct error *err)
{
    char *text = NULL;
    int status = select_narrow_any(&text, matchers, label, values, count, err);
    return move(session, status, text, err);
}

void store_session_say(const struct store_session *session, const char *format, ...)
{
    char sentence[ERROR_SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    if (session->world->progress != NULL) {
        session->world->progress(session->world->world, sentence);
    }
}
