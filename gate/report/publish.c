#include "gate/report/publish.h"

#include "gate/base/files.h"
#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/report/guard.h"

#include <ctype.h>
#include <string.h>

#include "gate/base/banned.h"

/* mode: "ab" puts the content behind what is there, "wb" in its place. */
static int write_into(const char *path, const char *mode, struct bytes content, struct error *err)
{
    FILE *file = fopen(path, mode);
    bool written = file != NULL && fwrite(content.data, 1, content.size, file) == content.size;
    bool closed = file == NULL || fclose(file) == 0;
    return written && closed ? 0 : error_set(err, ERROR_OUTPUT, "cannot write to '%s'", path);
}

static int guard(struct byte_buffer *content, struct error *err)
{
    struct byte_buffer guarded;
    byte_buffer_init(&guarded, LIMIT_REPORT_BYTES);
    struct sink sink = sink_to_buffer(&guarded);
    guard_put(&sink, byte_buffer_view(content));
    byte_buffer_free(content);
    *content = guarded;
    return sink_finish(&sink, err);
}

static int write_one(const struct evaluation *evaluation, const struct publish_target *target, const char *path,
                     const struct report_options *options, FILE *output, struct error *err)
{
    struct byte_buffer content;
    byte_buffer_init(&content, LIMIT_REPORT_BYTES);
    struct sink sink = sink_to_buffer(&content);
    int status = target->reporter->write(evaluation, options, &sink, err);
    if (status == 0) {
        status = sink_finish(&sink, err);
    }
    if (status == 0 && path != NULL) {
        status = target->appended   ? write_into(path, "ab", byte_buffer_view(&content), err)
                 : target->in_place ? write_into(path, "wb", byte_buffer_view(&content), err)
                                    : files_replace(path, byte_buffer_view(&content), err);
    }
    if (status == 0 && path == NULL && target->guarded) {
        status = guard(&content, err);
    }
    if (status == 0 && path == NULL) {
        if ((content.size > 0 && fwrite(content.data, 1, content.size, output) != content.size) ||
            fflush(output) != 0) {
            status = error_set(err, ERROR_OUTPUT, "cannot write the %s report to standard output",
                               target->reporter->name);
        }
    }
    byte_buffer_free(&content);
    return status;
}

/* "flamegraph.svg" and "alloc" -> "flamegraph-alloc.svg"; what a file name should not hold becomes '_'. */
static char *path_of_profile(const char *path, const char *profile)
{
    const char *name = files_name(path);
    const char *dot = strrchr(name, '.');
    size_t head = dot != NULL && dot != name ? (size_t)(dot - path) : strlen(path);
    size_t size = strlen(path) + strlen(profile) + 2;
    char *out = memory_allocate(size);
    if (out == NULL) {
        return NULL;
    }
    snprintf(out, size, "%.*s-%s%s", (int)head, path, profile, path + head);
    for (size_t i = head + 1; i < head + 1 + strlen(profile); i++) {
        if (!isalnum((unsigned char)out[i]) && strchr("._-", out[i]) == NULL) {
            out[i] = '_';
        }
    }
    return out;
}

static size_t comparison_of(const struct evaluation *evaluation, size_t profile)
{
    return evaluation->profile_comparisons != NULL ? evaluation->profile_comparisons[profile] : SIZE_MAX;
}

/* The second and later profiles of a reporter of one file a profile. */
static int write_others(const struct evaluation *evaluation, const struct publish_target *target,
                        const struct report_options *options, FILE *output, struct error *err)
{
    for (size_t i = 1; i < evaluation->profile_count; i++) {
        struct report_options own = *options;
        own.comparison = comparison_of(evaluation, i);
        char *path = path_of_profile(target->path, evaluation->profiles[i]);
        int status = path != NULL ? write_one(evaluation, target, path, &own, output, err)
                                  : error_set_memory(err, "naming a report");
        memory_free(path);
        if (status != 0) {
            return -1;
        }
    }
    return 0;
}

/* Whether one of the files that this run writes, beside the first, has that name. */
static bool is_written(const struct evaluation *evaluation, const struct publish_target *target, const char *name,
                       bool *failed)
{
    for (size_t i = 1; i < evaluation->profile_count; i++) {
        char *path = path_of_profile(target->path, evaluation->profiles[i]);
        bool same = path != NULL && strcmp(files_name(path), name) == 0;
        *failed = *failed || path == NULL;
        memory_free(path);
        if (same || *failed) {
            return true;
        }
    }
    return false;
}

/* "flamegraph-alloc.svg" beside "flamegraph.svg". */
static bool is_sibling(const char *name, const char *first)
{
    const char *dot = strrchr(first, '.');
    size_t stem = dot != NULL ? (size_t)(dot - first) : strlen(first);
    size_t length = strlen(name);
    size_t suffix = strlen(first) - stem;
    return length > stem + 1 + suffix && memcmp(name, first, stem) == 0 && name[stem] == '-' &&
           strcmp(name + length - suffix, first + stem) == 0;
}

/* An older picture of a profile that is not judged this time would look like this run's. */
static int remove_stale(const struct evaluation *evaluation, const struct publish_target *target, struct error *err)
{
    struct files_list list = {0};
    const char *first = files_name(target->path);
    bool failed = false;
    int status = -1;
    char *folder = memory_copy_text(target->path, (size_t)(first - target->path));
    if (folder == NULL) {
        return error_set_memory(err, "naming a report");
    }
    if (files_list(&list, folder[0] != '\0' ? folder : ".", err) != 0) {
        goto done;
    }
    for (size_t i = 0; i < list.count; i++) {
        if (!is_sibling(list.names[i], first) || is_written(evaluation, target, list.names[i], &failed)) {
            continue;
        }
        char *path = files_join(folder[0] != '\0' ? folder : ".", list.names[i]);
        failed = failed || path == NULL || remove(path) != 0;
        memory_free(path);
    }
    status = failed ? error_set(err, ERROR_OUTPUT, "cannot remove an older report beside '%s'", target->path) : 0;
done:
    files_list_free(&list);
    memory_free(folder);
    return status;
}

int publish_reports(const struct evaluation *evaluation, const struct publish_target *targets, size_t count,
                    const struct report_options *options, FILE *output, struct error *err)
{
    int status = 0;
    for (size_t i = 0; i < count; i++) {
        const struct publish_target *target = &targets[i];
        struct error own = ERROR_INIT;
        if ((target->path == NULL || target->appended) && !evaluation->finished) {
            continue;
        }
        struct report_options first = *options;
        first.comparison = evaluation->profile_count > 0 ? comparison_of(evaluation, 0) : SIZE_MAX;
        int written = write_one(evaluation, target, target->path, &first, output, &own);
        if (written == 0 && target->path != NULL && target->reporter->per_profile) {
            written = write_others(evaluation, target, options, output, &own);
        }
        if (written == 0 && target->owns_folder && target->reporter->per_profile) {
            written = remove_stale(evaluation, target, &own);
        }
        if (written != 0 && status == 0) {
            *err = own;
            if (err->kind != ERROR_MEMORY) {
                err->kind = ERROR_OUTPUT;
            }
            status = -1;
        }
    }
    return status;
}
