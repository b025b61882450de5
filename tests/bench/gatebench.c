#include "tests/bench/gatebench.h"

#include "adapters/collect.h"
#include "adapters/source.h"
#include "gate/base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say_nothing(void *world, const char *sentence)
{
    (void)world;
    (void)sentence;
}

static bool never(void *world)
{
    (void)world;
    return false;
}

int gatebench_load(struct gatebench_runs *out, const char *root, const char *service, const char *variant,
                   const char *kind, struct error *err)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s/%s", root, service, variant);
    *out = (struct gatebench_runs){0};
    snprintf(out->variant, sizeof out->variant, "%s", variant);
    struct surroundings world = {.progress = say_nothing, .cancelled = never};
    const struct source_setup setup = {.service = ""};
    const struct source_side side = {.path = path};
    struct collect_settings settings = {
        .kinds = &kind, .kind_count = 1, .counter = {.option_requests = NAN, .option_name = ""}};
    const struct source *source = source_find("files");
    struct captures captures = {0};
    struct collect_notes notes = {0};
    int result = -1;
    void *session = NULL;
    if (source->open(&session, &setup, &world, err) != 0)
        return -1;
    if (source->plan(&captures, session, &side, err) == 0)
        result = collect_replicas(&out->replicas, &notes, &captures, source, session, &settings, &world, err);
    source->close(session);
    collect_notes_clear(&notes);
    captures_clear(&captures);
    return result;
}

void gatebench_clear(struct gatebench_runs *runs)
{
    replicas_clear(&runs->replicas);
}

int gatebench_pick(struct replicas *out, const struct gatebench_runs *runs, const size_t *chosen, size_t count)
{
    *out = runs->replicas;
    out->items = memory_allocate_array(count, sizeof *out->items);
    out->count = count;
    if (out->items == NULL)
        return -1;
    for (size_t i = 0; i < count; i++)
        out->items[i] = runs->replicas.items[chosen[i]];
    replicas_sort(out);
    return 0;
}

void gatebench_put_back(struct replicas *side)
{
    memory_free(side->items);
    *side = (struct replicas){0};
}

size_t gatebench_pair_by_time(size_t pairs[GATEBENCH_RUNS_MAX][2], const struct gatebench_runs *base,
                              const struct gatebench_runs *candidate)
{
    bool used[2][GATEBENCH_RUNS_MAX] = {{false}};
    size_t count = 0;
    for (;;) {
        double nearest = INFINITY;
        for (size_t i = 0; i < base->replicas.count; i++)
            for (size_t k = 0; k < candidate->replicas.count; k++) {
                double gap = fabs((double)(base->replicas.items[i].start - candidate->replicas.items[k].start));
                if (used[0][i] || used[1][k] || gap >= nearest)
                    continue;
                nearest = gap;
                pairs[count][0] = i;
                pairs[count][1] = k;
            }
        if (isinf(nearest))
            return count;
        used[0][pairs[count][0]] = used[1][pairs[count][1]] = true;
        count++;
    }
}

/* The n-th tab separated field of a line, from 0; empty if there are fewer. */
static void field(char *out, size_t size, const char *line, int n)
{
    for (; n > 0 && line != NULL; n--) {
        line = strchr(line, '\t');
        line = line != NULL ? line + 1 : NULL;
    }
    size_t length = line != NULL ? strcspn(line, "\t\n") : 0;
    length = length < size ? length : size - 1;
    memcpy(out, line != NULL ? line : "", length);
    out[length] = '\0';
}

static double percent(const char *line, int n, double otherwise)
{
    char text[64], *end;
    field(text, sizeof text, line, n);
    double value = strtod(text, &end);
    return end != text ? value / 100 : otherwise;
}

static void read_label(struct gatebench_label *out, const char *line)
{
    field(out->kind, sizeof out->kind, line, 2);
    field(out->profile, sizeof out->profile, line, 3);
    field(out->culprits, sizeof out->culprits, line, 4);
    field(out->expected, sizeof out->expected, line, 5);
    out->growth = percent(line, 14, strcmp(out->kind, "regression") == 0 ? INFINITY : NAN);
    out->limit = fmax(0.02, 0.10 * percent(line, 12, 0));
}

bool gatebench_find_label(struct gatebench_label *out, const char *root, const char *service, const char *variant)
{
    char path[4096], line[4096], name[64];
    bool found = false;
    snprintf(path, sizeof path, "%s/LABELS.tsv", root);
    FILE *file = fopen(path, "r");
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL) {
        field(name, sizeof name, line, 0);
        found = strcmp(name, service) == 0;
        field(name, sizeof name, line, 1);
        found = found && strcmp(name, variant) == 0;
    }
    if (file != NULL)
        fclose(file);
    if (found)
        read_label(out, line);
    return found;
}

bool gatebench_is_culprit(const struct gatebench_label *label, const char *name, size_t length)
{
    const char *rest = label->culprits;
    while (*rest != '\0') {
        size_t here = strcspn(rest, ",");
        if (here == length && memcmp(rest, name, length) == 0)
            return true;
        rest += here + (rest[here] == ',');
    }
    return false;
}
