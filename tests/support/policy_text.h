#ifndef FLAMEGATE_TESTS_SUPPORT_POLICY_TEXT_H
#define FLAMEGATE_TESTS_SUPPORT_POLICY_TEXT_H

#include "rules/policy.h"

#include <stddef.h>

/* Policies from text, for the tests of rules. A test that uses it names tests/support/policy_text.c in its SOURCES,
 * and room rules. Whatever goes wrong fails the test. */

/* The policy of a text without faults; the caller's to free. */
struct policy *policy_text_read(const char *yaml);

/* What a text with faults is told, as it is printed; the file is called "p.yaml". Also that the error is the first
 * of the complaints. Valid until the next call. */
const char *policy_text_complaints(const char *yaml);

/* A text and what it is told. */
struct policy_text_case {
    const char *yaml;
    const char *complaints;
};

/* Checks every case, each read behind the same beginning. */
void policy_text_check(const char *beginning, const struct policy_text_case *cases, size_t count);

#endif
