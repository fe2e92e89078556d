/* SPDX-License-Identifier: Apache-2.0
 * cli/account.c - a report in JSON or HTML as it comes, or told in lines: a line for each step and what belongs to it.
 */
#include "cli/account.h"

#include "base/arena.h"
#include "base/json.h"
#include "cli/database.h"
#include "cli/terminal.h"
#include "host/memory_libc.h"

#define REPORT_BYTES_MAX ((size_t)512 * 1024 * 1024)

typedef struct printer {
    weir_arena arena;
    weir_value report;
    weir_err err;
} printer;

static void write_out(void *context, const char *text, uint64_t length)
{
    (void)context;
    fwrite(text, 1, (size_t)length, stdout);
    if (length > 0 && text[length - 1] != '\n')
        fputc('\n', stdout);
}

static void read_in(void *context, const char *text, uint64_t length)
{
    printer *p = context;

    p->err = weir_json_read((weir_text){text, (size_t)length}, WEIR_JSON_PLAIN, NULL, &p->arena, &p->report, NULL);
}

static weir_text text_in(const weir_value *of, const char *key)
{
    const weir_value *value = of ? weir_context_find(of, weir_text_of(key)) : NULL;

    return value && value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;
}

static const weir_value *in(const weir_value *of, const char *key)
{
    return of ? weir_context_find(of, weir_text_of(key)) : NULL;
}

/* Strange characters of names can't play with the terminal. */
static void print(printer *p, const char *before, weir_text text)
{
    if (text.length == 0)
        return;
    fputs(before, stdout);
    for (size_t i = 0; i < text.length; i++)
        fputc((unsigned char)text.at[i] < 32 || text.at[i] == 127 ? '?' : text.at[i], stdout);
    (void)p;
}

static void print_value(printer *p, const char *before, const weir_value *value)
{
    weir_buffer buffer;
    weir_text text;

    if (!value)
        return;
    if (value->kind == WEIR_STRING) {
        print(p, before, value->as.string);
        return;
    }
    weir_buffer_init(&buffer, &p->arena, 0);
    weir_json_write(value, WEIR_JSON_PLAIN, &buffer);
    if (weir_buffer_done(&buffer, &text) == WEIR_OK)
        print(p, before, text);
}

/* What stands in a list, each on a line of its own. */
static void print_list(printer *p, const weir_value *step, const char *key, const char *word,
                       const char *const *members)
{
    const weir_value *list = in(step, key);

    for (uint32_t i = 0; list && list->kind == WEIR_LIST && i < list->count; i++) {
        printf("      %s", word);
        for (const char *const *member = members; *member; member++)
            print_value(p, " ", in(&list->as.items[i], *member));
        fputc('\n', stdout);
    }
}

static void print_person(printer *p, const weir_value *step, const char *key)
{
    const weir_value *who = in(step, key);

    if (!who)
        return;
    printf("      %s", key);
    print(p, " by ", text_in(who, "by"));
    print(p, " (", text_in(who, "actor"));
    print(p, ") at ", text_in(who, "at"));
    fputc('\n', stdout);
}

static void print_limit(printer *p, const weir_value *step)
{
    const weir_value *limit = in(step, "limit");

    if (!limit)
        return;
    print(p, "      limit ", text_in(limit, "limit"));
    print(p, ", ", text_in(limit, "policy"));
    print(p, ", due ", text_in(limit, "due"));
    print(p, ", ", text_in(limit, "state"));
    print(p, ", basis ", text_in(limit, "basis"));
    print(p, " - ", text_in(limit, "basisStatus"));
    fputc('\n', stdout);
}

static void print_step(printer *p, const weir_value *step)
{
    static const char *const evidence[] = {"variable", "label", "value", "sha256", "name", "size", NULL};
    static const char *const decision[] = {"decision", "rules", NULL};
    static const char *const message[] = {"what", "name", "actor", "at", NULL};
    static const char *const note[] = {"what", "code", "message", "actor", "at", NULL};
    static const char *const call[] = {"process", "instance", NULL};
    const weir_value *bodies = in(step, "responsibility");

    print(p, "  ", text_in(step, "begun"));
    print(p, "  ", text_in(step, "element"));
    print_value(p, " #", in(step, "item"));
    print(p, " \"", text_in(step, "name"));
    fputs(text_in(step, "name").length > 0 ? "\"" : "", stdout);
    print(p, "  ", text_in(step, "state"));
    print(p, " ", text_in(step, "ended"));
    fputc('\n', stdout);
    if (bodies) {
        fputs("      responsible:", stdout);
        print(p, " managing ", text_in(bodies, "managing"));
        print(p, " providing ", text_in(bodies, "providing"));
        print(p, " using ", text_in(bodies, "using"));
        fputc('\n', stdout);
    }
    print_person(p, step, "claimed");
    print_person(p, step, "completed");
    print_limit(p, step);
    print_list(p, step, "evidence", "evidence", evidence);
    print_list(p, step, "decisions", "decision", decision);
    print_list(p, step, "messages", "message", message);
    print_list(p, step, "notes", "note", note);
    print_list(p, step, "calls", "call", call);
    print_person(p, step, "undone");
}

static void print_report(printer *p)
{
    const weir_value *instances = in(&p->report, "instances"), *log = in(&p->report, "log");

    for (uint32_t i = 0; instances && i < instances->count; i++) {
        const weir_value *instance = &instances->as.items[i], *steps = in(instance, "steps");

        print(p, "", text_in(instance, "process"));
        print(p, " \"", text_in(instance, "name"));
        fputs(text_in(instance, "name").length > 0 ? "\"" : "", stdout);
        print(p, " version ", text_in(instance, "version"));
        print(p, ", instance ", text_in(instance, "instance"));
        print(p, ", business key ", text_in(instance, "businessKey"));
        print(p, ", ", text_in(instance, "state"));
        print(p, ": ", text_in(instance, "outcome"));
        fputc('\n', stdout);
        for (uint32_t k = 0; steps && k < steps->count; k++)
            print_step(p, &steps->as.items[k]);
    }
    print(p, "log at position ", text_in(log, "position"));
    print(p, ", hash ", text_in(log, "hash"));
    print(p, "\nverify it: ", text_in(log, "verify"));
    print(p, "\n", text_in(&p->report, "notice"));
    fputc('\n', stdout);
}

int weir_account_print(weir_source *source, const char *instance, bool as_html, bool as_json)
{
    printer p = {.err = WEIR_OK};
    weir_db_error error;
    int status = WEIR_EXIT_FINE;

    weir_arena_init(&p.arena, weir_memory_libc(), REPORT_BYTES_MAX);
    if (weir_source_account(source, instance, as_html, as_html || as_json ? write_out : read_in, &p, &error) != 0)
        status = weir_database_refuse(&error, as_json);
    else if (p.err != WEIR_OK)
        status = weir_database_fail(p.err, false, "no memory for the report of this instance");
    else if (!as_html && !as_json)
        print_report(&p);
    weir_arena_release(&p.arena);
    return status;
}
