#include "adapters/source/template.h"

#include "gate/base/files.h"
#include "gate/base/memory.h"
#include "gate/base/text.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { PATH_SIZE_MAX = 1 << 16 };

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "looking for a version");
}

/* A label becomes a part of a path. */
static int check_label(const char *what, const char *label, struct error *err)
{
    if (label[0] == '\0')
        return error_set(err, ERROR_USAGE, "the store's path needs a %s, and none is given", what);
    if (strchr(label, '/') || strcmp(label, ".") == 0 || strcmp(label, "..") == 0)
        return error_set(err, ERROR_USAGE,
                         "the %s '%s' cannot be a part of a path: it must be one name, without '/'", what, label);
    return 0;
}

static size_t name_length(const char *text)
{
    size_t length = 0;
    while ((text[length] >= 'a' && text[length] <= 'z') || text[length] == '_')
        length++;
    return length;
}

static bool is_name(const char *text, size_t length, const char *name)
{
    return strlen(name) == length && memcmp(text, name, length) == 0;
}

/* What stands for the substitution at text, behind its '$'; NULL with err set. */
static const char *value_of(const struct template_place *place, const char *text, size_t length, struct error *err)
{
    if (is_name(text, length, "version"))
        return place->version;
    if (!is_name(text, length, "service")) {
        error_set(err, ERROR_POLICY,
                  "the store's path '%s' has '$%.*s', which files do not know; known: $version, "
                  "$service",
                  place->location, (int)length, text);
        return NULL;
    }
    return check_label("service", place->service ? place->service : "", err) ? NULL : place->service;
}

/* The first length bytes of text with the labels put in; the caller's to free. NULL with err set. */
static char *expand(const char *text, size_t text_length, const struct template_place *place, struct error *err)
{
    struct byte_buffer out;
    byte_buffer_init(&out, PATH_SIZE_MAX);
    for (size_t i = 0; i < text_length;) {
        if (text[i] != '$') {
            byte_buffer_append(&out, &text[i++], 1);
            continue;
        }
        size_t length = name_length(&text[i + 1]);
        const char *value = value_of(place, &text[i + 1], length, err);
        if (!value) {
            byte_buffer_free(&out);
            return NULL;
        }
        byte_buffer_append(&out, value, strlen(value));
        i += 1 + length;
    }
    char *path = out.failed ? NULL : memory_copy_text((const char *)out.data, out.size);
    byte_buffer_free(&out);
    if (!path)
        refuse_memory(err);
    return path;
}

char *template_expand(const struct template_place *place, struct error *err)
{
    if (check_label("version", place->version, err))
        return NULL;
    if (!strstr(place->location, "$version")) {
        error_set(err, ERROR_POLICY,
                  "the store's path '%s' has no $version: every version would be the same folder", place->location);
        return NULL;
    }
    return expand(place->location, strlen(place->location), place, err);
}

/* ---- versions that are there ---- */

/* The template's component with $version, expanded up to it: folder holds the versions, each between head and
 * tail. */
struct shelf {
    char *folder;
    char *head;
    char *tail;
};

static void free_shelf(struct shelf *shelf)
{
    memory_free(shelf->folder);
    memory_free(shelf->head);
    memory_free(shelf->tail);
}

/* False without memory. place has a version, and its location was expanded before. */
static bool find_shelf(struct shelf *shelf, const struct template_place *place)
{
    const char *version = strstr(place->location, "$version");
    const char *slash = version;
    while (slash > place->location && slash[-1] != '/')
        slash--;
    const char *tail = version + strlen("$version");
    size_t folder_length = (size_t)(slash - place->location);
    shelf->folder =
        folder_length ? expand(place->location, folder_length, place, NULL) : expand(".", 1, place, NULL);
    shelf->head = expand(slash, (size_t)(version - slash), place, NULL);
    shelf->tail = expand(tail, strcspn(tail, "/"), place, NULL);
    return shelf->folder && shelf->head && shelf->tail;
}

/* Cuts the names of the shelf's entries down to their versions; others are left out. */
static void keep_versions(struct files_list *list, const struct shelf *shelf)
{
    size_t head = strlen(shelf->head);
    size_t tail = strlen(shelf->tail);
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        char *name = list->names[i];
        size_t length = strlen(name);
        if (length <= head + tail || memcmp(name, shelf->head, head) != 0 ||
            memcmp(name + length - tail, shelf->tail, tail) != 0) {
            memory_free(name);
            continue;
        }
        memmove(name, name + head, length - head - tail);
        name[length - head - tail] = '\0';
        list->names[kept++] = name;
    }
    list->count = kept;
}

/* ", did you mean 'v2.3'?", or the last few that are there. */
static void write_hint(char *out, size_t size, const struct template_place *place)
{
    enum { SHOWN_MAX = 5 };
    struct shelf shelf = {0};
    struct files_list list = {0};
    if (find_shelf(&shelf, place) && files_list(&list, shelf.folder, NULL) == 0) {
        keep_versions(&list, &shelf);
        const char *near = text_nearest(place->version, (const char *const *)list.names, list.count);
        if (near) {
            snprintf(out, size, "; did you mean '%s'?", near);
        } else if (list.count) {
            size_t first = list.count > SHOWN_MAX ? list.count - SHOWN_MAX : 0;
            size_t length = (size_t)snprintf(out, size, "; there are %s", first ? "..., " : "");
            for (size_t i = first; i < list.count && length < size; i++)
                length +=
                    (size_t)snprintf(out + length, size - length, "%s'%s'", i > first ? ", " : "", list.names[i]);
        }
        files_list_free(&list);
    }
    free_shelf(&shelf);
}

int template_refuse_missing(const struct template_place *place, const char *path, struct error *err)
{
    char hint[512] = "";
    write_hint(hint, sizeof hint, place);
    return error_set(err, ERROR_UNFIT, "there is no version '%s': '%s' does not exist%s", place->version, path,
                     hint);
}
