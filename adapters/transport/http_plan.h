#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_PLAN_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_HTTP_PLAN_H

#include "adapters/transport/http.h"
#include "adapters/transport/http_failure.h"
#include "adapters/transport/secret.h"

/*
 * A client's settings, checked and completed: secrets read, header lines written out, defaults put in, proxies
 * taken from the environment. Nothing in it changes while requests are made but the deadline.
 */
struct http_plan {
    const struct surroundings *world;
    char *url; /* of the settings, without '/' at its end; it holds no secret and stands in sentences */
    char *server, *key;
    char **lines; /* "Name: value", sent with every request, logins included; they hold secrets */
    size_t line_count;
    char *user, *password;                        /* NULL: no basic login */
    char *ca_file;                                /* NULL: the system's */
    char *client_certificate, *client_key;        /* NULL: none */
    char *http_proxy, *https_proxy, *not_proxied; /* NULL: none; may hold a login */
    int64_t connect_timeout, stall_timeout, deadline;
    int64_t timeout;      /* of one answer; 0: none */
    int64_t deadline_end; /* on the world's clock */
    unsigned attempts;
    bool has_login;
    bool private_only;
    struct secret_list secrets; /* never to be shown */
};

int http_plan_make(struct http_plan *out, const struct http_settings *settings, const struct surroundings *world,
                   struct error *err);

void http_plan_clear(struct http_plan *plan);

/* The time of the world, or 0 of one without a clock. */
int64_t http_plan_now(const struct http_plan *plan);

/* Puts "Name: value" into *out, the caller's to free; refuses what is no header line. */
int http_plan_line(char **out, const char *name, const char *value, const char *key, struct error *err);

/* What sentences about a request are about. Borrows both. */
struct http_failure_subject http_plan_subject(const struct http_plan *plan, const struct http_request *request);

#endif
