#include "gate/cli/options.h"

#include "gate/base/duration.h"
#include "gate/base/limits.h"
#include "gate/base/numbers.h"
#include "gate/base/text.h"
#include "gate/base/timestamp.h"

#include <math.h>
#include <string.h>

#include "gate/base/banned.h"

/* What an option's value is, and how it is kept in struct options. */
enum value_kind {
    VALUE_NONE,     /* a switch: bool */
    VALUE_LEVEL,    /* a switch that counts: unsigned; -vv is twice -v */
    VALUE_TEXT,     /* const char *, not empty */
    VALUE_LIST,     /* struct options_list, appended to */
    VALUE_REQUESTS, /* double, a whole number above 0 */
    VALUE_SIZE,     /* double, bytes */
    VALUE_FAIL_ON,  /* enum judge_fail_on */
    VALUE_COUNT,    /* double, a whole number above 0 */
    VALUE_TIME,     /* int64_t, nanoseconds since 1970 */
    VALUE_DURATION, /* int64_t, nanoseconds, at least a second */
};

struct option {
    const char *name;
    char letter; /* 0: none */
    enum value_kind kind;
    const char *argument; /* name of the value for the help; NULL: takes none */
    const char *help;
    int sets; /* of the commands that take it */
    size_t offset;
};

enum { RUNS = OPTIONS_CHECK | OPTIONS_DIFF, ALL = RUNS | OPTIONS_EXPLAIN | OPTIONS_VERSIONS | OPTIONS_CALIBRATE };

#define FIELD(name) offsetof(struct options, name)

static const struct option table[] = {
    {"--config", 'c', VALUE_TEXT, "FILE", "the policy; else ./flamegate.yaml if it is there, else the built-in one",
     ALL, FIELD(config)},
    {"--builtin", 0, VALUE_NONE, NULL, "the built-in policy, even where there is a flamegate.yaml", ALL,
     FIELD(builtin)},
    {"--baseline", 0, VALUE_TEXT, "LABEL", "version label of the baseline in the policy's store", RUNS,
     FIELD(baseline)},
    {"--candidate", 0, VALUE_TEXT, "LABEL", "version label of the candidate", RUNS, FIELD(candidate)},
    {"--service", 0, VALUE_TEXT, "NAME", "the service, where the policy does not name it", RUNS | OPTIONS_VERSIONS,
     FIELD(service)},
    {"--at", 0, VALUE_TIME, "TIME", "look as if it were that time, such as 2026-11-21T12:00:00Z; else now",
     RUNS | OPTIONS_VERSIONS, FIELD(at)},
    {"--window-from", 0, VALUE_TEXT, "REPORT", "look at the windows that this report.json looked at", RUNS,
     FIELD(window_from)},
    {"--wait-for-samples", 0, VALUE_DURATION, "DURATION",
     "for a store: wait until there are enough, at most so long (30m), then judge once", OPTIONS_CHECK,
     FIELD(wait)},
    {"--poll", 0, VALUE_DURATION, "DURATION", "with it: ask the store so often; 60s if not given", OPTIONS_CHECK,
     FIELD(poll)},
    {"--requests-baseline", 0, VALUE_REQUESTS, "N", "requests served while the baseline's profiles ran, in all",
     RUNS, FIELD(requests_baseline)},
    {"--requests-candidate", 0, VALUE_REQUESTS, "N", "the same for the candidate", RUNS, FIELD(requests_candidate)},
    {"--profile", 0, VALUE_LIST, "NAME", "judge this one: cpu, allocs, heap ..., a sample type, or a policy's name",
     RUNS | OPTIONS_CALIBRATE, FIELD(profiles)},
    {"--format", 0, VALUE_LIST, "NAME[=PATH]", "one report, to standard output or to a file; repeatable", RUNS,
     FIELD(formats)},
    {"--out", 0, VALUE_TEXT, "DIR", "all reports under their usual names in this folder", RUNS, FIELD(out)},
    {"--termination-message", 0, VALUE_TEXT, "FILE", "the outcome in few words, for `kubectl describe pod`",
     OPTIONS_CHECK, FIELD(termination_message)},
    {"--junit-strict", 0, VALUE_NONE, NULL, "JUnit without file and line of a test case, for strict schemas", RUNS,
     FIELD(junit_strict)},
    {"--fail-on", 0, VALUE_FAIL_ON, "WHAT", "regression (the usual), inconclusive (3 is 1), never (1 and 3 are 0)",
     OPTIONS_CHECK, FIELD(fail_on)},
    {"--draws", 0, VALUE_COUNT, "N", "random halves of each folder to compare; 100 if not given", OPTIONS_CALIBRATE,
     FIELD(draws)},
    {"--write", 0, VALUE_TEXT, "PATH", "write the noise history there; else where the policy's noise: history: is",
     OPTIONS_CALIBRATE, FIELD(write)},
    {"--fan-out", 0, VALUE_COUNT, "N", "profile as many as N live processes; else at most 8", RUNS, FIELD(fan_out)},
    {"--max-memory", 0, VALUE_SIZE, "SIZE", "give up above this much memory; 4GiB if not given",
     RUNS | OPTIONS_CALIBRATE, FIELD(max_memory)},
    {"--quiet", 'q', VALUE_NONE, NULL, "no console report", RUNS, FIELD(quiet)},
    {"--verbose", 'v', VALUE_LEVEL, NULL, "more rows and details; -vv: each request to a server, too",
     RUNS | OPTIONS_VERSIONS, FIELD(verbosity)},
    {"--no-color", 0, VALUE_NONE, NULL, "no colours, even on a terminal", RUNS, FIELD(no_color)},
    {"--no-progress", 0, VALUE_NONE, NULL, "no progress on standard error", RUNS, FIELD(no_progress)},
    {"--help", 'h', VALUE_NONE, NULL, "this text", ALL, FIELD(help)},
};

