#include "tests/support/certificates.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static void need(bool success, const char *what)
{
    if (!success) {
        fprintf(stderr, "certificate: %s failed\n", what);
        exit(1);
    }
}

static FILE *open_file(const char *prefix, const char *ending, const char *mode)
{
    char path[1024];
    snprintf(path, sizeof path, "%s%s", prefix, ending);
    FILE *file = fopen(path, mode);
    need(file != NULL, path);
    return file;
}

static void add_extension(X509 *certificate, int kind, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, kind, value);
    need(extension && X509_add_ext(certificate, extension, -1) == 1, value);
    X509_EXTENSION_free(extension);
}

static void write_subject(X509 *certificate, const char *name)
{
    X509_NAME *subject = X509_get_subject_name(certificate);
    need(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0) == 1,
         name);
}

/* Signs with the issuer's key, or its own. */
static void sign(X509 *certificate, EVP_PKEY *own, const char *issuer)
{
    if (!issuer) {
        need(X509_set_issuer_name(certificate, X509_get_subject_name(certificate)) == 1 &&
                 X509_sign(certificate, own, EVP_sha256()) > 0,
             "signing");
        return;
    }
    FILE *file = open_file(issuer, ".pem", "r");
    X509 *authority = PEM_read_X509(file, NULL, NULL, NULL);
    fclose(file);
    file = open_file(issuer, ".key", "r");
    EVP_PKEY *key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
    fclose(file);
    need(authority && key && X509_set_issuer_name(certificate, X509_get_subject_name(authority)) == 1 &&
             X509_sign(certificate, key, EVP_sha256()) > 0,
         "signing");
    X509_free(authority);
    EVP_PKEY_free(key);
}

void certificates_make(const char *prefix, const char *name, const char *issuer, int days)
{
    const long day = 24L * 60 * 60;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    need(key && certificate && X509_set_version(certificate, 2) == 1 && X509_set_pubkey(certificate, key) == 1,
         "making a key");
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), issuer ? 2 : 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -2 * day);
    X509_gmtime_adj(X509_getm_notAfter(certificate), days * day);
    write_subject(certificate, name);
    add_extension(certificate, NID_subject_alt_name, name);
    add_extension(certificate, NID_basic_constraints, issuer ? "CA:FALSE" : "critical,CA:TRUE");
    sign(certificate, key, issuer);

    FILE *file = open_file(prefix, ".pem", "w");
    need(PEM_write_X509(file, certificate) == 1, "writing");
    fclose(file);
    file = open_file(prefix, ".key", "w");
    need(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1, "writing");
    fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
}
