#include "gate/pipeline_versions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void refuse(const char *kind, const char *sentence)
{
    struct policy *policy = NULL;
    struct error err = ERROR_INIT;
    struct byte_buffer buffer;
    byte_buffer_init(&buffer, 100);
    struct sink sink = sink_to_buffer(&buffer);
    assert_int_equal(policy_builtin(&policy, NULL), 0);
    policy->store.kind = kind;
    assert_int_equal(pipeline_versions_list(policy, "shop", 1, NULL, &sink, &err), -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_non_null(strstr(err.sentence, sentence));
    assert_int_equal(buffer.size, 0);
    byte_buffer_free(&buffer);
    policy_free(policy);
}

static void versions_need_a_store_that_knows_them(void **state)
{
    (void)state;
    refuse("", "'versions' needs a policy with a store");
    refuse("files", "a store of the kind 'files' cannot tell its versions");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(versions_need_a_store_that_knows_them)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
