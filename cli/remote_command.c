/* SPDX-License-Identifier: Apache-2.0
 * cli/remote_command.c - what a server is asked to do: commands, deployments, timers.
 */
#include "cli/remote_internal.h"

#define BOUNDARY_SIZE 48

/* ── commands ────────────────────────────────────────────────────────────────────────────────────────────── */

static void write_member(weir_buffer *out, const char *name, const char *text, bool is_json)
{
    if (!text)
        return;
    weir_buffer_char(out, ',');
    weir_json_write_string(weir_text_of(name), out);
    weir_buffer_char(out, ':');
    if (is_json)
        weir_buffer_text(out, weir_text_of(text));
    else
        weir_json_write_string(weir_text_of(text), out);
}

static void write_command(weir_buffer *out, const char *name, const weir_db_command *command)
{
    weir_buffer_text(out, WEIR_T("{\"command\":"));
    weir_json_write_string(weir_text_of(name), out);
    write_member(out, "process", command->process, false);
    write_member(out, "businessKey", command->business_key, false);
    write_member(out, "instance", command->instance, false);
    write_member(out, "task", command->task, false);
    write_member(out, "name", command->name, false);
    write_member(out, "text", command->text, false);
    write_member(out, "worker", command->worker, false);
    write_member(out, "element", command->element, false);
    if (command->working_days != 0)
        weir_buffer_format(out, ",\"workingDays\":%lld", (long long)command->working_days);
    write_member(out, "variables", command->variables, true);
    write_member(out, "keys", command->keys, true);
    if (command->duration_ms > 0)
        weir_buffer_format(out, ",\"duration\":%lld", (long long)command->duration_ms);
    weir_buffer_text(out, WEIR_T(",\"retries\":"));
    weir_buffer_integer(out, command->retries);
    weir_buffer_char(out, '}');
}

int weir_remote_command(weir_remote *remote, const char *name, const weir_db_command *command, weir_db_answer *answer,
                        weir_db_error *error)
{
    weir_asking asking;
    weir_buffer body;
    weir_err err;

    weir_asking_begin(&asking, remote, error, "/command");
    weir_buffer_init(&body, &asking.arena, 0);
    write_command(&body, name, command);
    err = weir_asking_post(&asking, &body);
    if (err == WEIR_OK) {
        const char *instance = weir_asking_member(&asking, &asking.answer, "instance");

        *answer = (weir_db_answer){.position = (uint64_t)weir_asking_integer(&asking.answer, "position", 0),
                                   .fact_count = (uint64_t)weir_asking_integer(&asking.answer, "facts", 0)};
        (void)snprintf(answer->instance, sizeof answer->instance, "%s", instance ? instance : "");
    }
    weir_asking_end(&asking);
    return (int)err;
}

/* ── deployments ─────────────────────────────────────────────────────────────────────────────────────────── */

/* One that is in none of the files. */
static void make_boundary(const weir_db_file *files, unsigned count, char out[static BOUNDARY_SIZE])
{
    bool is_used = true;

    for (unsigned attempt = 0; is_used; attempt++) {
        (void)snprintf(out, BOUNDARY_SIZE, "weir-boundary-%u", attempt);
        is_used = false;
        for (unsigned i = 0; i < count && !is_used; i++)
            is_used =
                weir_text_find((weir_text){files[i].bytes, (size_t)files[i].length}, weir_text_of(out), 0) != SIZE_MAX;
    }
}

static void write_quoted(weir_buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            weir_buffer_char(out, '\\');
        weir_buffer_char(out, *text == '\r' || *text == '\n' ? '?' : *text);
    }
}

static void write_form(weir_buffer *out, const weir_db_file *files, unsigned count, const char *boundary)
{
    if (count > 0 && files[0].delegates_external)
        weir_buffer_format(out, "--%s\r\nContent-Disposition: form-data; name=\"delegates\"\r\n\r\nexternal\r\n",
                           boundary);
    for (unsigned i = 0; i < count; i++) {
        weir_buffer_format(out, "--%s\r\nContent-Disposition: form-data; name=\"file%u\"; filename=\"", boundary, i);
        write_quoted(out, files[i].name);
        weir_buffer_text(out, WEIR_T("\"\r\nContent-Type: application/octet-stream\r\n\r\n"));
        weir_buffer_text(out, (weir_text){files[i].bytes, (size_t)files[i].length});
        weir_buffer_text(out, WEIR_T("\r\n"));
    }
    weir_buffer_format(out, "--%s--\r\n", boundary);
}

typedef struct telling {
    weir_asking *asking;
    void (*problem)(void *context, const weir_db_problem *problem);
    void *context;
} telling;

