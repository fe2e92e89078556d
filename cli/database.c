/* SPDX-License-Identifier: Apache-2.0
 * cli/database.c - open a database file for a verb, and print what is in it.
 */
#include "cli/database.h"

#include "base/time.h"
#include "host/memory_libc.h"

weir_db *weir_database_open(const weir_verb *verb, const char *path, bool is_read_only)
{
    weir_db_error error;
    weir_db *db;

    if (!path) {
        (void)weir_verb_refuse(verb, "name the database: --db FILE");
        return NULL;
    }
    if (weir_db_open(&(weir_db_options){.path = path, .is_read_only = is_read_only, .is_brief = true}, &db, &error) ==
        0)
        return db;
    (void)fprintf(stderr, "weir: %s\n", error.message);
    return NULL;
}

int weir_database_refuse(const weir_db_error *error)
{
    (void)fprintf(stderr, "weir: %s%s%s%s (%s)\n", error->element[0] ? "element '" : "", error->element,
                  error->element[0] ? "': " : "", error->message, error->name);
    return error->code == WEIR_ESTORE || error->code == WEIR_EIO || error->code == WEIR_EFORMAT ||
                   error->code == WEIR_ENOMEM
               ? WEIR_EXIT_UNABLE
               : WEIR_EXIT_PROBLEMS;
}

void weir_print_json(const char *text)
{
    if (!text) {
        printf("null");
        return;
    }
    putchar('"');
    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c < 0x20)
            printf("\\u%04x", c);
        else
            putchar(c);
    }
    putchar('"');
}

void weir_print_plain(const char *text, int width)
{
    const char *at = text && *text != '\0' ? text : "-";
    int column = 0;

    for (; *at != '\0'; at++) {
        const unsigned char c = (unsigned char)*at;

        putchar(c < 0x20 || c == 0x7f ? '?' : c);
        column += (c & 0xC0) != 0x80; /* code points */
    }
    for (; column < width; column++)
        putchar(' ');
}

void weir_print_time(int64_t epoch_ms)
{
    weir_buffer buffer;
    weir_arena arena;
    weir_text text;

    if (epoch_ms == 0)
        return;
    weir_arena_init(&arena, weir_memory_libc(), 4096);
    weir_buffer_init(&buffer, &arena, 0);
    weir_instant_write(epoch_ms, &buffer);
    if (weir_buffer_done(&buffer, &text) == WEIR_OK && text.length > 19)
        printf("%.10s %.8s", text.at, text.at + 11);
    weir_arena_release(&arena);
}