enum { TABLE = sizeof table / sizeof table[0] };

static int append(struct options_list *list, const char *name, const char *value, struct error *err)
{
    if (list->count == OPTIONS_LIST_MAX) {
        return error_set(err, ERROR_USAGE, "%s is given more than %d times", name, OPTIONS_LIST_MAX);
    }
    list->items[list->count++] = value;
    return 0;
}

static int parse_requests(double *out, const char *name, const char *value, struct error *err)
{
    uint64_t count;
    if (!numbers_parse_unsigned(bytes_of_text(value), &count) || count == 0) {
        return error_set(err, ERROR_USAGE, "%s takes a whole number of requests above 0, not '%s'", name, value);
    }
    *out = (double)count;
    return 0;
}

static int parse_count(double *out, const char *name, const char *value, struct error *err)
{
    uint64_t count;
    if (!numbers_parse_unsigned(bytes_of_text(value), &count) || count == 0 || count > 10000) {
        return error_set(err, ERROR_USAGE, "%s takes a whole number from 1 to 10000, not '%s'", name, value);
    }
    *out = (double)count;
    return 0;
}

static int parse_size(double *out, const char *name, const char *value, struct error *err)
{
    size_t digits = strspn(value, "0123456789.");
    const char *base = "bytes";
    double number = 0;
    double factor = 1;
    bool fits = numbers_parse_decimal((struct bytes){(const uint8_t *)value, digits}, &number) &&
                (value[digits] == '\0' || numbers_unit(value + digits, &base, &factor));
    if (!fits || strcmp(base, "bytes") != 0 || number * factor < 1 << 20 || number * factor > 1e15) {
        return error_set(err, ERROR_USAGE, "%s takes a size of at least 1MiB, such as 2GiB, not '%s'", name, value);
    }
    *out = number * factor;
    return 0;
}

static int parse_time(int64_t *out, const char *name, const char *value, struct error *err)
{
    if (!timestamp_parse(bytes_of_text(value), out) || *out <= 0) {
        return error_set(err, ERROR_USAGE, "%s takes a time such as 2026-11-21T12:00:00Z, not '%s'", name, value);
    }
    return 0;
}

static int parse_duration(int64_t *out, const char *name, const char *value, struct error *err)
{
    if (!duration_parse(bytes_of_text(value), out) || *out < 1000000000) {
        return error_set(err, ERROR_USAGE, "%s takes a time of at least a second, such as 30m, not '%s'", name,
                         value);
    }
    return 0;
}

static int parse_fail_on(enum judge_fail_on *out, const char *name, const char *value, struct error *err)
{
    static const char *const words[] = {"regression", "inconclusive", "never"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(value, words[i]) == 0) {
            *out = (enum judge_fail_on)i;
            return 0;
        }
    }
    return error_set(err, ERROR_USAGE, "%s takes regression, inconclusive or never, not '%s'", name, value);
}

