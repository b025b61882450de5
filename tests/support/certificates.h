#ifndef FLAMEGATE_TESTS_SUPPORT_CERTIFICATES_H
#define FLAMEGATE_TESTS_SUPPORT_CERTIFICATES_H

/*
 * Certificates made while a test runs, so that none expires in the tree. Each is written as PREFIX.pem, with its
 * key as PREFIX.key; what cannot be made ends the program.
 *
 * name: what it is for, "IP:127.0.0.1" or "DNS:host". issuer: the prefix of the authority that signs it; NULL: it
 * signs itself, and may sign others. days: how long it holds; below 0: it is over since then.
 */
void certificates_make(const char *prefix, const char *name, const char *issuer, int days);

#endif
