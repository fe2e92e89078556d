/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_gate.c - any request line and header lines: refused with a reason, or canonical.
 *
 * The input is a request as text; lines end at line feeds, so that header values may hold any other byte.
 */
#include "fuzz/fuzz.h"
#include "server/gate.h"

static weir_text take_until(weir_text *rest, const char *end)
{
    const size_t at = weir_text_find(*rest, weir_text_of(end), 0);
    const weir_text part = weir_text_part(*rest, 0, at == SIZE_MAX ? rest->length : at);

    *rest = at == SIZE_MAX ? WEIR_T("") : weir_text_part(*rest, at + 1, rest->length);
    return part;
}

static bool has_control(weir_text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '\0' || text.at[i] == 0x7f)
            return true;
    }
    return false;
}

static void check_passed(const weir_gate_facts *facts, const weir_gate_request *request)
{
    FUZZ_PROMISE(!facts->is_rewritten);
    FUZZ_PROMISE(!(request->has_length && request->is_chunked));
    for (uint32_t i = 0; i < request->segment_count; i++) {
        const weir_text segment = request->segments[i];

        FUZZ_PROMISE(segment.length > 0 && weir_utf8_valid(segment, NULL) && !has_control(segment));
        FUZZ_PROMISE(!weir_text_equal(segment, WEIR_T("..")) && !weir_text_equal(segment, WEIR_T(".")));
        FUZZ_PROMISE(weir_text_find(segment, WEIR_T("/"), 0) == SIZE_MAX);
    }
    for (uint32_t i = 0; i < request->parameter_count; i++) {
        FUZZ_PROMISE(weir_utf8_valid(request->parameters[i].name, NULL));
        FUZZ_PROMISE(weir_utf8_valid(request->parameters[i].value, NULL));
        FUZZ_PROMISE(!has_control(request->parameters[i].value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    weir_text rest = {(const char *)data, size}, line = take_until(&rest, "\n");
    weir_header headers[WEIR_HEADER_COUNT_MAX + 4];
    weir_gate_facts facts = {.headers = headers};
    test_memory memory = {0};
    weir_gate_request request;
    weir_gate_verdict verdict;
    weir_arena arena;

    facts.method = take_until(&line, " ");
    facts.target = take_until(&line, " ");
    facts.version = line;
    while (rest.length > 0 && facts.header_count < WEIR_HEADER_COUNT_MAX + 4) {
        weir_text header = take_until(&rest, "\n");
        const weir_text name = take_until(&header, ":");

        headers[facts.header_count++] = (weir_header){name, weir_text_trim(header)};
    }
    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    verdict = weir_gate_check(&facts, &arena, &request);
    FUZZ_PROMISE((verdict.status == 0) == (verdict.reason == NULL));
    if (verdict.status == 0)
        check_passed(&facts, &request);
    else
        FUZZ_PROMISE(verdict.status >= 400 && verdict.status < 600);
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