static int apply(struct options *options, const struct option *option, const char *value, struct error *err)
{
    void *field = (char *)options + option->offset;
    switch (option->kind) {
    case VALUE_NONE:
        *(bool *)field = true;
        return 0;
    case VALUE_LEVEL:
        ++*(unsigned *)field;
        return 0;
    case VALUE_LIST:
    case VALUE_TEXT:
        if (value[0] == '\0') {
            return error_set(err, ERROR_USAGE, "%s needs a value: %s %s", option->name, option->name,
                             option->argument);
        }
        if (option->kind == VALUE_LIST) {
            return append(field, option->name, value, err);
        }
        *(const char **)field = value;
        return 0;
    case VALUE_REQUESTS:
        return parse_requests(field, option->name, value, err);
    case VALUE_SIZE:
        return parse_size(field, option->name, value, err);
    case VALUE_COUNT:
        return parse_count(field, option->name, value, err);
    case VALUE_TIME:
        return parse_time(field, option->name, value, err);
    case VALUE_DURATION:
        return parse_duration(field, option->name, value, err);
    case VALUE_FAIL_ON:
        return parse_fail_on(field, option->name, value, err);
    }
    return error_set(err, ERROR_INTERNAL, "option '%s' has no kind", option->name);
}

static bool taken_by(const struct option *option, enum options_set set)
{
    return (option->sets & (int)set) != 0;
}

static const struct option *find(enum options_set set, const char *word, size_t length)
{
    for (size_t i = 0; i < TABLE; i++) {
        bool fits = word[1] == '-' ? strlen(table[i].name) == length && memcmp(table[i].name, word, length) == 0
                                   : table[i].letter == word[1];
        if (fits && taken_by(&table[i], set)) {
            return &table[i];
        }
    }
    return NULL;
}

static int refuse_unknown(enum options_set set, const char *word, size_t length, struct error *err)
{
    const char *names[TABLE];
    char name[64];
    size_t count = 0;
    for (size_t i = 0; i < TABLE; i++) {
        if (taken_by(&table[i], set)) {
            names[count++] = table[i].name;
        }
    }
    snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), word);
    const char *near = text_nearest(name, names, count);
    if (near != NULL) {
        return error_set(err, ERROR_USAGE, "unknown option '%s'; did you mean '%s'?", name, near);
    }
    return error_set(err, ERROR_USAGE, "unknown option '%s'; --help lists the known ones", name);
}

/* Applies the option at words[0]; returns the words taken, or -1. */
static int take_option(struct options *options, enum options_set set, int left, char **words, struct error *err)
{
    const char *word = words[0];
    bool is_long = word[1] == '-';
    size_t length = is_long ? strcspn(word, "=") : 2;
    const struct option *option = find(set, word, length);
    if (option == NULL) {
        return refuse_unknown(set, word, is_long ? length : strlen(word), err);
    }
    const char *value = word[length] == '\0' ? NULL : word + length + (is_long ? 1 : 0);
    if (option->kind == VALUE_LEVEL && !is_long) {
        for (; value != NULL && *value == option->letter; value++) {
            apply(options, option, NULL, err);
        }
        value = value != NULL && *value == '\0' ? NULL : value;
    }
    if (option->kind == VALUE_NONE || option->kind == VALUE_LEVEL) {
        if (value != NULL) {
            return error_set(err, ERROR_USAGE, "%s takes no value", option->name);
        }
        return apply(options, option, NULL, err) == 0 ? 1 : -1;
    }
    if (value != NULL) {
        return apply(options, option, value, err) == 0 ? 1 : -1;
    }
    if (left < 2) {
        return error_set(err, ERROR_USAGE, "%s needs a value: %s %s", option->name, option->name, option->argument);
    }
    return apply(options, option, words[1], err) == 0 ? 2 : -1;
}

int options_parse(struct options *out, enum options_set set, int count, char **words, struct error *err)
{
    bool only_operands = false;
    int status = 0;
    *out = (struct options){
        .requests_baseline = NAN, .requests_candidate = NAN, .max_memory = (double)LIMIT_MEMORY_BYTES};
    for (int i = 0; i < count;) {
        struct error own = ERROR_INIT;
        const char *word = words[i];
        int taken = 1;
        if (only_operands || word[0] != '-' || word[1] == '\0') {
            taken = append(&out->operands, "an operand", word, &own) == 0 ? 1 : -1;
        } else if (strcmp(word, "--") == 0) {
            only_operands = true;
        } else {
            taken = take_option(out, set, count - i, words + i, &own);
        }
        if (taken < 0 && status == 0) {
            *err = own;
            status = -1;
        }
        i += taken < 0 ? 1 : taken;
    }
    return status;
}

void options_help(enum options_set set, struct sink *sink)
{
    for (size_t i = 0; i < TABLE; i++) {
        if (!taken_by(&table[i], set)) {
            continue;
        }
        char left[48];
        char letter[8] = "    ";
        if (table[i].letter != 0) {
            snprintf(letter, sizeof letter, "-%c, ", table[i].letter);
        }
        snprintf(left, sizeof left, "%s%s%s%s", letter, table[i].name, table[i].argument != NULL ? " " : "",
                 table[i].argument != NULL ? table[i].argument : "");
        sink_format(sink, "  %-26s %s\n", left, table[i].help);
    }
}
