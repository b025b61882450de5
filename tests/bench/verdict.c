/*
 * tests/bench/verdict [--quick | --full] [--json FILE] [--only SERVICE/PROFILE[/paired],..] [--draws N]
 *                     [--service S --profile P --variants A,B,..] [--m 1,4,8,12] [--neighbours yes]
 *                     [--pair auto|none] [--rate NS] [--of-total PERCENT]
 *
 * How often the gate is right on recorded runs: seeded draws of m runs of the base against m runs of a variant,
 * from profile to verdict by the same rooms as the program, under the built-in policy (--of-total: with that limit
 * of a frame in place of 2 % of the total). Prints, for each variant and m, with Wilson's 95 % intervals, the rate
 * of regressions and of passes, how often the first function named is one of the label's, how often a growth that
 * the gate said would show was red, and how often a PASS that it forecast for more replicas came with so many.
 *
 * --quick and --full go through every service, profile and variant that can be read, with 3 and 500 draws of 1, 4,
 * 8 and 12 runs a side, and sum them up by what was done to the code (families.h). They exit 1 if a family misses
 * its goal for sure; the quick one also if one draw of 12 runs a side is not as its label asks, where that is
 * beyond doubt. --only goes through a part of it. --service, --profile, --variants: one table of one's own.
 *
 * --neighbours draws m pairs of a base run and the run of the variant nearest in time, as captures taken in turn
 * would lie.
 */
#include "gate/base/memory.h"
#include "tests/bench/cell.h"
#include "tests/bench/draw.h"
#include "tests/bench/families.h"
#include "tests/bench/gatebench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef FLAMEGATE_SOURCE
#define FLAMEGATE_SOURCE "."
#endif

enum { SIZES_MAX = 16, REPLICAS_MAX = GATEBENCH_RUNS_MAX, QUICK_DRAWS = 3, FULL_DRAWS = 500, SKIPPED = 77 };

/* One sweep through variants of one service, by one kind of profile. */
struct campaign {
    const char *service, *profile;
    const char *labelled; /* the labels' word for that profile */
    const char *variants, *sizes;
    double rate;     /* of block profiles, ns */
    bool neighbours; /* draws pairs of runs that are near in time */
    bool strict;     /* at 12 runs a side nothing may be wrong, not in one draw */
};

static const struct campaign campaigns[] = {
    {"shop", "cpu", "cpu",
     "base,base2,rename,inline,refactor,mix,noisy,ratehalf,rate2x,improve,leaf_big,leaf_mid,leaf_small,regexp,"
     "calls,"
     "newfunc,alloc,lock,leak",
     "1,4,8,12", 0, false, true},
    {"shop", "cpu", "cpu",
     "base2,rename,inline,refactor,mix,noisy,ratehalf,rate2x,improve,leaf_big,leaf_mid,leaf_small,regexp", "4,8,12",
     0, true, true},
    {"shop", "cpu", "cpu", "hires-base,hires-leaf_small", "1,3,4,6", 0, false, false},
    {"shop", "allocs", "alloc", "base,base2,alloc,leak", "1,4,8,12", 0, false, true},
    {"shop", "heap", "heap", "base,base2,leak,alloc", "1,4,8,12", 0, false, true},
    {"shop", "mutex", "mutex", "base,base2,lock", "1,4,8,12", 0, false, false},
    {"shop", "block", "mutex", "base,base2,lock", "1,4,8,12", 20000, false, false},
    {"ledger", "samples", "cpu", "async-base,async-leaf-slower", "1,2,4", 0, false, false},
    {"ledger", "cpu", "cpu", "base,base2,leaf-slower,more-calls,moved", "1,4,6,8,12", 0, false, false},
    {"render", "cpu", "cpu", "base,base2,leaf-slower,rename", "1,4,6,8,12", 0, false, false},
};

struct options {
    size_t draws;
    struct campaign own; /* .variants NULL: all campaigns */
    const char *only, *json, *sizes;
    enum pair_by pair_by;
    double of_total; /* NAN: as built in */
    bool quick;
};

/* One run of the program. */
struct bench {
    const struct options *options;
    const struct policy *policy;
    char root[4096]; /* of the recorded runs */
    FILE *json;      /* NULL: nowhere */
    size_t written;
    struct families families;
    bool good;
};

/* A variant beside its base. */
struct match {
    const struct campaign *campaign;
    struct gatebench_runs base, candidate;
    struct gatebench_label label;
    bool itself; /* the base against the base */
};

