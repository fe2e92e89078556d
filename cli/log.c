/* SPDX-License-Identifier: Apache-2.0
 * cli/log.c - weir log: what happened in a whole database, a line for each fact.
 */
#include "base/event_type.h"
#include "base/json.h"
#include "cli/database.h"
#include "cli/log_names.h"
#include "cli/object.h"
#include "cli/story.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "host/memory_libc.h"
#include "host/zones.h"
#include "webhooks/event_filter.h"

#define PAGE_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define PAGE_FACTS 1000u
#define FOLLOW_WAIT_MS 30000
#define KEY_WIDTH 20
#define ACTOR_WIDTH 12

typedef struct settings {
    const char *db, *server, *instance, *type;
    weir_option_number after;
    bool follows, is_json;
} settings;

static const weir_option options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--after", "POSITION", "facts behind this one", WEIR_OPTION_NUMBER, offsetof(settings, after)},
    {"--follow", NULL, "and those to come, until Ctrl-C", WEIR_OPTION_FLAG, offsetof(settings, follows)},
    {"--instance", "ID", "of this instance", WEIR_OPTION_TEXT, offsetof(settings, instance)},
    {"--type", "PATTERN", "of this type: task.created, 'task.*'", WEIR_OPTION_TEXT, offsetof(settings, type)},
    WEIR_JSON_OPTION(settings),
};

/* ── a page of facts ─────────────────────────────────────────────────────────────────────────────────────── */

/* Facts are kept while they are read, since names are asked for between them. */
typedef struct page {
    const settings *wanted;
    weir_arena arena;
    struct {
        weir_db_fact *items;
        uint32_t count, capacity;
    } facts;
    uint32_t seen_count;
    uint64_t after;
    weir_err err;
} page;

static weir_err keep(page *p, const weir_db_fact *fact)
{
    weir_db_fact kept = *fact;

    WEIR_TRY(weir_words_copy(&p->arena, fact->instance, &kept.instance));
    WEIR_TRY(weir_words_copy(&p->arena, fact->type, &kept.type));
    WEIR_TRY(weir_words_copy(&p->arena, fact->data, &kept.data));
    WEIR_TRY(weir_words_copy(&p->arena, fact->actor, &kept.actor));
    WEIR_TRY(weir_words_copy(&p->arena, fact->command, &kept.command));
    WEIR_TRY(WEIR_GROW(&p->arena, &p->facts));
    p->facts.items[p->facts.count++] = kept;
    return WEIR_OK;
}

static bool take_fact(void *context, const weir_db_fact *fact)
{
    page *p = context;

    p->after = fact->position;
    p->seen_count++;
    if (!p->wanted->type || weir_pattern_matches(weir_text_of(p->wanted->type), weir_text_of(fact->type)))
        p->err = keep(p, fact);
    return p->err == WEIR_OK && p->seen_count < PAGE_FACTS;
}

/* ── lines ───────────────────────────────────────────────────────────────────────────────────────────────── */

static void print_json(const weir_db_fact *fact)
{
    weir_object line = weir_object_begin(stdout);

    weir_object_number(&line, "position", (int64_t)fact->position);
    weir_object_number(&line, "number", (int64_t)fact->number);
    weir_object_text(&line, "instance", fact->instance);
    weir_object_number(&line, "time", fact->time_ms);
    weir_object_text(&line, "actor", fact->actor);
    weir_object_text(&line, "type", fact->type);
    weir_object_number(&line, "commandPosition", (int64_t)fact->command_position);
    if (fact->position == fact->command_position)
        weir_object_json(&line, "command", fact->command);
    weir_object_json(&line, "data", fact->data);
    weir_object_end(&line);
}

typedef struct printer {
    const weir_zones *zones;
    weir_arena arena; /* of a line */
    weir_log_names *names;
} printer;

/* What 'weir trace' leaves out. */
static const struct {
    const char *type, *sentence;
} more_sentences[] = {
    {"flow.taken", "the flow %s{flow} was taken"},
    {"token.consumed", "%e{element} took a token"},
    {"loop.collected", "%e{element} gave a result"},
    {"deployment.created", "files were deployed"},
    {"webhook.created", "%s{url} is told from now on"},
    {"message.kept", "the message %s{name} is kept until %t{expires}"},
    {"message.delivered", "the message %s{name} that was kept found who waits for it"},
    {"message.expired", "nobody came for the message %s{name} in time"},
    {"message.discarded", "the message %s{name} that was kept was taken away"},
};

static const char *sentence_of(const char *type)
{
    for (size_t i = 0; i < sizeof more_sentences / sizeof *more_sentences; i++) {
        if (strcmp(more_sentences[i].type, type) == 0)
            return more_sentences[i].sentence;
    }
    return weir_story_sentence(type);
}

/* A type without a sentence is told as it is. */
static void print_sentence(printer *p, const weir_words *words, const weir_db_fact *fact)
{
    const char *sentence = sentence_of(fact->type);
    weir_value value;

    if (sentence &&
        weir_json_read(weir_text_of(fact->data), WEIR_JSON_TYPED, p->zones, &p->arena, &value, NULL) == WEIR_OK) {
        weir_words_print_sentence(words, sentence, &value);
        return;
    }
    weir_print_cut(fact->data, weir_stdout_is_terminal() ? 100 : 0);
}

