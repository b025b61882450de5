#include "gate/compare/name_rewriter.h"

#include "gate/base/limits.h"
#include "gate/base/memory.h"
#include "gate/base/pattern.h"

#include "gate/base/banned.h"

struct name_rewriter {
    const struct name_rules *rules;
    struct pattern **patterns; /* [rewrite] */
    struct byte_buffer name;   /* and a NUL, which its size does not count */
    struct byte_buffer made;
};

int name_rewriter_new(struct name_rewriter **out, const struct name_rules *rules, struct error *err)
{
    size_t count = rules != NULL ? rules->rewrite_count : 0;
    struct name_rewriter *rewriter = memory_allocate(sizeof *rewriter);
    if (rewriter == NULL)
        return error_set_memory(err, "rewriting names");
    *rewriter = (struct name_rewriter){.rules = rules};
    byte_buffer_init(&rewriter->name, LIMIT_NAME_BYTES + 1);
    byte_buffer_init(&rewriter->made, LIMIT_NAME_BYTES + 1);
    rewriter->patterns = memory_allocate_array(count + 1, sizeof *rewriter->patterns);
    int status = rewriter->patterns != NULL ? 0 : error_set_memory(err, "rewriting names");
    for (size_t i = 0; status == 0 && i < count; i++)
        status = pattern_new(&rewriter->patterns[i], rules->rewrites[i].match, err);
    if (status != 0) {
        name_rewriter_free(rewriter);
        return -1;
    }
    *out = rewriter;
    return 0;
}

void name_rewriter_free(struct name_rewriter *rewriter)
{
    if (rewriter == NULL)
        return;
    for (size_t i = 0; rewriter->patterns != NULL && rewriter->rules != NULL && i < rewriter->rules->rewrite_count;
         i++)
        pattern_free(rewriter->patterns[i]);
    memory_free(rewriter->patterns);
    byte_buffer_free(&rewriter->name);
    byte_buffer_free(&rewriter->made);
    memory_free(rewriter);
}

/* The text with a NUL behind it that is no part of it. */
static int set_text(struct byte_buffer *out, struct bytes text, struct error *err)
{
    out->size = 0;
    byte_buffer_append(out, text.data, text.size);
    byte_buffer_append(out, "", 1);
    if (out->failed)
        return error_set_memory(err, "rewriting names");
    out->size--;
    return 0;
}

/* One piece of `as`: a group of the name, or one character; *as is moved behind it. */
static struct bytes take_piece(const char **as, const struct pattern_span spans[PATTERN_SPANS],
                               const struct byte_buffer *name)
{
    const char *at = *as;
    if (at[0] == '\\' && at[1] >= '0' && at[1] <= '9') {
        const struct pattern_span *span = &spans[at[1] - '0'];
        *as += 2;
        return span->start > span->end ? bytes_of_text("")
                                       : (struct bytes){name->data + span->start, span->end - span->start};
    }
    at += at[0] == '\\' && at[1] != '\0';
    *as = at + 1;
    return (struct bytes){(const uint8_t *)at, 1};
}

static size_t size_of(const char *as, const struct pattern_span spans[PATTERN_SPANS],
                      const struct byte_buffer *name)
{
    size_t size = name->size - (spans[0].end - spans[0].start);
    while (*as != '\0')
        size += take_piece(&as, spans, name).size;
    return size;
}

/* The place spans[0] of the name becomes `as`. */
static int replace(struct name_rewriter *rewriter, const char *as, const struct pattern_span spans[PATTERN_SPANS],
                   struct error *err)
{
    struct byte_buffer *name = &rewriter->name, *made = &rewriter->made;
    made->size = 0;
    byte_buffer_append(made, name->data, spans[0].start);
    while (*as != '\0') {
        struct bytes piece = take_piece(&as, spans, name);
        byte_buffer_append(made, piece.data, piece.size);
    }
    byte_buffer_append(made, name->data + spans[0].end, name->size - spans[0].end);
    if (made->failed)
        return error_set_memory(err, "rewriting names");
    return set_text(name, byte_buffer_view(made), err);
}

int name_rewriter_apply(bool *changed, struct bytes *name, struct name_rewriter *rewriter, struct error *err)
{
    const struct name_rules *rules = rewriter->rules;
    size_t count = rules != NULL ? rules->rewrite_count : 0;
    *changed = false;
    if (count == 0 || name->size > LIMIT_NAME_BYTES)
        return 0;
    if (set_text(&rewriter->name, *name, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct pattern_span spans[PATTERN_SPANS];
        bool found;
        if (pattern_find(&found, spans, rewriter->patterns[i], (const char *)rewriter->name.data,
                         rewriter->name.size, err) != 0)
            return -1;
        size_t size = found ? size_of(rules->rewrites[i].as, spans, &rewriter->name) : 0;
        if (size == 0 || size > LIMIT_NAME_BYTES)
            continue;
        if (replace(rewriter, rules->rewrites[i].as, spans, err) != 0)
            return -1;
        *changed = true;
    }
    if (*changed)
        *name = byte_buffer_view(&rewriter->name);
    return 0;
}
