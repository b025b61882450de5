#include "tests/support/policy_text.h"

#include "rules/policy_yaml.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char printed[65536];

static int read_text(struct policy **out, const char *yaml, struct error *err)
{
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, sizeof printed - 1);
    struct sink sink = sink_to_buffer(&buffer);
    int status = policy_yaml_read(out, bytes_of_text(yaml), "p.yaml", &sink, err);
    assert_false(sink.failed);
    if (buffer.size > 0) {
        memcpy(printed, buffer.data, buffer.size);
    }
    printed[buffer.size] = '\0';
    byte_buffer_free(&buffer);
    return status;
}

struct policy *policy_text_read(const char *yaml)
{
    struct error err = ERROR_INIT;
    struct policy *policy = NULL;
    if (read_text(&policy, yaml, &err) != 0) {
        fail_msg("%s", printed);
    }
    assert_string_equal(printed, "");
    return policy;
}

const char *policy_text_complaints(const char *yaml)
{
    struct error err = ERROR_INIT;
    struct policy *policy = NULL;
    if (read_text(&policy, yaml, &err) == 0) {
        policy_free(policy);
        fail_msg("no fault was found in:\n%s", yaml);
    }
    char first[sizeof err.sentence + sizeof err.file + 64];
    snprintf(first, sizeof first, "%s:%" PRIu64 ":%" PRIu64 ": %s\n", err.file, err.line, err.column, err.sentence);
    assert_int_equal(err.kind, ERROR_POLICY);
    if (strncmp(printed, first, strlen(first)) != 0) {
        fail_msg("the error is '%s', the first complaint is\n%s", first, printed);
    }
    return printed;
}

void policy_text_check(const char *beginning, const struct policy_text_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char yaml[8192];
        int length = snprintf(yaml, sizeof yaml, "%s%s", beginning, cases[i].yaml);
        assert_in_range(length, 0, sizeof yaml - 1);
        assert_string_equal(policy_text_complaints(yaml), cases[i].complaints);
    }
}
