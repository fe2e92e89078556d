/* SPDX-License-Identifier: Apache-2.0
 * cli/remote_log.c - instances and facts, as a server reads them from its log.
 */
#include "cli/remote_internal.h"

#define COUNT_DEFAULT 1000u /* as in weir.h */
#define FACT_PAGE 1000u

/* ── instances ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err read_instances(weir_remote *remote, const weir_db_filter *filter, uint64_t *after, unsigned count,
                               unsigned *taken, bool *goes_on,
                               bool (*visit)(void *context, const weir_db_instance *instance), void *context,
                               weir_db_error *error)
{
    static const char *const states[] = {NULL, "active", "ended"};
    weir_asking asking;
    weir_err err;

    weir_asking_begin(&asking, remote, error, "/log/instance");
    weir_asking_text(&asking, "instance", filter->instance);
    weir_asking_text(&asking, "process", filter->process);
    weir_asking_text(&asking, "businessKey", filter->business_key);
    weir_asking_text(&asking, "activity", filter->activity);
    weir_asking_text(&asking, "overdue", filter->is_overdue ? "true" : NULL);
    weir_asking_text(&asking, "state", states[filter->state]);
    weir_asking_number(&asking, "after", *after);
    weir_asking_number(&asking, "maxResults", count);
    err = weir_asking_get(&asking, 0);
    *taken = err == WEIR_OK && asking.answer.kind == WEIR_LIST ? asking.answer.count : 0;
    for (uint32_t i = 0; i < *taken && *goes_on; i++) {
        const weir_value *row = &asking.answer.as.items[i];
        const weir_db_instance instance = {.id = weir_asking_name(&asking, row, "instance"),
                                           .process = weir_asking_name(&asking, row, "process"),
                                           .definition = weir_asking_name(&asking, row, "definition"),
                                           .business_key = weir_asking_member(&asking, row, "businessKey"),
                                           .has_ended = strcmp(weir_asking_name(&asking, row, "state"), "ended") == 0,
                                           .started_ms = weir_asking_time(row, "started"),
                                           .position = (uint64_t)weir_asking_integer(row, "position", 0)};

        *after = instance.position;
        *goes_on = visit(context, &instance);
    }
    weir_asking_end(&asking);
    return err;
}

int weir_remote_instances(weir_remote *remote, const weir_db_filter *filter,
                          bool (*visit)(void *context, const weir_db_instance *instance), void *context,
                          weir_db_error *error)
{
    unsigned left = filter->count_max > 0 ? filter->count_max : COUNT_DEFAULT, taken;
    uint64_t after = filter->after_position;
    bool goes_on = true;
    int err;

    do {
        const unsigned wanted = left < WEIR_REMOTE_PAGE ? left : WEIR_REMOTE_PAGE;

        err = (int)read_instances(remote, filter, &after, wanted, &taken, &goes_on, visit, context, error);
        left -= taken;
    } while (err == WEIR_OK && goes_on && taken > 0 && left > 0);
    return err;
}

/* ── facts ───────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct fact_reading {
    weir_remote *remote;
    const char *instance;
    uint64_t after;
    int64_t wait_ms;
    unsigned taken;
    bool goes_on;
    weir_db_fact_visit visit;
    void *context;
    weir_db_error *error;
} fact_reading;

static bool take_fact(fact_reading *r, weir_asking *asking, const weir_value *row)
{
    const char *instance = weir_asking_member(asking, row, "processInstanceId");
    const char *data = weir_asking_json(asking, row, "data"), *command = weir_asking_json(asking, row, "command");
    const weir_db_fact fact = {.position = (uint64_t)weir_asking_integer(row, "position", 0),
                               .number = (uint64_t)weir_asking_integer(row, "number", 0),
                               .instance = instance ? instance : "00000000-0000-0000-0000-000000000000",
                               .type = weir_asking_name(asking, row, "type"),
                               .data = data ? data : "{}",
                               .actor = weir_asking_name(asking, row, "actor"),
                               .time_ms = weir_asking_time(row, "time"),
                               .command = command ? command : "{}",
                               .command_position = (uint64_t)weir_asking_integer(row, "commandPosition", 0)};

    r->after = fact.position;
    return r->visit(r->context, &fact);
}

static weir_err read_facts(fact_reading *r)
{
    weir_asking asking;
    weir_err err;

    weir_asking_begin(&asking, r->remote, r->error, "/log");
    weir_asking_number(&asking, "after", r->after);
    weir_asking_number(&asking, "maxResults", FACT_PAGE);
    weir_asking_text(&asking, "processInstanceId", r->instance);
    if (r->wait_ms > 0)
        weir_asking_number(&asking, "waitMs", (uint64_t)r->wait_ms);
    err = weir_asking_get(&asking, r->wait_ms);
    r->taken = err == WEIR_OK && asking.answer.kind == WEIR_LIST ? asking.answer.count : 0;
    for (uint32_t i = 0; i < r->taken && r->goes_on; i++)
        r->goes_on = take_fact(r, &asking, &asking.answer.as.items[i]);
    weir_asking_end(&asking);
    return err;
}

int weir_remote_facts(weir_remote *remote, const char *instance, uint64_t after_position, int64_t wait_ms,
                      weir_db_fact_visit visit, void *context, weir_db_error *error)
{
    fact_reading r = {.remote = remote,
                      .instance = instance,
                      .after = after_position,
                      .wait_ms = wait_ms,
                      .goes_on = true,
                      .visit = visit,
                      .context = context,
                      .error = error};
    int err;

    do {
        err = (int)read_facts(&r);
        r.wait_ms = 0;
    } while (err == WEIR_OK && r.goes_on && r.taken > 0);
    return err;
}

int weir_remote_head(weir_remote *remote, char out[86], weir_db_error *error)
{
    weir_asking asking;
    const char *head;
    weir_err err;

    weir_asking_begin(&asking, remote, error, "/log/head");
    err = weir_asking_get(&asking, 0);
    head = weir_asking_member(&asking, &asking.answer, "head");
    if (err == WEIR_OK)
        (void)snprintf(out, 86, "%s", head ? head : "");
    weir_asking_end(&asking);
    return (int)err;
}

/* ── one instance ────────────────────────────────────────────────────────────────────────────────────────── */

