#include "adapters/source/parca_versions.h"

#include "gate/base/memory.h"
#include "gate/base/text.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { SHOWN_MAX = 5 };

static const int64_t day = 86400000000000;
static const int64_t step = 10000000000; /* how exactly it is told when a version was seen */

/* One version more, or more of one. */
static int note_version(struct versions *versions, const struct store_sum *sum, struct error *err)
{
    for (size_t i = 0; i < versions->count; i++) {
        struct version *known = &versions->items[i];
        if (strcmp(known->label, sum->values[0]) == 0) {
            known->seen.start = sum->seen.start < known->seen.start ? sum->seen.start : known->seen.start;
            known->seen.end = sum->seen.end > known->seen.end ? sum->seen.end : known->seen.end;
            return 0;
        }
    }
    if (versions_add(versions, sum->values[0], strlen(sum->values[0]), sum->seen) != 0) {
        return error_set_memory(err, "listing versions");
    }
    return 0;
}

/* A day at a time, so that no answer takes longer than the server allows. */
static int list_day(struct versions *versions, const struct parca_session *session, struct store_scope *scope,
                    bool gauge, struct error *err)
{
    const char *const label[] = {session->setup->store->version_label};
    struct store_sums sums;
    if (parca_client_sums(&sums, &session->client, gauge ? PARCA_PROFILES : PARCA_TOTAL, label, 1, step, scope,
                          err) != 0) {
        return -1;
    }
    for (size_t i = 0; i < sums.count; i++) {
        if (sums.items[i].values[0][0] != '\0' && note_version(versions, &sums.items[i], err) != 0) {
            return -1;
        }
    }
    return 0;
}

static int list_versions(struct versions *versions, const struct parca_session *session, struct time_span within,
                         struct error *err)
{
    struct store_scope scope = {.what = "the versions of the service"};
    struct pyroscope_types types;
    struct pyroscope_profiles profiles;
    size_t wanted = session->setup->type_count > 0 ? 1 : 0;
    if (parca_session_types(&profiles, &types, session, wanted, &within, err) != 0) {
        return -1;
    }
    scope.matchers = parca_session_matchers(session, NULL, err);
    if (scope.matchers == NULL || profiles.count == 0) {
        return scope.matchers != NULL ? 0 : -1;
    }
    scope.type = types.items[profiles.items[0].types[0]].id;
    for (int64_t end = within.end; end > within.start; end -= day) {
        scope.window = (struct time_span){end - day > within.start ? end - day : within.start, end};
        if (list_day(versions, session, &scope, profiles.items[0].gauge, err) != 0) {
            return -1;
        }
    }
    versions_sort(versions);
    return 0;
}

int parca_versions_list(struct versions *out, const struct parca_session *session, struct time_span within,
                        struct error *err)
{
    struct versions versions = {0};
    if (list_versions(&versions, session, within, err) != 0) {
        versions_clear(&versions);
        return -1;
    }
    *out = versions;
    return 0;
}

/* ---- nothing there ---- */

static void list_labels(char *out, size_t size, const char *const *labels, size_t count)
{
    size_t first = count > SHOWN_MAX ? count - SHOWN_MAX : 0;
    size_t length = (size_t)snprintf(out, size, "; there are %s", first > 0 ? "..., " : "");
    for (size_t i = first; i < count && length < size; i++) {
        length += (size_t)snprintf(out + length, size - length, "%s'%s'", i > first ? ", " : "", labels[i]);
    }
}

/* "; did you mean 'v2'?", or the last few that are there. */
static int write_hint(char *out, size_t size, const struct versions *versions, const char *wanted,
                      struct error *err)
{
    const char **labels = memory_allocate_array(versions->count + 1, sizeof *labels);
    if (labels == NULL) {
        return error_set_memory(err, "listing versions");
    }
    for (size_t i = 0; i < versions->count; i++) {
        labels[i] = versions->items[i].label;
    }
    const char *near = text_nearest(wanted, labels, versions->count);
    if (near != NULL) {
        snprintf(out, size, "; did you mean '%s'?", near);
    } else if (versions->count > 0) {
        list_labels(out, size, labels, versions->count);
    } else {
        snprintf(out, size, ", nor of any other version: check store.select and the service");
    }
    memory_free(labels);
    return 0;
}

int parca_versions_hint(char *out, size_t size, const struct parca_session *session, const struct source_side *side,
                        struct error *err)
{
    struct versions versions = {0};
    out[0] = '\0';
    if (session->setup->store->version_label[0] == '\0') {
        return 0;
    }
    int status = parca_versions_list(&versions, session, side->window, err);
    if (status == 0 && versions_find(&versions, side->version) == NULL) {
        status = write_hint(out, size, &versions, side->version, err);
    }
    versions_clear(&versions);
    return status;
}
