#include "adapters/transport/private_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

static bool is_private(const char *text)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    struct sockaddr_in four = {.sin_family = AF_INET};
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1) {
        return private_address_is((const struct sockaddr *)&four);
    }
    assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
    return private_address_is((const struct sockaddr *)&six);
}

/* The bounds of each range of RFC 1918, RFC 4193, RFC 6598 and the loopbacks, and their neighbours. */
static void ranges_have_their_bounds(void **state)
{
    (void)state;
    static const char *const inside[] = {"127.0.0.1",       "127.255.255.255", "10.0.0.0",    "10.255.255.255",
                                         "172.16.0.0",      "172.31.255.255",  "192.168.0.0", "192.168.255.255",
                                         "100.64.0.0",      "100.127.255.255", "::1",         "fc00::",
                                         "fdff:ffff::ffff", "::ffff:10.1.2.3"};
    static const char *const outside[] = {"126.255.255.255",
                                          "128.0.0.0",
                                          "9.255.255.255",
                                          "11.0.0.0",
                                          "172.15.255.255",
                                          "172.32.0.0",
                                          "192.167.255.255",
                                          "192.169.0.0",
                                          "100.63.255.255",
                                          "100.128.0.0",
                                          "169.254.169.254",
                                          "0.0.0.0",
                                          "255.255.255.255",
                                          "8.8.8.8",
                                          "::",
                                          "::2",
                                          "fbff::",
                                          "fe80::1",
                                          "2001:db8::1",
                                          "::ffff:8.8.8.8"};
    for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++) {
        if (!is_private(inside[i])) {
            fail_msg("%s is private", inside[i]);
        }
    }
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        if (is_private(outside[i])) {
            fail_msg("%s is public", outside[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_have_their_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