static const weir_value *list_of(const weir_value *object, const char *name, uint32_t *count)
{
    const weir_value *list = weir_context_find(object, weir_text_of(name));

    *count = list && list->kind == WEIR_LIST ? list->count : 0;
    return *count > 0 ? list->as.items : NULL;
}

static void tell_state(weir_asking *asking, const weir_db_state_visitor *visitor, void *context)
{
    const weir_value *row = &asking->answer;
    const weir_db_state state = {.instance = weir_asking_name(asking, row, "instance"),
                                 .process = weir_asking_name(asking, row, "process"),
                                 .process_name = weir_asking_member(asking, row, "processName"),
                                 .definition = weir_asking_name(asking, row, "definition"),
                                 .business_key = weir_asking_member(asking, row, "businessKey"),
                                 .caller = weir_asking_member(asking, row, "caller"),
                                 .caller_element = weir_asking_member(asking, row, "callerElement"),
                                 .outcome = weir_asking_member(asking, row, "outcome"),
                                 .error = weir_asking_member(asking, row, "error"),
                                 .has_ended = strcmp(weir_asking_name(asking, row, "state"), "ended") == 0,
                                 .started_ms = weir_asking_time(row, "started"),
                                 .time_ms = weir_asking_time(row, "time"),
                                 .first_position = (uint64_t)weir_asking_integer(row, "firstPosition", 0),
                                 .position = (uint64_t)weir_asking_integer(row, "position", 0),
                                 .fact_count = (uint64_t)weir_asking_integer(row, "facts", 0)};

    visitor->state(context, &state);
}

static void tell_activities(weir_asking *asking, const weir_db_state_visitor *visitor, void *context)
{
    uint32_t count;
    const weir_value *rows = list_of(&asking->answer, "activities", &count);

    for (uint32_t i = 0; i < count; i++)
        visitor->activity(context, &(weir_db_activity){.element = weir_asking_name(asking, &rows[i], "element"),
                                                       .since_ms = weir_asking_time(&rows[i], "since"),
                                                       .name = weir_asking_member(asking, &rows[i], "name"),
                                                       .item = (unsigned)weir_asking_integer(&rows[i], "item", 0)});
}

static void tell_waits(weir_asking *asking, const weir_db_state_visitor *visitor, void *context)
{
    uint32_t count;
    const weir_value *rows = list_of(&asking->answer, "waits", &count);

    for (uint32_t i = 0; i < count; i++)
        visitor->wait(context, &(weir_db_wait){.kind = weir_asking_name(asking, &rows[i], "kind"),
                                               .element = weir_asking_name(asking, &rows[i], "element"),
                                               .element_name = weir_asking_member(asking, &rows[i], "elementName"),
                                               .id = weir_asking_member(asking, &rows[i], "id"),
                                               .name = weir_asking_member(asking, &rows[i], "name"),
                                               .value = weir_asking_json(asking, &rows[i], "value"),
                                               .since_ms = weir_asking_time(&rows[i], "since"),
                                               .due_ms = weir_asking_time(&rows[i], "due"),
                                               .retries = weir_asking_integer(&rows[i], "retries", -1)});
}

static void tell_incidents(weir_asking *asking, const weir_db_state_visitor *visitor, void *context)
{
    uint32_t count;
    const weir_value *rows = list_of(&asking->answer, "incidents", &count);

    for (uint32_t i = 0; i < count; i++)
        visitor->incident(context, &(weir_db_incident){.id = weir_asking_name(asking, &rows[i], "id"),
                                                       .element = weir_asking_name(asking, &rows[i], "element"),
                                                       .kind = weir_asking_name(asking, &rows[i], "kind"),
                                                       .message = weir_asking_member(asking, &rows[i], "message"),
                                                       .created_ms = weir_asking_time(&rows[i], "since")});
}

