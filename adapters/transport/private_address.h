#ifndef FLAMEGATE_ADAPTERS_TRANSPORT_PRIVATE_ADDRESS_H
#define FLAMEGATE_ADAPTERS_TRANSPORT_PRIVATE_ADDRESS_H

#include <stdbool.h>

struct sockaddr;

/*
 * Whether an address cannot be reached from outside: loopback (127.0.0.0/8, ::1), private use (10.0.0.0/8,
 * 172.16.0.0/12, 192.168.0.0/16, fc00::/7; RFC 1918, RFC 4193) and shared use (100.64.0.0/10; RFC 6598), also as an
 * IPv4 address within IPv6. Link-local ones are not among them: 169.254.169.254 hands out a cloud's credentials.
 */
bool private_address_is(const struct sockaddr *address);

#endif
