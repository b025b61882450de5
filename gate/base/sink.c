#include "gate/base/sink.h"

#include "gate/base/numbers.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "gate/base/banned.h"

enum { FORMAT_SIZE = 4096, REPEAT_SIZE = 64 };

static int write_to_buffer(struct sink *sink, const void *data, size_t size, struct error *err)
{
    struct byte_buffer *buffer = sink->target;
    byte_buffer_append(buffer, data, size);
    if (!buffer->failed) {
        return 0;
    }
    if (buffer->size > buffer->ceiling || size > buffer->ceiling - buffer->size) {
        char ceiling[NUMBER_TEXT_SIZE];
        numbers_format_amount(ceiling, (double)buffer->ceiling, "bytes");
        return error_set(err, ERROR_OUTPUT, "what is written is larger than the ceiling of %s", ceiling);
    }
    return error_set_memory(err, "writing");
}

static int write_to_stream(struct sink *sink, const void *data, size_t size, struct error *err)
{
    FILE *stream = sink->target;
    errno = 0;
    bool written = size == 0 ? fflush(stream) == 0 : fwrite(data, 1, size, stream) == size;
    /* A stream whose buffer could not be flushed may take the next bytes as if nothing had happened. */
    if (written && !ferror(stream)) {
        return 0;
    }
    return error_set(err, ERROR_OUTPUT, "cannot write: %s", errno == 0 ? "the stream failed" : strerror(errno));
}

struct sink sink_to_buffer(struct byte_buffer *buffer)
{
    return (struct sink){.write = write_to_buffer, .target = buffer, .error = ERROR_INIT};
}

struct sink sink_to_stream(FILE *stream)
{
    return (struct sink){.write = write_to_stream, .target = stream, .error = ERROR_INIT};
}

void sink_bytes(struct sink *sink, const void *data, size_t size)
{
    if (sink->failed || size == 0) {
        return;
    }
    sink->failed = sink->write(sink, data, size, &sink->error) != 0;
}

void sink_text(struct sink *sink, const char *text)
{
    sink_bytes(sink, text, strlen(text));
}

void sink_view(struct sink *sink, struct bytes view)
{
    sink_bytes(sink, view.data, view.size);
}

void sink_repeat(struct sink *sink, char character, size_t count)
{
    char piece[REPEAT_SIZE];
    memset(piece, character, sizeof(piece));
    while (count > 0 && !sink->failed) {
        size_t size = count < sizeof(piece) ? count : sizeof(piece);
        sink_bytes(sink, piece, size);
        count -= size;
    }
}

void sink_format(struct sink *sink, const char *format, ...)
{
    if (sink->failed) {
        return;
    }
    char text[FORMAT_SIZE + 1];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (length < 0 || length > FORMAT_SIZE) {
        sink->failed = true;
        error_set(&sink->error, ERROR_INTERNAL, "a formatted text is longer than %d bytes", (int)FORMAT_SIZE);
        return;
    }
    sink_bytes(sink, text, (size_t)length);
}

int sink_finish(struct sink *sink, struct error *err)
{
    if (!sink->failed) {
        sink->failed = sink->write(sink, NULL, 0, &sink->error) != 0;
    }
    if (!sink->failed) {
        return 0;
    }
    if (err != NULL) {
        *err = sink->error;
    }
    return -1;
}