static void choose_neighbours(size_t *chosen, const struct match *match, size_t m, struct draw *draw)
{
    size_t pairs[GATEBENCH_RUNS_MAX][2], picked[GATEBENCH_RUNS_MAX];
    draw_distinct(draw, picked, m, gatebench_pair_by_time(pairs, &match->base, &match->candidate));
    for (size_t i = 0; i < m; i++) {
        chosen[i] = pairs[picked[i]][0];
        chosen[m + i] = pairs[picked[i]][1];
    }
}

/* The runs of both sides: of one variant against itself they are different runs. */
static void draw_sides(struct replicas sides[SIDES], const struct match *match, size_t m, struct draw *draw)
{
    size_t chosen[2 * REPLICAS_MAX];
    if (match->campaign->neighbours) {
        choose_neighbours(chosen, match, m, draw);
    } else {
        draw_distinct(draw, chosen, match->itself ? 2 * m : m, match->base.replicas.count);
        if (!match->itself)
            draw_distinct(draw, chosen + m, m, match->candidate.replicas.count);
    }
    if (gatebench_pick(&sides[BASELINE], &match->base, chosen, m) != 0 ||
        gatebench_pick(&sides[CANDIDATE], &match->candidate, chosen + m, m) != 0) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
}

static void put_back(struct replicas sides[SIDES])
{
    gatebench_put_back(&sides[BASELINE]);
    gatebench_put_back(&sides[CANDIDATE]);
}

/* How many draws of m runs a side there are that share no run. */
static size_t disjoint_draws(const struct match *match, size_t m)
{
    size_t base = match->base.replicas.count, candidate = match->candidate.replicas.count;
    return (base < candidate ? base : candidate) / (match->itself ? 2 * m : m);
}

/* A forecast is tried with as many replicas as it asks for, if there are so many more. */
static void try_forecast(struct cell *cell, const struct cell_judge *judge, const struct match *match, size_t m,
                         double needed, struct draw *draw)
{
    struct replicas sides[SIDES];
    if (!(needed > (double)m && needed <= REPLICAS_MAX) || disjoint_draws(match, (size_t)needed) == 0)
        return;
    draw_sides(sides, match, (size_t)needed, draw);
    cell->promised++;
    cell->kept += cell_passes(judge, sides);
    put_back(sides);
}

static void fill_cell(struct cell *cell, const struct bench *bench, const struct match *match, size_t m)
{
    const struct campaign *campaign = match->campaign;
    struct cell_judge judge = {.policy = bench->policy,
                               .label = &match->label,
                               .selector = profile_selector_from_word(campaign->profile),
                               .noise = bench->policy->noise};
    judge.selector.rate = campaign->rate;
    judge.noise.pair_by = bench->options->pair_by;
    for (size_t k = 0; k < bench->options->draws; k++) {
        struct replicas sides[SIDES];
        struct draw draw = draw_seeded(match->candidate.variant, m * 1000003 + k);
        draw_sides(sides, match, m, &draw);
        struct cell_draw drawn = cell_add(cell, &judge, sides);
        put_back(sides);
        if (strcmp(match->label.expected, "pass") == 0)
            try_forecast(cell, &judge, match, m, drawn.needed, &draw);
    }
}

/* Whether a cell is as its label asks, in every draw. */
static bool as_labelled(const struct cell *cell, const struct gatebench_label *label)
{
    if (strcmp(label->expected, "pass") == 0)
        return cell->red == 0;
    if (strcmp(label->expected, "regression") == 0)
        return cell->red == cell->draws && cell->right == cell->red;
    return true;
}

static void note_cell(struct bench *bench, const struct cell *cell, const struct match *match, size_t m)
{
    const struct campaign *campaign = match->campaign;
    struct cell_place place = {.service = campaign->service,
                               .profile = campaign->profile,
                               .variant = match->candidate.variant,
                               .change = match->label.kind,
                               .expected = match->label.expected,
                               .m = m,
                               .paired = campaign->neighbours,
                               .disjoint = disjoint_draws(match, m),
                               .disjoint_base = match->base.replicas.count / m,
                               .growth = match->label.growth,
                               .limit = match->label.limit};
    cell_print(cell, &place);
    families_add(&bench->families, cell, &place);
    if (bench->json != NULL) {
        fprintf(bench->json, bench->written++ > 0 ? ",\n  " : "\n  ");
        cell_write(cell, &place, bench->json);
    }
    bool strict = bench->options->quick && campaign->strict && m >= 12;
    if (strict && !as_labelled(cell, &match->label)) {
        printf("%s, %s, %s: not as labelled\n", campaign->service, campaign->profile, match->candidate.variant);
        bench->good = false;
    }
}