static void tell_problems(const telling *t, const char *file, const weir_value *list, bool is_error)
{
    for (uint32_t i = 0; list && list->kind == WEIR_LIST && i < list->count; i++) {
        const weir_value *item = &list->as.items[i];
        const char *element = weir_asking_member(t->asking, item, "mainElementId");
        const char *message = weir_asking_member(t->asking, item, "message"),
                   *rule = weir_asking_member(t->asking, item, "rule");

        t->problem(t->context, &(weir_db_problem){.file = file,
                                                  .rule = rule ? rule : "",
                                                  .element = element ? element : "",
                                                  .message = message ? message : "",
                                                  .line = (unsigned)weir_asking_integer(item, "line", 0),
                                                  .column = (unsigned)weir_asking_integer(item, "column", 0),
                                                  .is_error = is_error});
    }
}

/* "details": by file, errors and warnings. */
static void tell_details(const telling *t)
{
    const weir_value *details = weir_context_find(&t->asking->answer, WEIR_T("details"));

    for (uint32_t i = 0; t->problem && details && details->kind == WEIR_CONTEXT && i < details->count; i++) {
        const weir_entry *entry = &details->as.entries[i];
        weir_buffer name;
        weir_text text;

        weir_buffer_init(&name, &t->asking->arena, 0);
        weir_buffer_text(&name, entry->key);
        weir_buffer_char(&name, '\0');
        if (weir_buffer_done(&name, &text) != WEIR_OK)
            return;
        tell_problems(t, text.at, weir_context_find(&entry->value, WEIR_T("errors")), true);
        tell_problems(t, text.at, weir_context_find(&entry->value, WEIR_T("warnings")), false);
    }
}

static void tell_deployed(weir_asking *asking, bool (*deployed)(void *context, const weir_db_definition *definition),
                          void *context)
{
    const weir_value *map = weir_context_find(&asking->answer, WEIR_T("deployedProcessDefinitions"));
    bool goes_on = true;

    for (uint32_t i = 0; goes_on && map && map->kind == WEIR_CONTEXT && i < map->count; i++) {
        const weir_value *row = &map->as.entries[i].value;

        goes_on = deployed(context, &(weir_db_definition){.key = weir_asking_member(asking, row, "key"),
                                                          .id = weir_asking_member(asking, row, "id"),
                                                          .version = (unsigned)weir_asking_integer(row, "version", 0)});
    }
}

int weir_remote_deploy(weir_remote *remote, const weir_db_file *files, unsigned count,
                       void (*problem)(void *context, const weir_db_problem *problem), void *context,
                       bool (*deployed)(void *context, const weir_db_definition *definition), void *deployed_context,
                       weir_db_error *error)
{
    char boundary[BOUNDARY_SIZE], type[BOUNDARY_SIZE + 64];
    weir_asking asking;
    weir_buffer body;
    weir_err err;

    weir_asking_begin(&asking, remote, error, "/deployment/create");
    weir_buffer_init(&body, &asking.arena, 0);
    make_boundary(files, count, boundary);
    write_form(&body, files, count, boundary);
    (void)snprintf(type, sizeof type, "multipart/form-data; boundary=%s", boundary);
    err = weir_asking_send(&asking, "POST", type, &body);
    if (err == WEIR_EMODEL || err == WEIR_OK)
        tell_details(&(telling){&asking, problem, context});
    if (err == WEIR_OK)
        tell_deployed(&asking, deployed, deployed_context);
    weir_asking_end(&asking);
    return (int)err;
}

/* ── timers ──────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err is_clock_virtual(weir_remote *remote, bool *out, weir_db_error *error)
{
    const weir_value *is_virtual;
    weir_asking asking;
    weir_err err;

    weir_asking_begin(&asking, remote, error, "/clock");
    err = weir_asking_get(&asking, 0);
    is_virtual = weir_context_find(&asking.answer, WEIR_T("virtual"));
    *out = is_virtual && is_virtual->kind == WEIR_BOOLEAN && is_virtual->as.boolean;
    weir_asking_end(&asking);
    return err;
}

int weir_remote_tick(weir_remote *remote, const char *advance, bool *has_clock, uint64_t *fired_count,
                     weir_db_error *error)
{
    weir_asking asking;
    weir_buffer body;
    weir_err err = is_clock_virtual(remote, has_clock, error);

    *fired_count = 0;
    if (err != WEIR_OK || !*has_clock)
        return (int)err;
    weir_asking_begin(&asking, remote, error, "/clock");
    weir_buffer_init(&body, &asking.arena, 0);
    weir_buffer_text(&body, WEIR_T("{\"advance\":"));
    weir_json_write_string(weir_text_of(advance ? advance : "PT0S"), &body);
    weir_buffer_char(&body, '}');
    err = weir_asking_post(&asking, &body);
    if (err == WEIR_OK)
        *fired_count = (uint64_t)weir_asking_integer(&asking.answer, "fired", 0);
    weir_asking_end(&asking);
    return (int)err;
}