static void tell_variables(weir_asking *asking, const weir_db_state_visitor *visitor, void *context)
{
    uint32_t count;
    const weir_value *rows = list_of(&asking->answer, "variables", &count);

    for (uint32_t i = 0; i < count; i++) {
        const char *value = weir_asking_json(asking, &rows[i], "value");

        visitor->variable(context, &(weir_db_variable){.name = weir_asking_name(asking, &rows[i], "name"),
                                                       .value = value ? value : "null",
                                                       .scope = (uint32_t)weir_asking_integer(&rows[i], "scope", 1),
                                                       .element = weir_asking_member(asking, &rows[i], "element")});
    }
}

/* "/log/instance/ID" and what follows. */
static void begin_instance(weir_asking *asking, weir_remote *remote, const char *instance, const char *rest,
                           weir_db_error *error)
{
    weir_asking_begin(asking, remote, error, "/log/instance/");
    weir_client_escape(weir_text_of(instance), &asking->path);
    weir_buffer_text(&asking->path, weir_text_of(rest));
}

int weir_remote_state_at(weir_remote *remote, const char *instance, uint64_t position,
                         const weir_db_state_visitor *visitor, void *context, weir_db_error *error)
{
    weir_asking asking;
    weir_err err;

    begin_instance(&asking, remote, instance, "", error);
    if (position > 0)
        weir_asking_number(&asking, "at", position);
    err = weir_asking_get(&asking, 0);
    if (err == WEIR_OK) {
        tell_state(&asking, visitor, context);
        tell_activities(&asking, visitor, context);
        tell_waits(&asking, visitor, context);
        tell_incidents(&asking, visitor, context);
        tell_variables(&asking, visitor, context);
    }
    weir_asking_end(&asking);
    return (int)err;
}

int weir_remote_elements(weir_remote *remote, const char *instance,
                         bool (*visit)(void *context, const weir_db_element *element), void *context,
                         weir_db_error *error)
{
    weir_asking asking;
    bool goes_on = true;
    weir_err err;

    begin_instance(&asking, remote, instance, "/elements", error);
    err = weir_asking_get(&asking, 0);
    for (uint32_t i = 0; err == WEIR_OK && goes_on && asking.answer.kind == WEIR_LIST && i < asking.answer.count; i++) {
        const weir_value *row = &asking.answer.as.items[i];

        goes_on = visit(context, &(weir_db_element){.id = weir_asking_name(&asking, row, "id"),
                                                    .type = weir_asking_name(&asking, row, "type"),
                                                    .name = weir_asking_member(&asking, row, "name")});
    }
    weir_asking_end(&asking);
    return (int)err;
}

/* ── what comes as bytes: pictures, reports ──────────────────────────────────────────────────────────────── */

static int get_bytes(weir_asking *asking, void (*visit)(void *context, const char *bytes, uint64_t length),
                     void *context)
{
    weir_err err;

    asking->takes_bytes = true;
    err = weir_asking_get(asking, 0);
    if (err == WEIR_OK)
        visit(context, asking->bytes.at, asking->bytes.length);
    weir_asking_end(asking);
    return (int)err;
}

int weir_remote_draw(weir_remote *remote, const weir_db_diagram *diagram,
                     void (*visit)(void *context, const char *svg, uint64_t length), void *context,
                     weir_db_error *error)
{
    const char *of = diagram->definition ? diagram->definition : diagram->instance;
    weir_asking asking;

    weir_asking_begin(&asking, remote, error,
                      !diagram->definition      ? "/process-instance/"
                      : strchr(of, ':') != NULL ? "/process-definition/"
                                                : "/process-definition/key/");
    weir_client_escape(weir_text_of(of), &asking.path);
    weir_buffer_text(&asking.path, WEIR_T("/diagram"));
    if (diagram->diagram > 0)
        weir_asking_number(&asking, "diagram", diagram->diagram);
    if (diagram->definition)
        weir_asking_text(&asking, "instance", diagram->instance);
    return get_bytes(&asking, visit, context);
}

int weir_remote_account(weir_remote *remote, const char *instance, bool as_html,
                        void (*visit)(void *context, const char *text, uint64_t length), void *context,
                        weir_db_error *error)
{
    weir_asking asking;

    weir_asking_begin(&asking, remote, error, "/process-instance/");
    weir_client_escape(weir_text_of(instance), &asking.path);
    weir_buffer_text(&asking.path, WEIR_T("/accountability"));
    weir_asking_text(&asking, "format", as_html ? "html" : "json");
    return get_bytes(&asking, visit, context);
}
