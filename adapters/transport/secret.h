#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_SECRET_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_SECRET_H

#include "gate/base/bytes.h"
#include "gate/base/error.h"
#include "gate/base/surroundings.h"
#include "gate/model/store_settings.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Secrets: login tokens, passwords, header values that nobody may see. They come from a file or from the
 * environment, never from an option or a policy, and stand in no output.
 */

/* Whether the place names anything. */
bool secret_is_given(const struct secret_place *place);

/*
 * The secret, without line breaks and blanks at its ends. role says what it is for, in sentences: "the token of
 * store.pyroscope". Refused: what is not there, is empty or cannot be read is ERROR_INPUT, but in the run of a
 * fork, which is given no secrets (fork_run.h), what is not there or empty is ERROR_UNFIT; ERROR_INPUT for bytes
 * that no header line may hold; ERROR_POLICY if both are given. The sentence names the place, never the content.
 * The caller's to free with memory_free.
 */
int secret_read(char **out, const struct secret_place *place, const char *role, const struct surroundings *world,
                struct error *err);

/* Secrets that were read, to be kept out of sentences. */
struct secret_list {
    char **items;
    size_t count;
};

enum { SECRET_SHORTEST = 4 }; /* what is shorter cannot be told from ordinary text */

/* Adds a copy of a secret, unless it is shorter than SECRET_SHORTEST. */
int secret_remember(struct secret_list *list, const char *secret, struct error *err);

/* Replaces every secret in text, in place, by "***"; also the beginning of one that the end of the text cuts. */
void secret_hide(const struct secret_list *list, char *text);

void secret_list_clear(struct secret_list *list);

#endif
