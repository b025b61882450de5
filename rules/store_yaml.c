#include "rules/store_yaml.h"

#include "gate/base/text.h"
#include "rules/endpoints_yaml.h"
#include "rules/policy_paths.h"
#include "rules/server_yaml.h"

#include <string.h>

#include "gate/base/banned.h"

/* A store is of the kind that the key says; it has one. */
static void set_kind(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair)
{
    if (policy->store.kind[0] != '\0') {
        complaints_add(reader->complaints, pair->key->place, "there is one store: either '%s' or '%s'",
                       policy->store.kind, pair->key->text);
    }
    policy->store.kind = pair->key->text;
}

/* ---- files ---- */

static bool is_word_character(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character == '_';
}

/* Complains of one `$name` that is not known; returns whether it is, or was meant to be, $version. */
static bool check_variable(struct yaml_reader *reader, const struct yaml_tree_node *node, const char *name,
                           size_t length)
{
    static const char *const known[] = {"service", "version"};
    char word[32] = "";
    if (length < sizeof word) {
        memcpy(word, name, length);
        word[length] = '\0';
    }
    if (strcmp(word, "version") == 0 || strcmp(word, "service") == 0) {
        return word[0] == 'v';
    }
    if (strcmp(word, "window") == 0) {
        complaints_add(reader->complaints, node->place, "'$window' has no meaning in a store of files");
        return false;
    }
    const char *meant = text_nearest(word, known, sizeof known / sizeof known[0]);
    if (meant == NULL) {
        complaints_add(reader->complaints, node->place, "'$%.*s' is not known: there are $service and $version",
                       (int)length, name);
        return false;
    }
    complaints_add(reader->complaints, node->place, "'$%s' is not known; did you mean '$%s'?", word, meant);
    return meant[0] == 'v';
}

static void read_files(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy *policy = target;
    const char *location;
    bool has_version = false;
    if (!yaml_reader_text(reader, &location, pair)) {
        return;
    }
    for (const char *at = strchr(location, '$'); at != NULL; at = strchr(at + 1, '$')) {
        size_t length = 0;
        while (is_word_character(at[1 + length])) {
            length++;
        }
        has_version = check_variable(reader, pair->value, at + 1, length) || has_version;
    }
    if (!has_version) {
        complaints_add(reader->complaints, pair->value->place,
                       "'files' must hold $version, as in profiles/$version: it tells the two sides apart");
    }
    set_kind(reader, policy, pair);
    const char *beside = policy_paths_beside(policy, location);
    if (beside == NULL) {
        reader->failed = true;
        return;
    }
    policy->store.location = beside;
}

/* ---- servers ---- */

static const struct yaml_key server_keys[] = {SERVER_YAML_KEYS};

static void read_server(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy *policy = target;
    set_kind(reader, policy, pair);
    if (!yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {url: https://profiles.example.com}")) {
        return;
    }
    size_t faults = reader->complaints->count;
    yaml_reader_map(reader, &policy->store.server, pair->value, "a server", server_keys,
                    sizeof server_keys / sizeof server_keys[0]);
    if (reader->complaints->count == faults) {
        server_yaml_check(reader, &policy->store.server, pair);
    }
}

/* The label whose matcher is $version, as in {service_name="$service", version="$version"}; NULL if none is. */
static const char *label_of_version(struct arena *arena, const char *select)
{
    const char *value = strstr(select, "\"$version\"");
    while (value != NULL && value > select && value[-1] == ' ') {
        value--;
    }
    if (value == NULL || value == select || value[-1] != '=') {
        return NULL;
    }
    const char *end = value - 1;
    while (end > select && end[-1] == ' ') {
        end--;
    }
    const char *start = end;
    if (start > select && start[-1] == '"') { /* a quoted name, such as "service.version" */
        end = --start;
        while (start > select && start[-1] != '"') {
            start--;
        }
    } else {
        while (start > select && strchr(" ,{", start[-1]) == NULL) {
            start--;
        }
    }
    return start < end ? arena_copy_text(arena, start, (size_t)(end - start)) : NULL;
}

static void read_select(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy *policy = target;
    const char *select;
    if (!yaml_reader_text(reader, &select, pair)) {
        return;
    }
    const char *label = label_of_version(reader->arena, select);
    if (select[0] != '{' || select[strlen(select) - 1] != '}' || label == NULL) {
        complaints_add(reader->complaints, pair->value->place,
                       "'select' must be matchers with the label of the version, such as "
                       "{service_name=\"$service\", version=\"$version\"}");
        return;
    }
    policy->store.select = select;
    policy->store.version_label = label;
}

/* ---- window, replicas ---- */

static void read_length(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    server_yaml_duration(reader, &((struct store_settings *)target)->window_length, pair);
}

static void read_skip_first(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    server_yaml_duration(reader, &((struct store_settings *)target)->window_skip_first, pair);
}

static const struct yaml_key window_keys[] = {
    {.name = "length", .read = read_length, .required = true},
    {.name = "skip_first", .read = read_skip_first},
};

static void read_window(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    if (yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {length: 30m}")) {
        yaml_reader_map(reader, &((struct policy *)target)->store, pair->value, "a window", window_keys,
                        sizeof window_keys / sizeof window_keys[0]);
    }
}

static void read_by(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct store_settings *)target)->replicas_by, pair);
}

