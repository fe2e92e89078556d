/* SPDX-License-Identifier: Apache-2.0
 * cli/words.c - names of elements, and sentences around the members of a fact.
 */
#include "cli/words.h"

#include "cli/table.h"
#include "cli/terminal.h"
#include "host/memory_libc.h"

#define NAMES_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define VALUE_WIDTH_MAX 120 /* on a terminal */

void weir_words_init(weir_words *words, weir_arena *arena)
{
    *words = (weir_words){.arena = arena};
    weir_arena_init(&words->names_arena, weir_memory_libc(), NAMES_BYTES_MAX);
}

void weir_words_release(weir_words *words)
{
    weir_arena_release(&words->names_arena);
}

weir_err weir_words_copy(weir_arena *arena, const char *text, const char **out)
{
    const size_t size = strlen(text) + 1;
    char *copy = weir_arena_take(arena, size);

    if (!copy)
        return WEIR_ENOMEM;
    memcpy(copy, text, size);
    *out = copy;
    return WEIR_OK;
}

weir_err weir_words_name(weir_words *words, const weir_db_element *element)
{
    weir_element_name name;

    if (!element->name)
        return WEIR_OK;
    WEIR_TRY(weir_words_copy(&words->names_arena, element->id, &name.id));
    WEIR_TRY(weir_words_copy(&words->names_arena, element->name, &name.name));
    WEIR_TRY(WEIR_GROW(&words->names_arena, &words->names));
    words->names.items[words->names.count++] = name;
    return WEIR_OK;
}

weir_text weir_words_member(const weir_value *value, const char *key)
{
    return weir_context_text(value, weir_text_of(key));
}

void weir_words_print_text(const weir_words *words, weir_text text)
{
    weir_buffer buffer;
    weir_text zero_terminated;

    weir_buffer_init(&buffer, words->arena, 0);
    weir_buffer_text(&buffer, text);
    weir_buffer_char(&buffer, '\0');
    if (text.length > 0 && weir_buffer_done(&buffer, &zero_terminated) == WEIR_OK)
        weir_print_plain(zero_terminated.at, 0);
}

/* Nobody was asked for a password yet, and the log says so. */
const char *weir_words_actor(const char *actor)
{
    static const char prefix[] = "unverified:";

    if (strncmp(actor, prefix, strlen(prefix)) == 0)
        actor += strlen(prefix);
    return actor[0] == '\0' || strcmp(actor, "anonymous") == 0 ? "somebody" : actor;
}

static int by_id(const void *one, const void *other)
{
    return strcmp(((const weir_element_name *)one)->id, ((const weir_element_name *)other)->id);
}

void weir_words_sort(weir_words *words)
{
    if (words->names.count > 0)
        qsort(words->names.items, words->names.count, sizeof *words->names.items, by_id);
}

static const weir_element_name *find_name(const weir_words *words, weir_text id)
{
    uint32_t low = 0, high = words->names.count;

    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        const int order = weir_text_compare(weir_text_of(words->names.items[middle].id), id);

        if (order == 0)
            return &words->names.items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* By name, in quotes; an element without one by its id. */
void weir_words_print_element(const weir_words *words, weir_text id)
{
    const weir_element_name *found = find_name(words, id);

    if (!found) {
        weir_words_print_text(words, id);
        return;
    }
    putchar('\'');
    weir_print_plain(found->name, 0);
    putchar('\'');
}

/* 2026-01-05T12:00:00.000Z as the rest of weir prints times. */
static void print_instant(const weir_words *words, weir_text instant)
{
    if (instant.length < 19) {
        weir_words_print_text(words, instant);
        return;
    }
    weir_words_print_text(words, weir_text_part(instant, 0, 10));
    putchar(' ');
    weir_words_print_text(words, weir_text_part(instant, 11, 8));
}

void weir_words_print_value(const weir_words *words, const weir_value *value)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, words->arena, 0);
    weir_value_write(value, &buffer);
    weir_buffer_char(&buffer, '\0');
    if (weir_buffer_done(&buffer, &text) == WEIR_OK)
        weir_print_cut(text.at, weir_stdout_is_terminal() ? VALUE_WIDTH_MAX : 0);
}

/* With its number among the items of a multi-instance. */
static void print_item(const weir_words *words, const weir_value *fact, weir_text element)
{
    const weir_value *item = weir_context_find(fact, WEIR_T("item"));

    weir_words_print_element(words, element);
    if (item) {
        printf(", item ");
        weir_words_print_value(words, item);
        putchar(',');
    }
}

/* A number that is zero is not written. */
static void print_tries(const weir_words *words, const weir_value *count)
{
    const weir_value one = weir_integer(1);

    if (!count) {
        printf("no tries");
        return;
    }
    weir_words_print_value(words, count);
    printf(weir_value_same(count, &one) ? " try" : " tries");
}

static void print_assignee(const weir_words *words, const weir_value *details)
{
    const weir_text assignee = weir_words_member(details, "assignee");

    if (assignee.length > 0)
        weir_words_print_text(words, assignee);
    else
        printf("nobody");
}

/* What was decided, and by which rules. */
static void print_decided(const weir_words *words, const weir_value *record)
{
    const weir_value *result = weir_context_find(record, WEIR_T("result"));
    const weir_value *rules = weir_context_find(record, WEIR_T("rules"));
    const weir_text reason = weir_words_member(record, "reason");
    const uint32_t count = rules && rules->kind == WEIR_LIST ? rules->count : 0;

    if (result) {
        printf(": ");
        weir_words_print_value(words, result);
    }
    if (rules && count == 0 && reason.length == 0)
        printf(", no rule hit");
    for (uint32_t i = 0; i < count; i++) {
        const weir_value *number = weir_context_find(&rules->as.items[i], WEIR_T("number"));

        printf(i > 0 ? ", " : count == 1 ? ", rule " : ", rules ");
        if (number)
            weir_words_print_value(words, number);
    }
    if (reason.length > 0) {
        printf(": ");
        weir_words_print_text(words, reason);
    }
}

void weir_words_print_sentence(const weir_words *words, const char *sentence, const weir_value *value)
{
    for (const char *at = sentence; *at != '\0'; at++) {
        char key[24];
        const char *end;
        const weir_value *member;

        if (*at != '%') {
            putchar(*at);
            continue;
        }
        end = strchr(at, '}');
        (void)snprintf(key, sizeof key, "%.*s", (int)(end - at - 3), at + 3);
        member = weir_context_find(value, weir_text_of(key));
        if (at[1] == 'r')
            print_tries(words, member);
        else if (member && at[1] == 'e')
            print_item(words, value, weir_words_member(value, key));
        else if (!member && at[1] == 'e')
            printf("somebody"); /* outside of any instance */
        else if (member && at[1] == 't')
            print_instant(words, weir_words_member(value, key));
        else if (member && at[1] == 'a')
            print_assignee(words, member);
        else if (member && at[1] == 'd')
            print_decided(words, member);
        else if (member && at[1] == 's' && member->kind == WEIR_STRING)
            weir_words_print_text(words, member->as.string);
        else if (member)
            weir_words_print_value(words, member);
        at = end;
    }
}
