#include "adapters/capture_meta.h"
#include "gate/base/memory.h"
#include "tests/support/fuzz.h"

/* Any bytes: a meta.json, or a refusal with a sentence; nothing is left behind. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct replica replica = {0};
    struct error err = ERROR_INIT;
    size_t before = memory_usage().used;

    if (capture_meta_read(&replica, (struct bytes){data, size}, "meta.json", &err) != 0)
        FUZZ_CHECK(err.kind != ERROR_NONE && err.sentence[0] != '\0');
    replica_clear(&replica);
    FUZZ_CHECK(memory_usage().used == before);
    return 0;
}
