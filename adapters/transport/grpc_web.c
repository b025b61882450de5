#include "adapters/transport/grpc_web.h"

#include "gate/base/numbers.h"
#include "gate/base/text.h"

#include <string.h>

#include "gate/base/banned.h"

enum { FRAME_HEAD = 5, DATA = 0x00, PACKED = 0x01, TRAILERS = 0x80 };

void grpc_web_frame(struct byte_buffer *out, struct bytes message)
{
    if (message.size > UINT32_MAX) {
        out->failed = true;
        return;
    }
    uint32_t size = (uint32_t)message.size;
    uint8_t head[FRAME_HEAD] = {DATA, (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8),
                                (uint8_t)size};
    byte_buffer_append(out, head, sizeof head);
    byte_buffer_append(out, message.data, message.size);
}

/* ---- statuses ---- */

static const struct {
    const char *name;
    const char *what_to_do;
} statuses[] = {
    [GRPC_CANCELLED] = {"cancelled", "try again later"},
    [GRPC_UNKNOWN] = {"unknown error", "look at the server's log"},
    [GRPC_INVALID_ARGUMENT] = {"invalid argument", "correct what is asked for"},
    [GRPC_DEADLINE_EXCEEDED] = {"deadline exceeded", "ask for less, as by a shorter window"},
    [GRPC_NOT_FOUND] = {"not found", "correct what is asked for"},
    [6] = {"already exists", "look at the server's log"},
    [GRPC_PERMISSION_DENIED] = {"permission denied", "give the login the right to read"},
    [GRPC_RESOURCE_EXHAUSTED] = {"resource exhausted", "ask for less, as by a shorter window or fewer replicas"},
    [9] = {"failed precondition", "correct what is asked for"},
    [10] = {"aborted", "try again later"},
    [11] = {"out of range", "correct what is asked for"},
    [GRPC_UNIMPLEMENTED] = {"unimplemented", "is that the right server, and new enough?"},
    [13] = {"internal error", "look at the server's log"},
    [GRPC_UNAVAILABLE] = {"unavailable", "try again later"},
    [15] = {"data loss", "look at the server's log"},
    [GRPC_UNAUTHENTICATED] = {"unauthenticated", "check the login"},
};

static const char *what_to_do(int status)
{
    bool known = status > 0 && (size_t)status < sizeof statuses / sizeof *statuses;
    return known ? statuses[status].what_to_do : "look at the server's log";
}

const char *grpc_web_status_name(int status)
{
    bool known = status > 0 && (size_t)status < sizeof statuses / sizeof *statuses;
    return known ? statuses[status].name : status == GRPC_OK ? "ok" : "a status that is not known";
}

/* ---- lines of a header or a trailer ---- */

static int digit(uint8_t byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static void decode_message(char *out, size_t size, struct bytes text)
{
    size_t length = 0;
    for (size_t i = 0; i < text.size && length + 1 < size; i++) {
        uint8_t byte = text.data[i];
        if (byte == '%' && i + 2 < text.size && digit(text.data[i + 1]) >= 0 && digit(text.data[i + 2]) >= 0) {
            byte = (uint8_t)(digit(text.data[i + 1]) * 16 + digit(text.data[i + 2]));
            i += 2;
        }
        out[length++] = byte < 0x20 ? ' ' : (char)byte;
    }
    out[length] = '\0';
}

/* Takes status and message out of header lines. */
static void read_lines(struct grpc_web_reply *out, const struct http_answer *lines)
{
    struct bytes value;
    uint64_t status = 0;
    if (!http_answer_header(&value, lines, "grpc-status"))
        return;
    out->status = numbers_parse_unsigned(value, &status) && status < 1000 ? (int)status : GRPC_UNKNOWN;
    http_answer_header(&value, lines, "grpc-message");
    decode_message(out->message, sizeof out->message, value);
}

/* ---- frames ---- */

static int cut(struct bytes body, struct error *err)
{
    return error_set(err, ERROR_INPUT,
                     "the answer is cut after %zu bytes, in the middle of a frame; try again, or ask for less",
                     body.size);
}

/* Takes the next frame off *left. */
static int next_frame(struct bytes *left, uint8_t *flags, struct bytes *content)
{
    if (left->size < FRAME_HEAD)
        return -1;
    const uint8_t *head = left->data;
    size_t size = (size_t)head[1] << 24 | (size_t)head[2] << 16 | (size_t)head[3] << 8 | head[4];
    if (size > left->size - FRAME_HEAD)
        return -1;
    *flags = head[0];
    *content = (struct bytes){head + FRAME_HEAD, size};
    *left = (struct bytes){head + FRAME_HEAD + size, left->size - FRAME_HEAD - size};
    return 0;
}

static void read_trailers(struct grpc_web_reply *out, struct bytes content)
{
    /* A view as an answer's header, which is only looked at. */
    struct http_answer lines = {0};
    lines.head.data = (uint8_t *)(uintptr_t)content.data;
    lines.head.size = content.size;
    read_lines(out, &lines);
}

static int read_frames(struct grpc_web_reply *out, struct bytes body, size_t *payloads, struct error *err)
{
    for (struct bytes left = body; left.size > 0;) {
        uint8_t flags = 0;
        struct bytes content;
        if (next_frame(&left, &flags, &content) != 0)
            return cut(body, err);
        if ((flags & ~(uint8_t)TRAILERS) != 0)
            return error_set(err, ERROR_INPUT, "the answer has a %s, which is not understood",
                             flags & PACKED ? "packed frame" : "frame of an unknown kind");
        if (flags == TRAILERS)
            read_trailers(out, content);
        else if ((*payloads)++ == 0)
            out->payload = content;
    }
    return 0;
}

static int refuse(const struct grpc_web_reply *reply, struct error *err)
{
    char message[300];
    text_harmless(message, sizeof message, bytes_of_text(reply->message));
    return error_set(err, ERROR_INPUT, "the server refuses the request (%s%s%s); %s",
                     grpc_web_status_name(reply->status), message[0] ? ": " : "", message,
                     what_to_do(reply->status));
}

int grpc_web_read(struct grpc_web_reply *out, const struct http_answer *answer, struct error *err)
{
    struct bytes body = byte_buffer_view(&answer->body);
    size_t payloads = 0;
    *out = (struct grpc_web_reply){.status = -1};
    read_lines(out, answer);
    if (out->status > 0)
        return refuse(out, err);
    if (!http_answer_is_type(answer, GRPC_WEB_TYPE) && !http_answer_is_type(answer, "application/grpc-web"))
        return error_set(err, ERROR_INPUT, "the answer is no gRPC-Web; check the URL: is that the right server?");
    if (read_frames(out, body, &payloads, err) != 0)
        return -1;
    if (out->status > 0)
        return refuse(out, err);
    if (out->status < 0)
        return error_set(err, ERROR_INPUT,
                         "the answer ends without its trailer, so it may be cut; try again, or ask for less");
    if (payloads != 1)
        return error_set(err, ERROR_INPUT, "the answer holds %zu messages instead of one", payloads);
    return 0;
}

bool grpc_web_is_busy(const struct http_answer *answer)
{
    struct grpc_web_reply reply = {.status = -1};
    read_lines(&reply, answer);
    return reply.status == GRPC_UNAVAILABLE;
}
