#include "rules/sentence.h"

#include "gate/base/text.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

const char *sentence_keep(struct arena *arena, const char *format, va_list arguments)
{
    char raw[SENTENCE_SIZE], text[SENTENCE_SIZE];
    vsnprintf(raw, sizeof raw, format, arguments);
    text_harmless(text, sizeof text, bytes_of_text(raw));
    return arena_copy_text(arena, text, strlen(text));
}

int sentence_set(const char **out, struct arena *arena, struct error *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *kept = sentence_keep(arena, format, arguments);
    va_end(arguments);
    if (kept == NULL) {
        return error_set_memory(err, "judging");
    }
    *out = kept;
    return 0;
}
