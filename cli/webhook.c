/* SPDX-License-Identifier: Apache-2.0
 * cli/webhook.c - weir webhook: who is told what happens; and a receiver to see what they are told.
 */
#include "base/json.h"
#include "cli/database.h"
#include "cli/object.h"
#include "cli/receive.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "host/memory_libc.h"

#define ANSWER_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define LISTEN_DEFAULT "127.0.0.1:0"

typedef struct settings {
    const char *db, *server, *actor, *url, *secret, *from, *listen;
    weir_option_texts types, processes;
    weir_option_number count;
    bool pauses, resumes, is_json;
    const char *id;
    const struct action *action;
    weir_value answer; /* of the server */
} settings;

static const weir_option options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--type", "PATTERN", "create, update: these events alone: 'task.*'; may be repeated", WEIR_OPTION_TEXTS,
     offsetof(settings, types)},
    {"--process", "KEY", "create, update: of this process alone; may be repeated", WEIR_OPTION_TEXTS,
     offsetof(settings, processes)},
    {"--secret", "whsec_…", "create, update, receive: of the signatures; else one is made", WEIR_OPTION_TEXT,
     offsetof(settings, secret)},
    {"--from", "POSITION", "create: begin there in the log (now)", WEIR_OPTION_TEXT, offsetof(settings, from)},
    {"--url", "URL", "update: another address", WEIR_OPTION_TEXT, offsetof(settings, url)},
    {"--pause", NULL, "update: send nothing until --resume", WEIR_OPTION_FLAG, offsetof(settings, pauses)},
    {"--resume", NULL, "update: go on where it stopped", WEIR_OPTION_FLAG, offsetof(settings, resumes)},
    {"--listen", "ADDR:PORT", "receive: where (" LISTEN_DEFAULT "); port 0 picks one", WEIR_OPTION_TEXT,
     offsetof(settings, listen)},
    {"--count", "N", "receive: end after so many events", WEIR_OPTION_NUMBER, offsetof(settings, count)},
    {"--actor", "NAME", "who asks, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    WEIR_JSON_OPTION(settings),
};

typedef struct action {
    const char *name, *operand; /* NULL: none */
    const char *method, *path;  /* behind /webhook */
    bool has_body;
    int (*print)(const settings *wanted, weir_arena *arena);
} action;

/* ── answers ─────────────────────────────────────────────────────────────────────────────────────────────── */

/* A member as text: null is "-". */
static const char *text_of(const weir_value *object, const char *name, weir_arena *arena)
{
    const weir_value *value = weir_context_find(object, weir_text_of(name));
    weir_buffer buffer;
    weir_text text;

    if (!value || value->kind == WEIR_NULL)
        return "-";
    weir_buffer_init(&buffer, arena, 0);
    if (value->kind == WEIR_STRING)
        weir_buffer_text(&buffer, value->as.string);
    else
        weir_json_write(value, WEIR_JSON_PLAIN, &buffer);
    weir_buffer_char(&buffer, '\0');
    return weir_buffer_done(&buffer, &text) == WEIR_OK ? text.at : "-";
}

static bool is_true(const weir_value *object, const char *name)
{
    const weir_value *value = weir_context_find(object, weir_text_of(name));

    return value && value->kind == WEIR_BOOLEAN && value->as.boolean;
}

static const weir_value *delivery_of(const weir_value *webhook)
{
    return weir_context_find(webhook, WEIR_T("delivery"));
}

static const char *state_of(const weir_value *webhook)
{
    const weir_value *delivery = delivery_of(webhook);

    if (!is_true(webhook, "active"))
        return "off";
    return delivery && is_true(delivery, "failing") ? "failing" : "active";
}

static void print_field(const char *name, const char *text)
{
    printf("%-13s", name);
    weir_print_plain(text, 0);
    putchar('\n');
}

static int print_one(const settings *wanted, weir_arena *arena)
{
    static const char *const fields[][2] = {
        {"events", "eventTypes"}, {"processes", "processDefinitionKeys"}, {"from", "from"}, {"created", "created"}};
    static const char *const figures[][2] = {{"delivered", "delivered"},    {"lag", "lag"},
                                             {"given up", "givenUp"},       {"on hold", "blockedInstances"},
                                             {"last status", "lastStatus"}, {"last error", "lastError"}};
    const weir_value *webhook = &wanted->answer, *delivery = delivery_of(webhook);

    print_field("webhook", text_of(webhook, "id", arena));
    print_field("url", text_of(webhook, "url", arena));
    print_field("state", state_of(webhook));
    if (!is_true(webhook, "active"))
        print_field("reason", text_of(webhook, "disabledReason", arena));
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        print_field(fields[i][0], text_of(webhook, fields[i][1], arena));
    for (size_t i = 0; delivery && i < sizeof figures / sizeof *figures; i++)
        print_field(figures[i][0], text_of(delivery, figures[i][1], arena));
    if (weir_context_find(webhook, WEIR_T("secret")) && strcmp(text_of(webhook, "secret", arena), "-") != 0) {
        print_field("secret", text_of(webhook, "secret", arena));
        printf("             keep it: it is not shown again\n");
    }
    return WEIR_EXIT_FINE;
}

