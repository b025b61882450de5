#include "gate/cli/cli.h"

#include "gate/base/memory.h"
#include "gate/base/numbers.h"
#include "gate/base/text.h"
#include "gate/cli/help.h"
#include "gate/cli/surroundings.h"

#include <stdio.h>
#include <string.h>

#include "gate/base/banned.h"

enum { COMMANDS_MAX = 32 };

static int complain(const struct error *err)
{
    surroundings_say(err->sentence);
    return error_exit_code(err->kind);
}

static int finish_output(struct sink *sink)
{
    struct error err = ERROR_INIT;
    if (sink_finish(sink, &err) == 0 && fflush(stdout) == 0) {
        return 0;
    }
    error_set(&err, ERROR_OUTPUT, "cannot write to standard output");
    return complain(&err);
}

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    return NULL;
}

static int refuse_command(const char *word)
{
    const char *names[COMMANDS_MAX];
    struct error err = ERROR_INIT;
    for (size_t i = 0; i < command_count; i++) {
        names[i] = commands[i]->name;
    }
    const char *near = text_nearest(word, names, command_count);
    if (near != NULL) {
        error_set(&err, ERROR_USAGE, "unknown command '%s'; did you mean '%s'?", word, near);
    } else {
        error_set(&err, ERROR_USAGE, "unknown command '%s'; flamegate --help lists the known ones", word);
    }
    return complain(&err);
}

static int run_command(const struct command *command, int count, char **words, const struct surroundings *world)
{
    struct options options;
    struct error err = ERROR_INIT;
    if (options_parse(&options, command->set, count, words, &err) != 0) {
        if (command->refuse != NULL) {
            command->refuse(&options, world, &err);
        }
        return complain(&err);
    }
    if (options.help) {
        struct sink sink = sink_to_stream(stdout);
        help_command(command, &sink);
        return finish_output(&sink);
    }
    int code = command->run(&options, world, &err);
    if (code >= 0) {
        return code;
    }
    /* All errors of a policy file have been printed, each with its place. */
    return err.kind == ERROR_POLICY && err.line > 0 ? error_exit_code(err.kind) : complain(&err);
}

/* The words that are no command: --help, --version. Returns whether it was one of them. */
static bool answered(int *code, int count, char **words)
{
    struct sink sink = sink_to_stream(stdout);
    if (strcmp(words[1], "--version") == 0) {
        sink_format(&sink, "flamegate %s\n", FLAMEGATE_VERSION);
    } else if (strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0 || strcmp(words[1], "help") == 0) {
        const struct command *command = count > 2 ? find_command(words[2]) : NULL;
        if (command != NULL) {
            help_command(command, &sink);
        } else {
            help_program(&sink);
        }
    } else {
        return false;
    }
    *code = finish_output(&sink);
    return true;
}

/* The switch of the tests: the n-th allocation of the run fails. */
static void arm_failing_allocation(const struct surroundings *world)
{
    const char *text = world->environment(world->world, "FLAMEGATE_FAIL_ALLOC");
    uint64_t n;
    if (text != NULL && numbers_parse_unsigned(bytes_of_text(text), &n)) {
        memory_fail_at((size_t)n);
    }
}

int cli_main(int count, char **words)
{
    struct surroundings world = surroundings_real();
    int code = 0;
    arm_failing_allocation(&world);
    if (count < 2) {
        struct sink complaint = sink_to_stream(stderr);
        help_program(&complaint);
        return error_exit_code(ERROR_USAGE);
    }
    if (answered(&code, count, words)) {
        return code;
    }
    const struct command *command = find_command(words[1]);
    return command != NULL ? run_command(command, count - 2, words + 2, &world) : refuse_command(words[1]);
}
