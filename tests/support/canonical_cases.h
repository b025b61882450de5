#ifndef FLAMEGATE_TESTS_SUPPORT_CANONICAL_CASES_H
#define FLAMEGATE_TESTS_SUPPORT_CANONICAL_CASES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Names and their canonical forms, for the tests of the rules of names. A test that uses it names
 * tests/support/canonical_cases.c in its SOURCES, and room compare.
 */

struct canonical_case {
    const char *name;
    const char *expected; /* NULL: the name is left as it is */
};

#define CANONICAL_CASES(cases) (cases), sizeof(cases) / sizeof((cases)[0])

/* Fails at the first name whose canonical form, with these presets or with all of them, is not the expected one, or
 * is not its own canonical form. */
void canonical_cases_check(unsigned presets, const struct canonical_case *cases, size_t count);

/* The same for the key of the second chance; NULL: it is the name. */
void canonical_cases_check_second(unsigned presets, const struct canonical_case *cases, size_t count);

/* Fails at the first name that these presets alone change: the rule is another's. */
void canonical_cases_check_untouched(unsigned presets, const struct canonical_case *cases, size_t count);

#endif
