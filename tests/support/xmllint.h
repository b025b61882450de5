#ifndef FLAMEGATE_TESTS_SUPPORT_XMLLINT_H
#define FLAMEGATE_TESTS_SUPPORT_XMLLINT_H

#include <stdbool.h>

/* An independent reader of XML, where libxml2's xmllint is installed. */

/* Says "skipped: ..." if it is not. */
bool xmllint_is_there(void);

/* Whether the text is a well-formed document; its complaints go to standard error. */
bool xmllint_accepts(const char *text);

#endif
