#include "tests/support/run_sample.h"

#include "gate/base/memory.h"
#include "gate/pipeline_profiles.h"
#include "tests/support/policy_text.h"
#include "tests/support/scratch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void count_sentences(void *world, const char *sentence)
{
    struct run_sample *sample = world;
    (void)sentence;
    sample->sentences++;
}

static void write_versions(void)
{
    for (int version = 1; version <= 3; version++) {
        for (int replica = 1; replica <= 2; replica++) {
            char name[64], text[64];
            snprintf(name, sizeof name, "v%d/%d/cpu.folded", version, replica);
            snprintf(text, sizeof text, "main;serve 400\nmain;parse %d\n", 300 + 2 * version + replica);
            scratch_write(name, text);
            snprintf(name, sizeof name, "v%d/%d/meta.json", version, replica);
            scratch_write(name, "{\"requests\": 1000}");
        }
    }
}

static struct policy *policy_of(const char *anchor)
{
    char yaml[1024];
    snprintf(yaml, sizeof yaml,
             "version: 1\nstore: {files: '%s/$version'}\nanchor: %s\nprofiles: {cpu: {type: samples}}\n"
             "rules:\n  - {id: total, profile: cpu, match: {total: true}, fail_over: [{of_itself: 10%%}]}\n",
             scratch_path(""), anchor);
    return policy_text_read(yaml);
}

void run_sample_begin(struct run_sample *out, const char *anchor)
{
    static const char *const versions[SIDES] = {"v2", "v3"};
    write_versions();
    *out = (struct run_sample){.policy = policy_of(anchor)};
    out->world = (struct surroundings){.world = out, .progress = count_sentences};
    out->plan = (struct pipeline_plan){.policy = out->policy, .service = "shop"};
    struct run *run = &out->run;
    *run = (struct run){.plan = &out->plan, .world = &out->world, .arena = arena_new()};
    run->setup = (struct source_setup){.store = &out->policy->store, .service = "shop"};
    run->source = source_find("files");
    for (int side = 0; side < SIDES; side++) {
        out->plan.sides[side] = (struct pipeline_side){.version = versions[side], .requests = NAN};
        run->wanted.items[side] = (struct source_side){.side = side, .version = versions[side]};
    }
    assert_int_equal(pipeline_profiles_choose_named(run, NULL), 0);
    assert_int_equal(run->source->open(&run->session, &run->setup, run->world, NULL), 0);
    for (int side = 0; side < SIDES; side++) {
        assert_int_equal(run->source->plan(&run->captures[side], run->session, &run->wanted.items[side], NULL), 0);
    }
}

void run_sample_end(struct run_sample *sample)
{
    struct run *run = &sample->run;
    for (int side = 0; side < SIDES; side++) {
        captures_clear(&run->captures[side]);
        replicas_clear(&run->sides[side]);
    }
    captures_clear(&run->anchor.captures);
    replicas_clear(&run->anchor.replicas);
    run->source->close(run->session);
    memory_free(run->comparisons);
    memory_free(run->troubles);
    arena_free(run->arena);
    policy_free(sample->policy);
}
