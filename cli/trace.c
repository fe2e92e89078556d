/* SPDX-License-Identifier: Apache-2.0
 * cli/trace.c - weir trace: the way of an instance, as its log tells it; or where it stood at any fact.
 */
#include "cli/account.h"
#include "cli/database.h"
#include "cli/object.h"
#include "cli/state.h"
#include "cli/story.h"
#include "host/memory_libc.h"
#include "host/zones.h"

typedef struct settings {
    const char *db, *server, *instance;
    weir_option_number at;
    bool tells_all, is_json, is_account, is_html;
} settings;

static const weir_option options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--at", "POSITION", "show where it stood at this fact", WEIR_OPTION_NUMBER, offsetof(settings, at)},
    {"--all", NULL, "every fact, as it is in the log", WEIR_OPTION_FLAG, offsetof(settings, tells_all)},
    {"--accountability", NULL, "who was responsible, who did it, how long, on what evidence", WEIR_OPTION_FLAG,
     offsetof(settings, is_account)},
    {"--html", NULL, "with --accountability: a page to be printed", WEIR_OPTION_FLAG, offsetof(settings, is_html)},
    WEIR_JSON_OPTION(settings),
};

/* ── for programs ──────────────────────────────────────────────────────────────────────────────────────── */

static bool print_json(void *context, const weir_db_fact *fact)
{
    weir_object line = weir_object_begin(stdout);

    ++*(uint64_t *)context;
    weir_object_number(&line, "position", (int64_t)fact->position);
    weir_object_number(&line, "number", (int64_t)fact->number);
    weir_object_number(&line, "time", fact->time_ms);
    weir_object_text(&line, "actor", fact->actor);
    weir_object_number(&line, "commandPosition", (int64_t)fact->command_position);
    if (fact->position == fact->command_position)
        weir_object_json(&line, "command", fact->command);
    weir_object_json(&line, "data", fact->data);
    weir_object_end(&line);
    return true;
}

/* ── for people ────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct teller {
    weir_story *story;
    weir_diag diag;
    weir_err err;
} teller;

static bool keep_name(void *context, const weir_db_element *element)
{
    teller *t = context;

    t->err = weir_story_name(t->story, element);
    return t->err == WEIR_OK;
}

static bool tell_fact(void *context, const weir_db_fact *fact)
{
    teller *t = context;

    t->err = weir_story_add(t->story, fact, &t->diag);
    return t->err == WEIR_OK;
}

/* What stops the story: for lack of memory, or since a fact can't be read. */
static int fail(const teller *t)
{
    return weir_database_fail(t->err, false, "%s",
                              t->diag.message[0] ? t->diag.message : "no memory for the story of this instance");
}

static int tell_facts(weir_source *source, const settings *wanted, teller *t)
{
    weir_db_error error;

    /* Without names the story is told with ids. */
    (void)weir_source_elements(source, wanted->instance, keep_name, t, &error);
    if (t->err != WEIR_OK)
        return fail(t);
    if (weir_source_facts(source, wanted->instance, 0, 0, tell_fact, t, &error) != 0)
        return weir_database_refuse(&error, false);
    if (t->err != WEIR_OK)
        return fail(t);
    if (weir_story_fact_count(t->story) == 0)
        return weir_database_fail(WEIR_ENOTFOUND, false, "there is no instance %s", wanted->instance);
    weir_story_end(t->story);
    return WEIR_EXIT_FINE;
}

static int tell_story(weir_source *source, const settings *wanted, weir_zone_cache *zones)
{
    teller t = {.story = weir_story_new(weir_zone_cache_zones(zones), wanted->tells_all)};
    int status;

    if (!t.story)
        return weir_database_fail(WEIR_ENOMEM, false, "no memory for the story of this instance");
    status = tell_facts(source, wanted, &t);
    weir_story_free(t.story);
    return status;
}

/* ── the verb ──────────────────────────────────────────────────────────────────────────────────────────── */

static int print_facts(weir_source *source, const settings *wanted)
{
    weir_db_error error;
    uint64_t count = 0;

    if (weir_source_facts(source, wanted->instance, 0, 0, print_json, &count, &error) != 0)
        return weir_database_refuse(&error, true);
    return count > 0 ? WEIR_EXIT_FINE
                     : weir_database_fail(WEIR_ENOTFOUND, true, "there is no instance %s", wanted->instance);
}

static int trace(weir_source *source, void *context)
{
    const settings *wanted = context;
    weir_zone_cache *zones;
    weir_err err;
    int status;

    if (wanted->is_account)
        return weir_account_print(source, wanted->instance, wanted->is_html, wanted->is_json);
    if (wanted->at.is_set)
        return weir_state_print(source, wanted->instance, wanted->at.number, wanted->is_json);
    if (wanted->is_json)
        return print_facts(source, wanted);
    err = weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &zones);
    if (err != WEIR_OK)
        return weir_database_fail(err, false, "time zones: %s", weir_err_describe(err));
    status = tell_story(source, wanted, zones);
    weir_zone_cache_free(zones);
    return status;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1)
        return weir_verb_refuse(verb, "name one instance");
    if (wanted.at.is_set && wanted.at.number == 0)
        return weir_verb_refuse(verb, "positions begin with 1");
    if (wanted.is_html && (!wanted.is_account || wanted.is_json))
        return weir_verb_refuse(verb, "--html goes with --accountability, and without --json");
    if (wanted.is_account && (wanted.at.is_set || wanted.tells_all))
        return weir_verb_refuse(verb, "--accountability tells the whole instance: leave out --at and --all");
    wanted.instance = arguments[0];
    return weir_database_run(
        verb,
        &(weir_database_job){
            .path = wanted.db, .server = wanted.server, .is_read_only = true, .is_json = wanted.is_json, .run = trace},
        &wanted);
}

const weir_verb weir_verb_trace = {
    .name = "trace",
    .operands = "INSTANCE --db FILE",
    .summary = "Tell the way of an instance, or where it stood at any fact",
    .help = "A line for each command says when, and who did what; below it, with positions in the log, what\n"
            "followed. Elements have their names in quotes, or their ids. What goes without saying is left out:\n"
            "--all has every fact as it is in the log.\n"
            "\n"
            "--at POSITION shows the instance as it was when that fact had happened: 'weir show' for the past.\n"
            "--json gives each fact on a line, with the command at its first one; with --at the state, as\n"
            "'weir show --json'.\n"
            "\n"
            "--accountability answers who was responsible for each step and who did it, when, how long against\n"
            "which limit and on what evidence, who was refused, and what administrators did, of the instance and\n"
            "of those it called; with --json as data, with --html as a page to be printed and signed.\n"
            "\n" WEIR_DB_LOOKS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
