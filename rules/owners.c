#include "rules/owners.h"

#include "gate/base/memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "gate/base/banned.h"

struct owners_line {
    const char *pattern; /* without a slash at its start */
    bool rooted;         /* begins at the root of the repository */
    bool folder;         /* ended in a slash: means what lies below */
    bool shallow;        /* ends in a star of its own: not what lies deeper */
    const char *owners;  /* "" takes them away */
    size_t section;
};

struct owners {
    struct owners_line *lines;
    size_t count;
    size_t sections; /* the one without a head is 0 */
};

/* ---- reading ---- */

struct owners_reader {
    struct arena *arena;
    struct owners *owners;
    const char *usual; /* owners of the section's lines that name none */
    bool failed;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The words from *at on, with one blank between them; ends at a comment. */
static const char *take_owners(struct owners_reader *reader, const char *at)
{
    char *out = arena_allocate(reader->arena, strlen(at) + 1);
    size_t used = 0;
    if (out == NULL) {
        reader->failed = true;
        return "";
    }
    while (*at != '\0') {
        while (is_blank(*at)) {
            at++;
        }
        if (*at == '\0' || *at == '#') {
            break;
        }
        if (used > 0) {
            out[used++] = ' ';
        }
        while (*at != '\0' && !is_blank(*at)) {
            out[used++] = *at++;
        }
    }
    out[used] = '\0';
    return out;
}

/* A backslash takes the meaning from a blank or a '#'; the matcher sees the one in front of anything else. */
static const char *take_pattern(char *out, const char *at)
{
    while (*at != '\0' && !is_blank(*at)) {
        if (*at == '\\' && (is_blank(at[1]) || at[1] == '#')) {
            at++;
        }
        *out++ = *at++;
    }
    *out = '\0';
    return at;
}

static void set_pattern(struct owners_line *line, char *text)
{
    size_t length = strlen(text);
    line->folder = length > 0 && text[length - 1] == '/';
    if (line->folder) {
        text[--length] = '\0';
    }
    line->rooted = strchr(text, '/') != NULL;
    line->pattern = text[0] == '/' ? text + 1 : text;
    line->shallow = length >= 2 && strcmp(text + length - 2, "/*") == 0;
}

static void add_line(struct owners_reader *reader, const char *text)
{
    struct owners *owners = reader->owners;
    struct owners_line *line = &owners->lines[owners->count];
    char *pattern = arena_allocate(reader->arena, strlen(text) + 1);
    if (pattern == NULL) {
        reader->failed = true;
        return;
    }
    const char *rest = take_pattern(pattern, text);
    const char *named = take_owners(reader, rest);
    *line =
        (struct owners_line){.owners = named[0] != '\0' ? named : reader->usual, .section = owners->sections - 1};
    set_pattern(line, pattern);
    owners->count += pattern[0] != '\0' && pattern[0] != '!';
}

/* "[Docs]", "^[Docs][2] @ann": what stands behind the brackets. NULL: it is no head of a section. */
static const char *behind_head(const char *text)
{
    const char *at = text[0] == '^' ? text + 1 : text;
    if (*at != '[') {
        return NULL;
    }
    while (*at == '[') {
        at = strchr(at, ']');
        if (at == NULL) {
            return NULL;
        }
        at++;
    }
    return *at == '\0' || is_blank(*at) ? at : NULL;
}

static void read_line(struct owners_reader *reader, const char *text)
{
    while (is_blank(*text)) {
        text++;
    }
    const char *head = behind_head(text);
    if (head != NULL) {
        reader->owners->sections++;
        reader->usual = take_owners(reader, head);
    } else if (*text != '\0' && *text != '#') {
        add_line(reader, text);
    }
}

static size_t count_lines(struct bytes text)
{
    size_t count = 1;
    for (size_t i = 0; i < text.size; i++) {
        count += text.data[i] == '\n';
    }
    return count;
}

int owners_parse(struct owners **out, struct arena *arena, struct bytes text, struct error *err)
{
    struct owners *owners = arena_allocate(arena, sizeof *owners);
    struct owners_line *lines = arena_allocate(arena, count_lines(text) * sizeof *lines);
    if (owners == NULL || lines == NULL) {
        return error_set_memory(err, "reading the owners");
    }
    *owners = (struct owners){.lines = lines, .sections = 1};
    struct owners_reader reader = {.arena = arena, .owners = owners, .usual = ""};
    for (size_t start = 0; start < text.size;) {
        const uint8_t *end = memchr(text.data + start, '\n', text.size - start);
        size_t length = end != NULL ? (size_t)(end - text.data) - start : text.size - start;
        const char *line = arena_copy_text(arena, (const char *)text.data + start, length);
        if (line == NULL) {
            return error_set_memory(err, "reading the owners");
        }
        read_line(&reader, line);
        start += length + 1;
    }
    if (reader.failed) {
        return error_set_memory(err, "reading the owners");
    }
    *out = owners;
    return 0;
}

/* ---- matching ---- */

static size_t name_length(const char *path)
{
    return strcspn(path, "/");
}

static const char *next_name(const char *path)
{
    const char *behind = path + name_length(path);
    return *behind == '/' ? behind + 1 : behind;
}

/* Whether one name of a pattern fits one of a path: what follows the last star is tried at each byte. */
static bool name_fits(const char *pattern, const char *name)
{
    const char *pattern_end = pattern + name_length(pattern), *name_end = name + name_length(name);
    const char *star = NULL, *tried = NULL;
    for (;;) {
        if (pattern < pattern_end && *pattern == '*') {
            star = ++pattern;
            tried = name;
            continue;
        }
        bool escaped = pattern + 1 < pattern_end && *pattern == '\\';
        bool same = name < name_end && pattern < pattern_end &&
                    (escaped ? pattern[1] == *name : *pattern == '?' || *pattern == *name);
        if (same) {
            pattern += escaped ? 2 : 1;
            name++;
        } else if (pattern == pattern_end && name == name_end) {
            return true;
        } else if (star == NULL || tried == name_end) {
            return false;
        } else {
            pattern = star;
            name = ++tried;
        }
    }
}

static bool is_deep(const char *pattern)
{
    return name_length(pattern) == 2 && pattern[0] == '*' && pattern[1] == '*';
}

/* The same of names as name_fits of bytes, where two stars are any number of names. */
static bool matches(const struct owners_line *line, const char *path)
{
    const char *pattern = line->pattern;
    const char *star = line->rooted ? NULL : pattern, *tried = path;
    for (;;) {
        bool over = *pattern == '\0';
        if (over && (*path == '\0' ? !line->folder : !line->shallow)) {
            return true;
        }
        if (!over && is_deep(pattern)) {
            star = pattern = next_name(pattern);
            tried = path;
        } else if (!over && *path != '\0' && name_fits(pattern, path)) {
            pattern = next_name(pattern);
            path = next_name(path);
        } else if (star == NULL || *tried == '\0') {
            return false;
        } else {
            pattern = star;
            path = tried = next_name(tried);
        }
    }
}

static const char *joined(struct arena *arena, const char *some, const char *more)
{
    size_t length = strlen(some);
    char *out = arena_allocate(arena, length + strlen(more) + 2);
    if (out != NULL) {
        memcpy(out, some, length);
        out[length] = ' ';
        memcpy(out + length + 1, more, strlen(more) + 1);
    }
    return out;
}

/* The last line of a section that matches; "" if none does. */
static const char *of_section(const struct owners *owners, size_t section, const char *path)
{
    for (size_t i = owners->count; i-- > 0;) {
        if (owners->lines[i].section == section && matches(&owners->lines[i], path)) {
            return owners->lines[i].owners;
        }
    }
    return "";
}

const char *owners_of(const struct owners *owners, struct arena *arena, const char *path)
{
    const char *all = "";
    for (size_t section = 0; all != NULL && section < owners->sections; section++) {
        const char *more = of_section(owners, section, path);
        if (more[0] != '\0') {
            all = all[0] == '\0' ? more : joined(arena, all, more);
        }
    }
    return all;
}
