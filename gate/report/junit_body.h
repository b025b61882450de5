#ifndef FLAMEGATE_GATE_REPORT_JUNIT_BODY_H
#define FLAMEGATE_GATE_REPORT_JUNIT_BODY_H

#include "gate/model/comparison.h"
#include "gate/model/verdict.h"

#include <stddef.h>

/* The body of a test case in the JUnit report, line by line, in a text that each call appends to. Lines are
 * harmless; what does not fit is left out. */

/* Nothing if text is NULL or empty. */
void junit_body_line(char *body, size_t size, const char *label, const char *text);

/* Place first (viewers link it), then the headline again, since some show only the body, the sentence, owner,
 * sides and stack. comparison may be NULL. */
void junit_body_finding(char *body, size_t size, const struct comparison *comparison, const struct finding *finding,
                        const char *headline);

#endif
