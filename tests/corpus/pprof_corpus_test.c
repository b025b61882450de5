/*
 * Every pprof file of the shared data, against what go tool pprof reads in it (expected.tsv, made by
 * expected_by_pprof.py beside it): samples, sums of each sample type, self and total of the leading functions.
 */
#include "adapters/format.h"
#include "gate/base/files.h"
#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "tests/support/shared.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SKIPPED = 77 };

/* Self and total of every function name of one sample type, as pprof's -top counts them: a function's total counts
 * a stack once, however often the function is in it. */
struct totals {
    struct symbols *names; /* by name alone */
    uint32_t *name_of;     /* [symbol of the profile] */
    double *self;          /* [name] */
    double *total;
    size_t *seen; /* [name]: row + 1 that counted it last */
};

/* The file at hand. */
struct checked {
    char name[512];
    struct profile *profile;
    size_t next_type;
    size_t type; /* of the functions that follow */
    struct totals totals;
    size_t files;
    size_t functions;
};

static void *array_of(size_t count, size_t size)
{
    void *array = memory_allocate_array(count + 1, size);
    assert_non_null(array);
    return array;
}

static void free_totals(struct totals *totals)
{
    symbols_free(totals->names);
    memory_free(totals->name_of);
    memory_free(totals->self);
    memory_free(totals->total);
    memory_free(totals->seen);
    *totals = (struct totals){0};
}

static void add_row(struct totals *totals, const struct profile *profile, size_t row, double amount)
{
    uint32_t node = profile->rows[row].node;
    if (node != CALLTREE_ROOT)
        totals->self[totals->name_of[profile->tree->symbol[node]]] += amount;
    for (; node != CALLTREE_ROOT; node = profile->tree->parent[node]) {
        uint32_t name = totals->name_of[profile->tree->symbol[node]];
        if (totals->seen[name] == row + 1)
            continue;
        totals->seen[name] = row + 1;
        totals->total[name] += amount;
    }
}

static void find_totals(struct totals *totals, const struct profile *profile, size_t type)
{
    size_t count = symbols_count(profile->symbols);
    free_totals(totals);
    totals->names = symbols_new(SYMBOLS_BY_NAME);
    totals->name_of = array_of(count, sizeof *totals->name_of);
    totals->self = array_of(count, sizeof *totals->self);
    totals->total = array_of(count, sizeof *totals->total);
    totals->seen = array_of(count, sizeof *totals->seen);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(symbols_add(totals->names, symbols_get(profile->symbols, i), &totals->name_of[i], NULL),
                         0);
    for (size_t row = 0; row < profile->row_count; row++)
        add_row(totals, profile, row, profile->sums[type * profile->row_count + row].amount);
}

static double number(const char *text)
{
    double value = 0;
    if (!numbers_parse_decimal(bytes_of_text(text), &value))
        fail_msg("'%s' of expected.tsv is no number", text);
    return value;
}

/* Doubles are exact to 2^53; beyond, and where pprof rounds a unit, a part in 10^9 may differ. */
static bool nearly(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fabs(b);
}

static void close_file(struct checked *checked)
{
    if (checked->profile && checked->next_type != checked->profile->type_count)
        fail_msg("%s: %zu sample types, go tool pprof sees %zu", checked->name, checked->profile->type_count,
                 checked->next_type);
    profile_free(checked->profile);
    checked->profile = NULL;
    free_totals(&checked->totals);
}

