#include "adapters/source/files.h"

#include "adapters/capture_kind.h"
#include "adapters/capture_list.h"
#include "adapters/capture_meta.h"
#include "adapters/source/template.h"
#include "gate/base/files.h"
#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/model/profile_selector.h"

#include <string.h>
#include <strings.h>

#include "gate/base/banned.h"

static const char meta_name[] = "meta.json";

static int refuse_memory(struct error *err)
{
    return error_set_memory(err, "looking for profiles");
}

/* ---- names ---- */

static bool ends_in(const char *name, const char *tail)
{
    size_t length = strlen(name);
    size_t tail_length = strlen(tail);
    return length > tail_length && strcasecmp(name + length - tail_length, tail) == 0;
}

/* Whether its name tells that it stands beside profiles without being one. Content is not looked at: what may be a
 * profile is one, so that a damaged profile is never passed over. */
static bool is_companion(const char *name)
{
    static const char *const tails[] = {".md",  ".log", ".svg", ".html", ".yaml", ".yml",    ".csv",
                                        ".tsv", ".sh",  ".png", ".xml",  ".md5",  ".sha256", "~"};
    static const char *const heads[] = {"README", "LICENSE", "NOTICE"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
        if (ends_in(name, tails[i]))
            return true;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (strncmp(name, heads[i], strlen(heads[i])) == 0)
            return true;
    return false;
}

/* ---- building captures ---- */

/* path is taken over; NULL: there was no memory for it. */
static int add_part(struct capture *capture, char *path, const char *name, struct error *err)
{
    struct capture_kind of_name = capture_kind_of_name(name);
    const struct capture_part part = {.first = of_name.first};
    int status = path ? capture_list_add_part(capture, &part, path, of_name.kind, "", err) : refuse_memory(err);
    memory_free(path);
    return status;
}

/* Files tell when they are of by their content. */
static struct capture *add_capture(struct captures *captures, const char *name, struct error *err)
{
    const struct time_span unknown = {0};
    return capture_list_add(captures, name, NULL, &unknown, err);
}

static int add_file(struct captures *captures, const char *name, const char *path, struct error *err)
{
    struct capture *capture = add_capture(captures, name, err);
    if (!capture || add_part(capture, memory_copy_text(path, strlen(path)), files_name(path), err) != 0)
        return -1;
    /* Alone it is no half of a pair, whatever it is called. */
    capture->parts[0].first = false;
    return 0;
}

/* ---- folders ---- */

/* What a folder holds, companions left out. */
struct folder {
    const char *path;
    struct files_list list;
    bool *is_folder; /* [entry of list] */
    bool *skipped;   /* [entry of list]: companion, or neither file nor folder */
    bool has_meta;
    size_t files;
    size_t folders;
};

static void close_folder(struct folder *folder)
{
    files_list_free(&folder->list);
    memory_free(folder->is_folder);
    memory_free(folder->skipped);
}

static int look_at_entry(struct folder *folder, size_t index, struct error *err)
{
    const char *name = folder->list.names[index];
    char *path = files_join(folder->path, name);
    if (!path)
        return refuse_memory(err);
    /* A link that leads nowhere counts as a file, so that reading it says so. */
    enum files_kind kind = files_kind(path, NULL);
    memory_free(path);
    folder->is_folder[index] = kind == FILES_FOLDER;
    bool is_meta = kind != FILES_FOLDER && strcmp(name, meta_name) == 0;
    folder->has_meta = folder->has_meta || is_meta;
    folder->skipped[index] = is_meta || kind == FILES_OTHER || (kind != FILES_FOLDER && is_companion(name));
    if (!folder->skipped[index]) {
        folder->files += kind != FILES_FOLDER;
        folder->folders += kind == FILES_FOLDER;
    }
    return 0;
}

/* close_folder is the caller's, also after a refusal. */
static int open_folder(struct folder *folder, const char *path, struct error *err)
{
    *folder = (struct folder){.path = path};
    if (files_list(&folder->list, path, err))
        return -1;
    folder->is_folder = memory_allocate_array(folder->list.count + 1, sizeof *folder->is_folder);
    folder->skipped = memory_allocate_array(folder->list.count + 1, sizeof *folder->skipped);
    if (!folder->is_folder || !folder->skipped)
        return refuse_memory(err);
    for (size_t i = 0; i < folder->list.count; i++)
        if (look_at_entry(folder, i, err))
            return -1;
    return 0;
}

/* Nothing but profiles of standard names, each once. */
static bool has_standard_names(const struct folder *folder)
{
    size_t seen[32] = {0};
    if (folder->folders != 0 || folder->files == 0)
        return false;
    for (size_t i = 0; i < folder->list.count; i++) {
        if (folder->skipped[i])
            continue;
        struct capture_kind of = capture_kind_of_name(folder->list.names[i]);
        if (of.kind[0] == '\0')
            return false;
        for (size_t k = 0; k < profile_selector_kind_count; k++)
            if (of.kind == profile_selector_kinds[k] && seen[2 * k + of.first]++ > 0)
                return false;
    }
    return true;
}

/* ---- run folders ---- */

static void forget_kinds(struct capture *capture)
{
    for (size_t i = 0; i < capture->part_count; i++) {
        capture->parts[i].kind[0] = '\0';
        capture->parts[i].first = false;
    }
}

/* A meta.json that cannot be read costs its own capture when that is collected, and not the whole plan: until then
 * its profiles are of no known kind. */
static int correct_kinds(struct capture *capture, struct error *err)
{
    struct byte_buffer text;
    struct error cause = ERROR_INIT;
    byte_buffer_init(&text, LIMIT_META_BYTES);
    int result = files_read(&text, capture->meta_path, &cause);
    if (result == 0)
        result = capture_meta_kinds(capture, byte_buffer_view(&text), capture->meta_path, &cause);
    byte_buffer_free(&text);
    if (result == 0)
        return 0;
    if (cause.kind == ERROR_INPUT) {
        forget_kinds(capture);
        return 0;
    }
    if (err)
        *err = cause;
    return -1;
}

/* A first snapshot alone says what happened before anything was measured. */
static int check_snapshots(const struct capture *capture, const char *path, struct error *err)
{
    for (size_t i = 0; i < capture->part_count; i++) {
        const struct capture_part *first = &capture->parts[i];
        bool paired = !first->first;
        for (size_t k = 0; k < capture->part_count; k++)
            paired = paired || (!capture->parts[k].first && strcmp(capture->parts[k].kind, first->kind) == 0);
        if (!paired)
            return error_set(err, ERROR_USAGE,
                             "'%s' holds '%s', the first of two snapshots, but no second one: add a profile of the "
                             "kind '%s'",
                             path, files_name(first->path), first->kind);
    }
    return 0;
}

static int check_kinds(const struct capture *capture, const char *path, struct error *err)
{
    if (capture->part_count == 0)
        return error_set(err, ERROR_INPUT,
                         "cannot read '%s': it holds no profile; call it cpu.pb.gz, heap.pb.gz ... or name it in "
                         "the \"profiles\" of a meta.json",
                         path);
    for (size_t i = 0; i < capture->part_count; i++)
        for (size_t k = 0; k < i; k++)
            if (capture->parts[i].kind[0] != '\0' && capture->parts[i].first == capture->parts[k].first &&
                strcmp(capture->parts[i].kind, capture->parts[k].kind) == 0)
                return error_set(err, ERROR_USAGE,
                                 "'%s' holds two profiles of the kind '%s', '%s' and '%s': a run has one of each; "
                                 "remove one, or tell them apart by the \"profiles\" of its meta.json",
                                 path, capture->parts[i].kind, files_name(capture->parts[k].path),
                                 files_name(capture->parts[i].path));
    return check_snapshots(capture, path, err);
}

static int add_run(struct captures *captures, const struct folder *folder, const char *name, struct error *err)
{
    struct capture *capture = add_capture(captures, name, err);
    if (!capture)
        return -1;
    for (size_t i = 0; i < folder->list.count; i++) {
        const char *entry = folder->list.names[i];
        if (!folder->skipped[i] && !folder->is_folder[i] &&
            add_part(capture, files_join(folder->path, entry), entry, err))
            return -1;
    }
    if (folder->has_meta) {
        capture->meta_path = files_join(folder->path, meta_name);
        if (!capture->meta_path)
            return refuse_memory(err);
        if (correct_kinds(capture, err))
            return -1;
    }
    return check_kinds(capture, folder->path, err);
}

/* ---- sets ---- */

static int add_entry(struct captures *captures, const struct folder *folder, size_t index, struct error *err)
{
    const char *name = folder->list.names[index];
    char *path = files_join(folder->path, name);
    if (!path)
        return refuse_memory(err);
    struct folder inner = {0};
    int result = -1;
    if (!folder->is_folder[index]) {
        result = add_file(captures, name, path, err);
        goto done;
    }
    if (open_folder(&inner, path, err))
        goto done;
    /* A folder with one file is a run whatever that file is called. */
    if (!inner.has_meta && !has_standard_names(&inner) && (inner.files != 1 || inner.folders != 0)) {
        error_set(
            err, ERROR_USAGE,
            "'%s' is no run folder: it has no meta.json, and its profiles are not called cpu, heap, allocs ..., "
            "each once",
            path);
        goto done;
    }
    result = add_run(captures, &inner, name, err);
done:
    close_folder(&inner);
    memory_free(path);
    return result;
}

static int add_set(struct captures *captures, const struct folder *folder, struct error *err)
{
    for (size_t i = 0; i < folder->list.count; i++)
        if (!folder->skipped[i] && add_entry(captures, folder, i, err))
            return -1;
    if (captures->count == 0)
        return error_set(err, ERROR_INPUT, "cannot read '%s': the folder holds no profiles", folder->path);
    return 0;
}

static int add_folder(struct captures *captures, const char *path, struct error *err)
{
    struct folder folder;
    int result = open_folder(&folder, path, err);
    if (result == 0)
        result = folder.has_meta || has_standard_names(&folder) ? add_run(captures, &folder, path, err)
                                                                : add_set(captures, &folder, err);
    close_folder(&folder);
    return result;
}

static int add_path(struct captures *captures, const char *path, const struct template_place *store,
                    struct error *err)
{
    if (strcmp(path, "-") == 0)
        return add_file(captures, path, path, err);
    struct error cause = ERROR_INIT;
    switch (files_kind(path, &cause)) {
    case FILES_FOLDER:
        return add_folder(captures, path, err);
    case FILES_FILE:
    case FILES_OTHER:
        return add_file(captures, path, path, err);
    case FILES_MISSING:
        break;
    }
    if (cause.kind != ERROR_NONE) {
        if (err)
            *err = cause;
        return -1;
    }
    if (store)
        return template_refuse_missing(store, path, err);
    return error_set(err, ERROR_INPUT, "cannot read '%s': no such file or folder", path);
}

/* ---- the source ---- */

static int open_session(void **out, const struct source_setup *setup, const struct surroundings *world,
                        struct error *err)
{
    (void)world;
    const struct source_setup **session = memory_allocate(sizeof *session);
    if (!session)
        return refuse_memory(err);
    *session = setup;
    *out = session;
    return 0;
}

static int plan_path(struct captures *out, const char *label, const char *path, const struct template_place *store,
                     struct error *err)
{
    struct captures captures = {.label = memory_copy_text(label, strlen(label))};
    if (!captures.label)
        return refuse_memory(err);
    if (add_path(&captures, path, store, err)) {
        captures_clear(&captures);
        return -1;
    }
    *out = captures;
    return 0;
}

static int plan(struct captures *out, void *session, const struct source_side *side, struct error *err)
{
    const struct source_setup *setup = *(const struct source_setup **)session;
    if (!side->version)
        return plan_path(out, side->path, side->path, NULL, err);
    const struct template_place store = {
        .location = setup->store->location, .service = setup->service, .version = side->version};
    char *path = template_expand(&store, err);
    if (!path)
        return -1;
    int result = plan_path(out, side->version, path, &store, err);
    memory_free(path);
    return result;
}

static int fetch_one(const struct source_order *order, size_t index, source_take take, void *context,
                     struct error *err)
{
    struct byte_buffer bytes;
    struct error failure = ERROR_INIT;
    byte_buffer_init(&bytes, order->part ? LIMIT_FILE_BYTES : LIMIT_META_BYTES);
    int read = files_read(&bytes, order->part ? order->part->path : order->capture->meta_path, &failure);
    int result = take(context, index, byte_buffer_view(&bytes), read ? &failure : NULL, err);
    byte_buffer_free(&bytes);
    return result;
}

static int fetch(void *session, const struct source_order *orders, size_t count, source_take take, void *context,
                 struct error *err)
{
    (void)session;
    for (size_t i = 0; i < count; i++)
        if (fetch_one(&orders[i], i, take, context, err))
            return -1;
    return 0;
}

const struct source files_source = {
    .name = "files",
    .description = "files and folders, by path or by a template with $version",
    .open = open_session,
    .close = memory_free,
    .plan = plan,
    .fetch = fetch,
};
