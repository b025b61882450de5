#include "gate/report/links.h"

#include "gate/base/text.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

/* What an address holds unescaped; all else is foreign there. */
static bool is_plain(char character)
{
    return character != '\0' &&
           strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/", character) != NULL;
}

bool links_is_address(const char *text)
{
    if (strncmp(text, "https://", 8) != 0 && strncmp(text, "http://", 7) != 0) {
        return false;
    }
    for (const char *at = text; *at != '\0'; at++) {
        if (!is_plain(*at) && strchr(":@%+=,", *at) == NULL) {
            return false;
        }
    }
    return strchr(text, '\0') - text < LINKS_SIZE / 2;
}

/* The path behind a folder's; NULL if it is not in it. */
static const char *behind(const char *path, const char *folder)
{
    size_t length = strlen(folder);
    while (length > 0 && folder[length - 1] == '/') {
        length--;
    }
    bool inside =
        length > 0 && strncmp(path, folder, length) == 0 && path[length] == '/' && path[length + 1] != '\0';
    return inside ? path + length + 1 : NULL;
}

static bool climbs(const char *path)
{
    for (const char *part = path; part != NULL; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "../", 3) == 0 || strcmp(part, "..") == 0) {
            return true;
        }
    }
    return false;
}

/* The part of a file's name that is its path in the repository; NULL if it is not of it. */
static const char *path_in_repository(const struct links *links, const char *file)
{
    const char *path = behind(file, links->root);
    if (path == NULL) {
        path = behind(file, links->module);
    }
    if (path == NULL && file[0] != '/' && links->has_file != NULL && !climbs(file) &&
        links->has_file(links->world, file)) {
        path = file;
    }
    return path != NULL && path[0] != '/' && !climbs(path) ? path : NULL;
}

/* The folder of a Go package in the module's, "" for the module's own; NULL if the function is of no package of it.
 * Ends at *length. */
static const char *folder_of_package(size_t *length, const char *module, const char *function)
{
    size_t own = strlen(module), named = strcspn(function, "(["); /* types may hold paths of their own */
    if (own == 0 || strncmp(function, module, own) != 0 || (function[own] != '/' && function[own] != '.')) {
        return NULL;
    }
    const char *start = function + own + (function[own] == '/'), *last = start;
    for (const char *at = start; at < function + named; at++) {
        last = *at == '/' ? at + 1 : last;
    }
    size_t dot = strcspn(last, ".");
    *length = function[own] == '/' ? (size_t)(last - start) + dot : 0;
    return start;
}

/* A Go function lies in its package's folder, wherever the checkout was when it was built. */
static bool path_by_package(char *out, size_t size, const struct links *links, const struct symbol *it,
                            const char *file)
{
    char function[LINKS_SIZE];
    size_t length;
    const char *slash = strrchr(file, '/');
    text_harmless(function, sizeof function, it->name);
    const char *folder = folder_of_package(&length, links->module, function);
    if (folder == NULL || links->has_file == NULL) {
        return false;
    }
    int used = snprintf(out, size, "%.*s%s%s", (int)length, folder, length > 0 ? "/" : "",
                        slash != NULL ? slash + 1 : file);
    return used > 0 && (size_t)used < size && !climbs(out) && links->has_file(links->world, out);
}

bool links_place(struct links_place *out, const struct links *links, const struct comparison *comparison,
                 uint32_t symbol)
{
    char file[LINKS_SIZE];
    if (links == NULL || comparison == NULL || symbol == SYMBOL_NONE) {
        return false;
    }
    const struct symbol *it = symbols_get(comparison->symbols, symbol);
    if (it->file.size == 0 || it->file.size >= sizeof file) {
        return false;
    }
    text_harmless(file, sizeof file, it->file);
    if (strlen(file) != it->file.size || memcmp(file, it->file.data, it->file.size) != 0) {
        return false; /* no file is called that */
    }
    const char *path = path_in_repository(links, file);
    if (path != NULL) {
        snprintf(out->path, sizeof out->path, "%s", path);
    } else if (!path_by_package(out->path, sizeof out->path, links, it, file)) {
        return false;
    }
    out->line = it->line > 0 ? it->line : 0;
    return true;
}

bool links_place_of_finding(struct links_place *out, uint32_t *symbol, const struct links *links,
                            const struct comparison *comparison, const struct finding *finding)
{
    if (comparison == NULL || finding->symbol == SYMBOL_NONE) {
        return false;
    }
    *symbol = finding->symbol;
    if (links_place(out, links, comparison, *symbol)) {
        return true;
    }
    const struct calltree *tree = comparison->tree;
    for (uint32_t n = finding->node; n < tree->count && n != CALLTREE_ROOT; n = tree->parent[n]) {
        *symbol = tree->symbol[n];
        if (links_place(out, links, comparison, *symbol)) {
            return true;
        }
    }
    return false;
}

/* Appends a path, with what an address does not hold as %XX. */
static void append_path(char *out, size_t size, const char *path)
{
    size_t used = strlen(out);
    for (const char *at = path; *at != '\0' && used + 4 < size; at++) {
        if (is_plain(*at)) {
            out[used++] = *at;
            out[used] = '\0';
        } else {
            used += (size_t)snprintf(out + used, size - used, "%%%02X", (unsigned)(unsigned char)*at);
        }
    }
}

char *links_file(char *out, size_t size, const struct links *links, const struct links_place *place)
{
    out[0] = '\0';
    if (links == NULL || links->files[0] == '\0') {
        return out;
    }
    snprintf(out, size, "%s", links->files);
    append_path(out, size, place->path);
    size_t used = strlen(out);
    if (place->line > 0) {
        snprintf(out + used, size - used, "#L%lld", (long long)place->line);
    }
    return out;
}

char *links_picture(char *out, size_t size, const struct links *links)
{
    out[0] = '\0';
    if (links != NULL && links->artifacts[0] != '\0' && links->picture[0] != '\0') {
        snprintf(out, size, "%s", links->artifacts);
        append_path(out, size, links->picture);
    }
    return out;
}
