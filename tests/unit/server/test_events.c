/* SPDX-License-Identifier: Apache-2.0
 * unit/server/test_events.c - nobody gets as many events as were asked for, and none is lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/events.h"

#define READY_COUNT 128

static void the_last_events_come_with_the_next_call(void **state)
{
    struct epoll_event events[READY_COUNT];
    const int set = epoll_create1(EPOLL_CLOEXEC);
    int files[READY_COUNT];

    (void)state;
    weir_events_use();
    assert_true(set >= 0);
    for (int i = 0; i < READY_COUNT; i++) {
        struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.fd = i};

        files[i] = eventfd(1, EFD_CLOEXEC);
        assert_int_equal(epoll_ctl(set, EPOLL_CTL_ADD, files[i], &event), 0);
    }
    assert_int_equal(epoll_wait(set, events, READY_COUNT, -1), READY_COUNT - 1);
    assert_int_equal(epoll_wait(set, events, READY_COUNT, -1), 1);
    assert_int_equal(epoll_wait(set, events, READY_COUNT, 0), 0);
    for (int i = 0; i < READY_COUNT; i++)
        (void)close(files[i]);
    (void)close(set);
}

static void one_event_is_enough_for_who_asks_for_one(void **state)
{
    struct epoll_event event = {.events = EPOLLIN};
    const int set = epoll_create1(EPOLL_CLOEXEC), file = eventfd(1, EFD_CLOEXEC);

    (void)state;
    assert_int_equal(epoll_ctl(set, EPOLL_CTL_ADD, file, &event), 0);
    assert_int_equal(epoll_wait(set, &event, 1, -1), 1);
    (void)close(file);
    (void)close(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_events_come_with_the_next_call),
        cmocka_unit_test(one_event_is_enough_for_who_asks_for_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
