#include "gate/cli/report_list.h"

#include "gate/base/files.h"
#include "gate/base/memory.h"
#include "gate/base/text.h"
#include "gate/report/termination.h"

#include <string.h>
#include <sys/stat.h>

#include "gate/base/banned.h"

enum { PATH_SIZE = 4096 };

void report_list_clear(struct report_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        memory_free(list->owned[i]);
    }
    list->count = 0;
}

static int refuse_same_target(const char *path, const char *first, const char *second, struct error *err)
{
    if (path != NULL) {
        return error_set(err, ERROR_USAGE, "both the %s and the %s report would be written to '%s'", first, second,
                         path);
    }
    return error_set(err, ERROR_USAGE,
                     "both the %s and the %s report would go to standard output; give one a file, as in "
                     "--format %s=PATH",
                     first, second, second);
}

/* path: NULL is standard output. owned is freed with the list. */
static int add(struct report_list *list, const struct reporter *reporter, const char *path, char *owned,
               struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *other = list->targets[i].path;
        if (path == NULL ? other == NULL : other != NULL && strcmp(path, other) == 0) {
            refuse_same_target(path, list->targets[i].reporter->name, reporter->name, err);
            memory_free(owned);
            return -1;
        }
    }
    list->owned[list->count] = owned;
    list->targets[list->count++] =
        (struct publish_target){.reporter = reporter, .path = path, .owns_folder = owned != NULL};
    return 0;
}

static int refuse_unknown(const char *name, struct error *err)
{
    const char *names[OPTIONS_LIST_MAX];
    char known[256];
    size_t used = 0;
    size_t count = 0;
    for (; count < reporter_count && count < OPTIONS_LIST_MAX && used < sizeof known; count++) {
        names[count] = reporters[count]->name;
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s", count > 0 ? ", " : "", names[count]);
    }
    const char *near = text_nearest(name, names, count);
    if (near != NULL) {
        return error_set(err, ERROR_USAGE, "unknown report '%s'; did you mean '%s'? (known: %s)", name, near,
                         known);
    }
    return error_set(err, ERROR_USAGE, "unknown report '%s' (known: %s)", name, known);
}

/* One word of --format: NAME or NAME=PATH; the path '-' is standard output too. */
static int add_word(struct report_list *list, const char *word, struct error *err)
{
    char name[32];
    size_t length = strcspn(word, "=");
    snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), word);
    const struct reporter *reporter = reporter_find(name);
    if (reporter == NULL) {
        return refuse_unknown(name, err);
    }
    const char *path = word[length] == '=' ? word + length + 1 : NULL;
    if (path != NULL && path[0] == '\0') {
        return error_set(err, ERROR_USAGE, "--format %s= needs a path behind the '='", name);
    }
    if (path != NULL && strcmp(path, "-") == 0) {
        path = NULL;
    }
    if (path == NULL && !reporter->to_stdout) {
        return error_set(err, ERROR_USAGE, "the %s report needs a file: --format %s=PATH, or --out DIR", name,
                         name);
    }
    return add(list, reporter, path, NULL, err);
}

static int add_folder(struct report_list *list, const char *folder, struct error *err)
{
    if (files_make_folder(folder, err) != 0) {
        err->kind = err->kind == ERROR_INPUT ? ERROR_OUTPUT : err->kind;
        return -1;
    }
    for (size_t i = 0; i < reporter_count; i++) {
        if (reporters[i]->file == NULL) {
            continue;
        }
        char *path = files_join(folder, reporters[i]->file);
        if (path == NULL) {
            return error_set_memory(err, "naming the reports");
        }
        if (add(list, reporters[i], path, path, err) != 0) {
            return -1;
        }
    }
    return 0;
}

/* The first of an empty list, which has room for it. */
static void add_message(struct report_list *list, const char *path)
{
    list->owned[0] = NULL;
    list->targets[0] = (struct publish_target){.reporter = &termination_reporter, .path = path, .in_place = true};
    list->count = 1;
}

static int list_reports(struct report_list *list, const struct options *options, struct error *err)
{
    bool stdout_taken = false;
    if (options->termination_message != NULL) {
        add_message(list, options->termination_message);
    }
    for (size_t i = 0; i < options->formats.count; i++) {
        if (add_word(list, options->formats.items[i], err) != 0) {
            return -1;
        }
        stdout_taken = stdout_taken || list->targets[list->count - 1].path == NULL;
    }
    if (options->out != NULL && add_folder(list, options->out, err) != 0) {
        return -1;
    }
    return stdout_taken || options->quiet ? 0 : add(list, reporter_find("console"), NULL, NULL, err);
}

static bool is_same_place(const char *a, const char *b)
{
    struct stat of_a, of_b;
    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
}

/* Whether the report's path is the input itself, or lies in it. */
static bool stands_in(const char *path, const char *input)
{
    char part[PATH_SIZE];
    snprintf(part, sizeof part, "%s", path);
    for (;;) {
        if (is_same_place(part, input)) {
            return true;
        }
        char *slash = strrchr(part, '/');
        if (slash == NULL) {
            return is_same_place(".", input);
        }
        if (slash == part) {
            return false;
        }
        *slash = '\0';
    }
}

/* The operand that a report would stand in; NULL: none. */
static const char *operand_around(const struct publish_target *target, const struct options *options)
{
    for (size_t k = 0; target->path != NULL && k < options->operands.count; k++) {
        if (stands_in(target->path, options->operands.items[k])) {
            return options->operands.items[k];
        }
    }
    return NULL;
}

/* A report among the profiles would overwrite the evidence, or be taken for it the next time. */
static int refuse_inputs(const struct report_list *list, const struct options *options, struct error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *operand = operand_around(&list->targets[i], options);
        if (operand != NULL) {
            return error_set(err, ERROR_USAGE,
                             "the %s report would be written to '%s', among the profiles of '%s': choose another "
                             "place",
                             list->targets[i].reporter->name, list->targets[i].path, operand);
        }
    }
    return 0;
}

/* Not even an error may be written among the profiles; the termination message lies elsewhere, and tells it. */
static void keep_message_alone(struct report_list *list, const struct options *options)
{
    const struct publish_target first = list->targets[0];
    bool told = options->termination_message != NULL && operand_around(&first, options) == NULL;
    report_list_clear(list);
    if (told) {
        add_message(list, first.path);
    }
}

int report_list_fill(struct report_list *list, const struct options *options, struct error *err)
{
    if (list_reports(list, options, err) != 0) {
        return -1;
    }
    if (refuse_inputs(list, options, err) != 0) {
        keep_message_alone(list, options);
        return -1;
    }
    return 0;
}
