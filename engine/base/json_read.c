/* SPDX-License-Identifier: Apache-2.0
 * base/json_read.c - strict JSON into values, without recursion.
 *
 * Values under construction lie on one stack; closing a list or an object copies its part of the
 * stack into an array of just that size.
 * Spec: RFC 8259.
 */
#include "base/json_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINEAR_KEY_COUNT_MAX 16u
#define SHOWN_KEY_LENGTH_MAX 80u
#define STACK_COUNT_MIN 32u
/* A value of depth 100 (value.h), each level of it in a typed form of two levels. */
#define TYPED_DEPTH_MAX 256u

typedef struct frame {
    uint32_t first; /* on the value stack */
    bool is_object;
} frame;

typedef struct reader {
    weir_json_cursor in;
    weir_json_dialect dialect;
    const weir_zones *zones;
    frame frames[TYPED_DEPTH_MAX];
    uint32_t depth, depth_max;
    struct {
        weir_entry *items;
        uint32_t count, capacity;
    } stack;
} reader;

static weir_err duplicate_key(const reader *r, weir_text key)
{
    char message[160];
    size_t length = key.length > SHOWN_KEY_LENGTH_MAX ? SHOWN_KEY_LENGTH_MAX : key.length;

    while (length < key.length && ((unsigned char)key.at[length] & 0xC0u) == 0x80u)
        length--; /* not in the middle of a character */
    (void)snprintf(message, sizeof message, "the key \"%.*s\" stands twice in one object", (int)length, key.at);
    return weir_json_fail_at(&r->in, r->in.at, WEIR_ESYNTAX, message);
}

static int compare_keys(const void *left, const void *right)
{
    const weir_entry *const *a = left, *const *b = right;

    return weir_text_compare((*a)->key, (*b)->key);
}

/* Sorting rather than hashing: no choice of keys makes it slow. */
static weir_err check_many_keys(const reader *r, const weir_entry *entries, uint32_t count)
{
    const weir_entry **sorted = WEIR_TAKE(r->in.arena, const weir_entry *, count);

    if (!sorted)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        sorted[i] = &entries[i];
    qsort(sorted, count, sizeof *sorted, compare_keys);
    for (uint32_t i = 1; i < count; i++) {
        if (weir_text_equal(sorted[i - 1]->key, sorted[i]->key))
            return duplicate_key(r, sorted[i]->key);
    }
    return WEIR_OK;
}

static weir_err check_keys(const reader *r, const weir_entry *entries, uint32_t count)
{
    if (count > LINEAR_KEY_COUNT_MAX)
        return check_many_keys(r, entries, count);
    for (uint32_t i = 1; i < count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            if (weir_text_equal(entries[i].key, entries[k].key))
                return duplicate_key(r, entries[i].key);
        }
    }
    return WEIR_OK;
}

static weir_err make_object(reader *r, const weir_entry *from, uint32_t count, weir_value *out)
{
    weir_err err = WEIR_OK;
    weir_entry *entries;

    WEIR_TRY(check_keys(r, from, count));
    if (r->dialect == WEIR_JSON_TYPED && count == 1 && weir_text_starts_with(from->key, WEIR_T("$"))) {
        if (weir_json_typed_read(from->key, &from->value, r->zones, r->in.arena, out, &err))
            return WEIR_OK;
        return err == WEIR_ENOMEM
                   ? err
                   : weir_json_fail_at(&r->in, r->in.at, WEIR_EVALUE, "not a typed form that weir writes");
    }
    entries = WEIR_TAKE(r->in.arena, weir_entry, count);
    if (!entries)
        return WEIR_ENOMEM;
    memcpy(entries, from, sizeof *entries * count);
    *out = weir_context(entries, count);
    return WEIR_OK;
}

static weir_err make_list(reader *r, const weir_entry *from, uint32_t count, weir_value *out)
{
    weir_value *items = WEIR_TAKE(r->in.arena, weir_value, count);

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        items[i] = from[i].value;
    *out = weir_list(items, count);
    return WEIR_OK;
}

static weir_err close_frame(reader *r, weir_value *out)
{
    const frame top = r->frames[--r->depth];
    const uint32_t count = r->stack.count - top.first;
    static const weir_entry none;
    const weir_entry *from = count ? &r->stack.items[top.first] : &none;

    r->in.at++;
    r->stack.count = top.first;
    return top.is_object ? make_object(r, from, count, out) : make_list(r, from, count, out);
}

