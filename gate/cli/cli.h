#ifndef FLAMEGATE_GATE_CLI_CLI_H
#define FLAMEGATE_GATE_CLI_CLI_H

/* The program: words of the command line -> a command -> the exit code. */
int cli_main(int count, char **words);

#endif
