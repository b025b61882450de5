#ifndef FLAMEGATE_TESTS_SUPPORT_SCRATCH_H
#define FLAMEGATE_TESTS_SUPPORT_SCRATCH_H

/* A folder of the test's own, made by scratch_open (a cmocka group setup) and removed with everything in it by
 * scratch_close (the teardown). */

int scratch_open(void **state);
int scratch_close(void **state);

/* The path of name in the folder; valid until eight more were asked for. */
const char *scratch_path(const char *name);

/* Writes a file there, making folders on the way. */
void scratch_write(const char *name, const char *content);

/* The content of a file there, NUL-terminated; the caller's to free with memory_free. NULL: no such file. */
char *scratch_read(const char *name);

#endif
