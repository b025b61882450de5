#include "gate/base/pattern.h"

#include "gate/base/memory.h"

#include <regex.h>
#include <string.h>

#include "gate/base/banned.h"

/*
 * The C library keeps every state that an expression was ever in, some KiB each, and a text of n bytes may lead to
 * n new ones. So the expression is made anew after so many bytes.
 */
enum { SCANNED_MAX = 16384 };

struct pattern {
    regex_t compiled;
    bool usable; /* there is something in compiled */
    char *text;
    size_t scanned; /* bytes, since it was compiled */
};

static int refuse(struct error *err, const char *reason)
{
    return error_set(err, ERROR_POLICY, "%s", reason);
}

/* ---- what an expression may be ---- */

/* Where an expression is looked through. */
struct scan {
    const char *at;
    bool repeats[PATTERN_DEPTH_MAX + 1]; /* [depth] there is a {n,m} in the group */
    size_t depth;
    bool atom_repeats; /* there is one in what a {n,m} here would repeat */
};

/* Behind the bracket expression that begins at `at`, or at the end of the text. */
static const char *skip_bracket(const char *at)
{
    at++;
    at += *at == '^';
    at += *at == ']'; /* the first one is a member */
    while (*at != '\0' && *at != ']') {
        char kind = at[1];
        if (*at == '[' && (kind == ':' || kind == '.' || kind == '=')) {
            const char closing[] = {kind, ']', '\0'};
            const char *end = strstr(at + 2, closing);
            if (end == NULL)
                return at + strlen(at);
            at = end + 1;
        }
        at++;
    }
    return *at == ']' ? at + 1 : at;
}

/* A number of at most three digits, or none; more than that is above every ceiling. */
static unsigned take_number(const char **at)
{
    unsigned number = 0;
    for (; **at >= '0' && **at <= '9'; (*at)++)
        number = number > PATTERN_REPEATS_MAX ? number : number * 10 + (unsigned)(**at - '0');
    return number;
}

static int scan_repeat(struct scan *scan, struct error *err)
{
    const char *at = scan->at + 1;
    bool digits = *at >= '0' && *at <= '9';
    unsigned low = take_number(&at), high = low;
    if (digits && *at == ',') {
        at++;
        high = take_number(&at);
    }
    if (!digits || *at != '}')
        return refuse(err, "'{' must begin a repeat such as {2}, {2,} or {2,5}; '\\{' is the character");
    if (low > PATTERN_REPEATS_MAX || high > PATTERN_REPEATS_MAX)
        return error_set(err, ERROR_POLICY, "a repeat counts to at most %d", PATTERN_REPEATS_MAX);
    if (scan->atom_repeats)
        return refuse(err, "a repeat {n,m} of what has a repeat {n,m} already is not supported");
    scan->at = at + 1;
    scan->atom_repeats = scan->repeats[scan->depth] = true;
    return 0;
}

static int scan_group(struct scan *scan, struct error *err)
{
    if (*scan->at == '(') {
        if (scan->depth == PATTERN_DEPTH_MAX)
            return error_set(err, ERROR_POLICY, "its groups nest more than %d deep", PATTERN_DEPTH_MAX);
        scan->repeats[++scan->depth] = false;
        scan->atom_repeats = false;
    } else if (scan->depth > 0) { /* else regcomp says it */
        scan->atom_repeats = scan->repeats[scan->depth--];
        scan->repeats[scan->depth] = scan->repeats[scan->depth] || scan->atom_repeats;
    }
    scan->at++;
    return 0;
}

static int scan_step(struct scan *scan, struct error *err)
{
    switch (*scan->at) {
    case '(':
    case ')':
        return scan_group(scan, err);
    case '{':
        return scan_repeat(scan, err);
    case '*':
    case '+':
    case '?':
        scan->at++;
        return 0;
    case '[':
        scan->at = skip_bracket(scan->at);
        break;
    case '\\':
        if (scan->at[1] >= '1' && scan->at[1] <= '9')
            return refuse(err, "looking back at a group, '\\1', is not supported");
        scan->at += scan->at[1] != '\0' ? 2 : 1;
        break;
    default:
        scan->at++;
    }
    scan->atom_repeats = false;
    return 0;
}

static int check(const char *text, struct error *err)
{
    struct scan scan = {.at = text};
    if (strlen(text) > PATTERN_BYTES_MAX)
        return error_set(err, ERROR_POLICY, "it is longer than %d bytes", PATTERN_BYTES_MAX);
    while (*scan.at != '\0')
        if (scan_step(&scan, err) != 0)
            return -1;
    return 0;
}

/* ---- use ---- */

static int compile(struct pattern *pattern, struct error *err)
{
    if (pattern->usable)
        regfree(&pattern->compiled);
    int status = regcomp(&pattern->compiled, pattern->text, REG_EXTENDED);
    pattern->usable = status == 0;
    pattern->scanned = 0;
    if (status == 0)
        return 0;
    if (status == REG_ESPACE)
        return error_set_memory(err, "compiling a regular expression");
    char reason[128];
    regerror(status, &pattern->compiled, reason, sizeof reason);
    return refuse(err, reason);
}

int pattern_new(struct pattern **out, const char *text, struct error *err)
{
    if (check(text, err) != 0)
        return -1;
    struct pattern *pattern = memory_allocate(sizeof *pattern);
    if (pattern == NULL)
        return error_set_memory(err, "compiling a regular expression");
    *pattern = (struct pattern){.text = memory_copy_text(text, strlen(text))};
    int status =
        pattern->text != NULL ? compile(pattern, err) : error_set_memory(err, "compiling a regular expression");
    if (status != 0) {
        pattern_free(pattern);
        return -1;
    }
    *out = pattern;
    return 0;
}

void pattern_free(struct pattern *pattern)
{
    if (pattern == NULL)
        return;
    if (pattern->usable)
        regfree(&pattern->compiled);
    memory_free(pattern->text);
    memory_free(pattern);
}

size_t pattern_groups(const struct pattern *pattern)
{
    return pattern->compiled.re_nsub;
}

int pattern_find(bool *found, struct pattern_span spans[PATTERN_SPANS], struct pattern *pattern,
                 const char *subject, size_t size, struct error *err)
{
    *found = false;
    if (size > PATTERN_SUBJECT_MAX || memchr(subject, 0, size) != NULL)
        return 0;
    if (pattern->scanned > SCANNED_MAX && compile(pattern, err) != 0)
        return -1;
    pattern->scanned += size;
    regmatch_t matches[PATTERN_SPANS];
    int status = regexec(&pattern->compiled, subject, PATTERN_SPANS, matches, 0);
    if (status == REG_NOMATCH)
        return 0;
    if (status != 0)
        return error_set_memory(err, "looking for a regular expression");
    for (size_t i = 0; i < PATTERN_SPANS; i++) {
        bool none = matches[i].rm_so < 0;
        spans[i] = none ? (struct pattern_span){1, 0}
                        : (struct pattern_span){(size_t)matches[i].rm_so, (size_t)matches[i].rm_eo};
    }
    *found = true;
    return 0;
}
