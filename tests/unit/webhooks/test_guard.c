/* SPDX-License-Identifier: Apache-2.0
 * The guard: which addresses are dialled, which URLs are taken, in all the spellings that once fooled somebody.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>

#include "webhooks/guard.h"

static const weir_guard plain, with_loopback = {.allows_loopback = true};

static bool allows(const weir_guard *guard, const char *text, uint16_t port)
{
    weir_address address;

    if (!weir_address_parse(weir_text_of(text), &address))
        fail_msg("no address: %s", text);
    address.port = port;
    return weir_guard_allows(guard, &address);
}

static void addresses_that_are_not_public_are_refused(void **state)
{
    static const char *const refused[] = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "192.168.255.255",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "100::1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001::1",
        "2001:10::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "3fff:fff::1",
        "4000::1",
        "fec0::1",
        "::ffff:0:127.0.0.1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        if (allows(&plain, refused[i], 443))
            fail_msg("allowed: %s", refused[i]);
    }
}

static void the_own_address_is_refused_and_no_other_port_of_it(void **state)
{
    weir_guard guard = with_loopback;

    (void)state;
    assert_int_equal(weir_guard_refuse_own(&guard, WEIR_T("http://127.0.0.1:8080"), NULL), WEIR_OK);
    assert_false(allows(&guard, "127.0.0.1", 8080));
    assert_true(allows(&guard, "127.0.0.1", 8081));
    assert_int_equal(weir_guard_refuse_own(&guard, WEIR_T("http://[::1]:8080"), NULL), WEIR_OK);
    assert_false(allows(&guard, "::1", 8080));
    assert_true(allows(&guard, "127.0.0.1", 8080));
    assert_int_equal(weir_guard_refuse_own(&guard, WEIR_T("http://0.0.0.0:8080"), NULL), WEIR_OK);
    assert_false(allows(&guard, "127.0.0.1", 8080));
    assert_true(allows(&guard, "1.1.1.1", 8080));
    assert_int_equal(weir_guard_refuse_own(&guard, WEIR_T("http://weir"), NULL), WEIR_EVALUE);
}

static void a_name_on_a_port_that_is_never_dialled_is_refused(void **state)
{
    weir_guard intranet = {0};

    (void)state;
    assert_int_equal(weir_url_check(WEIR_T("https://hooks.example:8443/"), &plain, NULL), WEIR_OK);
    assert_int_equal(weir_url_check(WEIR_T("https://hooks.example:22/"), &plain, NULL), WEIR_EVALUE);
    assert_int_equal(weir_guard_allow(&intranet, WEIR_T("10.0.0.0/8"), NULL), WEIR_OK);
    assert_int_equal(weir_url_check(WEIR_T("https://hooks.example:22/"), &intranet, NULL), WEIR_OK);
}

static void public_addresses_are_allowed_on_usual_ports(void **state)
{
    static const char *const fine[] = {
        "1.1.1.1",     "9.255.255.255", "11.0.0.1",   "100.63.255.255", "100.128.0.1",  "126.255.255.255",
        "128.0.0.1",   "172.15.0.1",    "172.32.0.1", "192.0.1.1",      "192.167.0.1",  "198.17.0.1",
        "198.20.0.1",  "223.255.255.1", "2600::1",    "2001:200::1",    "2a00:1450::1", "::ffff:8.8.8.8",
        "2001:db9::1", "3ffe::1",       "2003::1",
    };
    static const uint16_t ports[] = {443, 80, 8000, 8080, 9999}, other_ports[] = {1, 22, 25, 6379, 7999, 10000, 65535};

    (void)state;
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        if (!allows(&plain, fine[i], 443))
            fail_msg("refused: %s", fine[i]);
    }
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++)
        assert_true(allows(&plain, "1.1.1.1", ports[i]));
    for (size_t i = 0; i < sizeof other_ports / sizeof *other_ports; i++)
        assert_false(allows(&plain, "1.1.1.1", other_ports[i]));
}

static void loopback_is_allowed_only_when_told(void **state)
{
    (void)state;
    assert_true(allows(&with_loopback, "127.0.0.1", 40123));
    assert_true(allows(&with_loopback, "127.8.9.1", 1));
    assert_true(allows(&with_loopback, "::1", 40123));
    assert_false(allows(&with_loopback, "10.0.0.1", 443));
    assert_false(allows(&with_loopback, "128.0.0.1", 40123));
    assert_false(allows(&with_loopback, "0.0.0.0", 443));
}

static void networks_that_were_named_are_allowed_on_any_port(void **state)
{
    weir_guard guard = {0};
    weir_diag diag = {0};

    (void)state;
    assert_int_equal(weir_guard_allow(&guard, WEIR_T("10.1.0.0/16"), &diag), WEIR_OK);
    assert_int_equal(weir_guard_allow(&guard, WEIR_T("fd00::/8"), &diag), WEIR_OK);
    assert_int_equal(weir_guard_allow(&guard, WEIR_T("192.168.1.7"), &diag), WEIR_OK);
    assert_true(allows(&guard, "10.1.2.3", 2525));
    assert_false(allows(&guard, "10.2.0.1", 443));
    assert_true(allows(&guard, "fdff::1", 1));
    assert_false(allows(&guard, "fe80::1", 443));
    assert_true(allows(&guard, "192.168.1.7", 1));
    assert_false(allows(&guard, "192.168.1.6", 443));
    assert_true(allows(&guard, "::ffff:10.1.2.3", 1));
    assert_false(allows(&guard, "127.0.0.1", 443));
    assert_int_equal(weir_guard_allow(&guard, WEIR_T("0.0.0.0/0"), &diag), WEIR_OK);
    assert_true(allows(&guard, "127.0.0.1", 443));
    assert_false(allows(&guard, "fe80::1", 443));
}

static void what_is_no_network_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",         "/8",          "10.0.0.0/33",  "fd00::/129", "10.0.0.0/-1", "10.0.0.0/",
        "10.0.0/8", "010.0.0.0/8", "10.0.0.0/8/8", "host/8",     "10.0.0.0/ 8", "10.0.0.0/000008"};
    weir_guard guard = {0};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (weir_guard_allow(&guard, weir_text_of(wrong[i]), NULL) != WEIR_EVALUE)
            fail_msg("taken: %s", wrong[i]);
    }
    assert_int_equal(guard.network_count, 0);
    guard.network_count = WEIR_GUARD_NETWORK_MAX;
    assert_int_equal(weir_guard_allow(&guard, WEIR_T("10.0.0.0/8"), NULL), WEIR_ELIMIT);
}

static void a_socket_address_is_read(void **state)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(80)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(81)};
    struct sockaddr other = {.sa_family = AF_UNIX};
    weir_address address;

    (void)state;
    assert_int_equal(inet_pton(AF_INET, "10.0.0.1", &v4.sin_addr), 1);
    assert_true(weir_address_of((struct sockaddr *)&v4, sizeof v4, &address));
    assert_int_equal(address.port, 80);
    assert_false(weir_guard_allows(&plain, &address));
    assert_int_equal(inet_pton(AF_INET6, "2600::1", &v6.sin6_addr), 1);
    assert_true(weir_address_of((struct sockaddr *)&v6, sizeof v6, &address));
    assert_int_equal(address.port, 81);
    address.port = 443;
    assert_true(weir_guard_allows(&plain, &address));
    assert_false(weir_address_of(&other, sizeof other, &address));
    assert_false(weir_address_of((struct sockaddr *)&v6, sizeof v4, &address));
}

static void urls_of_public_receivers_are_taken(void **state)
{
    static const char *const fine[] = {
        "https://example.com",
        "https://example.com/",
        "http://example.com/hook?x=1&y=%20",
        "HTTPS://Example.COM:8443/a/b",
        "https://hooks.example.co.uk:443/~x;y=1,2",
        "https://1.1.1.1/hook",
        "https://[2600::1]/x",
        "http://[2600::1]:8080/",
        "https://xn--bcher-kva.example/",
        "https://a?b",
        "https://localhost/",
        "https://3com.example/",
    };

    (void)state;
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
        weir_diag diag = {0};

        if (weir_url_check(weir_text_of(fine[i]), &plain, &diag) != WEIR_OK)
            fail_msg("%s: %s", fine[i], diag.message);
    }
    assert_int_equal(weir_url_check(WEIR_T("http://127.0.0.1:40123/"), &with_loopback, NULL), WEIR_OK);
    assert_int_equal(weir_url_check(WEIR_T("http://[::1]:40123/"), &with_loopback, NULL), WEIR_OK);
}

static void urls_that_could_mean_something_else_are_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "example.com",
        "//example.com",
        "ftp://example.com",
        "file:///etc/passwd",
        "gopher://example.com/",
        "javascript:alert(1)",
        "https:/example.com",
        "https://",
        "https:///x",
        "https://?x",
        "https://:443/",
        "https://user@example.com/",
        "https://user:secret@example.com/",
        "https://example.com@10.0.0.1/",
        "https://example.com#x",
        "https://example.com/a b",
        "https://example.com/\xc3\xa9",
        "https://\xef\xbc\x91.com/",
        "https://example.com\\@10.0.0.1/",
        "https://example.com/\r\nx: y",
        "https://example.com/\t",
        "https://exa_mple/",
        "https://exam%70le.com/",
        "https://.example.com/",
        "https://example..com/",
        "https://example.com./",
        "https://example.com:0/",
        "https://example.com:65536/",
        "https://example.com:/",
        "https://example.com:8o/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://0x7f.1/",
        "https://127.0.0.1./",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[2001:0:1::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
        "https://::1/",
        "https://[127.0.0.1]/",
        "https://[1.1.1.1]/",
        "https://1.1.1/",
        "https://1.1.1.1.1/",
        "https://0/",
        "https://a.0x10/",
        "https://[]/",
        "https://1.1.1.1:22/",
        "https://[2600::1]:25/",
        "https://1.1.1.01/",
        "https://1.1.1.256/",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        weir_diag diag = {0};

        if (weir_url_check(weir_text_of(wrong[i]), &plain, &diag) != WEIR_EVALUE)
            fail_msg("taken: %s", wrong[i]);
        assert_true(diag.message[0] != '\0');
    }
}

static void a_url_has_an_end(void **state)
{
    char url[WEIR_URL_LENGTH_MAX + 1];

    (void)state;
    memset(url, 'a', sizeof url);
    memcpy(url, "https://a.example/", 18);
    assert_int_equal(weir_url_check((weir_text){url, WEIR_URL_LENGTH_MAX}, &plain, NULL), WEIR_OK);
    assert_int_equal(weir_url_check((weir_text){url, WEIR_URL_LENGTH_MAX + 1}, &plain, NULL), WEIR_EVALUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_that_are_not_public_are_refused),
        cmocka_unit_test(the_own_address_is_refused_and_no_other_port_of_it),
        cmocka_unit_test(a_name_on_a_port_that_is_never_dialled_is_refused),
        cmocka_unit_test(public_addresses_are_allowed_on_usual_ports),
        cmocka_unit_test(loopback_is_allowed_only_when_told),
        cmocka_unit_test(networks_that_were_named_are_allowed_on_any_port),
        cmocka_unit_test(what_is_no_network_is_refused),
        cmocka_unit_test(a_socket_address_is_read),
        cmocka_unit_test(urls_of_public_receivers_are_taken),
        cmocka_unit_test(urls_that_could_mean_something_else_are_refused),
        cmocka_unit_test(a_url_has_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
