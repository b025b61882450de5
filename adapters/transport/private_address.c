#include "adapters/transport/private_address.h"

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "gate/base/banned.h"

/* bytes: network order. */
static bool is_private_4(const uint8_t bytes[4])
{
    static const struct {
        uint8_t network[4], mask[4];
    } ranges[] = {
        {{127, 0, 0, 0}, {255, 0, 0, 0}},    {{10, 0, 0, 0}, {255, 0, 0, 0}},
        {{172, 16, 0, 0}, {255, 240, 0, 0}}, {{192, 168, 0, 0}, {255, 255, 0, 0}},
        {{100, 64, 0, 0}, {255, 192, 0, 0}},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        bool inside = true;
        for (size_t k = 0; k < 4; k++) {
            inside = inside && (bytes[k] & ranges[i].mask[k]) == ranges[i].network[k];
        }
        if (inside) {
            return true;
        }
    }
    return false;
}

static bool is_private_6(const uint8_t bytes[16])
{
    static const uint8_t loopback[16] = {[15] = 1};
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (memcmp(bytes, mapped, sizeof mapped) == 0) {
        return is_private_4(bytes + 12);
    }
    return memcmp(bytes, loopback, sizeof loopback) == 0 || (bytes[0] & 0xfe) == 0xfc;
}

bool private_address_is(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        uint8_t bytes[4];
        memcpy(bytes, &in.sin_addr, sizeof bytes);
        return is_private_4(bytes);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        return is_private_6(in.sin6_addr.s6_addr);
    }
    return address->sa_family == AF_UNIX;
}
