#ifndef FLAMEGATE_GATE_BASE_BANNED_H
#define FLAMEGATE_GATE_BASE_BANNED_H

/*
 * Included last by every .c file of the program: calls that write without a bound, read the locale or the clock
 * behind our back, or allocate around gate/base/memory do not compile. A file that wraps one of them
 * leaves this header out and says so.
 */
#pragma GCC poison strcpy strcat sprintf vsprintf gets strncpy strncat strtok setlocale rand srand random
#pragma GCC poison malloc calloc realloc strdup strndup asprintf vasprintf
#pragma GCC poison time localtime gmtime ctime asctime atoi atol atof

#endif