static void play_cell(struct bench *bench, const struct match *match, size_t m)
{
    if (m > REPLICAS_MAX || disjoint_draws(match, m) == 0)
        return;
    struct cell *cell = memory_allocate_array(1, sizeof *cell);
    if (cell == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(2);
    }
    fill_cell(cell, bench, match, m);
    note_cell(bench, cell, match, m);
    memory_free(cell);
}

/* What a variant is held against: its own family's base. */
static const char *base_of(const char *variant)
{
    if (strncmp(variant, "hires-", 6) == 0)
        return "hires-base";
    return strncmp(variant, "async-", 6) == 0 ? "async-base" : "base";
}

/* A label about another profile says nothing of this one. */
static void find_label(struct match *match, const struct bench *bench, const char *variant)
{
    static const struct gatebench_label unchanged = {
        .kind = "unchanged", .profile = "all", .expected = "pass", .growth = NAN};
    match->label = unchanged;
    if (match->itself)
        return;
    if (!gatebench_find_label(&match->label, bench->root, match->campaign->service, variant)) {
        fprintf(stderr, "%s has no label\n", variant);
        exit(2);
    }
    if (strcmp(match->label.profile, "all") == 0 || strcmp(match->label.profile, match->campaign->labelled) == 0)
        return;
    snprintf(match->label.expected, sizeof match->label.expected, "either");
    snprintf(match->label.kind, sizeof match->label.kind, "elsewhere");
    match->label.growth = NAN;
}

static bool load(struct gatebench_runs *out, const struct bench *bench, const struct campaign *campaign,
                 const char *variant)
{
    struct error err = ERROR_INIT;
    if (gatebench_load(out, bench->root, campaign->service, variant, campaign->profile, &err) != 0) {
        fprintf(stderr, "%s: %s\n", variant, err.sentence);
        exit(2);
    }
    const struct replica *first = out->replicas.items;
    if (out->replicas.count > 0 && first->profile_count > 0 && first->profiles[0].profile != NULL)
        return true;
    printf("%-17s left out: %s\n", variant,
           out->replicas.count > 0 && first->profile_count > 0 ? first->profiles[0].failure : "no such profile");
    return false;
}

/* False if its base cannot be read: then nothing of the campaign can be. */
static bool play_variant(struct bench *bench, const struct campaign *campaign, const char *variant)
{
    struct match match = {.campaign = campaign, .itself = strcmp(variant, base_of(variant)) == 0};
    find_label(&match, bench, variant);
    bool readable = load(&match.base, bench, campaign, base_of(variant));
    bool there = readable && load(&match.candidate, bench, campaign, variant);
    const char *sizes = bench->options->sizes != NULL ? bench->options->sizes : campaign->sizes;
    while (there && *sizes != '\0') {
        char *end;
        size_t m = strtoul(sizes, &end, 10);
        if (m > 0)
            play_cell(bench, &match, m);
        sizes = *end == ',' ? end + 1 : "";
    }
    gatebench_clear(&match.base);
    gatebench_clear(&match.candidate);
    return readable;
}

static void play_campaign(struct bench *bench, const struct campaign *campaign)
{
    const char *rest = campaign->variants;
    printf("%s, %s%s:\n", campaign->service, campaign->profile,
           campaign->neighbours ? ", runs paired with their neighbours in time" : "");
    for (bool readable = true; readable && *rest != '\0';) {
        char variant[64];
        size_t length = strcspn(rest, ",");
        snprintf(variant, sizeof variant, "%.*s", (int)length, rest);
        rest += length + (rest[length] == ',');
        readable = play_variant(bench, campaign, variant);
    }
}

/* Whether a campaign is in a list such as shop/cpu,shop/cpu/paired. */
static bool wanted(const struct options *options, const struct campaign *campaign)
{
    char name[128];
    snprintf(name, sizeof name, "%s/%s%s", campaign->service, campaign->profile,
             campaign->neighbours ? "/paired" : "");
    size_t length = strlen(name);
    for (const char *rest = options->only; rest != NULL && *rest != '\0';) {
        size_t here = strcspn(rest, ",");
        if (here == length && memcmp(rest, name, length) == 0)
            return true;
        rest += here + (rest[here] == ',');
    }
    return options->only == NULL;
}

static void play(struct bench *bench)
{
    if (bench->options->own.variants != NULL) {
        play_campaign(bench, &bench->options->own);
        return;
    }
    for (size_t i = 0; i < sizeof campaigns / sizeof *campaigns; i++)
        if (wanted(bench->options, &campaigns[i]))
            play_campaign(bench, &campaigns[i]);
    bench->good = families_print(&bench->families) && bench->good;
}

