#include "adapters/source/pyroscope_versions.h"

#include <string.h>

#include "gate/base/banned.h"

#define SECOND INT64_C(1000000000)
#define DAY (86400 * SECOND)

enum { STEP_SECONDS = 30 };

/* One version more, or more of one. */
static int note_version(struct versions *versions, const struct pyroscope_sum *sum, struct error *err)
{
    for (size_t i = 0; i < versions->count; i++) {
        struct version *known = &versions->items[i];
        if (strcmp(known->label, sum->values[0]) != 0)
            continue;
        known->seen.start = sum->seen.start < known->seen.start ? sum->seen.start : known->seen.start;
        known->seen.end = sum->seen.end > known->seen.end ? sum->seen.end : known->seen.end;
        return 0;
    }
    if (versions_add(versions, sum->values[0], strlen(sum->values[0]), sum->seen) != 0)
        return error_set_memory(err, "listing versions");
    return 0;
}

/* The type by which versions are looked for: the first that is judged, as far as the store has it in this span. */
static int choose_type(const char **out, struct pyroscope_session *session, struct time_span within,
                       struct error *err)
{
    const struct pyroscope_scope scope = {.what = "the types of profiles", .window = within};
    struct pyroscope_types types;
    struct pyroscope_profiles profiles;
    *out = NULL;
    if (pyroscope_client_types(&types, &session->client, &scope, err) != 0)
        return -1;
    if (types.count == 0)
        return 0;
    struct error cause = ERROR_INIT;
    size_t wanted = session->setup->type_count > 0 ? 1 : 0;
    if (pyroscope_types_choose(&profiles, &types, session->setup->types, wanted, session->arena, &cause) == 0) {
        *out = types.items[profiles.items[0].types[0]].id;
        return 0;
    }
    if (cause.kind == ERROR_UNFIT)
        return 0;
    *err = cause;
    return -1;
}

static int list_day(struct versions *versions, struct pyroscope_session *session, const char *matchers,
                    struct time_span within, struct error *err)
{
    const char *const label[] = {session->setup->store->version_label};
    struct pyroscope_scope scope = {.what = "the versions of the service", .matchers = matchers, .window = within};
    struct pyroscope_sums sums;
    if (choose_type(&scope.type, session, within, err) != 0)
        return -1;
    if (!scope.type)
        return 0;
    if (pyroscope_client_sums(&sums, &session->client, label, 1, STEP_SECONDS, &scope, err) != 0)
        return -1;
    for (size_t i = 0; i < sums.count; i++)
        if (sums.items[i].values[0][0] != '\0' && note_version(versions, &sums.items[i], err) != 0)
            return -1;
    return 0;
}

int pyroscope_versions_list(struct versions *out, struct pyroscope_session *session, struct time_span within,
                            struct error *err)
{
    struct versions versions = {0};
    const char *matchers = pyroscope_session_matchers(session, NULL, NULL, NULL, 0, err);
    int status = matchers ? 0 : -1;
    for (int64_t end = within.end; end > within.start && status == 0; end -= DAY) {
        struct time_span day = {end - DAY > within.start ? end - DAY : within.start, end};
        status = list_day(&versions, session, matchers, day, err);
    }
    if (status != 0) {
        versions_clear(&versions);
        return -1;
    }
    versions_sort(&versions);
    *out = versions;
    return 0;
}
