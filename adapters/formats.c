#include "adapters/format.h"

#include "adapters/format/folded.h"
#include "adapters/format/foreign.h"
#include "adapters/format/pprof.h"
#include "gate/base/gzip.h"
#include "gate/base/limits.h"

#include <inttypes.h>

#include "gate/base/banned.h"

/* Folded text fits nearly any line that ends in a number, so it is asked last. */
const struct format *const formats[] = {&pprof_format, &folded_format};
const size_t format_count = sizeof formats / sizeof *formats;

static const char second_layer[] =
    "it is gzip inside gzip, packed twice: unpack it once with 'gunzip' and pass that";

/* *content becomes the unpacked bytes, in unpacked if they were packed. */
static int unpack(struct bytes *content, struct byte_buffer *unpacked, struct error *err)
{
    if (!gzip_detect(*content))
        return 0;
    if (gzip_unpack(unpacked, *content, err))
        return -1;
    *content = byte_buffer_view(unpacked);
    return gzip_detect(*content) ? error_set(err, ERROR_INPUT, "%s", second_layer) : 0;
}

/* Real profiles shrink to a half or a sixth in gzip; a bomb to a thousandth. It must not cost more memory than such
 * a ratio allows. */
static size_t ceiling_for(size_t packed_size)
{
    uint64_t ceiling = packed_size * LIMIT_UNPACKED_RATIO;
    if (ceiling < LIMIT_UNPACKED_FREE)
        ceiling = LIMIT_UNPACKED_FREE;
    return (size_t)(ceiling < LIMIT_UNPACKED_BYTES ? ceiling : LIMIT_UNPACKED_BYTES);
}

static struct bytes without_byte_order_mark(struct bytes content)
{
    if (!bytes_start_with(content, "\xef\xbb\xbf"))
        return content;
    return (struct bytes){content.data + 3, content.size - 3};
}

static const struct format *detect(struct bytes content)
{
    for (size_t i = 0; i < format_count; i++)
        if (formats[i]->detect(content))
            return formats[i];
    return NULL;
}

static int decode(struct profile **out, struct bytes content, const char *name,
                  const struct profile_request *request, struct error *err)
{
    if (foreign_refuse(content, name, err))
        return -1;
    const struct format *format = detect(content);
    if (!format)
        return foreign_refuse_unknown(content, err);
    return format->decode(out, content, request, err);
}

int formats_decode(struct profile **out, uint64_t *content_hash, struct bytes content, const char *name,
                   const struct profile_request *request, struct error *err)
{
    struct byte_buffer unpacked;
    byte_buffer_init(&unpacked, ceiling_for(content.size));
    int result = -1;
    if (unpack(&content, &unpacked, err)) {
        error_prefix(err, "cannot read '%s'", name);
        goto done;
    }
    struct profile *profile = NULL;
    if (decode(&profile, without_byte_order_mark(content), name, request, err)) {
        if (err && err->offset != UINT64_MAX)
            error_prefix(err, "cannot read '%s' at byte %" PRIu64, name, err->offset);
        else if (err && err->line)
            error_prefix(err, "cannot read '%s' at line %" PRIu64, name, err->line);
        else
            error_prefix(err, "cannot read '%s'", name);
        goto done;
    }
    *content_hash = bytes_hash(content);
    *out = profile;
    result = 0;
done:
    byte_buffer_free(&unpacked);
    return result;
}
