#include "adapters/source/pyroscope_check.h"

#include "adapters/source/pyroscope_client.h"
#include "adapters/source/store_versions.h"
#include "gate/base/timestamp.h"

#include <string.h>

#include "gate/base/banned.h"

#define SECOND INT64_C(1000000000)
#define DAY (86400 * SECOND)

enum { LOOKBACK_DAYS = 7, LIST_SIZE = 400 };

/* ---- the window ---- */

static int check_reach(const struct store_session *session, const struct source_side *side, struct error *err)
{
    const char *label = session->setup->store->version_label;
    int64_t width = (side->window.end - side->window.start) / 20;
    struct store_scope scope = {.what = "what the store knows at the beginning of the window",
                                .window = side->window};
    struct pyroscope_names names;
    char start[TIMESTAMP_TEXT_SIZE];
    scope.window.end = side->window.start + (width > 120 * SECOND ? width : 120 * SECOND);
    scope.matchers = store_session_matchers(session, NULL, err);
    if (!scope.matchers || pyroscope_client_values(&names, &session->client, label, &scope, err) != 0)
        return -1;
    if (names.count > 0)
        return 0;
    return error_set(err, ERROR_UNFIT,
                     "the store knows nothing of the service at %s, where the window of '%s' begins: it looks back "
                     "less far (max_query_lookback), or has nothing older, and what it answers would be a part of "
                     "the window; take a later one",
                     timestamp_format(start, side->window.start), side->version);
}

int pyroscope_check_window(const struct store_session *session, const struct source_side *side, struct error *err)
{
    const struct store_settings *store = session->setup->store;
    int64_t age = session->world->now(session->world->world) - side->window.start;
    char start[TIMESTAMP_TEXT_SIZE];
    if (side->window.end <= side->window.start)
        return error_set(err, ERROR_POLICY,
                         "a store of the kind 'pyroscope' needs a window: give store.window, as "
                         "in window: {length: 30m}");
    if (age > LOOKBACK_DAYS * DAY && !store->whole_history)
        return error_set(
            err, ERROR_UNFIT,
            "the window of '%s' begins at %s, more than %d days ago: Pyroscope leaves out what is older "
            "without saying so, unless its max_query_lookback was raised; then set whole_history: true "
            "in store, else take a later window",
            side->version, timestamp_format(start, side->window.start), LOOKBACK_DAYS);
    return age > DAY && store->version_label[0] != '\0' ? check_reach(session, side, err) : 0;
}

/* ---- the version ---- */

static int refuse_version(const struct pyroscope_names *names, const struct source_side *side, const char *label,
                          struct error *err)
{
    char list[LIST_SIZE] = "";
    store_versions_hint(list, sizeof list, side->version, names->items, names->count);
    return error_set(err, ERROR_UNFIT, "the store knows no '%s' under the label '%s' in its window%s",
                     side->version, label, list);
}

int pyroscope_check_version(const struct store_session *session, const struct source_side *side, struct error *err)
{
    const char *label = session->setup->store->version_label;
    struct store_scope scope = {.what = "the versions of the service", .window = side->window};
    struct pyroscope_names names;
    if (label[0] == '\0')
        return 0;
    scope.matchers = store_session_matchers(session, NULL, err);
    if (!scope.matchers || pyroscope_client_values(&names, &session->client, label, &scope, err) != 0)
        return -1;
    for (size_t i = 0; i < names.count; i++)
        if (strcmp(names.items[i], side->version) == 0)
            return 0;
    return refuse_version(&names, side, label, err);
}

int pyroscope_check_refuse_empty(const struct source_side *side, struct error *err)
{
    char start[TIMESTAMP_TEXT_SIZE], end[TIMESTAMP_TEXT_SIZE];
    return error_set(err, ERROR_UNFIT, "the store has no profile of '%s' that begins between %s and %s",
                     side->version, timestamp_format(start, side->window.start),
                     timestamp_format(end, side->window.end));
}