/* "key": in front of a value. */
static weir_err read_key(reader *r, weir_text *key)
{
    if (weir_json_peek(&r->in) != '"')
        return weir_json_fail(&r->in, "a key in double quotes is expected here");
    r->in.at++;
    WEIR_TRY(weir_json_read_string(&r->in, key));
    weir_json_skip_blanks(&r->in);
    if (weir_json_peek(&r->in) != ':')
        return weir_json_fail(&r->in, "':' is expected here");
    r->in.at++;
    weir_json_skip_blanks(&r->in);
    return WEIR_OK;
}

static weir_err open_frame(reader *r, weir_text key)
{
    const bool is_object = weir_json_peek(&r->in) == '{';

    if (r->depth == r->depth_max)
        return weir_json_fail_at(&r->in, r->in.at, WEIR_ELIMIT, "nested deeper than json_depth_max");
    r->in.at++;
    WEIR_TRY(WEIR_GROW(r->in.arena, &r->stack));
    r->stack.items[r->stack.count].key = key; /* kept for the value that the frame becomes */
    r->frames[r->depth++] = (frame){.first = r->stack.count + 1, .is_object = is_object};
    r->stack.count++;
    weir_json_skip_blanks(&r->in);
    return WEIR_OK;
}

/* A value is complete: put it into its frame, close as many frames as end here. */
static weir_err add_value(reader *r, weir_text key, weir_value value)
{
    for (;;) {
        char closing;

        WEIR_TRY(WEIR_GROW(r->in.arena, &r->stack));
        r->stack.items[r->stack.count++] = (weir_entry){key, value};
        weir_json_skip_blanks(&r->in);
        if (r->depth == 0)
            return WEIR_OK;
        closing = r->frames[r->depth - 1].is_object ? '}' : ']';
        if (weir_json_peek(&r->in) == ',') {
            r->in.at++;
            weir_json_skip_blanks(&r->in);
            return WEIR_OK;
        }
        if (weir_json_peek(&r->in) != closing)
            return weir_json_fail(&r->in,
                                  closing == '}' ? "',' or '}' is expected here" : "',' or ']' is expected here");
        WEIR_TRY(close_frame(r, &value));
        key = r->stack.items[--r->stack.count].key;
    }
}

static weir_err read_document(reader *r)
{
    weir_json_skip_blanks(&r->in);
    do {
        weir_text key = WEIR_NO_TEXT;
        weir_value value;

        if (r->depth > 0 && r->frames[r->depth - 1].is_object)
            WEIR_TRY(read_key(r, &key));
        if (weir_json_peek(&r->in) == '{' || weir_json_peek(&r->in) == '[') {
            WEIR_TRY(open_frame(r, key));
            if (weir_json_peek(&r->in) != (r->frames[r->depth - 1].is_object ? '}' : ']'))
                continue;
            WEIR_TRY(close_frame(r, &value));
            key = r->stack.items[--r->stack.count].key;
        } else {
            WEIR_TRY(weir_json_read_scalar(&r->in, &value));
        }
        WEIR_TRY(add_value(r, key, value));
    } while (r->depth > 0);
    return weir_json_at_end(&r->in) ? WEIR_OK : weir_json_fail(&r->in, "nothing may stand behind the JSON value");
}

weir_err weir_json_read(weir_text text, weir_json_dialect dialect, const weir_zones *zones, weir_arena *arena,
                        weir_value *out, weir_diag *diag)
{
    reader r = {.in = {.text = text, .arena = arena, .diag = diag}, .dialect = dialect, .zones = zones};
    size_t fault_at;

    r.depth_max = dialect == WEIR_JSON_TYPED ? TYPED_DEPTH_MAX : WEIR_JSON_DEPTH_MAX;
    if (!weir_utf8_valid(text, &fault_at))
        return weir_json_fail_at(&r.in, fault_at, WEIR_ESYNTAX, "these bytes are not UTF-8");
    r.stack.items = WEIR_TAKE(arena, weir_entry, STACK_COUNT_MIN);
    if (!r.stack.items)
        return WEIR_ENOMEM;
    r.stack.capacity = STACK_COUNT_MIN;
    WEIR_TRY(read_document(&r));
    *out = r.stack.items[0].value;
    return WEIR_OK;
}