/* The built-in policy, with another part of the total for frames if one is asked for. */
static struct policy *make_policy(const struct options *options)
{
    struct policy *policy;
    struct error err = ERROR_INIT;
    if (policy_builtin(&policy, &err) != 0) {
        fprintf(stderr, "the built-in policy: %s\n", err.sentence);
        exit(2);
    }
    for (size_t i = 0; i < policy->rule_count && !isnan(options->of_total); i++) {
        struct policy_rule *rule = &policy->rules[i];
        if (rule->match.total)
            continue;
        rule->fail_over.bounds[0].value[LIMIT_OF_TOTAL] = options->of_total;
        rule->fail_over_assumed.bounds[0].value[LIMIT_OF_TOTAL] = options->of_total;
    }
    return policy;
}

static void read_option(struct options *options, const char *name, const char *value)
{
    const struct {
        const char *name, **text;
    } texts[] = {{"--service", &options->own.service},
                 {"--profile", &options->own.profile},
                 {"--variants", &options->own.variants},
                 {"--m", &options->sizes},
                 {"--json", &options->json},
                 {"--only", &options->only}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(name, texts[i].name) == 0) {
            *texts[i].text = value;
            return;
        }
    }
    if (strcmp(name, "--draws") == 0)
        options->draws = strtoul(value, NULL, 10);
    else if (strcmp(name, "--rate") == 0)
        options->own.rate = strtod(value, NULL);
    else if (strcmp(name, "--pair") == 0)
        options->pair_by = strcmp(value, "none") == 0 ? PAIR_NONE : PAIR_AUTO;
    else if (strcmp(name, "--neighbours") == 0)
        options->own.neighbours = strcmp(value, "yes") == 0;
    else if (strcmp(name, "--of-total") == 0)
        options->of_total = strtod(value, NULL) / 100;
    else {
        fprintf(stderr, "unknown option '%s'\n", name);
        exit(2);
    }
}

static struct options read_options(int argc, char **argv)
{
    struct options options = {
        .draws = QUICK_DRAWS,
        .own = {.service = "shop", .profile = "cpu", .labelled = "cpu", .sizes = "4,8,12"},
        .pair_by = PAIR_AUTO,
        .of_total = NAN,
    };
    for (int i = 1; i < argc; i++) {
        options.quick = options.quick || strcmp(argv[i], "--quick") == 0;
        if (strcmp(argv[i], "--full") == 0)
            options.draws = FULL_DRAWS;
        else if (strcmp(argv[i], "--quick") != 0)
            read_option(&options, argv[i], i + 1 < argc ? argv[i + 1] : ""), i++;
    }
    for (size_t i = 0; i < sizeof campaigns / sizeof *campaigns; i++)
        if (strcmp(options.own.profile, campaigns[i].profile) == 0)
            options.own.labelled = campaigns[i].labelled;
    return options;
}

/* False if they are not there. */
static bool find_runs(struct bench *bench)
{
    const char *shared = getenv("FLAMEGATE_SHARED");
    char labels[4200];
    snprintf(bench->root, sizeof bench->root, "%s/gatebench/train",
             shared != NULL ? shared : FLAMEGATE_SOURCE "/../shared");
    snprintf(labels, sizeof labels, "%s/LABELS.tsv", bench->root);
    FILE *there = fopen(labels, "r");
    if (there == NULL) {
        printf("skipped: recorded runs are not there (%s)\n", bench->root);
        return false;
    }
    fclose(there);
    return true;
}

static bool open_json(struct bench *bench)
{
    const char *path = bench->options->json;
    if (path == NULL)
        return true;
    bench->json = fopen(path, "w");
    if (bench->json == NULL) {
        fprintf(stderr, "cannot write '%s'\n", path);
        return false;
    }
    fprintf(bench->json, "{\"cells\": [");
    return true;
}

static bool close_json(struct bench *bench)
{
    if (bench->json == NULL)
        return true;
    fprintf(bench->json, "\n], \"families\": ");
    families_write(&bench->families, bench->json);
    fprintf(bench->json, "}\n");
    bool written = ferror(bench->json) == 0;
    return fclose(bench->json) == 0 && written;
}

int main(int argc, char **argv)
{
    struct options options = read_options(argc, argv);
    struct bench bench = {.options = &options, .good = true};
    if (!find_runs(&bench))
        return SKIPPED;
    struct policy *policy = make_policy(&options);
    bench.policy = policy;
    if (!open_json(&bench)) {
        policy_free(policy);
        return 2;
    }
    play(&bench);
    bool written = close_json(&bench);
    policy_free(policy);
    return written && bench.good ? 0 : 1;
}
