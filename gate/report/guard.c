#include "gate/report/guard.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "gate/base/banned.h"

static bool holds(struct bytes text, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= text.size; i++) {
        if (strncasecmp((const char *)text.data + i, word, length) == 0) {
            return true;
        }
    }
    return false;
}

char *guard_word(char out[GUARD_WORD_SIZE], struct bytes text)
{
    unsigned long number = 0;
    do {
        snprintf(out, GUARD_WORD_SIZE, "flamegate-report-%lu-", number++);
    } while (holds(text, out)); /* ends: the text holds only so many numbers */
    return out;
}

void guard_put(struct sink *sink, struct bytes text)
{
    char word[GUARD_WORD_SIZE];
    guard_word(word, text);
    sink_format(sink, "::stop-commands::%s\n", word);
    sink_view(sink, text);
    bool open = text.size > 0 && text.data[text.size - 1] != '\n';
    sink_format(sink, "%s::%s::\n", open ? "\n" : "", word);
}
