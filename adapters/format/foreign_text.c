#include "adapters/format/foreign_text.h"

#include <ctype.h>
#include <string.h>

#include "gate/base/banned.h"

enum { HEAD_SIZE = 16384 };

static struct bytes head_of(struct bytes content)
{
    return (struct bytes){content.data, content.size < HEAD_SIZE ? content.size : HEAD_SIZE};
}

bool foreign_text_has(struct bytes text, const char *needle)
{
    size_t size = strlen(needle);
    while (text.size >= size) {
        const uint8_t *found = memchr(text.data, needle[0], text.size - size + 1);
        if (!found)
            return false;
        if (memcmp(found, needle, size) == 0)
            return true;
        text.size -= (size_t)(found + 1 - text.data);
        text.data = found + 1;
    }
    return false;
}

/* Takes the next line off rest, without its end; false if there is none. */
static bool next_line(struct bytes *line, struct bytes *rest)
{
    if (rest->size == 0)
        return false;
    const uint8_t *end = memchr(rest->data, '\n', rest->size);
    size_t size = end ? (size_t)(end - rest->data) : rest->size;
    *line = (struct bytes){rest->data, size};
    rest->data += size + (end != NULL);
    rest->size -= size + (end != NULL);
    return true;
}

static bool is_digit(uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_hex(uint8_t byte)
{
    return is_digit(byte) || (byte >= 'a' && byte <= 'f');
}

bool foreign_text_is_goroutines(struct bytes content)
{
    static const char word[] = "goroutine ";
    size_t at = sizeof word - 1;
    if (!bytes_start_with(content, word))
        return false;
    size_t digits = at;
    while (at < content.size && is_digit(content.data[at]))
        at++;
    return at > digits && at + 1 < content.size && content.data[at] == ' ' && content.data[at + 1] == '[';
}

static bool starts_with_folded_case(struct bytes text, const char *lower)
{
    size_t size = strlen(lower);
    if (text.size < size)
        return false;
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = text.data[i];
        if ((byte >= 'A' && byte <= 'Z' ? byte + 32 : byte) != lower[i])
            return false;
    }
    return true;
}

bool foreign_text_is_page(struct bytes content)
{
    static const char *const beginnings[] = {"<!doctype", "<html", "<?xml", "<head", "<svg", "<!--", "<error"};
    while (content.size && strchr(" \t\r\n", content.data[0]) && content.data[0]) {
        content.data++;
        content.size--;
    }
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (starts_with_folded_case(content, beginnings[i]))
            return true;
    return false;
}

bool foreign_text_is_pprof_report(struct bytes content)
{
    struct bytes head = head_of(content);
    if (!bytes_start_with(head, "File: ") && !bytes_start_with(head, "Type: ") &&
        !bytes_start_with(head, "Main binary filename"))
        return false;
    return foreign_text_has(head, "Showing ") || foreign_text_has(head, "Type: ");
}

bool foreign_text_is_bpftrace(struct bytes content)
{
    struct bytes rest = head_of(content);
    struct bytes line;
    for (int looked_at = 0; looked_at < 16 && next_line(&line, &rest); looked_at++) {
        if (line.size == 0 || line.data[0] != '@')
            continue;
        size_t at = 1;
        while (at < line.size && (isalnum(line.data[at]) || line.data[at] == '_'))
            at++;
        if (at < line.size && line.data[at] == '[')
            return true;
    }
    return false;
}

/* " 12345.678901:" somewhere in the line: when the event was. */
static bool has_event_time(struct bytes line)
{
    for (size_t i = 1; i + 1 < line.size; i++) {
        if (line.data[i] != '.' || !is_digit(line.data[i - 1]))
            continue;
        size_t end = i + 1;
        while (end < line.size && is_digit(line.data[end]))
            end++;
        size_t start = i;
        while (start > 0 && is_digit(line.data[start - 1]))
            start--;
        bool six_or_nine = end - i - 1 == 6 || end - i - 1 == 9;
        if (six_or_nine && end < line.size && line.data[end] == ':' && start > 0 && line.data[start - 1] == ' ')
            return true;
    }
    return false;
}

/* "\t   ffffffff8104f45a native_write_msr ([kernel])": an address, then a name, and as a rule a file in brackets.
 */
static bool is_address_line(struct bytes line)
{
    enum { SURE = 8, WHOLE = 16 };
    size_t at = 0;
    while (at < line.size && (line.data[at] == ' ' || line.data[at] == '\t'))
        at++;
    size_t indent = at;
    while (at < line.size && is_hex(line.data[at]))
        at++;
    size_t digits = at - indent;
    if (digits == 0 || at == line.size || line.data[at] != ' ')
        return false;
    bool in_brackets = line.data[line.size - 1] == ')';
    return indent > 0 ? digits >= SURE || in_brackets : digits == WHOLE;
}

bool foreign_text_is_perf_script(struct bytes content)
{
    struct bytes rest = head_of(content);
    struct bytes line;
    size_t addresses = 0;
    size_t times = 0;
    size_t others = 0;
    while (next_line(&line, &rest)) {
        if (line.size == 0 || line.data[0] == '#')
            continue;
        if (is_address_line(line))
            addresses++;
        else if (has_event_time(line))
            times++;
        else
            others++;
    }
    return times + addresses >= 1 && times + addresses > others;
}

bool foreign_text_is_ghc_report(struct bytes content)
{
    return foreign_text_has(head_of(content), "Time and Allocation Profiling Report");
}

bool foreign_text_first_line(struct bytes content, struct bytes *line)
{
    enum { LOOKED_AT = 512 };
    struct bytes rest = {content.data, content.size < LOOKED_AT ? content.size : LOOKED_AT};
    for (size_t i = 0; i < rest.size; i++)
        if (rest.data[i] < 0x20 && (rest.data[i] == 0 || !strchr("\t\r\n", rest.data[i])))
            return false;
    *line = (struct bytes){rest.data, 0};
    while (line->size == 0 && next_line(line, &rest))
        while (line->size && strchr(" \t\r", line->data[line->size - 1]))
            line->size--;
    return line->size > 0;
}

bool foreign_text_is_answer(struct bytes content, struct bytes *line)
{
    static const char *const beginnings[] = {"404 ",      "Could not ", "Unauthorized", "Forbidden",
                                             "Not Found", "403 ",       "401 ",         "500 ",
                                             "502 ",      "503 ",       "upstream ",    "no healthy upstream"};
    enum { ANSWER_MAX = 4096 };
    if (content.size > ANSWER_MAX)
        return false;
    struct bytes rest = content;
    if (!next_line(line, &rest))
        return false;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (bytes_start_with(*line, beginnings[i]))
            return true;
    return false;
}
