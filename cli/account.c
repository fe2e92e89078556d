/* SPDX-License-Identifier: Apache-2.0
 * cli/account.c - a report in JSON or HTML as it comes, or told in lines: a line for each step and what belongs to it.
 */
#include "cli/account.h"

#include "base/arena.h"
#include "base/json.h"
#include "base/local_time.h"
#include "cli/database.h"
#include "cli/terminal.h"
#include "host/memory_libc.h"
#include "host/zones.h"
#include "xml/account.h"

#define REPORT_BYTES_MAX ((size_t)512 * 1024 * 1024)

typedef struct printer {
    weir_arena arena;
    weir_value report;
    const weir_zone *zone; /* that times are told by; NULL: UTC */
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

static bool is_set(const weir_value *of, const char *key)
{
    const weir_value *value = in(of, key);

    return value && value->kind == WEIR_BOOLEAN && value->as.boolean;
}

/* Strange characters of names can't play with the terminal. */
static void print(const char *before, weir_text text)
{
    if (text.length == 0)
        return;
    fputs(before, stdout);
    for (size_t i = 0; i < text.length; i++)
        fputc((unsigned char)text.at[i] < 32 || text.at[i] == 127 ? '?' : text.at[i], stdout);
}

/* A member, if it is there: an instant by the clock of the zone, what is no text as JSON. */
static void print_in(printer *p, const char *before, const weir_value *of, const char *key)
{
    const weir_value *value = in(of, key);
    weir_buffer buffer;
    weir_text text;

    if (!value)
        return;
    weir_buffer_init(&buffer, &p->arena, 0);
    if (value->kind == WEIR_STRING && weir_account_is_time(weir_text_of(key)))
        weir_instant_show(value->as.string, p->zone, &buffer);
    else if (value->kind == WEIR_STRING)
        weir_buffer_text(&buffer, value->as.string);
    else
        weir_json_write(value, WEIR_JSON_PLAIN, &buffer);
    if (weir_buffer_done(&buffer, &text) == WEIR_OK)
        print(before, text);
}

/* What stands in a list, each on a line of its own. */
static void print_list(printer *p, const weir_value *of, const char *key, const char *word, const char *const *members)
{
    const weir_value *list = in(of, key);

    for (uint32_t i = 0; list && list->kind == WEIR_LIST && i < list->count; i++) {
        printf("      %s", word);
        for (const char *const *member = members; *member; member++)
            print_in(p, " ", &list->as.items[i], *member);
        fputc('\n', stdout);
    }
}

static void print_person(printer *p, const weir_value *step, const char *key)
{
    const weir_value *who = in(step, key);

    if (!who)
        return;
    printf("      %s", key);
    print_in(p, " by ", who, "by");
    print_in(p, " (", who, "actor");
    print_in(p, ") at ", who, "at");
    fputc('\n', stdout);
}

/* "2d 3h 5min", "12s". Of working time no days, since none of these has 24 hours. */
static void print_length(const char *before, const weir_value *of, const char *key, bool has_days)
{
    const weir_value *value = in(of, key);
    int64_t ms, days;

    if (!value || value->kind != WEIR_NUMBER || !weir_decimal_to_int64(value->as.number, &ms))
        return;
    fputs(before, stdout);
    if (ms < 60000) {
        printf(" %llds", (long long)(ms / 1000));
        return;
    }
    days = has_days ? ms / 86400000 : 0;
    ms -= days * 86400000;
    if (days > 0)
        printf(" %lldd", (long long)days);
    if (ms / 3600000 > 0)
        printf(" %lldh", (long long)(ms / 3600000));
    if (ms / 60000 % 60 > 0)
        printf(" %lldmin", (long long)(ms / 60000 % 60));
}

static void print_limit(printer *p, const weir_value *of)
{
    static const char *const event[] = {"what", "at", "superior", "leadNo", "by", "reason", NULL};
    const weir_value *limit = in(of, "limit"), *is_kept = in(limit, "isKept");

    if (!limit)
        return;
    print_in(p, "      limit ", limit, "limit");
    print_in(p, ", ", limit, "policy");
    print_in(p, ", calendar ", limit, "calendar");
    print_in(p, " version ", limit, "version");
    print_in(p, ", due ", limit, "due");
    if (is_set(limit, "dueProvisional"))
        fputs(WEIR_PROVISIONAL, stdout);
    if (is_kept)
        fputs(is_kept->as.boolean ? ", kept" : ", not kept", stdout);
    else
        print_in(p, ", ", limit, "state");
    print_in(p, ", working days over it: ", limit, "overdueWd");
    print_in(p, ", basis ", limit, "basis");
    print_in(p, " - ", limit, "basisStatus");
    fputc('\n', stdout);
    print_list(p, limit, "events", "limit", event);
}

/* What a step has, and the instance itself. */
static void print_events(printer *p, const weir_value *of)
{
    static const char *const refusal[] = {"by", "tried", "reason", "actor", "at", NULL};
    static const char *const act[] = {"what",     "element", "name",         "value", "reason", "retries",
                                      "priority", "due",     "instructions", "actor", "at",     NULL};
    static const char *const action[] = {"what", "from", "to", "actor", "at", NULL};
    static const char *const evidence[] = {"variable", "label", "value", "sha256", "name", "size", NULL};
    static const char *const decision[] = {"decision", "rules", NULL};
    static const char *const message[] = {"what", "name", "actor", "at", NULL};
    static const char *const note[] = {"what", "code", "message", "retries", "actor", "at", NULL};
    static const char *const call[] = {"process", "instance", NULL};

    print_list(p, of, "acts", "act", act);
    print_list(p, of, "actions", "action", action);
    print_list(p, of, "refusals", "refused", refusal);
    print_person(p, of, "claimed");
    print_person(p, of, "completed");
    if (in(of, "durationInMillis")) {
        print_length(in(of, "ended") ? "      took" : "      so far", of, "durationInMillis", true);
        print_length(", working time", of, "workingTimeInMillis", false);
        fputc('\n', stdout);
    }
    print_limit(p, of);
    print_list(p, of, "evidence", "evidence", evidence);
    print_list(p, of, "decisions", "decision", decision);
    print_list(p, of, "messages", "message", message);
    print_list(p, of, "notes", "note", note);
    print_list(p, of, "calls", "call", call);
    print_person(p, of, "undone");
}

static void print_responsible(printer *p, const weir_value *of)
{
    const weir_value *bodies = in(of, "responsibility");

    if (!bodies)
        return;
    fputs("      responsible:", stdout);
    print_in(p, " managing ", bodies, "managing");
    print_in(p, " providing ", bodies, "providing");
    print_in(p, " using ", bodies, "using");
    fputc('\n', stdout);
}

static void print_name(const weir_value *of)
{
    print(" \"", text_in(of, "name"));
    fputs(text_in(of, "name").length > 0 ? "\"" : "", stdout);
}

static void print_step(printer *p, const weir_value *step)
{
    print_in(p, "  ", step, "begun");
    print_in(p, "  ", step, "element");
    print_in(p, " #", step, "item");
    print_name(step);
    print_in(p, ", items: ", step, "itemCount");
    print_in(p, " in ", in(step, "within"), "element");
    print_in(p, " #", in(step, "within"), "item");
    print_in(p, "  ", step, "state");
    print_in(p, " ", step, "ended");
    fputc('\n', stdout);
    print_responsible(p, step);
    print_events(p, step);
}

static void print_instance(printer *p, const weir_value *instance)
{
    const weir_value *steps = in(instance, "steps");

    print_in(p, "", instance, "process");
    print_name(instance);
    print_in(p, " version ", instance, "version");
    print_in(p, ", instance ", instance, "instance");
    print_in(p, ", business key ", instance, "businessKey");
    print_in(p, ", ", instance, "state");
    print_in(p, ": ", instance, "outcome");
    fputc('\n', stdout);
    print_in(p, "      started by ", instance, "startedBy");
    print_in(p, " at ", instance, "begun");
    print_in(p, ", ended at ", instance, "ended");
    print_in(p, ", called by ", instance, "calledBy");
    fputc('\n', stdout);
    print_responsible(p, instance);
    print_events(p, instance);
    for (uint32_t k = 0; steps && k < steps->count; k++)
        print_step(p, &steps->as.items[k]);
}

static void print_report(printer *p)
{
    const weir_value *instances = in(&p->report, "instances"), *log = in(&p->report, "log");
    const weir_value *is_cut = in(&p->report, "isCut");

    for (uint32_t i = 0; instances && i < instances->count; i++)
        print_instance(p, &instances->as.items[i]);
    if (is_cut && is_cut->as.boolean)
        puts("there are more steps than a report holds: this one is not complete");
    print_in(p, "log at position ", log, "position");
    print_in(p, ", hash ", log, "hash");
    print_in(p, "\nverify it: ", log, "verify");
    print_in(p, "\n", &p->report, "notice");
    fputc('\n', stdout);
}

/* By the clock that the report names, if this machine knows it. */
static weir_err tell(printer *p)
{
    weir_zone_cache *cache;
    const weir_zones *zones;

    WEIR_TRY(weir_zone_cache_new(p->arena.memory, WEIR_ZONES_FOLDER, &cache));
    zones = weir_zone_cache_zones(cache);
    p->zone = zones->find(zones->self, text_in(&p->report, "zone"));
    print_report(p);
    weir_zone_cache_free(cache);
    return WEIR_OK;
}

int weir_account_print(weir_source *source, const char *instance, bool as_html, bool as_json)
{
    printer p = {.err = WEIR_OK};
    weir_db_error error;
    int status = WEIR_EXIT_FINE;

    weir_arena_init(&p.arena, weir_memory_libc(), REPORT_BYTES_MAX);
    if (weir_source_account(source, instance, as_html, as_html || as_json ? write_out : read_in, &p, &error) != 0)
        status = weir_database_refuse(&error, as_json);
    else if (p.err != WEIR_OK || (!as_html && !as_json && (p.err = tell(&p)) != WEIR_OK))
        status = weir_database_fail(p.err, false, "no memory for the report of this instance");
    weir_arena_release(&p.arena);
    return status;
}
