/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_webhook.c - any bytes as the URL of a receiver, its filter, its secret, and as Retry-After.
 *
 * A URL that is taken names a host that is a name, or an address that the guard lets through.
 */
#include <string.h>

#include "fuzz/fuzz.h"
#include "webhooks/event_filter.h"
#include "webhooks/guard.h"
#include "webhooks/retry.h"
#include "webhooks/sign.h"

static void check_url(weir_text text)
{
    const weir_guard guard = {0};
    weir_diag diag = {0};
    size_t from, to;

    if (weir_url_check(text, &guard, &diag) != WEIR_OK) {
        FUZZ_PROMISE(diag.message[0] != '\0');
        return;
    }
    from = weir_text_find(text, WEIR_T("://"), 0) + 3;
    for (to = from; to < text.length && !strchr("/?", text.at[to]); to++)
        FUZZ_PROMISE(text.at[to] != '@' && text.at[to] != '%' && text.at[to] != '\\' && text.at[to] > ' ');
    FUZZ_PROMISE(to > from);
    FUZZ_PROMISE(weir_text_find(text, WEIR_T("\r"), 0) == SIZE_MAX &&
                 weir_text_find(text, WEIR_T("\n"), 0) == SIZE_MAX);
}

static void check_filter(weir_text text)
{
    test_memory memory = {0};
    weir_arena arena;
    weir_event_filter filter;

    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    if (weir_event_filter_read(text, WEIR_NO_TEXT, &arena, &filter, NULL) == WEIR_OK) {
        bool takes_one = false;

        for (uint32_t i = 0; weir_event_type(i); i++)
            takes_one |= weir_event_filter_takes_type(&filter, weir_text_of(weir_event_type(i)));
        FUZZ_PROMISE(takes_one);
    }
    (void)!weir_event_filter_read(WEIR_NO_TEXT, text, &arena, &filter, NULL);
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
}

static void check_secret(weir_text text)
{
    char again[WEIR_SECRET_TEXT_SIZE];
    weir_secret secret;

    if (weir_secret_parse(text, &secret, NULL) != WEIR_OK)
        return;
    weir_secret_print(&secret, again);
    FUZZ_PROMISE(weir_text_equal(text, weir_text_of(again)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const weir_text text = {(const char *)data, size};
    const int64_t wait_ms = weir_retry_after_ms(text, INT64_C(1767614400000));
    weir_guard guard = {0};

    FUZZ_PROMISE(wait_ms >= -1 && wait_ms <= WEIR_RETRY_AFTER_MS_MAX);
    check_url(text);
    check_filter(text);
    check_secret(text);
    if (weir_guard_allow(&guard, text, NULL) == WEIR_OK)
        FUZZ_PROMISE(guard.network_count == 1 && guard.networks[0].prefix_length <= 128);
    return 0;
}
