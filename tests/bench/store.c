/*
 * tests/bench/store FLAMEGATE FOLDER
 *
 * What `flamegate check` needs for 16 + 16 replicas in a store: a server of the tests gives merged profiles of
 * about 1 MB each, one of cost and one of counts for each replica. Prints the median of five runs from end to end,
 * with the exit code; it never passes or fails. FOLDER is scratch, made before.
 */
#include "tests/support/http_server.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { PODS = 16, STACKS = 16000, FUNCTIONS = 3000, DEPTH = 14, RUNS = 5, BODY_MAX = 4 << 20 };

struct body {
    uint8_t *data;
    size_t size;
};

static uint64_t seed = 88172645463325252u;

static unsigned draw(unsigned below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)(seed % below);
}

static void add_varint(struct body *body, uint64_t value)
{
    for (; value > 127; value >>= 7)
        body->data[body->size++] = (uint8_t)(value | 128);
    body->data[body->size++] = (uint8_t)value;
}

static void add_number(struct body *body, unsigned field, uint64_t value)
{
    add_varint(body, field << 3);
    add_varint(body, value);
}

static void add_bytes(struct body *body, unsigned field, const void *data, size_t size)
{
    add_varint(body, field << 3 | 2);
    add_varint(body, size);
    memcpy(body->data + body->size, data, size);
    body->size += size;
}

static void add_text(struct body *body, unsigned field, const char *text)
{
    add_bytes(body, field, text, strlen(text));
}

static void write_file(const char *folder, const char *name, const struct body *body)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(body->data, 1, body->size, file) != body->size || fclose(file) != 0) {
        perror(path);
        exit(2);
    }
}

/* Where the stacks lie is the same for all; counts vary from pod to pod. */
static unsigned frames[STACKS][DEPTH];

static void draw_stacks(void)
{
    for (unsigned i = 0; i < STACKS; i++) {
        unsigned kept = i > 0 ? DEPTH - 1 - draw(DEPTH / 2) : 0;
        for (unsigned k = 0; k < DEPTH; k++)
            frames[i][k] = k < kept ? frames[i - 1][k] : 1 + draw(FUNCTIONS);
    }
}

static void add_samples(struct body *body, const unsigned *counts, uint64_t weight)
{
    uint8_t data[512], ids[256];
    for (unsigned i = 0; i < STACKS; i++) {
        struct body sample = {data, 0}, stack = {ids, 0}, value = {ids + 128, 0};
        for (unsigned k = DEPTH; k-- > 0;)
            add_varint(&stack, frames[i][k]);
        add_varint(&value, counts[i] * weight);
        add_bytes(&sample, 1, stack.data, stack.size);
        add_bytes(&sample, 2, value.data, value.size);
        add_bytes(body, 2, sample.data, sample.size);
    }
}

static void add_tables(struct body *body, const char *type, const char *unit)
{
    uint8_t data[256], lines[64];
    for (unsigned f = 1; f <= FUNCTIONS; f++) {
        struct body location = {data, 0}, line = {lines, 0};
        add_number(&line, 1, f);
        add_number(&line, 2, f % 400 + 1);
        add_number(&location, 1, f);
        add_bytes(&location, 4, line.data, line.size);
        add_bytes(body, 4, location.data, location.size);
    }
    for (unsigned f = 1; f <= FUNCTIONS; f++) {
        struct body function = {data, 0};
        add_number(&function, 1, f);
        add_number(&function, 2, 2 + f);
        add_number(&function, 4, 3 + FUNCTIONS + f % 100);
        add_bytes(body, 5, function.data, function.size);
    }
    add_text(body, 6, "");
    add_text(body, 6, unit);
    add_text(body, 6, type);
    for (unsigned f = 1; f <= FUNCTIONS + 100; f++) {
        char name[96];
        snprintf(name, sizeof name,
                 f <= FUNCTIONS ? "example.com/shop/part%02u.(*Service).handle%u" : "part%u/%u.go", f % 100, f);
        add_text(body, 6, name);
    }
}

static size_t write_profile(const char *folder, const char *name, const char *type, const char *unit,
                            const unsigned *counts, uint64_t weight)
{
    struct body body = {malloc(BODY_MAX), 0};
    uint8_t data[16];
    struct body value = {data, 0};
    add_number(&value, 1, 2);
    add_number(&value, 2, 1);
    add_bytes(&body, 1, value.data, value.size);
    add_samples(&body, counts, weight);
    add_tables(&body, type, unit);
    write_file(folder, name, &body);
    free(body.data);
    return body.size;
}

static void add_double(struct body *body, unsigned field, double value)
{
    add_varint(body, field << 3 | 1);
    memcpy(body->data + body->size, &value, sizeof value);
    body->size += sizeof value;
}

