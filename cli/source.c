/* SPDX-License-Identifier: Apache-2.0
 * cli/source.c - each question goes to the file or to the server.
 */
#include "cli/source.h"

#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "host/memory_libc.h"

#define KNOWN_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define POLL_MS 200 /* of a file, by who follows its log */

/* ── commands ────────────────────────────────────────────────────────────────────────────────────────────── */

static const struct {
    const char *name;
    int (*run)(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
} commands[] = {
    {"start", weir_db_start},       {"complete", weir_db_complete}, {"fail", weir_db_fail},
    {"error", weir_db_throw_error}, {"retry", weir_db_retry},       {"take-back", weir_db_retry},
    {"claim", weir_db_claim},       {"assign", weir_db_assign},     {"message", weir_db_correlate},
    {"signal", weir_db_signal},     {"cancel", weir_db_cancel},     {"suspend", weir_db_suspend},
    {"activate", weir_db_activate}, {"extend", weir_db_extend},
};

int weir_source_command(weir_source *source, const char *name, const weir_db_command *command, weir_db_answer *answer,
                        weir_db_error *error)
{
    weir_db_command asked = *command;
    size_t i = 0;

    if (source->server)
        return weir_remote_command(source->server, name, command, answer, error);
    while (strcmp(commands[i].name, name) != 0)
        i++;
    asked.actor = source->actor;
    return commands[i].run(source->file, &asked, answer, error);
}

/* ── deployments ─────────────────────────────────────────────────────────────────────────────────────────── */

/* Definitions that a file had before; the others are new. */
typedef struct known_ids {
    weir_arena arena;
    struct {
        weir_text *items;
        uint32_t count, capacity;
    } ids;
    weir_err err;
    bool (*deployed)(void *context, const weir_db_definition *definition);
    void *context;
} known_ids;

static bool note_id(void *context, const weir_db_definition *definition)
{
    known_ids *known = context;
    weir_text id;

    known->err = weir_arena_text(&known->arena, weir_text_of(definition->id), &id);
    if (known->err == WEIR_OK)
        known->err = WEIR_GROW(&known->arena, &known->ids);
    if (known->err == WEIR_OK)
        known->ids.items[known->ids.count++] = id;
    return known->err == WEIR_OK;
}

static bool tell_if_new(void *context, const weir_db_definition *definition)
{
    known_ids *known = context;

    for (uint32_t i = 0; i < known->ids.count; i++) {
        if (weir_text_equal(known->ids.items[i], weir_text_of(definition->id)))
            return true;
    }
    return known->deployed(known->context, definition);
}

static int no_memory(weir_db_error *error)
{
    *error = (weir_db_error){.code = WEIR_ENOMEM};
    (void)snprintf(error->name, sizeof error->name, "%s", weir_err_name(WEIR_ENOMEM));
    (void)snprintf(error->message, sizeof error->message, "no memory for the list of processes");
    return WEIR_ENOMEM;
}

int weir_source_deploy(weir_source *source, const weir_db_file *files, unsigned count,
                       void (*problem)(void *context, const weir_db_problem *problem), void *context,
                       bool (*deployed)(void *context, const weir_db_definition *definition), void *deployed_context,
                       weir_db_error *error)
{
    known_ids known = {.deployed = deployed, .context = deployed_context};
    int code;

    if (source->server)
        return weir_remote_deploy(source->server, files, count, problem, context, deployed, deployed_context, error);
    weir_arena_init(&known.arena, weir_memory_libc(), KNOWN_BYTES_MAX);
    code = weir_db_definitions(source->file, note_id, &known, error);
    if (code == 0 && known.err != WEIR_OK)
        code = no_memory(error);
    if (code == 0)
        code = weir_db_deploy(source->file, source->actor, files, count, problem, context, error);
    if (code == 0)
        code = weir_db_definitions(source->file, tell_if_new, &known, error);
    weir_arena_release(&known.arena);
    return code;
}

/* ── looking ─────────────────────────────────────────────────────────────────────────────────────────────── */

int weir_source_instances(weir_source *source, const weir_db_filter *filter,
                          bool (*visit)(void *context, const weir_db_instance *instance), void *context,
                          weir_db_error *error)
{
    return source->server ? weir_remote_instances(source->server, filter, visit, context, error)
                          : weir_db_instances(source->file, filter, visit, context, error);
}

int weir_source_tasks(weir_source *source, const weir_db_filter *filter,
                      bool (*visit)(void *context, const weir_db_task *task), void *context, weir_db_error *error)
{
    return source->server ? weir_remote_tasks(source->server, filter, visit, context, error)
                          : weir_db_tasks(source->file, filter, visit, context, error);
}

int weir_source_external_tasks(weir_source *source, const weir_db_filter *filter,
                               bool (*visit)(void *context, const weir_db_external_task *task), void *context,
                               weir_db_error *error)
{
    return source->server ? weir_remote_external_tasks(source->server, filter, visit, context, error)
                          : weir_db_external_tasks(source->file, filter, visit, context, error);
}

int weir_source_incidents(weir_source *source, const weir_db_filter *filter,
                          bool (*visit)(void *context, const weir_db_incident *incident), void *context,
                          weir_db_error *error)
{
    return source->server ? weir_remote_incidents(source->server, filter, visit, context, error)
                          : weir_db_incidents(source->file, filter, visit, context, error);
}

int weir_source_state_at(weir_source *source, const char *instance, uint64_t position,
                         const weir_db_state_visitor *visitor, void *context, weir_db_error *error)
{
    return source->server ? weir_remote_state_at(source->server, instance, position, visitor, context, error)
                          : weir_db_state_at(source->file, instance, position, visitor, context, error);
}

typedef struct definition_name {
    char text[512];
} definition_name;

static bool keep_definition(void *context, const weir_db_instance *instance)
{
    definition_name *name = context;

    (void)snprintf(name->text, sizeof name->text, "%s", instance->definition);
    return false;
}

int weir_source_elements(weir_source *source, const char *instance,
                         bool (*visit)(void *context, const weir_db_element *element), void *context,
                         weir_db_error *error)
{
    definition_name name = {{0}};
    int code;

    if (source->server)
        return weir_remote_elements(source->server, instance, visit, context, error);
    code = weir_db_instances(source->file, &(weir_db_filter){.instance = instance}, keep_definition, &name, error);
    return code == 0 && name.text[0] != '\0' ? weir_db_elements(source->file, name.text, visit, context, error) : code;
}

int weir_source_draw(weir_source *source, const weir_db_diagram *diagram,
                     void (*visit)(void *context, const char *svg, uint64_t length), void *context,
                     weir_db_error *error)
{
    return source->server ? weir_remote_draw(source->server, diagram, visit, context, error)
                          : weir_db_draw(source->file, diagram, visit, context, error);
}

int weir_source_account(weir_source *source, const char *instance, bool as_html,
                        void (*visit)(void *context, const char *text, uint64_t length), void *context,
                        weir_db_error *error)
{
    return source->server ? weir_remote_account(source->server, instance, as_html, visit, context, error)
                          : weir_db_account(source->file, instance, as_html, visit, context, error);
}

/* ── facts ───────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct counted {
    weir_db_fact_visit visit;
    void *context;
    uint64_t count;
} counted;

static bool count_fact(void *context, const weir_db_fact *fact)
{
    counted *c = context;

    c->count++;
    return c->visit(c->context, fact);
}

int weir_source_facts(weir_source *source, const char *instance, uint64_t after_position, int64_t wait_ms,
                      weir_db_fact_visit visit, void *context, weir_db_error *error)
{
    const struct timespec moment = {.tv_nsec = POLL_MS * 1000000};
    counted c = {visit, context, 0};
    int code;

    if (source->server)
        return weir_remote_facts(source->server, instance, after_position, wait_ms, visit, context, error);
    for (;; wait_ms -= POLL_MS) {
        code = weir_db_facts(source->file, instance, after_position, count_fact, &c, error);
        if (code != 0 || c.count > 0 || wait_ms <= 0)
            return code;
        (void)nanosleep(&moment, NULL);
    }
}