static int print_list(const settings *wanted, weir_arena *arena)
{
    static const char *const heads[] = {"ID", "STATE", "LAG", "GIVEN UP", "LAST STATUS", "URL"};
    const weir_value *list = &wanted->answer;
    weir_table table;
    weir_err err;

    weir_table_begin(&table, heads, sizeof heads / sizeof *heads);
    for (uint32_t i = 0; list->kind == WEIR_LIST && i < list->count; i++) {
        const weir_value *webhook = &list->as.items[i], *delivery = delivery_of(webhook);

        weir_table_cell(&table, text_of(webhook, "id", arena));
        weir_table_cell(&table, state_of(webhook));
        weir_table_cell(&table, delivery ? text_of(delivery, "lag", arena) : "-");
        weir_table_cell(&table, delivery ? text_of(delivery, "givenUp", arena) : "-");
        weir_table_cell(&table, delivery ? text_of(delivery, "lastStatus", arena) : "-");
        weir_table_cell(&table, text_of(webhook, "url", arena));
    }
    err = weir_table_end(&table);
    if (list->count == 0)
        printf("no webhooks\n");
    return err == WEIR_OK ? WEIR_EXIT_FINE : weir_database_fail(err, false, "no memory for the list");
}

static int print_deleted(const settings *wanted, weir_arena *arena)
{
    (void)arena;
    printf("deleted: %s\n", wanted->id);
    return WEIR_EXIT_FINE;
}

static int print_outcome(const settings *wanted, weir_arena *arena)
{
    const weir_value *outcome = &wanted->answer;

    if (is_true(outcome, "delivered")) {
        printf("delivered: status %s after %s ms\n", text_of(outcome, "status", arena),
               text_of(outcome, "tookMs", arena));
        return WEIR_EXIT_FINE;
    }
    printf("not delivered: ");
    weir_print_plain(text_of(outcome, "error", arena), 0);
    printf(", status %s\n", text_of(outcome, "status", arena));
    return WEIR_EXIT_PROBLEMS;
}

/* A list a row each, anything else in one line. */
static int print_json(const settings *wanted)
{
    const weir_value *answer = &wanted->answer;
    const uint32_t count = answer->kind == WEIR_LIST ? answer->count : answer->kind == WEIR_NULL ? 0 : 1;
    weir_arena arena;

    weir_arena_init(&arena, weir_memory_libc(), ANSWER_BYTES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        weir_buffer buffer;
        weir_text text;

        weir_buffer_init(&buffer, &arena, 0);
        weir_json_write(answer->kind == WEIR_LIST ? &answer->as.items[i] : answer, WEIR_JSON_PLAIN, &buffer);
        if (weir_buffer_done(&buffer, &text) == WEIR_OK)
            printf("%.*s\n", (int)text.length, text.at);
    }
    weir_arena_release(&arena);
    return wanted->action->print != print_outcome || is_true(answer, "delivered") ? WEIR_EXIT_FINE : WEIR_EXIT_PROBLEMS;
}

/* ── questions ───────────────────────────────────────────────────────────────────────────────────────────── */

static void write_name(weir_buffer *out, const char *name)
{
    if (out->length > 1)
        weir_buffer_char(out, ',');
    weir_json_write_string(weir_text_of(name), out);
    weir_buffer_char(out, ':');
}

static void write_text(weir_buffer *out, const char *name, const char *text)
{
    if (!text)
        return;
    write_name(out, name);
    weir_json_write_string(weir_text_of(text), out);
}

static void write_texts(weir_buffer *out, const char *name, const weir_option_texts *texts)
{
    if (texts->count == 0)
        return;
    write_name(out, name);
    for (uint32_t i = 0; i < texts->count; i++) {
        weir_buffer_char(out, i == 0 ? '[' : ',');
        weir_json_write_string(weir_text_of(texts->items[i]), out);
    }
    weir_buffer_char(out, ']');
}

static void write_body(weir_buffer *out, const settings *wanted)
{
    weir_buffer_char(out, '{');
    write_text(out, "url", wanted->url);
    write_text(out, "secret", wanted->secret);
    write_texts(out, "eventTypes", &wanted->types);
    write_texts(out, "processDefinitionKeys", &wanted->processes);
    if (wanted->from && strspn(wanted->from, "0123456789") == strlen(wanted->from)) {
        write_name(out, "from");
        weir_buffer_text(out, weir_text_of(wanted->from));
    } else {
        write_text(out, "from", wanted->from);
    }
    if (wanted->pauses || wanted->resumes) {
        write_name(out, "active");
        weir_buffer_text(out, wanted->resumes ? WEIR_T("true") : WEIR_T("false"));
    }
    weir_buffer_text(out, (weir_text){"}\0", 2});
}

