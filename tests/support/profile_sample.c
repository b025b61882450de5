#include "tests/support/profile_sample.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/model/profile_builder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { FRAMES_MAX = 256 };

struct profile_sample profile_sample_cpu(double requests)
{
    return (struct profile_sample){.type = "cpu",
                                   .unit = "nanoseconds",
                                   .model = EVENT_MODEL_CPU,
                                   .period = 1e7,
                                   .period_type = "cpu",
                                   .kind = "cpu",
                                   .requests = requests};
}

struct profile_sample profile_sample_count(double requests)
{
    return (struct profile_sample){.type = "samples",
                                   .unit = "count",
                                   .model = EVENT_MODEL_COUNT,
                                   .period_type = "",
                                   .kind = "",
                                   .requests = requests};
}

static char *copy(const char *text)
{
    char *out = memory_copy_text(text, strlen(text));
    assert_non_null(out);
    return out;
}

/* The part up to the first separator, or the end of line; text moves behind it. */
static struct bytes next_part(const char **text, const char *separators)
{
    size_t length = strcspn(*text, separators);
    struct bytes part = {(const uint8_t *)*text, length};
    *text += length;
    return part;
}

static uint32_t add_frame(struct profile_builder *builder, struct bytes name)
{
    struct error err = ERROR_INIT;
    uint32_t id;
    struct symbol symbol = {.name = name};
    if (name.data[0] == '?') {
        const char *module = (const char *)name.data + 1;
        symbol.unnamed = true;
        symbol.module = next_part(&module, "+;\n ");
    }
    assert_int_equal(symbols_add(profile_builder_symbols(builder), &symbol, &id, &err), 0);
    return id;
}

static const char *add_line(struct profile_builder *builder, const char *text, double weight, bool labels)
{
    struct error err = ERROR_INIT;
    uint32_t frames[FRAMES_MAX], node, endpoint;
    size_t count = 0;
    double events;
    while (*text != ' ') {
        assert_true(count < FRAMES_MAX && *text != '\n' && *text != '\0');
        frames[count++] = add_frame(builder, next_part(&text, "; \n"));
        text += *text == ';';
    }
    text++;
    assert_true(numbers_parse_decimal(next_part(&text, " \n"), &events));
    text += *text == ' ';
    assert_int_equal(profile_builder_endpoint(builder, next_part(&text, "\n"), &endpoint, &err), 0);
    assert_int_equal(profile_builder_stack(builder, frames, count, &node, &err), 0);
    assert_int_equal(profile_builder_labelled_sample(builder, node, endpoint, labels && endpoint > 0,
                                                     (double[]){events * weight}, &err),
                     0);
    return *text == '\n' ? text + 1 : text;
}

struct profile *profile_sample_profile(const struct profile_sample *of, const char *text)
{
    char *name = copy(of->type), *unit = copy(of->unit), *period_type = copy(of->period_type);
    struct profile_type type = {.name = name, .unit = unit, .model = of->model, .period = of->period};
    struct profile_facts facts = {
        .format = "test", .period = of->period, .period_type = period_type, .period_unit = unit};
    struct error err = ERROR_INIT;
    struct profile_builder *builder = profile_builder_new(&facts, &type, 1, &err);
    assert_non_null(builder);
    assert_int_equal(profile_builder_label_keys(builder, (const char *[]){of->label, NULL}, &err), 0);
    while (*text)
        text = add_line(builder, text, of->period > 0 ? of->period : 1, of->label != NULL);
    struct profile *profile = NULL;
    assert_int_equal(profile_builder_finish(&profile, builder, &err), 0);
    profile_builder_free(builder);
    memory_free(name);
    memory_free(unit);
    memory_free(period_type);
    return profile;
}

struct replica profile_sample_replica(const struct profile_sample *of, const char *name, const char *text)
{
    struct replica replica = {
        .name = copy(name),
        .instance = copy(name),
        .version = copy(""),
        .service = copy(""),
        .start = REPLICA_TIME_UNKNOWN,
        .end = REPLICA_TIME_UNKNOWN,
        .content_hash = bytes_hash(bytes_of_text(text)),
        .requests = of->requests,
        .requests_since_start = NAN,
        .cpu_model = copy(""),
        .build = copy(""),
        .profiler = copy(""),
        .profiles = memory_allocate_array(1, sizeof *replica.profiles),
        .profile_count = 1,
    };
    assert_non_null(replica.profiles);
    replica.profiles[0].kind = copy(of->kind);
    replica.profiles[0].path = copy(name);
    replica.profiles[0].profile = profile_sample_profile(of, text);
    return replica;
}

void profile_sample_side(struct replicas *out, const char *label, const struct profile_sample *of,
                         const char *const *texts, size_t count)
{
    *out = (struct replicas){.label = copy(label),
                             .items = memory_allocate_array(count ? count : 1, sizeof *out->items),
                             .requests_total = NAN,
                             .requests_from = isnan(of->requests) ? "" : "meta.json"};
    assert_non_null(out->items);
    for (size_t i = 0; i < count; i++) {
        char name[32];
        snprintf(name, sizeof name, "r%zu", i);
        out->items[i] = profile_sample_replica(of, name, texts[i]);
        out->items[i].start = (int64_t)i * 1000000000;
        out->items[i].end = out->items[i].start + 500000000;
    }
    out->count = count;
}
