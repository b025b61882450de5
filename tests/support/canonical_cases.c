#include "tests/support/canonical_cases.h"

#include "gate/compare/canonical.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

typedef bool form(struct byte_buffer *out, struct bytes name, unsigned presets);

static void check(form *form_of, const char *name, const char *wanted, unsigned presets)
{
    struct byte_buffer out;
    struct byte_buffer again;
    byte_buffer_init(&out, 1 << 20);
    byte_buffer_init(&again, 1 << 20);
    const char *expected = wanted != NULL ? wanted : name;
    bool changed = form_of(&out, bytes_of_text(name), presets);
    struct bytes got = byte_buffer_view(&out);
    if (!bytes_equal(got, bytes_of_text(expected)))
        fail_msg("presets %u: '%s' became '%.*s', not '%s'", presets, name, (int)got.size, (const char *)got.data,
                 expected);
    if (changed == bytes_equal(bytes_of_text(name), bytes_of_text(expected)))
        fail_msg("'%s': changed or not was told wrongly", name);
    if (form_of(&again, got, presets))
        fail_msg("presets %u: '%s' became '%s', and that '%.*s'", presets, name, expected, (int)again.size,
                 (const char *)again.data);
    byte_buffer_free(&out);
    byte_buffer_free(&again);
}

void canonical_cases_check(unsigned presets, const struct canonical_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check(canonical_name, cases[i].name, cases[i].expected, presets);
        check(canonical_name, cases[i].name, cases[i].expected, NAME_PRESETS_ALL);
    }
}

void canonical_cases_check_second(unsigned presets, const struct canonical_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(canonical_second_chance, cases[i].name, cases[i].expected, presets);
}

void canonical_cases_check_untouched(unsigned presets, const struct canonical_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(canonical_name, cases[i].name, NULL, presets);
}
