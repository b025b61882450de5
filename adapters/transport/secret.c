#include "adapters/transport/secret.h"

#include "adapters/transport/fork_run.h"
#include "gate/base/files.h"
#include "gate/base/memory.h"

#include <string.h>

#include "gate/base/banned.h"

enum { LARGEST = 64 << 10 };

bool secret_is_given(const struct secret_place *place)
{
    return place->file || place->environment;
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static struct bytes without_blank_ends(struct bytes text)
{
    while (text.size > 0 && is_blank(text.data[text.size - 1]))
        text.size--;
    while (text.size > 0 && is_blank(text.data[0])) {
        text.data++;
        text.size--;
    }
    return text;
}

/* Whether a header line can hold the text. */
static bool fits_a_line(struct bytes text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((text.data[i] < 0x20 && text.data[i] != '\t') || text.data[i] == 0x7f)
            return false;
    return true;
}

/* place: "the file 'x'", "the environment variable 'X'". */
static int take(char **out, struct bytes content, const char *role, const char *kind, const char *place,
                struct error *err)
{
    struct bytes secret = without_blank_ends(content);
    if (!fits_a_line(secret))
        return error_set(err, ERROR_INPUT,
                         "cannot use %s: the %s '%s' holds a line break or another control character inside it",
                         role, kind, place);
    char *copy = memory_copy_text((const char *)secret.data, secret.size);
    if (!copy)
        return error_set_memory(err, "reading a secret");
    *out = copy;
    return 0;
}

/* how: "is not set". A fork's run has no secrets whatever anybody does; elsewhere somebody has to set it. */
static int refuse_absent(const char *role, const char *kind, const char *place, const char *how,
                         const struct surroundings *world, struct error *err)
{
    if (fork_run_is(world))
        return error_set(
            err, ERROR_UNFIT,
            "%s is not there: the %s '%s' %s, and the run of a fork has no secrets: compare files there", role,
            kind, place, how);
    return error_set(err, ERROR_INPUT, "%s is not there: the %s '%s' %s; see to it that the run is given it", role,
                     kind, place, how);
}

static int read_file(char **out, const char *path, const char *role, const struct surroundings *world,
                     struct error *err)
{
    struct byte_buffer content;
    int result;
    if (files_kind(path, NULL) == FILES_MISSING)
        return refuse_absent(role, "file", path, "does not exist", world, err);
    byte_buffer_init(&content, LARGEST);
    if (files_read(&content, path, err) != 0)
        result = error_prefix(err, "cannot use %s", role);
    else if (without_blank_ends(byte_buffer_view(&content)).size == 0)
        result = refuse_absent(role, "file", path, "is empty", world, err);
    else
        result = take(out, byte_buffer_view(&content), role, "file", path, err);
    byte_buffer_free(&content);
    return result;
}

static int read_environment(char **out, const char *name, const char *role, const struct surroundings *world,
                            struct error *err)
{
    static const char kind[] = "environment variable";
    const char *value = world && world->environment ? world->environment(world->world, name) : NULL;
    struct bytes content = value ? bytes_of_text(value) : (struct bytes){0};
    if (without_blank_ends(content).size == 0)
        return refuse_absent(role, kind, name, value ? "is empty" : "is not set", world, err);
    return take(out, content, role, kind, name, err);
}

int secret_read(char **out, const struct secret_place *place, const char *role, const struct surroundings *world,
                struct error *err)
{
    if (place->file && place->environment)
        return error_set(err, ERROR_POLICY, "%s is given by a file and by the environment; keep one of them", role);
    if (place->file)
        return read_file(out, place->file, role, world, err);
    if (place->environment)
        return read_environment(out, place->environment, role, world, err);
    return error_set(err, ERROR_POLICY, "%s is not given; name a file or an environment variable that holds it",
                     role);
}

int secret_remember(struct secret_list *list, const char *secret, struct error *err)
{
    size_t length = strlen(secret);
    if (length < SECRET_SHORTEST)
        return 0;
    char **items = memory_resize_array(list->items, list->count + 1, sizeof *items);
    if (items)
        list->items = items;
    char *copy = memory_copy_text(secret, length);
    if (!items || !copy) {
        memory_free(copy);
        return error_set_memory(err, "reading a secret");
    }
    items[list->count++] = copy;
    return 0;
}

/* How many bytes of text are the secret, or as much of it as fits before the text ends; 0: something else. */
static size_t matching_bytes(const char *text, const char *secret)
{
    size_t length = 0;
    while (secret[length] != '\0' && text[length] == secret[length])
        length++;
    bool whole = secret[length] == '\0';
    bool cut = text[length] == '\0' && length >= SECRET_SHORTEST;
    return whole || cut ? length : 0;
}

void secret_hide(const struct secret_list *list, char *text)
{
    static const char mask[] = "***";
    char *to = text;
    for (const char *from = text; *from != '\0';) {
        size_t longest = 0;
        for (size_t i = 0; i < list->count; i++) {
            size_t length = matching_bytes(from, list->items[i]);
            longest = length > longest ? length : longest;
        }
        if (longest == 0) {
            *to++ = *from++;
            continue;
        }
        memcpy(to, mask, sizeof mask - 1);
        to += sizeof mask - 1;
        from += longest;
    }
    *to = '\0';
}

void secret_list_clear(struct secret_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        memory_free(list->items[i]);
    memory_free(list->items);
    *list = (struct secret_list){0};
}
