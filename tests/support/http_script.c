#include "tests/support/http_script.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Without gate/base/memory: its counters belong to what is tested, which runs beside the server. */

static unsigned line_number;

static void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "script, line %u: ", line_number);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static void *need(void *block)
{
    if (!block)
        die("no memory");
    return block;
}

static char *copy(const char *text, size_t length)
{
    char *out = need(malloc(length + 1));
    memcpy(out, text, length);
    out[length] = '\0';
    return out;
}

static void append(struct http_text *text, const char *data, size_t size)
{
    text->data = need(realloc(text->data, text->size + size + 1));
    memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
}

static int hex(char byte)
{
    const char *digits = "0123456789abcdef";
    const char *found = byte ? strchr(digits, byte | 0x20) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* TEXT as the header says. */
static struct http_text unescaped(const char *text, const char *here)
{
    struct http_text out = {0};
    append(&out, "", 0);
    for (; *text; text++) {
        char byte = *text;
        if (strncmp(text, "$HERE", 5) == 0) {
            append(&out, here, strlen(here));
            text += 4;
            continue;
        }
        if (byte == '\\' && text[1] == 'x' && hex(text[2]) >= 0 && hex(text[3]) >= 0) {
            byte = (char)(hex(text[2]) * 16 + hex(text[3]));
            text += 3;
        } else if (byte == '\\' && text[1]) {
            static const char codes[] = "n\nr\rt\t\\\\";
            const char *found = strchr(codes, *++text);
            byte = found ? found[1] : *text;
        }
        append(&out, &byte, 1);
    }
    return out;
}

static struct http_text file(const char *name, const char *ending)
{
    char path[1024], piece[1 << 16];
    struct http_text out = {0};
    snprintf(path, sizeof path, "%s%s%s", name[0] == '/' ? "" : FLAMEGATE_SOURCE "/tests/data/stores/", name,
             ending);
    FILE *stream = fopen(path, "rb");
    if (!stream)
        die("cannot read '%s'", path);
    append(&out, "", 0);
    for (size_t size; (size = fread(piece, 1, sizeof piece, stream)) > 0;)
        append(&out, piece, size);
    fclose(stream);
    return out;
}

/* ---- demands ---- */

/* Whether the request meets a demand; else *found is what it has instead (may be NULL). */
struct http_demand_kind {
    const char *word;
    char split; /* between name and value; 0: there is no name */
    bool (*is_met)(const struct http_incoming *request, const struct http_demand *demand, char *found, size_t size);
};

bool http_script_header(char *out, size_t size, const struct http_incoming *request, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = request->head.data; line && *line;) {
        size_t end = strcspn(line, "\r\n");
        if (strncasecmp(line, name, length) == 0 && line[length] == ':') {
            const char *value = line + length + 1 + strspn(line + length + 1, " ");
            snprintf(out, size, "%.*s", (int)(line + end - value), value);
            return true;
        }
        line += end + strspn(line + end, "\r\n");
    }
    snprintf(out, size, "nothing");
    return false;
}

static bool has_header(const struct http_incoming *request, const struct http_demand *demand, char *found,
                       size_t size)
{
    return http_script_header(found, size, request, demand->name.data) && strcmp(found, demand->value.data) == 0;
}

static bool has_no_header(const struct http_incoming *request, const struct http_demand *demand, char *found,
                          size_t size)
{
    return !http_script_header(found, size, request, demand->value.data);
}

