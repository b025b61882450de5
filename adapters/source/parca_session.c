#include "adapters/source/parca_session.h"

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

int parca_session_add_merge(size_t *out, struct parca_session *session, const struct parca_merge *merge,
                            struct error *err)
{
    struct parca_merge *merges = memory_resize_array(session->merges, session->merge_count + 1, sizeof *merges);
    if (merges == NULL) {
        return refuse_memory(err);
    }
    session->merges = merges;
    merges[session->merge_count] = *merge;
    *out = session->merge_count++;
    return 0;
}

int parca_session_add_piece(size_t *out, struct parca_session *session, const struct parca_piece *piece,
                            struct error *err)
{
    struct parca_piece *pieces = memory_resize_array(session->pieces, session->piece_count + 1, sizeof *pieces);
    if (pieces == NULL) {
        return refuse_memory(err);
    }
    session->pieces = pieces;
    pieces[session->piece_count] = *piece;
    *out = session->piece_count++;
    return 0;
}

static const char *keep(const struct parca_session *session, const char *text, struct error *err)
{
    const char *copy = arena_copy_text(session->arena, text, strlen(text));
    if (copy == NULL) {
        refuse_memory(err);
    }
    return copy;
}

const char *parca_session_text(const struct parca_session *session, struct error *err, const char *format, ...)
{
    char text[TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return keep(session, text, err);
}

/* Takes the text over. */
static const char *move(const struct parca_session *session, int status, char *text, struct error *err)
{
    const char *copy = status == 0 ? keep(session, text, err) : NULL;
    memory_free(text);
    return copy;
}

const char *parca_session_matchers(const struct parca_session *session, const char *version, struct error *err)
{
    const struct select_question question = {.service = session->setup->service, .version = version};
    char *text = NULL;
    int status = select_matchers(&text, session->setup->store, &question, err);
    return move(session, status, text, err);
}

const char *parca_session_narrow(const struct parca_session *session, const char *matchers, const char *label,
                                 const char *const *values, size_t count, struct error *err)
{
    char *text = NULL;
    int status = select_narrow_any(&text, matchers, label, values, count, err);
    return move(session, status, text, err);
}

int parca_session_types(struct pyroscope_profiles *out, struct pyroscope_types *fit,
                        const struct parca_session *session, size_t wanted_count, const struct time_span *window,
                        struct error *err)
{
    const struct store_scope scope = {.what = "the types of profiles", .window = *window};
    struct store_types types;
    *out = (struct pyroscope_profiles){0};
    if (parca_client_types(&types, &session->client, &scope, err) != 0) {
        return -1;
    }
    return types.count == 0
               ? 0
               : parca_types_choose(out, fit, &types, session->setup->types, wanted_count, session->arena, err);
}

void parca_session_say(const struct parca_session *session, const char *format, ...)
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
