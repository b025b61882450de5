#include "gate/base/memory.h"
#include "rules/policy_yaml.h"
#include "tests/support/fuzz.h"

/* Any bytes: a policy, or complaints with their places; nothing is left behind. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct byte_buffer text;
    struct policy *policy = NULL;
    struct error err = ERROR_INIT;
    size_t before = memory_usage().used;

    memory_set_budget((size_t)256 << 20);
    byte_buffer_init(&text, (size_t)16 << 20);
    struct sink complaints = sink_to_buffer(&text);
    if (policy_yaml_read(&policy, (struct bytes){data, size}, "flamegate.yaml", &complaints, &err) != 0)
        FUZZ_CHECK(policy == NULL && err.kind != ERROR_NONE && err.sentence[0] != '\0');
    else
        FUZZ_CHECK(policy != NULL);
    policy_free(policy);
    byte_buffer_free(&text);
    FUZZ_CHECK(memory_usage().used == before);
    return 0;
}