static struct http_text decoded(const char *text, size_t length)
{
    struct http_text out = {0};
    append(&out, "", 0);
    for (size_t i = 0; i < length; i++) {
        char byte = text[i] == '+' ? ' ' : text[i];
        if (text[i] == '%' && i + 2 < length && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
            byte = (char)(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 2;
        }
        append(&out, &byte, 1);
    }
    return out;
}

/* The decoded value of a query parameter; false if there is none. */
static bool query(const struct http_incoming *request, const char *name, char *found, size_t size)
{
    const char *left = strchr(request->target, '?');
    snprintf(found, size, "nothing");
    for (left = left ? left + 1 : ""; *left;) {
        size_t length = strcspn(left, "&"), name_length = strcspn(left, "=&");
        struct http_text key = decoded(left, name_length);
        bool is_it = strcmp(key.data, name) == 0;
        free(key.data);
        if (is_it) {
            size_t skipped = name_length < length ? name_length + 1 : length;
            struct http_text value = decoded(left + skipped, length - skipped);
            snprintf(found, size, "%s", value.data);
            free(value.data);
            return true;
        }
        left += length + (left[length] == '&');
    }
    return false;
}

static bool has_query(const struct http_incoming *request, const struct http_demand *demand, char *found,
                      size_t size)
{
    return query(request, demand->name.data, found, size) && strcmp(found, demand->value.data) == 0;
}

static bool has_no_query(const struct http_incoming *request, const struct http_demand *demand, char *found,
                         size_t size)
{
    return !query(request, demand->value.data, found, size);
}

/* Bytes for a complaint: where they differ first, and what stands there. */
static bool is_body(const struct http_incoming *request, const struct http_demand *demand, char *found, size_t size)
{
    const struct http_text *is = &request->body, *wanted = &demand->value;
    size_t same = 0, shown = 0;
    while (same < is->size && same < wanted->size && is->data[same] == wanted->data[same])
        same++;
    if (same == is->size && same == wanted->size)
        return true;
    snprintf(found, size, "%zu bytes instead of %zu, from byte %zu on:", is->size, wanted->size, same);
    for (size_t i = same; i < is->size && shown < 16; i++, shown++) {
        size_t length = strlen(found);
        snprintf(found + length, size - length, " %02x", (unsigned)(unsigned char)is->data[i]);
    }
    return false;
}

static bool body_has(const struct http_incoming *request, const struct http_demand *demand, char *found,
                     size_t size)
{
    const struct http_text *is = &request->body, *wanted = &demand->value;
    for (size_t i = 0; i + wanted->size <= is->size; i++)
        if (memcmp(is->data + i, wanted->data, wanted->size) == 0)
            return true;
    snprintf(found, size, "%.200s", is->data);
    return false;
}

static const struct http_demand_kind demand_kinds[] = {
    {"header", ':', has_header}, {"no-header", 0, has_no_header},
    {"query", '=', has_query},   {"no-query", 0, has_no_query},
    {"body", 0, is_body},        {"body-has", 0, body_has},
    {"body-file", 0, is_body},
};

static bool read_demand(struct http_rule *rule, const char *word, const char *value, const char *here)
{
    const struct http_demand_kind *kind = demand_kinds, *end = kind + sizeof demand_kinds / sizeof *kind;
    while (kind < end && strcmp(kind->word, word) != 0)
        kind++;
    if (kind == end)
        return false;
    struct http_demand *demand = need(calloc(1, sizeof *demand));
    struct http_demand **last = &rule->demands;
    while (*last)
        last = &(*last)->next;
    *last = demand;
    demand->kind = kind;
    if (kind->split) {
        const char *at = strchr(value, kind->split);
        if (!at)
            die("'%s' needs a '%c'", word, kind->split);
        demand->name = (struct http_text){copy(value, (size_t)(at - value)), (size_t)(at - value)};
        value = at + 1 + strspn(at + 1, " ");
    }
    demand->value = strcmp(word, "body-file") == 0 ? file(value, "") : unescaped(value, here);
    return true;
}

/* ---- answers ---- */

static void add_head(struct http_rule *rule, const char *line, size_t length)
{
    append(&rule->head, line, length);
    append(&rule->head, "\r\n", 2);
}

/* A recorded answer. */
static void read_answer(struct http_rule *rule, const char *base)
{
    struct http_text recorded = file(base, ".headers");
    const char *line = recorded.data;
    if (sscanf(line, "HTTP/%*s %d", &rule->status) != 1)
        die("'%s.headers' does not begin with a status line", base);
    for (line += strcspn(line, "\r\n"); *line;) {
        line += strspn(line, "\r\n");
        size_t length = strcspn(line, "\r\n");
        if (length > 0 && strncasecmp(line, "Transfer-Encoding:", 18) != 0 &&
            strncasecmp(line, "Content-Length:", 15) != 0)
            add_head(rule, line, length);
        line += length;
    }
    free(recorded.data);
    free(rule->body.data);
    rule->body = file(base, ".body");
}

static void set_ending(struct http_rule *rule, enum http_ending ending, const char *value)
{
    rule->ending = ending;
    rule->ending_after = (size_t)strtoul(value, NULL, 10);
}

static void set_body(struct http_rule *rule, struct http_text body)
{
    free(rule->body.data);
    rule->body = body;
}

static void set_status(struct http_rule *rule, const char *value)
{
    char *words = NULL;
    rule->status = (int)strtol(value, &words, 10);
    free(rule->words);
    rule->words = copy(words, strlen(words));
}

static void set_zeros(struct http_rule *rule, const char *value)
{
    size_t size = (size_t)strtoul(value, NULL, 10);
    set_body(rule, (struct http_text){need(calloc(size + 1, 1)), size});
}

static bool read_flag(struct http_rule *rule, const char *word)
{
    const struct {
        const char *word;
        bool *flag;
    } flags[] = {
        {"gzip", &rule->packed},     {"chunked", &rule->chunked},           {"bad-chunk", &rule->bad_chunk},
        {"endless", &rule->endless}, {"endless-head", &rule->endless_head}, {"raw", &rule->is_raw}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (strcmp(word, flags[i].word) == 0)
            return *flags[i].flag = true;
    return false;
}

static void read_line(struct http_rule *rule, const char *word, const char *value, const char *here)
{
    bool is_flag = read_flag(rule, word);
    if (read_demand(rule, word, value, here))
        return;
    if (strcmp(word, "times") == 0)
        rule->times = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(word, "answer") == 0)
        read_answer(rule, value);
    else if (strcmp(word, "status") == 0)
        set_status(rule, value);
    else if (strcmp(word, "send") == 0) {
        struct http_text line = unescaped(value, here);
        add_head(rule, line.data, line.size);
        free(line.data);
    } else if (strcmp(word, "text") == 0 || rule->is_raw)
        set_body(rule, unescaped(value, here));
    else if (strcmp(word, "file") == 0)
        set_body(rule, file(value, ""));
    else if (strcmp(word, "echo") == 0)
        rule->echo = copy(value, strlen(value));
    else if (strcmp(word, "zeros") == 0)
        set_zeros(rule, value);
    else if (strcmp(word, "delay") == 0)
        rule->delay = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(word, "length") == 0)
        rule->length = strtol(value, NULL, 10);
    else if (strcmp(word, "stall") == 0)
        set_ending(rule, ENDING_STALL, value);
    else if (strcmp(word, "reset") == 0)
        set_ending(rule, ENDING_RESET, value);
    else if (strcmp(word, "close") == 0)
        set_ending(rule, ENDING_CLOSE, value);
    else if (!is_flag)
        die("'%s' is not known", word);
}