static void read_at_most(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_count(reader, &((struct store_settings *)target)->replicas_at_most, 1000, pair);
}

static void read_windows(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_count(reader, &((struct store_settings *)target)->windows, 100, pair);
}

static const struct yaml_key replica_keys[] = {
    {.name = "by", .read = read_by},
    {.name = "at_most", .read = read_at_most},
    {.name = "windows", .read = read_windows},
};

static void read_replicas(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct store_settings *store = &((struct policy *)target)->store;
    if (!yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {by: pod} or {windows: 8}")) {
        return;
    }
    yaml_reader_map(reader, store, pair->value, "replicas", replica_keys,
                    sizeof replica_keys / sizeof replica_keys[0]);
    if ((store->replicas_by[0] != '\0') == (store->windows > 0)) {
        complaints_add(reader->complaints, pair->value->place,
                       "replicas are told apart by a label or by windows: either {by: pod} or {windows: 8}");
    }
}

static void read_split_by(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct policy *)target)->store.split_by, pair);
}

static void read_parallel(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_count(reader, &((struct policy *)target)->store.parallel, 16, pair);
}

static void read_period(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    int64_t period;
    if (server_yaml_duration(reader, &period, pair)) {
        ((struct policy *)target)->store.period = (double)period;
    }
}

static void read_whole_history(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_flag(reader, &((struct policy *)target)->store.whole_history, pair);
}

static void read_endpoints(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy *policy = target;
    set_kind(reader, policy, pair);
    endpoints_yaml_read(reader, &policy->store.endpoints, pair);
}

/* ---- the store ---- */

static const struct yaml_key store_keys[] = {
    {.name = "files", .read = read_files},
    {.name = "pyroscope", .read = read_server},
    {.name = "parca", .read = read_server},
    {.name = "endpoints", .read = read_endpoints},
    {.name = "select", .read = read_select},
    {.name = "window", .read = read_window},
    {.name = "replicas", .read = read_replicas},
    {.name = "split_by", .read = read_split_by},
    {.name = "parallel", .read = read_parallel},
    {.name = "period", .read = read_period},
    {.name = "whole_history", .read = read_whole_history},
};

void store_yaml_read(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair)
{
    const struct store_settings *store = &policy->store;
    size_t faults = reader->complaints->count;
    if (!yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {files: \"profiles/$version\"}") ||
        !yaml_reader_map(reader, policy, pair->value, "a store", store_keys,
                         sizeof store_keys / sizeof store_keys[0]) ||
        reader->complaints->count > faults) {
        return;
    }
    bool queried = strcmp(store->kind, "pyroscope") == 0 || strcmp(store->kind, "parca") == 0;
    if (store->kind[0] == '\0') {
        complaints_add(reader->complaints, pair->value->place,
                       "a store needs one of the keys 'files', 'pyroscope', 'parca', 'endpoints'");
    } else if (queried && (store->select[0] == '\0' || store->window_length == 0)) {
        complaints_add(
            reader->complaints, pair->value->place,
            "a store of the kind '%s' needs 'select' and 'window', as in select: '{service_name=\"$service\", "
            "version=\"$version\"}' and window: {length: 30m}",
            store->kind);
    } else if (!queried && (store->select[0] != '\0' || store->window_length != 0 ||
                            store->replicas_by[0] != '\0' || store->windows != 0 || store->split_by[0] != '\0')) {
        complaints_add(
            reader->complaints, pair->value->place,
            "'select', 'window', 'replicas' and 'split_by' are asked of a server: a store of the kind '%s' "
            "does not know them",
            store->kind);
    }
}

/* ---- the baseline ---- */

static void read_version(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    static const char *const words[] = {"previous", "last-passed"};
    struct policy_baseline *baseline = target;
    const char *label;
    if (!yaml_reader_text(reader, &label, pair)) {
        return;
    }
    const char *near = text_nearest(label, words, 2);
    if (near != NULL && strcmp(near, label) != 0) {
        complaints_add(reader->complaints, pair->value->place, "'%s' looks like '%s', misspelt", label, near);
        return;
    }
    baseline->choice = strcmp(label, "previous") == 0      ? BASELINE_PREVIOUS
                       : strcmp(label, "last-passed") == 0 ? BASELINE_LAST_PASSED
                                                           : BASELINE_FIXED;
    baseline->label = label;
}

static void read_exclude(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy_baseline *baseline = target;
    yaml_reader_texts(reader, &baseline->exclude, &baseline->exclude_count, pair);
}

/* "-24h": the same version that long ago. */
static void read_same_version(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct policy_baseline *baseline = target;
    const char *text = pair->value->kind == YAML_TREE_TEXT ? pair->value->text : "";
    struct yaml_tree_node node = *pair->value;
    const struct yaml_tree_pair ago = {.key = pair->key, .value = &node};
    if (text[0] != '-') {
        complaints_add(reader->complaints, pair->value->place,
                       "'same_version' must be a time before, such as -24h");
        return;
    }
    node.text = text + 1;
    if (server_yaml_duration(reader, &baseline->ago, &ago)) {
        baseline->choice = BASELINE_SAME_VERSION;
    }
}

