#include "gate/base/error.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* A character cut by the end of a raw sentence lies wholly behind what fits into the harmless one. */
enum { RAW_SIZE = ERROR_SENTENCE_SIZE + 4 };

void error_clear(struct error *err)
{
    if (err != NULL) {
        *err = (struct error)ERROR_INIT;
    }
}

static void write_sentence(struct error *err, const char *raw)
{
    text_harmless(err->sentence, sizeof(err->sentence), bytes_of_text(raw));
}

static __attribute__((format(printf, 2, 0))) void format_raw(char raw[RAW_SIZE], const char *format,
                                                             va_list arguments)
{
    if (vsnprintf(raw, RAW_SIZE, format, arguments) < 0 || raw[0] == '\0') {
        snprintf(raw, RAW_SIZE, "unknown error");
    }
}

int error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
    if (err == NULL) {
        return -1;
    }
    char raw[RAW_SIZE];
    va_list arguments;
    va_start(arguments, format);
    format_raw(raw, format, arguments);
    va_end(arguments);
    error_clear(err);
    err->kind = kind;
    write_sentence(err, raw);
    return -1;
}

int error_set_memory(struct error *err, const char *doing)
{
    struct memory_usage usage = memory_usage();
    if (!usage.over_budget || usage.budget == 0) {
        return error_set(err, ERROR_MEMORY, "out of memory while %s", doing);
    }
    char budget[NUMBER_TEXT_SIZE];
    numbers_format_amount(budget, (double)usage.budget, "bytes");
    return error_set(err, ERROR_MEMORY, "out of memory while %s: the budget of %s is used up; raise --max-memory",
                     doing, budget);
}

int error_at_offset(struct error *err, uint64_t offset)
{
    if (err != NULL) {
        err->offset = offset;
    }
    return -1;
}

/* The first place at or behind from where a character begins. */
static const char *character_start(const char *from)
{
    while (((unsigned char)*from & 0xc0) == 0x80) {
        from++;
    }
    return from;
}

/* The end of a path tells more than its beginning, so that is what is kept. */
static void write_file(struct error *err, const char *file)
{
    enum { LONGEST = ERROR_FILE_SIZE - 1 };
    size_t length = strlen(file);
    bool cut = length > LONGEST;
    const char *tail = cut ? character_start(file + length - LONGEST) : file;

    /* Each broken byte grows to the three of U+FFFD. */
    char harmless[3 * LONGEST + 1];
    text_harmless(harmless, sizeof(harmless), bytes_of_text(tail));
    length = strlen(harmless);
    cut = cut || length > LONGEST;
    const char *mark = cut ? "..." : "";
    size_t mark_length = strlen(mark);
    size_t room = LONGEST - mark_length;
    const char *shown = length > room ? character_start(harmless + length - room) : harmless;
    memcpy(err->file, mark, mark_length);
    memcpy(err->file + mark_length, shown, strlen(shown) + 1);
}

int error_at_line(struct error *err, const char *file, uint64_t line, uint64_t column)
{
    if (err == NULL) {
        return -1;
    }
    write_file(err, file == NULL ? "" : file);
    err->line = line;
    err->column = column;
    return -1;
}

int error_prefix(struct error *err, const char *format, ...)
{
    if (err == NULL || err->kind == ERROR_NONE) {
        return -1;
    }
    char raw[RAW_SIZE];
    va_list arguments;
    va_start(arguments, format);
    format_raw(raw, format, arguments);
    va_end(arguments);
    size_t length = strlen(raw);
    snprintf(raw + length, sizeof(raw) - length, ": %s", err->sentence);
    write_sentence(err, raw);
    return -1;
}

int error_exit_code(enum error_kind kind)
{
    switch (kind) {
    case ERROR_NONE:
        return 0;
    case ERROR_USAGE:
    case ERROR_POLICY:
        return 2;
    case ERROR_UNFIT:
        return 3;
    case ERROR_INPUT:
    case ERROR_OUTPUT:
    case ERROR_MEMORY:
        return 4;
    case ERROR_INTERNAL:
        break;
    }
    return 5;
}