/* A series of one point for each pod: SelectSeriesResponse. */
static void write_sums(const char *folder, const char *version)
{
    struct body all = {malloc(BODY_MAX), 0};
    for (int pod = 0; pod < PODS; pod++) {
        uint8_t data[256], inner[128];
        char name[64];
        struct body series = {data, 0}, part = {inner, 0};
        snprintf(name, sizeof name, "%s-%02d", version, pod);
        add_text(&part, 1, "pod");
        add_text(&part, 2, name);
        add_bytes(&series, 1, part.data, part.size);
        part.size = 0;
        add_double(&part, 1, 1e12);
        add_number(&part, 2, UINT64_C(1795263239377));
        add_bytes(&series, 2, part.data, part.size);
        add_bytes(&all, 1, series.data, series.size);
    }
    char file[64];
    snprintf(file, sizeof file, "sums-%s", version);
    write_file(folder, file, &all);
    free(all.data);
}

static size_t write_side(FILE *script, const char *folder, const char *version)
{
    size_t bytes = 0;
    write_sums(folder, version);
    fprintf(script,
            "POST /querier.v1.QuerierService/SelectSeries\n    body-has version=\"%s\"\n    file %s/sums-%s\n",
            version, folder, version);
    for (int pod = 0; pod < PODS; pod++) {
        static unsigned counts[STACKS];
        char name[64];
        for (unsigned i = 0; i < STACKS; i++)
            counts[i] = 40 + draw(20);
        snprintf(name, sizeof name, "samples-%s-%02d", version, pod);
        bytes += write_profile(folder, name, "samples", "count", counts, 1);
        fprintf(script,
                "POST /querier.v1.QuerierService/SelectMergeProfile\n    body-has _cpu:samples:\n    body-has "
                "\"%s-%02d\"\n    file %s/%s\n",
                version, pod, folder, name);
        snprintf(name, sizeof name, "cpu-%s-%02d", version, pod);
        bytes += write_profile(folder, name, "cpu", "nanoseconds", counts, 10000000);
        fprintf(script,
                "POST /querier.v1.QuerierService/SelectMergeProfile\n    body-has _cpu:cpu:\n    body-has "
                "\"%s-%02d\"\n    file %s/%s\n",
                version, pod, folder, name);
    }
    return bytes;
}

static const char beginning[] =
    "POST /querier.v1.QuerierService/ProfileTypes\n    answer pyroscope-v2store-profiletypes\n"
    "POST /querier.v1.QuerierService/LabelValues\n    body-has \\x0a\\x07version\n"
    "    answer pyroscope-v2store-labelvalues-version\n"
    "POST /querier.v1.QuerierService/LabelValues\n    text\n";

static const char policy[] =
    "version: 1\nservice: shop\nstore:\n  pyroscope: {url: \"%s\"}\n"
    "  select: '{service_name=\"$service\", version=\"$version\"}'\n  window: {length: 31m}\n"
    "  replicas: {by: pod}\n  whole_history: true\nprofiles:\n  cpu: {type: cpu}\n"
    "requests: none\nrules:\n"
    "  - {id: any, profile: cpu, match: {any: true}, fail_over: [{of_total: 5%%}]}\n";

static const char windows[] =
    "{\"baseline\": {\"start\": \"2026-11-21T11:42:59.377Z\", \"end\": \"2026-11-21T12:13:59.377Z\"},\n"
    " \"candidate\": {\"start\": \"2026-11-21T11:42:59.377Z\", \"end\": \"2026-11-21T12:13:59.377Z\"}}\n";

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Processor time of the runs so far. */
static double processor_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static char *read_text(FILE *file)
{
    long size = ftell(file);
    char *text = calloc(1, (size_t)size + 1);
    rewind(file);
    if (fread(text, 1, (size_t)size, file) != (size_t)size)
        exit(2);
    fclose(file);
    return text;
}

int main(int count, char **words)
{
    if (count != 3) {
        fprintf(stderr, "store FLAMEGATE FOLDER\n");
        return 2;
    }
    const char *folder = words[2];
    char command[8192], text[4096];
    double times[RUNS];
    int status = 0;
    FILE *script = tmpfile();
    fputs(beginning, script);
    draw_stacks();
    size_t bytes = write_side(script, folder, "v1") + write_side(script, folder, "v2");
    char *rules = read_text(script);
    struct http_server *server = http_server_start(rules, NULL);
    struct body file = {(uint8_t *)text, (size_t)snprintf(text, sizeof text, policy, http_server_url(server))};
    write_file(folder, "policy.yaml", &file);
    file = (struct body){(uint8_t *)(uintptr_t)windows, strlen(windows)};
    write_file(folder, "windows.json", &file);
    snprintf(
        command, sizeof command,
        "'%s' check -c '%s/policy.yaml' --baseline v1 --candidate v2 --window-from '%s/windows.json' >'%s/report' "
        "2>&1",
        words[1], folder, folder, folder);
    for (int run = 0; run < RUNS; run++) {
        double start = seconds();
        status = system(command);
        times[run] = seconds() - start;
    }
    qsort(times, RUNS, sizeof times[0], compare_doubles);
    printf("%d replicas, %.1f MB in %d answers: %.2f s (%.2f to %.2f), %.2f s of processor time each, exit code "
           "%d, %s\n",
           2 * PODS, (double)bytes / 1e6, 4 * PODS, times[RUNS / 2], times[0], times[RUNS - 1],
           processor_seconds() / RUNS, status >> 8,
           http_server_complaints(server)[0] ? http_server_complaints(server) : "no complaints");
    http_server_stop(server);
    free(rules);
    return 0;
}