static void print_line(printer *p, const weir_db_fact *fact)
{
    char time[WEIR_TIME_TEXT_SIZE], key[WEIR_LOG_KEY_SIZE];
    const weir_words *words = weir_log_names_find(p->names, fact->instance, key);

    printf("%s%s  %8llu%s  ", weir_style_begin(WEIR_STYLE_DIM), weir_time_text(fact->time_ms, time),
           (unsigned long long)fact->position, weir_style_end());
    weir_print_plain(key, KEY_WIDTH);
    printf("  ");
    weir_print_plain(weir_words_actor(fact->actor), ACTOR_WIDTH);
    printf("  ");
    print_sentence(p, words, fact);
    putchar('\n');
    weir_arena_reset(&p->arena);
}

static int print_page(printer *p, const page *read)
{
    for (uint32_t i = 0; i < read->facts.count; i++) {
        if (read->wanted->is_json)
            print_json(&read->facts.items[i]);
        else
            print_line(p, &read->facts.items[i]);
    }
    return fflush(stdout) == 0 ? WEIR_EXIT_FINE : WEIR_EXIT_UNABLE;
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────────── */

static int read_page(weir_source *source, const settings *wanted, int64_t wait_ms, uint64_t *after, printer *p,
                     uint32_t *seen_count)
{
    page read = {.wanted = wanted, .after = *after};
    weir_db_error error;
    int status;

    weir_arena_init(&read.arena, weir_memory_libc(), PAGE_BYTES_MAX);
    if (weir_source_facts(source, wanted->instance, *after, wait_ms, take_fact, &read, &error) != 0)
        status = weir_database_refuse(&error, wanted->is_json);
    else if (read.err != WEIR_OK)
        status = weir_database_fail(read.err, wanted->is_json, "no memory for these facts");
    else
        status = print_page(p, &read);
    *after = read.after;
    *seen_count = read.seen_count;
    weir_arena_release(&read.arena);
    return status;
}

static int read_all(weir_source *source, const settings *wanted, printer *p)
{
    uint64_t after = wanted->after.number;
    uint32_t seen_count = 0;
    int64_t wait_ms = 0;
    int status;

    do {
        status = read_page(source, wanted, wait_ms, &after, p, &seen_count);
        wait_ms = wanted->follows && seen_count < PAGE_FACTS ? FOLLOW_WAIT_MS : 0;
    } while (status == WEIR_EXIT_FINE && (seen_count == PAGE_FACTS || wanted->follows));
    return status;
}

static int log_facts(weir_source *source, void *context)
{
    const settings *wanted = context;
    weir_zone_cache *zones = NULL;
    printer p = {0};
    int status;

    weir_arena_init(&p.arena, weir_memory_libc(), PAGE_BYTES_MAX);
    p.names = weir_log_names_new(source, &p.arena);
    if (!p.names || weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &zones) != WEIR_OK) {
        status = weir_database_fail(WEIR_ENOMEM, wanted->is_json, "no memory for the names of elements");
    } else {
        p.zones = weir_zone_cache_zones(zones);
        status = read_all(source, wanted, &p);
    }
    weir_log_names_free(p.names);
    weir_zone_cache_free(zones);
    weir_arena_release(&p.arena);
    return status;
}

/* ── the verb ────────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_pattern_known(const char *pattern)
{
    const char *type;
    uint32_t i = 0;

    if (strncmp(pattern, WEIR_EVENT_PREFIX, strlen(WEIR_EVENT_PREFIX)) == 0)
        return true; /* models say which there are */
    while ((type = weir_event_type(i)) != NULL && !weir_pattern_matches(weir_text_of(pattern), weir_text_of(type)))
        i++;
    return type != NULL;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 0)
        return weir_verb_refuse(verb, "'%s' is not expected", arguments[0]);
    if (wanted.type && !is_pattern_known(wanted.type))
        return weir_verb_refuse(verb, "no type of facts is like '%s'", wanted.type);
    return weir_database_run(verb,
                             &(weir_database_job){.path = wanted.db,
                                                  .server = wanted.server,
                                                  .is_read_only = true,
                                                  .is_json = wanted.is_json,
                                                  .run = log_facts},
                             &wanted);
}

const weir_verb weir_verb_log = {
    .name = "log",
    .operands = "--db FILE",
    .summary = "Tell what happened, also what happens from now on",
    .help = "A line for each fact of all instances: time, position, instance (its business key, or the end of its\n"
            "id), who asked, what happened. 'weir trace' tells of one instance in fewer lines.\n"
            "    weir log --db shop.db --after 4711 --type 'task.*'\n"
            "    weir log --server http://127.0.0.1:8080 --follow\n"
            "--json gives each fact as it is, with the command at its first one; docs/printed/facts.md lists the\n"
            "types.\n"
            "\n" WEIR_DB_LOOKS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