static void read_records(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct policy_baseline *)target)->records, pair);
}

static const struct yaml_key baseline_keys[] = {
    {.name = "version", .read = read_version},
    {.name = "exclude", .read = read_exclude},
    {.name = "same_version", .read = read_same_version},
    {.name = "records", .read = read_records},
};

void store_yaml_baseline(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair)
{
    struct policy_baseline *baseline = &policy->baseline;
    size_t faults = reader->complaints->count;
    if (pair->value->kind == YAML_TREE_TEXT) {
        read_version(reader, baseline, pair);
    } else if (!yaml_reader_is(reader, pair, YAML_TREE_MAP, "a version, or a map such as {version: previous}") ||
               !yaml_reader_map(reader, baseline, pair->value, "the baseline", baseline_keys,
                                sizeof baseline_keys / sizeof baseline_keys[0])) {
        return;
    }
    if (reader->complaints->count > faults) {
        return;
    }
    if (baseline->choice == BASELINE_NONE || (baseline->ago > 0 && baseline->label[0] != '\0')) {
        complaints_add(reader->complaints, pair->value->place,
                       "the baseline needs one of 'version' (previous, last-passed or a label) and 'same_version'");
    }
    if (baseline->choice == BASELINE_LAST_PASSED && baseline->records[0] == '\0') {
        complaints_add(reader->complaints, pair->value->place,
                       "'last-passed' needs 'records', the folder in which verdicts are kept");
    }
}

/* ---- requests ---- */

static void read_query(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    const char *query;
    if (!yaml_reader_text(reader, &query, pair)) {
        return;
    }
    if (strstr(query, "$window") == NULL || strstr(query, "$version") == NULL) {
        complaints_add(reader->complaints, pair->value->place,
                       "'query' must count over $window and for $version, as in sum(increase(http_requests_total"
                       "{version=\"$version\"}[$window]))");
        return;
    }
    ((struct requests_settings *)target)->query = query;
}

static void read_requests_by(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct requests_settings *)target)->by, pair);
}

static void read_per_endpoint(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct requests_settings *)target)->per_endpoint, pair);
}

static void read_at_least(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    size_t number = 0;
    yaml_reader_count(reader, &number, 1000000000, pair);
    ((struct requests_settings *)target)->at_least = (double)number;
}

static void read_parameter(struct yaml_reader *reader, struct parameter_setting *out,
                           const struct yaml_tree_pair *pair)
{
    out->name = pair->key->text;
    if (strcmp(out->name, "query") == 0 || strcmp(out->name, "time") == 0) {
        complaints_add(reader->complaints, pair->key->place, "the parameter '%s' is flamegate's own", out->name);
        return;
    }
    yaml_reader_text(reader, &out->value, pair);
}

static void read_parameters(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct requests_settings *requests = target;
    const struct yaml_tree_node *map = pair->value;
    if (!yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map such as {partial_response: false}")) {
        return;
    }
    struct parameter_setting *parameters = yaml_reader_allocate(reader, map->count, sizeof *parameters);
    for (size_t i = 0; parameters != NULL && i < map->count; i++) {
        read_parameter(reader, &parameters[i], &map->pairs[i]);
    }
    requests->parameters = parameters;
    requests->parameter_count = parameters != NULL ? map->count : 0;
}

static const struct yaml_key prometheus_keys[] = {
    SERVER_YAML_KEYS,
    {.name = "query", .read = read_query, .required = true},
    {.name = "by", .read = read_requests_by},
    {.name = "per_endpoint", .read = read_per_endpoint},
    {.name = "at_least", .read = read_at_least},
    {.name = "parameters", .read = read_parameters},
};

static void read_prometheus(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    struct requests_settings *counting = &((struct policy *)target)->counting;
    if (yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map with 'url' and 'query'")) {
        size_t faults = reader->complaints->count;
        yaml_reader_map(reader, counting, pair->value, "a counter", prometheus_keys,
                        sizeof prometheus_keys / sizeof prometheus_keys[0]);
        if (reader->complaints->count == faults) {
            server_yaml_check(reader, &counting->server, pair);
        }
    }
}

void store_yaml_requests(struct yaml_reader *reader, struct policy *policy, const struct yaml_tree_pair *pair)
{
    static const char *const words[] = {"meta", "option", "none"};
    static const enum policy_requests values[] = {POLICY_REQUESTS_META, POLICY_REQUESTS_OPTION,
                                                  POLICY_REQUESTS_NONE};
    static const struct yaml_key keys[] = {{.name = "prometheus", .read = read_prometheus, .required = true}};
    size_t index;
    if (pair->value->kind == YAML_TREE_MAP) {
        yaml_reader_map(reader, policy, pair->value, "requests", keys, sizeof keys / sizeof keys[0]);
    } else if (yaml_reader_word(reader, &index, pair, words, sizeof words / sizeof words[0])) {
        policy->requests = values[index];
    }
}