static void write_path(weir_buffer *out, const settings *wanted)
{
    weir_buffer_text(out, WEIR_T("/webhook"));
    if (wanted->id) {
        weir_buffer_char(out, '/');
        for (const char *at = wanted->id; *at != '\0'; at++)
            weir_buffer_char(out, strchr("/?#%", *at) ? '-' : *at); /* an id has none of these */
    }
    weir_buffer_text(out, weir_text_of(wanted->action->path));
    weir_buffer_char(out, '\0');
}

static int ask(weir_remote *server, settings *wanted, weir_arena *arena)
{
    weir_buffer path, body;
    weir_text path_text, body_text;
    weir_db_error error;

    weir_buffer_init(&path, arena, 0);
    weir_buffer_init(&body, arena, 0);
    write_path(&path, wanted);
    write_body(&body, wanted);
    if (weir_buffer_done(&path, &path_text) != WEIR_OK || weir_buffer_done(&body, &body_text) != WEIR_OK)
        return weir_database_fail(WEIR_ENOMEM, wanted->is_json, "no memory for the question");
    if (weir_remote_ask(server, wanted->action->method, path_text.at, wanted->action->has_body ? body_text.at : NULL, 0,
                        arena, &wanted->answer, &error) != 0)
        return weir_database_refuse(&error, wanted->is_json);
    return wanted->is_json ? print_json(wanted) : wanted->action->print(wanted, arena);
}

static int run_action(weir_source *source, void *context)
{
    settings *wanted = context;
    weir_arena arena;
    int status;

    if (!source->server) {
        (void)weir_database_fail(
            WEIR_EVALUE, wanted->is_json,
            "nobody serves this file, and a server is what sends webhooks: 'weir serve --db FILE'");
        return WEIR_EXIT_UNABLE;
    }
    weir_arena_init(&arena, weir_memory_libc(), ANSWER_BYTES_MAX);
    status = ask(source->server, wanted, &arena);
    weir_arena_release(&arena);
    return status;
}

/* ── the verb ────────────────────────────────────────────────────────────────────────────────────────────── */

static const action actions[] = {
    {"create", "URL", "POST", "", true, print_one},       {"list", NULL, "GET", "", false, print_list},
    {"show", "ID", "GET", "", false, print_one},          {"update", "ID", "PUT", "", true, print_one},
    {"delete", "ID", "DELETE", "", false, print_deleted}, {"test", "ID", "POST", "/test", false, print_outcome},
    {"receive", NULL, NULL, NULL, false, NULL},
};
#define ACTION_COUNT (sizeof actions / sizeof *actions)

static const action *find_action(const weir_verb *verb, int count, char **arguments)
{
    size_t i = 0;

    while (i < ACTION_COUNT && (count == 0 || strcmp(actions[i].name, arguments[0]) != 0))
        i++;
    if (i == ACTION_COUNT)
        (void)weir_verb_refuse(verb, "say 'create', 'list', 'show', 'update', 'delete', 'test' or 'receive'");
    else if (count != (actions[i].operand ? 2 : 1))
        (void)weir_verb_refuse(verb, actions[i].operand ? "say 'webhook %s %s'" : "'webhook %s' stands alone",
                               actions[i].name, actions[i].operand);
    else
        return &actions[i];
    return NULL;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {.listen = LISTEN_DEFAULT};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    wanted.action = find_action(verb, count, arguments);
    if (!wanted.action)
        return WEIR_EXIT_UNABLE;
    if (wanted.pauses && wanted.resumes)
        return weir_verb_refuse(verb, "say either --pause or --resume");
    if (!wanted.action->method)
        return weir_receive(&(weir_receive_options){.listen = wanted.listen,
                                                    .secret = wanted.secret,
                                                    .count = wanted.count.is_set ? wanted.count.number : 0,
                                                    .is_json = wanted.is_json});
    if (strcmp(wanted.action->name, "create") == 0)
        wanted.url = arguments[1];
    else
        wanted.id = count > 1 ? arguments[1] : NULL;
    return weir_database_run(verb,
                             &(weir_database_job){.path = wanted.db,
                                                  .server = wanted.server,
                                                  .actor = wanted.actor,
                                                  .is_json = wanted.is_json,
                                                  .run = run_action},
                             &wanted);
}

const weir_verb weir_verb_webhook = {
    .name = "webhook",
    .operands = "ACTION [URL | ID] --db FILE",
    .summary = "Let an address be told what happens; receive what is told",
    .help = "create URL   the address is sent each event, signed; the answer has the secret, and no other one does\n"
            "list         all of them, and how far they are behind; 'show ID': one of them\n"
            "update ID    what is named changes, the rest stays\n"
            "delete ID    nothing is sent there any more\n"
            "test ID      send a test event now, and tell what came of it (exit code 1: it did not arrive)\n"
            "receive      listen, verify signatures, print a line for each event, with its path if webhooks have\n"
            "             different ones; Ctrl-C ends it\n"
            "\n"
            "    weir webhook receive --listen 127.0.0.1:9000\n"
            "    weir webhook create http://127.0.0.1:9000/ --secret whsec_… --type 'task.*' --db shop.db\n"
            "docs/webhooks.md is for those who write receivers.\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
