/* An answer of a server: header lines up to the first NUL byte, the body behind it. */
#include "adapters/transport/connect.h"
#include "adapters/transport/grpc_web.h"
#include "adapters/transport/http_answer.h"
#include "adapters/transport/http_retry.h"
#include "adapters/transport/http_url.h"
#include "tests/support/fuzz.h"

#include <string.h>

enum { CEILING = 1 << 20 };

static void read_body(struct http_answer *answer)
{
    struct error err = ERROR_INIT;
    struct connect_error refusal;
    struct grpc_web_reply reply;
    char reason[200];
    if (http_answer_unpack(answer, CEILING, &err) != 0)
        FUZZ_CHECK(err.kind != ERROR_NONE && err.sentence[0] != '\0');
    FUZZ_CHECK(answer->body.size <= CEILING);
    http_answer_reason(reason, sizeof reason, answer);
    FUZZ_CHECK(strlen(reason) < sizeof reason);
    connect_error_read(&refusal, byte_buffer_view(&answer->body));
    error_clear(&err);
    int result = grpc_web_read(&reply, answer, &err);
    FUZZ_CHECK(result == 0 ? reply.status == GRPC_OK : err.kind == ERROR_INPUT);
    FUZZ_CHECK(reply.payload.size <= answer->body.size);
}

static void read_address(struct bytes location)
{
    struct http_url url;
    char who[300];
    http_url_authority(who, sizeof who, location);
    /* Nobody may take a user, or another host, out of what was accepted. */
    if (http_url_read(&url, location))
        FUZZ_CHECK(url.host.size > 0 && !memchr(url.host.data, '@', url.host.size) && !http_url_has_user(location));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size > 0 ? memchr(data, '\0', size) : NULL;
    size_t head = end ? (size_t)(end - data) : size;
    struct http_answer answer;
    struct bytes value;
    int64_t pause = 0;
    http_answer_init(&answer, CEILING);
    if (head > 0)
        byte_buffer_append(&answer.head, data, head);
    if (head + 1 < size)
        byte_buffer_append(&answer.body, data + head + 1, size - head - 1);
    if (http_answer_header(&value, &answer, "Retry-After") && http_retry_after(&pause, value, 0))
        FUZZ_CHECK(pause >= 0);
    if (http_answer_header(&value, &answer, "Location"))
        read_address(value);
    read_body(&answer);
    http_answer_clear(&answer);
    return 0;
}
