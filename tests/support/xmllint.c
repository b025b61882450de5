#include "tests/support/xmllint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool xmllint_is_there(void)
{
    if (system("command -v xmllint >/dev/null 2>&1") == 0) {
        return true;
    }
    printf("skipped: xmllint is not installed, so well-formedness is not checked\n");
    return false;
}

bool xmllint_accepts(const char *text)
{
    FILE *pipe = popen("xmllint --noout -", "w");
    if (pipe == NULL) {
        return false;
    }
    bool written = fwrite(text, 1, strlen(text), pipe) == strlen(text);
    return pclose(pipe) == 0 && written;
}
