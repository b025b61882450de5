#ifndef FLAMEGATE_TESTS_SUPPORT_FUZZ_H
#define FLAMEGATE_TESTS_SUPPORT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/*
 * A fuzz target, tests/fuzz/NAME_fuzz.c, is this one function: it hands the bytes to a reader of ours, checks what
 * must hold of any answer, and frees it. Returns 0.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run, so that the fuzzer keeps the input, if what must hold does not. */
#define FUZZ_CHECK(condition) ((condition) ? (void)0 : fuzz_fail(#condition, __FILE__, __LINE__))

void fuzz_fail(const char *condition, const char *file, int line);

#endif
