/* SPDX-License-Identifier: Apache-2.0
 * cli/remote_rows.c - what a server lists, page by page, as the rows of weir.h.
 */
#include "cli/remote_internal.h"

#define COUNT_DEFAULT 1000u /* as in weir.h */

/* A list of the REST API: parameters, and what becomes of each row. */
typedef struct paging {
    weir_remote *remote;
    const char *path;
    struct {
        const char *name, *value; /* NULL: left out */
    } parameters[4];
    unsigned count_max;
    bool wants_keys; /* business keys, which rows of the API do not have */
    bool (*take)(struct paging *p, weir_asking *asking, const weir_value *row);
    void *visit_context;
    void (*visit)(void); /* of the kind that `take` knows */
    weir_value keys;     /* of the page: instances with their business keys */
    weir_db_error *error;
} paging;

/* ── business keys ───────────────────────────────────────────────────────────────────────────────────────── */

static void write_instances(weir_buffer *out, const weir_value *rows)
{
    weir_text last = WEIR_NO_TEXT;

    weir_buffer_format(out, "{\"processInstanceIds\":[");
    for (uint32_t i = 0; i < rows->count; i++) {
        const weir_value *id = weir_context_find(&rows->as.items[i], WEIR_T("processInstanceId"));

        if (!id || id->kind != WEIR_STRING || weir_text_equal(id->as.string, last))
            continue;
        if (last.at)
            weir_buffer_char(out, ',');
        weir_json_write_string(id->as.string, out);
        last = id->as.string;
    }
    weir_buffer_text(out, WEIR_T("]}"));
}

/* Into p->keys, which lives in the arena of `asking`. */
static weir_err read_keys(paging *p, weir_asking *asking)
{
    const weir_value rows = asking->answer;
    weir_asking keys;
    weir_buffer body;
    weir_err err;

    p->keys = weir_null();
    if (!p->wants_keys || rows.count == 0)
        return WEIR_OK;
    weir_asking_begin(&keys, p->remote, p->error, "/process-instance");
    weir_asking_number(&keys, "maxResults", WEIR_REMOTE_PAGE);
    weir_buffer_init(&body, &keys.arena, 0);
    write_instances(&body, &rows);
    err = weir_asking_post(&keys, &body);
    if (err == WEIR_OK && weir_value_copy(&keys.answer, &asking->arena, &p->keys) != WEIR_OK)
        err = weir_asking_fail(p->error, WEIR_ENOMEM, "no memory for business keys");
    weir_asking_end(&keys);
    return err;
}

static const char *business_key(const paging *p, weir_asking *asking, const weir_value *row)
{
    const weir_value *wanted = weir_context_find(row, WEIR_T("processInstanceId"));

    for (uint32_t i = 0; wanted && wanted->kind == WEIR_STRING && p->keys.kind == WEIR_LIST && i < p->keys.count; i++) {
        const weir_value *id = weir_context_find(&p->keys.as.items[i], WEIR_T("id"));

        if (id && id->kind == WEIR_STRING && weir_text_equal(id->as.string, wanted->as.string))
            return weir_asking_member(asking, &p->keys.as.items[i], "businessKey");
    }
    return NULL;
}

/* ── pages ───────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err read_page(paging *p, unsigned first, unsigned count, unsigned *taken, bool *goes_on)
{
    weir_asking asking;
    weir_err err;

    weir_asking_begin(&asking, p->remote, p->error, p->path);
    for (size_t i = 0; i < sizeof p->parameters / sizeof *p->parameters; i++)
        weir_asking_text(&asking, p->parameters[i].name, p->parameters[i].value);
    weir_asking_number(&asking, "firstResult", first);
    weir_asking_number(&asking, "maxResults", count);
    err = weir_asking_get(&asking, 0);
    if (err == WEIR_OK)
        err = read_keys(p, &asking);
    *taken = err == WEIR_OK && asking.answer.kind == WEIR_LIST ? asking.answer.count : 0;
    for (uint32_t i = 0; i < *taken && *goes_on; i++)
        *goes_on = p->take(p, &asking, &asking.answer.as.items[i]);
    weir_asking_end(&asking);
    return err;
}

static int read_pages(paging *p)
{
    const unsigned count_max = p->count_max > 0 ? p->count_max : COUNT_DEFAULT;
    unsigned first = 0, taken, wanted;
    bool goes_on = true;
    int err;

    do {
        wanted = count_max - first < WEIR_REMOTE_PAGE ? count_max - first : WEIR_REMOTE_PAGE;
        err = (int)read_page(p, first, wanted, &taken, &goes_on);
        first += taken;
    } while (err == WEIR_OK && goes_on && taken == wanted && first < count_max);
    return err;
}

/* ── tasks, external tasks, incidents ────────────────────────────────────────────────────────────────────── */