static void check_file(struct checked *checked, const char *name, const char *samples)
{
    static const struct profile_request request = {.kind = ""};
    char path[SHARED_PATH_SIZE];
    struct byte_buffer content;
    struct error err = ERROR_INIT;
    uint64_t hash;
    close_file(checked);
    snprintf(checked->name, sizeof checked->name, "%s", name);
    checked->next_type = 0;
    if (!shared_path(path, name))
        fail_msg("%s is not there", name);
    byte_buffer_init(&content, LIMIT_FILE_BYTES);
    assert_int_equal(files_read(&content, path, &err), 0);
    if (formats_decode(&checked->profile, &hash, byte_buffer_view(&content), name, &request, &err))
        fail_msg("%s", err.sentence);
    byte_buffer_free(&content);
    if ((double)checked->profile->facts.samples != number(samples))
        fail_msg("%s: %llu samples, go tool pprof sees %s", name,
                 (unsigned long long)checked->profile->facts.samples, samples);
    checked->files++;
}

static void check_type(struct checked *checked, const char *name, const char *unit, const char *sum)
{
    const struct profile *profile = checked->profile;
    size_t type = checked->next_type++;
    double amount = 0;
    if (type >= profile->type_count || strcmp(profile->types[type].name, name) != 0 ||
        strcmp(profile->types[type].unit, unit) != 0)
        fail_msg("%s: sample type %zu is not %s/%s", checked->name, type, name, unit);
    for (size_t row = 0; row < profile->row_count; row++)
        amount += profile->sums[type * profile->row_count + row].amount;
    if (!nearly(amount, number(sum)))
        fail_msg("%s: %s adds up to %.0f, go tool pprof says %s", checked->name, name, amount, sum);
    checked->type = type;
    find_totals(&checked->totals, profile, type);
}

static void check_function(struct checked *checked, const char *self, const char *total, const char *name)
{
    uint32_t id = symbols_find(checked->totals.names, bytes_of_text(name));
    const char *type = checked->profile->types[checked->type].name;
    if (id == SYMBOL_NONE)
        fail_msg("%s: there is no function '%s'", checked->name, name);
    if (!nearly(checked->totals.self[id], number(self)) || !nearly(checked->totals.total[id], number(total)))
        fail_msg("%s: %s of '%s' is %.0f and %.0f, go tool pprof says %s and %s", checked->name, type, name,
                 checked->totals.self[id], checked->totals.total[id], self, total);
    checked->functions++;
}

/* Splits the line at its tabs; what is missing is "". */
static void check_line(struct checked *checked, char *line)
{
    char *fields[4] = {line, (char *)(uintptr_t) "", (char *)(uintptr_t) "", (char *)(uintptr_t) ""};
    for (size_t i = 1; i < 4 && line; i++) {
        line = strchr(line, '\t');
        if (line) {
            *line++ = '\0';
            fields[i] = line;
        }
    }
    if (strcmp(fields[0], "file") == 0)
        check_file(checked, fields[1], fields[2]);
    else if (strcmp(fields[0], "type") == 0)
        check_type(checked, fields[1], fields[2], fields[3]);
    else
        check_function(checked, fields[1], fields[2], fields[3]);
}

static void every_file_reads_as_in_pprof(void **state)
{
    (void)state;
    struct checked checked = {.files = 0};
    struct byte_buffer table;
    byte_buffer_init(&table, 1 << 24);
    assert_int_equal(files_read(&table, FLAMEGATE_SOURCE "/tests/corpus/expected.tsv", NULL), 0);
    byte_buffer_append(&table, "", 1);
    assert_false(table.failed);
    for (char *line = (char *)table.data; *line;) {
        char *next = line + strcspn(line, "\n");
        bool last = *next == '\0';
        *next = '\0';
        if (line[0] != '\0' && line[0] != '#')
            check_line(&checked, line);
        line = last ? next : next + 1;
    }
    close_file(&checked);
    byte_buffer_free(&table);
    assert_int_equal(memory_usage().used, 0);
    assert_true(checked.files > 100);
    printf("%zu files, %zu functions\n", checked.files, checked.functions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_reads_as_in_pprof),
    };
    char path[SHARED_PATH_SIZE];
    if (!shared_path(path, "corpus/INDEX.tsv") || !shared_path(path, "samples/README.md"))
        return SKIPPED;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
