#include "adapters/source/pyroscope_versions.h"

#include "adapters/source/pyroscope_client.h"
#include "adapters/source/store_types.h"
#include "adapters/source/store_versions.h"

#include "gate/base/banned.h"

#define SECOND INT64_C(1000000000)
#define DAY (86400 * SECOND)

enum { STEP_SECONDS = 30 };

/* The type by which versions are looked for: the first that is judged, as far as the store has it in this span. */
static int choose_type(const char **out, const struct store_session *session, struct time_span within,
                       struct error *err)
{
    const struct store_scope scope = {.what = "the types of profiles", .window = within};
    struct store_types types;
    struct store_profiles profiles;
    *out = NULL;
    if (pyroscope_client_types(&types, &session->client, &scope, err) != 0)
        return -1;
    if (types.count == 0)
        return 0;
    struct error cause = ERROR_INIT;
    size_t wanted = session->setup->type_count > 0 ? 1 : 0;
    if (store_types_choose(&profiles, &types, session->setup->types, wanted, session->arena, &cause) == 0) {
        *out = types.items[profiles.items[0].types[0]].id;
        return 0;
    }
    if (cause.kind == ERROR_UNFIT)
        return 0;
    *err = cause;
    return -1;
}

static int list_day(struct versions *versions, const struct store_session *session, const char *matchers,
                    struct time_span within, struct error *err)
{
    const char *const label[] = {session->setup->store->version_label};
    struct store_scope scope = {.what = "the versions of the service", .matchers = matchers, .window = within};
    struct store_sums sums;
    if (choose_type(&scope.type, session, within, err) != 0)
        return -1;
    if (!scope.type)
        return 0;
    if (pyroscope_client_sums(&sums, &session->client, label, 1, STEP_SECONDS, &scope, err) != 0)
        return -1;
    return store_versions_note(versions, &sums, err);
}

int pyroscope_versions_list(struct versions *out, const struct store_session *session, struct time_span within,
                            struct error *err)
{
    struct versions versions = {0};
    const char *matchers = store_session_matchers(session, NULL, err);
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
