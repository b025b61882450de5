#include "adapters/source/parca_versions.h"

#include "adapters/source/store_versions.h"
#include "gate/base/memory.h"

#include "gate/base/banned.h"

static const int64_t day = 86400000000000;
static const int64_t step = 10000000000; /* how exactly it is told when a version was seen */

static int list_day(struct versions *versions, const struct parca_session *session, struct store_scope *scope,
                    bool gauge, struct error *err)
{
    const char *const label[] = {session->store.setup->store->version_label};
    struct store_sums sums;
    if (parca_client_sums(&sums, &session->store.client, gauge ? PARCA_PROFILES : PARCA_TOTAL, label, 1, step,
                          scope, err) != 0) {
        return -1;
    }
    return store_versions_note(versions, &sums, err);
}

static int list_versions(struct versions *versions, const struct parca_session *session, struct time_span within,
                         struct error *err)
{
    struct store_scope scope = {.what = "the versions of the service"};
    struct store_types types;
    struct store_profiles profiles;
    size_t wanted = session->store.setup->type_count > 0 ? 1 : 0;
    if (parca_session_types(&profiles, &types, session, wanted, &within, err) != 0) {
        return -1;
    }
    scope.matchers = store_session_matchers(&session->store, NULL, err);
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
    store_versions_hint(out, size, wanted, labels, versions->count);
    memory_free(labels);
    return 0;
}

int parca_versions_hint(char *out, size_t size, const struct parca_session *session, const struct source_side *side,
                        struct error *err)
{
    struct versions versions = {0};
    out[0] = '\0';
    if (session->store.setup->store->version_label[0] == '\0') {
        return 0;
    }
    int status = parca_versions_list(&versions, session, side->window, err);
    if (status == 0 && versions_find(&versions, side->version) == NULL) {
        status = write_hint(out, size, &versions, side->version, err);
    }
    versions_clear(&versions);
    return status;
}
