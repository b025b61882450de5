#include "gate/report/markdown_text.h"

#include "gate/base/text.h"
#include "gate/report/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* Written as a character reference, which never begins markup. */
static void put_reference(struct sink *sink, char character)
{
    sink_format(sink, "&#%d;", character);
}

/* Signs that mean something only beside some others; three may be looked back to. */
static bool begins_address(const char *at)
{
    return strncmp(at, "://", 3) == 0 || (*at == '.' && strncmp(at - 3, "www", 3) == 0);
}

enum { BACK = 3 };

void markdown_text_code(struct sink *sink, struct bytes text)
{
    char buffer[WORDS_NAME + BACK] = "   ";
    char *safe = text_harmless(buffer + BACK, sizeof buffer - BACK, text);
    size_t size = strlen(safe);
    if (size == 0) {
        return;
    }
    /* A span of backticks cannot hold these, or not in a table, or loses them. */
    if (strpbrk(safe, "`|\\") == NULL && safe[0] != ' ' && safe[size - 1] != ' ') {
        sink_text(sink, "`");
        sink_text(sink, safe);
        sink_text(sink, "`");
        return;
    }
    sink_text(sink, "<code>");
    for (const char *at = safe; *at != '\0'; at++) {
        if (strchr("`|\\*_[]<>&@#$~!:", *at) != NULL || begins_address(at)) {
            put_reference(sink, *at);
        } else {
            sink_bytes(sink, at, 1);
        }
    }
    sink_text(sink, "</code>");
}

void markdown_text_sentence(struct sink *sink, const char *text)
{
    char buffer[4 * WORDS_LINE + BACK] = "   ";
    char *safe = text_harmless(buffer + BACK, sizeof buffer - BACK, bytes_of_text(text));
    for (const char *at = safe; *at != '\0'; at++) {
        if (strchr("@#$", *at) != NULL) {
            sink_format(sink, "<code>%c</code>", *at); /* looked for in the text after markup was read */
        } else if (strchr("`|\\*_[]<&~", *at) != NULL || begins_address(at)) {
            put_reference(sink, *at);
        } else {
            sink_bytes(sink, at, 1);
        }
    }
}

void markdown_text_bar(struct sink *sink, double part)
{
    static const char *const eighths[] = {"",
                                          "\xe2\x96\x8f",
                                          "\xe2\x96\x8e",
                                          "\xe2\x96\x8d",
                                          "\xe2\x96\x8c",
                                          "\xe2\x96\x8b",
                                          "\xe2\x96\x8a",
                                          "\xe2\x96\x89",
                                          "\xe2\x96\x88"};
    int left = part > 0 ? (int)ceil(8. * MARKDOWN_TEXT_CELLS * (part < 1 ? part : 1)) : 0;
    for (; left > 0; left -= 8) {
        sink_text(sink, eighths[left < 8 ? left : 8]);
    }
}

static void put_column(struct sink *sink, double part)
{
    char column[] = "\xe2\x96\x81"; /* a lower eighth; the others follow it */
    int eighths = part > 0 ? (int)ceil(8 * part) : 0;
    column[2] = (char)(column[2] + (eighths > 0 ? eighths - 1 : 0));
    sink_text(sink, column);
}

void markdown_text_columns(struct sink *sink, double before, double after)
{
    double most = before > after ? before : after;
    if (most > 0 && isfinite(most)) {
        put_column(sink, before / most);
        put_column(sink, after / most);
    }
}
