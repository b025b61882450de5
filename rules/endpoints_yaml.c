#include "rules/endpoints_yaml.h"

#include "rules/server_yaml.h"

#include <string.h>

#include "gate/base/banned.h"

static void read_targets(struct yaml_reader *reader, struct endpoints_settings *out, int side,
                         const struct yaml_tree_pair *pair)
{
    const char **targets;
    size_t count;
    if (!yaml_reader_texts(reader, &targets, &count, pair)) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct server_settings server = {0};
        const struct yaml_tree_node *const *items;
        yaml_reader_items(&items, &pair->value);
        const struct yaml_tree_pair item = {.key = pair->key, .value = items[i]};
        server_yaml_url(reader, &server, &item);
    }
    out->targets[side] = targets;
    out->target_count[side] = count;
}

static void read_baseline_targets(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    read_targets(reader, target, 0, pair);
}

static void read_candidate_targets(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    read_targets(reader, target, 1, pair);
}

static void read_path(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    const char *path;
    if (yaml_reader_text(reader, &path, pair)) {
        if (path[0] != '/') {
            complaints_add(reader->complaints, pair->value->place, "'path' must begin with '/'");
        }
        ((struct endpoints_settings *)target)->path = path;
    }
}

static void read_pull_length(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    int64_t length;
    if (!server_yaml_duration(reader, &length, pair)) {
        return;
    }
    if (length < 1000000000 || length > 60000000000) {
        complaints_add(reader->complaints, pair->value->place,
                       "'pull' must be from 1s to 60s: a profiler runs in a serving process for that long");
        return;
    }
    ((struct endpoints_settings *)target)->seconds = length;
}

static void read_rounds(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_count(reader, &((struct endpoints_settings *)target)->rounds, 64, pair);
}

static void read_at_once(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_count(reader, &((struct endpoints_settings *)target)->at_most, 8, pair);
}

static void read_allow_public(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_flag(reader, &((struct endpoints_settings *)target)->allow_public, pair);
}

static void read_audit(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct endpoints_settings *)target)->audit, pair);
}

static void read_metrics(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct endpoints_settings *)target)->metrics, pair);
}

static void read_counter(struct yaml_reader *reader, void *target, const struct yaml_tree_pair *pair)
{
    yaml_reader_text(reader, &((struct endpoints_settings *)target)->counter, pair);
}

static const struct yaml_key endpoint_keys[] = {
    {.name = "baseline", .read = read_baseline_targets, .required = true},
    {.name = "candidate", .read = read_candidate_targets, .required = true},
    {.name = "path", .read = read_path},
    {.name = "pull", .read = read_pull_length},
    {.name = "rounds", .read = read_rounds},
    {.name = "at_most", .read = read_at_once},
    {.name = "allow_public", .read = read_allow_public},
    {.name = "audit", .read = read_audit},
    {.name = "metrics", .read = read_metrics},
    {.name = "counter", .read = read_counter},
};

void endpoints_yaml_read(struct yaml_reader *reader, struct endpoints_settings *endpoints,
                         const struct yaml_tree_pair *pair)
{
    *endpoints =
        (struct endpoints_settings){.path = "/debug/pprof", .seconds = 10000000000, .rounds = 8, .at_most = 1};
    if (!yaml_reader_is(reader, pair, YAML_TREE_MAP, "a map with the targets of 'baseline' and 'candidate'")) {
        return;
    }
    yaml_reader_map(reader, endpoints, pair->value, "endpoints", endpoint_keys,
                    sizeof endpoint_keys / sizeof endpoint_keys[0]);
    if ((endpoints->metrics != NULL) != (endpoints->counter != NULL)) {
        complaints_add(reader->complaints, pair->value->place,
                       "'metrics' (a path) and 'counter' (the name of a counter there) go together");
    }
}