static struct http_rule *begin_rule(const char *line)
{
    struct http_rule *rule = need(calloc(1, sizeof *rule));
    const char *path = strchr(line, ' ');
    if (!path)
        die("a rule begins with METHOD PATH");
    *rule = (struct http_rule){.line = line_number, .status = 200, .length = -1};
    rule->method = copy(line, (size_t)(path - line));
    path += strspn(path, " ");
    rule->path = copy(path, strlen(path));
    rule->words = copy(" words", 6);
    append(&rule->head, "", 0);
    append(&rule->body, "", 0);
    return rule;
}

struct http_script http_script_read(const char *text, const char *here)
{
    struct http_script script = {0};
    struct http_rule **last = &script.rules, *rule = NULL;
    line_number = 0;
    while (*text) {
        size_t length = strcspn(text, "\n");
        size_t indent = strspn(text, " ");
        line_number++;
        if (length > indent && text[indent] != '#') {
            char *line = copy(text + indent, length - indent);
            if (indent == 0) {
                rule = *last = begin_rule(line);
                last = &rule->next;
            } else if (!rule) {
                die("stands in no rule");
            } else {
                size_t word = strcspn(line, " ");
                const char *value = line[word] ? line + word + 1 + strspn(line + word + 1, " ") : line + word;
                line[word] = '\0';
                read_line(rule, line, value, here);
            }
            free(line);
        }
        text += length + (text[length] == '\n');
    }
    return script;
}

/* ---- which rule ---- */

static bool is_for(const struct http_rule *rule, const struct http_incoming *request)
{
    size_t length = strcspn(request->target, "?"), wanted = strlen(rule->path);
    bool is_prefix = wanted > 0 && rule->path[wanted - 1] == '*';
    if (strcmp(rule->method, "*") != 0 && strcmp(rule->method, request->method) != 0)
        return false;
    if (is_prefix)
        return strncmp(rule->path, request->target, wanted - 1) == 0;
    return length == wanted && strncmp(rule->path, request->target, wanted) == 0;
}

static void add_complaint(char *complaint, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add_complaint(char *complaint, size_t size, const char *format, ...)
{
    size_t length = strlen(complaint);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(complaint + length, size - length, format, arguments);
    va_end(arguments);
}

static bool meets_all(const struct http_rule *rule, const struct http_incoming *request, char *complaint,
                      size_t size)
{
    bool all = true;
    for (const struct http_demand *demand = rule->demands; demand; demand = demand->next) {
        char found[400] = "";
        if (demand->kind->is_met(request, demand, found, sizeof found))
            continue;
        all = false;
        bool is_bytes = strcmp(demand->kind->word, "body-file") == 0;
        add_complaint(complaint, size, "; the rule of line %u wants %s %s%s'%s', which is %s", rule->line,
                      demand->kind->word, demand->name.data ? demand->name.data : "", demand->name.data ? " " : "",
                      is_bytes ? "..." : demand->value.data, found);
    }
    return all;
}

struct http_rule *http_script_answer(struct http_script *script, const struct http_incoming *request,
                                     char *complaint, size_t size)
{
    snprintf(complaint, size, "no rule answers %s %s", request->method, request->target);
    for (struct http_rule *rule = script->rules; rule; rule = rule->next) {
        if (!is_for(rule, request))
            continue;
        if (rule->times > 0 && rule->served == rule->times) {
            add_complaint(complaint, size, "; rule of line %u has answered %u times", rule->line, rule->times);
        } else if (meets_all(rule, request, complaint, size)) {
            rule->served++;
            return rule;
        }
    }
    return NULL;
}

void http_script_free(struct http_script *script)
{
    for (struct http_rule *rule = script->rules, *next_rule; rule; rule = next_rule) {
        next_rule = rule->next;
        for (struct http_demand *demand = rule->demands, *next; demand; demand = next) {
            next = demand->next;
            free(demand->name.data);
            free(demand->value.data);
            free(demand);
        }
        free(rule->method);
        free(rule->path);
        free(rule->words);
        free(rule->head.data);
        free(rule->body.data);
        free(rule->echo);
        free(rule);
    }
    *script = (struct http_script){0};
}
