#include "adapters/source/pyroscope_session.h"

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

int pyroscope_session_add(size_t *out, struct pyroscope_session *session, const struct pyroscope_merge *merge,
                          struct error *err)
{
    struct pyroscope_merge *merges =
        memory_resize_array(session->merges, session->merge_count + 1, sizeof *session->merges);
    if (!merges)
        return refuse_memory(err);
    session->merges = merges;
    merges[session->merge_count] = *merge;
    *out = session->merge_count++;
    return 0;
}

const char *pyroscope_session_text(struct pyroscope_session *session, struct error *err, const char *format, ...)
{
    char text[TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const char *copy = arena_copy_text(session->arena, text, strlen(text));
    if (!copy)
        refuse_memory(err);
    return copy;
}

const char *pyroscope_session_matchers(struct pyroscope_session *session, const char *version,
                                       const char *const *labels, const char *const *values, size_t count,
                                       struct error *err)
{
    const struct select_question question = {.service = session->setup->service, .version = version};
    const char *copy = NULL;
    char *text = NULL;
    int status = select_matchers(&text, session->setup->store, &question, err);
    for (size_t i = 0; i < count && status == 0; i++) {
        char *narrower = NULL;
        status = select_narrow(&narrower, text, labels[i], values[i], err);
        memory_free(text);
        text = narrower;
    }
    if (status == 0) {
        copy = arena_copy_text(session->arena, text, strlen(text));
        if (!copy)
            refuse_memory(err);
    }
    memory_free(text);
    return copy;
}

void pyroscope_session_say(const struct pyroscope_session *session, const char *format, ...)
{
    char sentence[ERROR_SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    session->world->progress(session->world->world, sentence);
}