/* "order:1:…" is of the process "order". */
static const char *key_of(weir_asking *asking, const weir_value *row)
{
    const char *definition = weir_asking_member(asking, row, "processDefinitionId");
    weir_buffer buffer;
    weir_text text;

    if (!definition)
        return "";
    weir_buffer_init(&buffer, &asking->arena, 0);
    weir_buffer_text(&buffer, (weir_text){definition, strcspn(definition, ":")});
    weir_buffer_char(&buffer, '\0');
    return weir_buffer_done(&buffer, &text) == WEIR_OK ? text.at : "";
}

typedef bool (*task_visit)(void *context, const weir_db_task *task);
typedef bool (*external_visit)(void *context, const weir_db_external_task *task);
typedef bool (*incident_visit)(void *context, const weir_db_incident *incident);

static bool take_task(paging *p, weir_asking *asking, const weir_value *row)
{
    const weir_db_task task = {.id = weir_asking_name(asking, row, "id"),
                               .instance = weir_asking_name(asking, row, "processInstanceId"),
                               .process = key_of(asking, row),
                               .element = weir_asking_name(asking, row, "taskDefinitionKey"),
                               .business_key = business_key(p, asking, row),
                               .name = weir_asking_member(asking, row, "name"),
                               .assignee = weir_asking_member(asking, row, "assignee"),
                               .created_ms = weir_asking_time(row, "created"),
                               .due_ms = weir_asking_time(row, "due"),
                               .is_due_provisional = weir_asking_is(row, "dueProvisional")};

    return ((task_visit)p->visit)(p->visit_context, &task);
}

int weir_remote_tasks(weir_remote *remote, const weir_db_filter *filter, task_visit visit, void *context,
                      weir_db_error *error)
{
    return read_pages(&(paging){.remote = remote,
                                .path = "/task",
                                .parameters = {{"processInstanceId", filter->instance},
                                               {"processDefinitionKey", filter->process},
                                               {"taskDefinitionKey", filter->activity},
                                               {"overdue", filter->is_overdue ? "true" : NULL}},
                                .count_max = filter->count_max,
                                .wants_keys = true,
                                .take = take_task,
                                .visit = (void (*)(void))visit,
                                .visit_context = context,
                                .error = error});
}

static bool take_external(paging *p, weir_asking *asking, const weir_value *row)
{
    const weir_db_external_task task = {.id = weir_asking_name(asking, row, "id"),
                                        .instance = weir_asking_name(asking, row, "processInstanceId"),
                                        .definition = weir_asking_name(asking, row, "processDefinitionId"),
                                        .element = weir_asking_name(asking, row, "activityId"),
                                        .topic = weir_asking_name(asking, row, "topicName"),
                                        .business_key = weir_asking_member(asking, row, "businessKey"),
                                        .worker = weir_asking_member(asking, row, "workerId"),
                                        .priority = weir_asking_integer(row, "priority", 0),
                                        .created_ms = weir_asking_time(row, "createTime"),
                                        .locked_until_ms = weir_asking_time(row, "lockExpirationTime"),
                                        .retries = weir_asking_integer(row, "retries", -1)};

    return ((external_visit)p->visit)(p->visit_context, &task);
}

int weir_remote_external_tasks(weir_remote *remote, const weir_db_filter *filter, external_visit visit, void *context,
                               weir_db_error *error)
{
    return read_pages(&(paging){.remote = remote,
                                .path = "/external-task",
                                .parameters = {{"processInstanceId", filter->instance},
                                               {"processDefinitionKey", filter->process},
                                               {"activityId", filter->activity}},
                                .count_max = filter->count_max,
                                .take = take_external,
                                .visit = (void (*)(void))visit,
                                .visit_context = context,
                                .error = error});
}

static bool take_incident(paging *p, weir_asking *asking, const weir_value *row)
{
    const weir_db_incident incident = {.id = weir_asking_name(asking, row, "id"),
                                       .instance = weir_asking_name(asking, row, "processInstanceId"),
                                       .process = key_of(asking, row),
                                       .element = weir_asking_name(asking, row, "activityId"),
                                       .kind = weir_asking_name(asking, row, "incidentType"),
                                       .business_key = business_key(p, asking, row),
                                       .message = weir_asking_member(asking, row, "incidentMessage"),
                                       .created_ms = weir_asking_time(row, "incidentTimestamp")};

    return ((incident_visit)p->visit)(p->visit_context, &incident);
}

int weir_remote_incidents(weir_remote *remote, const weir_db_filter *filter, incident_visit visit, void *context,
                          weir_db_error *error)
{
    return read_pages(&(paging){.remote = remote,
                                .path = "/incident",
                                .parameters = {{"processInstanceId", filter->instance},
                                               {"processDefinitionKeyIn", filter->process},
                                               {"activityId", filter->activity}},
                                .count_max = filter->count_max,
                                .wants_keys = true,
                                .take = take_incident,
                                .visit = (void (*)(void))visit,
                                .visit_context = context,
                                .error = error});
}
