/*
 * tests/bench/names SERVICE FILE VARIANT VARIANT...
 *
 * What canonical names do to real ones: FILE of all runs under ../shared/gatebench/train/SERVICE/VARIANT. Prints,
 * for each variant, how many names there are, how many of them change, how many are left, and how many stand in at
 * least two runs; and for the first variant against each other one, how many names either side has alone: raw,
 * canonical, and by the weaker key of the second chance. Figures, no verdict; but it fails if a canonical name is
 * not its own.
 */
#include "adapters/format.h"
#include "gate/base/files.h"
#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/compare/canonical.h"
#include "gate/model/symbols.h"
#include "tests/support/shared.h"

#include <stdio.h>
#include <stdlib.h>

enum { EXIT_SKIPPED = 77, PATH_SIZE = 512 };

enum form { RAW, CANONICAL, SECOND, FORMS };

static const char *const forms[FORMS] = {"raw", "canonical", "second chance"};

/* The names of all runs of a variant in each form. */
struct names {
    struct symbols *all[FORMS];
    struct symbols *repeated[FORMS]; /* those of two runs or more */
};

static struct byte_buffer buffers[FORMS];

static void give_up(const struct error *err)
{
    fprintf(stderr, "%s\n", err->sentence);
    exit(1);
}

static void put(struct symbols *table, struct bytes name)
{
    struct error err = ERROR_INIT;
    uint32_t id;
    if (symbols_add(table, &(struct symbol){.name = name}, &id, &err) != 0)
        give_up(&err);
}

/* The name in the form; valid until the next call with that form. */
static struct bytes form_of(struct bytes raw, enum form form)
{
    if (form == RAW)
        return raw;
    canonical_name(&buffers[CANONICAL], raw, NAME_PRESETS_ALL);
    struct bytes canonical = byte_buffer_view(&buffers[CANONICAL]);
    if (form == CANONICAL) {
        if (canonical_name(&buffers[RAW], canonical, NAME_PRESETS_ALL)) {
            fprintf(stderr, "'%.*s' has another canonical name\n", (int)canonical.size,
                    (const char *)canonical.data);
            exit(1);
        }
        return canonical;
    }
    canonical_second_chance(&buffers[SECOND], canonical, NAME_PRESETS_ALL);
    return byte_buffer_view(&buffers[SECOND]);
}

static void add_run(struct names *names, const struct symbols *run)
{
    for (enum form form = RAW; form < FORMS; form++) {
        struct symbols *own = symbols_new(SYMBOLS_BY_NAME);
        for (uint32_t i = 0; i < symbols_count(run); i++)
            put(own, form_of(symbols_get(run, i)->name, form));
        for (uint32_t i = 0; i < symbols_count(own); i++) {
            struct bytes name = symbols_get(own, i)->name;
            if (symbols_find(names->all[form], name) != SYMBOL_NONE)
                put(names->repeated[form], name);
            put(names->all[form], name);
        }
        symbols_free(own);
    }
}

static void read_run(struct names *names, const char *path)
{
    struct error err = ERROR_INIT;
    struct byte_buffer content;
    struct profile *profile = NULL;
    uint64_t hash;
    byte_buffer_init(&content, LIMIT_FILE_BYTES);
    if (files_read(&content, path, &err) != 0 || formats_decode(&profile, &hash, byte_buffer_view(&content), path,
                                                                &(struct profile_request){.kind = ""}, &err) != 0)
        give_up(&err);
    add_run(names, profile->symbols);
    profile_free(profile);
    byte_buffer_free(&content);
}

/* Whether the variant is there. */
static bool read_variant(struct names *names, const char *service, const char *file, const char *variant)
{
    char name[PATH_SIZE];
    char folder[SHARED_PATH_SIZE];
    snprintf(name, sizeof name, "gatebench/train/%s/%s", service, variant);
    if (shared_path(folder, name) == NULL)
        return false;
    for (enum form form = RAW; form < FORMS; form++) {
        names->all[form] = symbols_new(SYMBOLS_BY_NAME);
        names->repeated[form] = symbols_new(SYMBOLS_BY_NAME);
    }
    struct error err = ERROR_INIT;
    struct files_list runs;
    if (files_list(&runs, folder, &err) != 0)
        give_up(&err);
    for (size_t i = 0; i < runs.count; i++) {
        char path[SHARED_PATH_SIZE + PATH_SIZE];
        snprintf(path, sizeof path, "%s/%s/%s", folder, runs.names[i], file);
        read_run(names, path);
    }
    files_list_free(&runs);
    return true;
}

static size_t count_changed(const struct symbols *raw)
{
    size_t changed = 0;
    for (uint32_t i = 0; i < symbols_count(raw); i++)
        changed += canonical_name(&buffers[CANONICAL], symbols_get(raw, i)->name, NAME_PRESETS_ALL) ? 1 : 0;
    return changed;
}

static size_t count_alone(const struct symbols *of, const struct symbols *against)
{
    size_t alone = 0;
    for (uint32_t i = 0; i < symbols_count(of); i++)
        alone += symbols_find(against, symbols_get(of, i)->name) == SYMBOL_NONE ? 1 : 0;
    return alone;
}

static void print_variant(const struct names *names, const char *variant)
{
    printf("%s: %zu names change\n", variant, count_changed(names->all[RAW]));
    for (enum form form = RAW; form < FORMS; form++)
        printf("    %-14s %6zu names, %6zu in two runs or more\n", forms[form], symbols_count(names->all[form]),
               symbols_count(names->repeated[form]));
}

static void print_pair(const struct names *a, const struct names *b, const char *first, const char *variant)
{
    printf("%s against %s\n", first, variant);
    for (enum form form = RAW; form < FORMS; form++)
        printf("    %-14s %6zu and %6zu alone; %6zu and %6zu of those in two runs or more\n", forms[form],
               count_alone(a->all[form], b->all[form]), count_alone(b->all[form], a->all[form]),
               count_alone(a->repeated[form], b->all[form]), count_alone(b->repeated[form], a->all[form]));
}

static void clear(struct names *names)
{
    for (enum form form = RAW; form < FORMS; form++) {
        symbols_free(names->all[form]);
        symbols_free(names->repeated[form]);
    }
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: %s SERVICE FILE VARIANT VARIANT...\n", argv[0]);
        return 2;
    }
    for (enum form form = RAW; form < FORMS; form++)
        byte_buffer_init(&buffers[form], LIMIT_NAME_BYTES);
    struct names first;
    if (!read_variant(&first, argv[1], argv[2], argv[3]))
        return EXIT_SKIPPED;
    print_variant(&first, argv[3]);
    for (int i = 4; i < argc; i++) {
        struct names other;
        if (!read_variant(&other, argv[1], argv[2], argv[i]))
            return EXIT_SKIPPED;
        print_variant(&other, argv[i]);
        print_pair(&first, &other, argv[3], argv[i]);
        clear(&other);
    }
    clear(&first);
    for (enum form form = RAW; form < FORMS; form++)
        byte_buffer_free(&buffers[form]);
    return 0;
}
