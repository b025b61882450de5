#include "adapters/counter/prometheus_answer.h"
#include "tests/support/fuzz.h"

/* Any bytes: counts that are numbers of something, each replica and endpoint once, or a refusal with a sentence. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct requests_settings settings = {.by = "pod", .per_endpoint = ""};
    struct prometheus_answer answer;
    struct error err = ERROR_INIT;

    if (prometheus_answer_read(&answer, (struct bytes){data, size}, &settings, &err) != 0)
        FUZZ_CHECK(err.kind != ERROR_NONE && err.sentence[0] != '\0');
    for (size_t i = 0; i < answer.count; i++) {
        FUZZ_CHECK(answer.items[i].value >= 0 && answer.items[i].by.size > 0);
        FUZZ_CHECK(i == 0 || bytes_compare(answer.items[i - 1].by, answer.items[i].by) < 0);
    }
    prometheus_answer_clear(&answer);
    return 0;
}
