/* SPDX-License-Identifier: Apache-2.0
 * cli/trace.c - weir trace: the way of an instance, as its log tells it.
 */
#include "base/json.h"
#include "cli/database.h"
#include "cli/object.h"
#include "cli/table.h"
#include "host/memory_libc.h"

#define FACT_BYTES_MAX ((size_t)64 * 1024 * 1024)

typedef struct settings {
    const char *db, *instance;
    weir_option_number at;
    bool is_json;
} settings;

static const weir_option options[] = {
    WEIR_DB_OPTION(settings),
    {"--at", "POSITION", "tell it up to this fact", WEIR_OPTION_NUMBER, offsetof(settings, at)},
    WEIR_JSON_OPTION(settings),
};

typedef struct teller {
    const settings *wanted;
    unsigned count;
    int64_t time_ms;
} teller;

/* What a person wants to know, as a sentence around one or two members of the fact. Others are told with --json. */
static const struct {
    const char *type, *before, *first, *between, *second, *after;
} sentences[] = {
    {"instance.created", "started as ", "definition", NULL, NULL, ""},
    {"instance.ended", "ended: ", "outcome", " ", "error", ""},
    {"element.activated", "entered ", "element", NULL, NULL, ""},
    {"element.completed", "left ", "element", NULL, NULL, ""},
    {"element.cancelled", "", "element", NULL, NULL, " was cancelled"},
    {"flow.condition_null", "the condition of flow ", "flow", " gave null: ", "reason", ""},
    {"token.waiting", "waits at ", "element", NULL, NULL, " for the other flows"},
    {"loop.started", "", "element", " is repeated, items: ", "count", ""},
    {"variable.changed", "", "name", " = ", "value", ""},
    {"task.created", "user task ", "element", " opens: ", "id", ""},
    {"task.completed", "user task ", "element", NULL, NULL, " is completed"},
    {"task.cancelled", "user task ", "element", NULL, NULL, " is cancelled"},
    {"job.created", "external task ", "element", " waits for a worker of topic ", "topic", ""},
    {"job.completed", "external task ", "element", NULL, NULL, " is completed"},
    {"job.failed", "external task ", "element", " failed: ", "message", ""},
    {"job.cancelled", "external task ", "element", NULL, NULL, " is cancelled"},
    {"timer.scheduled", "timer ", "element", " is due at ", "due", ""},
    {"timer.fired", "timer ", "element", NULL, NULL, " fired"},
    {"timer.cancelled", "timer ", "element", NULL, NULL, " is cancelled"},
    {"message.subscribed", "", "element", " waits for message ", "message", ""},
    {"message.correlated", "", "element", " got message ", "message", ""},
    {"message.thrown", "", "element", " sent message ", "message", ""},
    {"signal.subscribed", "", "element", " waits for signal ", "signal", ""},
    {"signal.caught", "", "element", " got signal ", "signal", ""},
    {"signal.thrown", "", "element", " sent signal ", "signal", ""},
    {"error.thrown", "", "element", " threw error ", "error", ""},
    {"escalation.thrown", "", "element", " threw escalation ", "escalation", ""},
    {"decision.evaluated", "", "element", " evaluated decision ", "decision", ""},
    {"incident.raised", "INCIDENT at ", "element", ": ", "message", ""},
    {"incident.resolved", "incident at ", "element", NULL, NULL, " is resolved"},
};

static void print_member(const weir_value *fact, const char *key, weir_arena *arena)
{
    const weir_value *value = weir_context_find(fact, weir_text_of(key));
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, arena, 0);
    if (value && value->kind == WEIR_STRING && strcmp(key, "value") != 0)
        weir_buffer_text(&buffer, value->as.string);
    else if (value)
        weir_value_write(value, &buffer);
    weir_buffer_char(&buffer, '\0');
    if (weir_buffer_done(&buffer, &text) == WEIR_OK && text.length > 1)
        weir_print_plain(text.at, 0);
}

/* Each instant is said once. */
static void print_instant(teller *t, const weir_db_fact *fact)
{
    char time[WEIR_TIME_TEXT_SIZE];

    printf("%19s", t->count++ > 0 && t->time_ms == fact->time_ms ? "" : weir_time_text(fact->time_ms, time));
    t->time_ms = fact->time_ms;
    printf("  %8llu  ", (unsigned long long)fact->position);
}

static void tell(teller *t, const weir_db_fact *fact, weir_arena *arena)
{
    weir_value value;

    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        if (strcmp(sentences[i].type, fact->type) != 0)
            continue;
        if (weir_json_read(weir_text_of(fact->data), WEIR_JSON_TYPED, NULL, arena, &value, NULL) != WEIR_OK)
            value = weir_null(); /* a zone's name, say: the sentence has gaps then */
        print_instant(t, fact);
        printf("%s", sentences[i].before);
        print_member(&value, sentences[i].first, arena);
        if (sentences[i].between && weir_context_find(&value, weir_text_of(sentences[i].second))) {
            printf("%s", sentences[i].between);
            print_member(&value, sentences[i].second, arena);
        }
        printf("%s\n", sentences[i].after);
    }
}

static void print_json(const weir_db_fact *fact)
{
    weir_object line = weir_object_begin(stdout);

    weir_object_number(&line, "position", (int64_t)fact->position);
    weir_object_number(&line, "number", (int64_t)fact->number);
    weir_object_number(&line, "time", fact->time_ms);
    weir_object_text(&line, "actor", fact->actor);
    weir_object_json(&line, "data", fact->data);
    weir_object_end(&line);
}

static bool visit(void *context, const weir_db_fact *fact)
{
    teller *t = context;
    weir_arena arena;

    if (t->wanted->at.is_set && fact->position > t->wanted->at.number)
        return false;
    if (t->wanted->is_json) {
        t->count++;
        print_json(fact);
        return true;
    }
    weir_arena_init(&arena, weir_memory_libc(), FACT_BYTES_MAX);
    tell(t, fact, &arena);
    weir_arena_release(&arena);
    return true;
}

static int trace(weir_db *db, void *context)
{
    const settings *wanted = context;
    teller t = {.wanted = wanted};
    weir_db_error error;

    if (weir_db_facts(db, wanted->instance, 0, visit, &t, &error) != 0)
        return weir_database_refuse(&error, wanted->is_json);
    if (t.count == 0)
        return weir_database_fail(WEIR_ENOTFOUND, wanted->is_json, "the log tells nothing of instance %s",
                                  wanted->instance);
    return WEIR_EXIT_FINE;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1)
        return weir_verb_refuse(verb, "name one instance");
    wanted.instance = arguments[0];
    return weir_database_run(
        verb, &(weir_database_job){.path = wanted.db, .is_read_only = true, .is_json = wanted.is_json, .run = trace},
        &wanted);
}

const weir_verb weir_verb_trace = {
    .name = "trace",
    .operands = "INSTANCE --db FILE",
    .summary = "Tell the way of an instance, fact by fact",
    .help = "Each line has the time, the position in the log and what happened; with --json all facts, as they are\n"
            "in the log.\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
