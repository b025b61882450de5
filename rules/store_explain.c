#include "rules/store_explain.h"

#include "gate/base/duration.h"
#include "gate/base/text.h"
#include "rules/rule_kind.h"

#include <string.h>

#include "gate/base/banned.h"

enum { WORDS_SIZE = 1024 };

static void write_harmless(struct sink *sink, const char *text)
{
    char harmless[WORDS_SIZE];
    sink_text(sink, text_harmless(harmless, sizeof harmless, bytes_of_text(text)));
}

static void write_duration(struct sink *sink, int64_t nanoseconds)
{
    char text[DURATION_TEXT_SIZE];
    sink_text(sink, duration_format(text, nanoseconds));
}

static void write_secret(struct sink *sink, const struct secret_place *place)
{
    sink_text(sink, place->environment != NULL ? " from the variable " : " from the file ");
    write_harmless(sink, place->environment != NULL ? place->environment : place->file);
}

static void write_server(struct sink *sink, const struct server_settings *server)
{
    write_harmless(sink, server->url != NULL ? server->url : "");
    if (server->user != NULL) {
        sink_text(sink, ", as ");
        write_harmless(sink, server->user);
        sink_text(sink, " with the password");
        write_secret(sink, &server->password);
    }
    if (server->token.file != NULL || server->token.environment != NULL) {
        sink_text(sink, ", with the token");
        write_secret(sink, &server->token);
    }
    if (server->certificate != NULL) {
        sink_text(sink, ", with the certificate ");
        write_harmless(sink, server->certificate);
    }
}

static void write_targets(struct sink *sink, const struct endpoints_settings *endpoints)
{
    static const char *const sides[] = {"baseline at ", "; candidate at "};
    for (int side = 0; side < 2; side++) {
        sink_text(sink, sides[side]);
        for (size_t i = 0; i < endpoints->target_count[side]; i++) {
            sink_text(sink, i > 0 ? ", " : "");
            write_harmless(sink, endpoints->targets[side][i]);
        }
    }
    sink_format(sink, "; %zu pulls of each, ", endpoints->rounds);
    write_duration(sink, endpoints->seconds);
    sink_format(sink, " long, taken in turn, at most %zu at the same time", endpoints->at_most);
}

void store_explain_place(const struct store_settings *store, struct sink *sink)
{
    if (strcmp(store->kind, "endpoints") == 0) {
        write_targets(sink, &store->endpoints);
        return;
    }
    if (store->server.url == NULL) {
        write_harmless(sink, store->location);
        return;
    }
    write_server(sink, &store->server);
    sink_text(sink, ", ");
    write_harmless(sink, store->select);
    if (store->window_length > 0) {
        sink_text(sink, ", the profiles of ");
        write_duration(sink, store->window_length);
    }
    if (store->window_skip_first > 0) {
        sink_text(sink, " without a version's first ");
        write_duration(sink, store->window_skip_first);
    }
    if (store->replicas_by[0] != '\0') {
        sink_text(sink, ", a replica for each ");
        write_harmless(sink, store->replicas_by);
    }
    if (store->replicas_at_most > 0) {
        sink_format(sink, ", at most %zu", store->replicas_at_most);
    }
    if (store->windows > 0) {
        sink_format(sink, ", cut into %zu windows", store->windows);
    }
    if (store->split_by[0] != '\0') {
        sink_text(sink, ", by ");
        write_harmless(sink, store->split_by);
    }
}

void store_explain_baseline(const struct policy_baseline *baseline, struct sink *sink)
{
    switch (baseline->choice) {
    case BASELINE_PREVIOUS:
        sink_text(sink, "the version before, by its first profile");
        break;
    case BASELINE_LAST_PASSED:
        sink_text(sink, "the newest version that passed");
        break;
    case BASELINE_SAME_VERSION:
        sink_text(sink, "the same version, ");
        write_duration(sink, baseline->ago);
        sink_text(sink, " before");
        break;
    case BASELINE_FIXED:
    case BASELINE_NONE:
        write_harmless(sink, baseline->label);
        break;
    }
    if (baseline->exclude_count > 0) {
        sink_text(sink, ", never ");
        rule_kind_describe_globs(baseline->exclude, baseline->exclude_count, sink);
    }
    if (baseline->records[0] != '\0') {
        sink_text(sink, "; verdicts are recorded in ");
        write_harmless(sink, baseline->records);
    }
}

void store_explain_anchor(const struct policy *policy, struct sink *sink)
{
    const char *join = "";
    write_harmless(sink, policy->anchor.label);
    sink_text(sink, policy->anchor.rule_count > 0
                        ? ": the candidate is judged against it too, by the rules "
                        : ": the candidate is judged against it too, by every rule with a limit");
    for (size_t i = 0; i < policy->anchor.rule_count; i++) {
        sink_text(sink, join);
        write_harmless(sink, policy->anchor.rule_ids[i]);
        join = ", ";
    }
}

void store_explain_requests(const struct requests_settings *requests, struct sink *sink)
{
    sink_text(sink, "counted by ");
    write_server(sink, &requests->server);
    sink_text(sink, ": ");
    write_harmless(sink, requests->query);
    for (size_t i = 0; i < requests->parameter_count; i++) {
        sink_text(sink, ", with ");
        write_harmless(sink, requests->parameters[i].name);
        sink_text(sink, "=");
        write_harmless(sink, requests->parameters[i].value);
    }
    if (requests->by[0] != '\0') {
        sink_text(sink, ", for each ");
        write_harmless(sink, requests->by);
    }
    if (requests->per_endpoint[0] != '\0') {
        sink_text(sink, ", for each ");
        write_harmless(sink, requests->per_endpoint);
    }
}
