#include "adapters/format.h"
#include "gate/base/memory.h"
#include "tests/support/fuzz.h"

/* Any bytes, gzip or not: a profile of some format, or a refusal that says what and where. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const labels[] = {"endpoint", "bytes", NULL};
    struct profile_request request = {
        .endpoint_labels = profile_request_endpoint_labels, .labels = labels, .kind = ""};
    struct profile *profile = NULL;
    struct error err = ERROR_INIT;
    uint64_t hash = 0;
    size_t before = memory_usage().used;

    memory_set_budget((size_t)256 << 20);
    if (formats_decode(&profile, &hash, (struct bytes){data, size}, "fuzz.pb.gz", &request, &err) != 0)
        FUZZ_CHECK(profile == NULL && err.kind != ERROR_NONE && err.sentence[0] != '\0');
    profile_free(profile);
    FUZZ_CHECK(memory_usage().used == before);
    return 0;
}
