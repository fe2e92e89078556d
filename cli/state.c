/* SPDX-License-Identifier: Apache-2.0
 * cli/state.c - where an instance stands, what it waits for, what it knows.
 */
#include "cli/state.h"

#include "base/json.h"
#include "cli/database.h"
#include "cli/object.h"
#include "cli/table.h"
#include "cli/terminal.h"
#include "host/memory_libc.h"
#include "run/deadline.h"
#include "run/user_task.h"

#define VALUE_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* In the order in which the library tells them. */
typedef enum section {
    SECTION_NONE,
    SECTION_ACTIVITIES,
    SECTION_WAITS,
    SECTION_INCIDENTS,
    SECTION_VARIABLES,
    SECTION_END
} section;

static const struct {
    const char *title, *key;
    uint32_t column_count;
} sections[] = {
    [SECTION_ACTIVITIES] = {"active", "activities", 2},
    [SECTION_WAITS] = {"waits for", "waits", 4},
    [SECTION_INCIDENTS] = {"incidents", "incidents", 4},
    [SECTION_VARIABLES] = {"variables", "variables", 2},
};

typedef struct printer {
    bool is_past;
    section at;
    weir_table table;
    weir_object line;
    weir_err err;
} printer;

/* ── for people ────────────────────────────────────────────────────────────────────────────────────────── */

static void end_section(printer *p)
{
    const weir_err err = p->at != SECTION_NONE ? weir_table_end(&p->table) : WEIR_OK;

    p->err = p->err == WEIR_OK ? err : p->err;
}

static void enter(printer *p, section wanted)
{
    if (p->at == wanted)
        return;
    end_section(p);
    p->at = wanted;
    printf("\n%s%s%s\n", weir_style_begin(WEIR_STYLE_BOLD), sections[wanted].title, weir_style_end());
    weir_table_begin(&p->table, NULL, sections[wanted].column_count);
}

static void print_field(const char *name, const char *text)
{
    printf("%-14s", name);
    weir_print_plain(text, 0);
    putchar('\n');
}

static void print_time(const char *name, int64_t time_ms, uint64_t position)
{
    char time[WEIR_TIME_TEXT_SIZE];

    printf("%-14s%s UTC, position %llu\n", name, weir_time_text(time_ms, time), (unsigned long long)position);
}

static void print_state(void *context, const weir_db_state *state)
{
    const printer *p = context;
    char version[12], process[1024];

    (void)snprintf(process, sizeof process, "%.400s%s%.400s%s, version %s",
                   state->process_name ? state->process_name : "", state->process_name ? " (" : "", state->process,
                   state->process_name ? ")" : "", weir_version_text(state->definition, version));
    print_field("instance", state->instance);
    print_field("process", process);
    print_field("definition", state->definition);
    print_field("business key", state->business_key);
    if (state->caller) {
        print_field("called by", state->caller);
        print_field("at", state->caller_element);
    }
    printf("%-14s%s", "state", state->has_ended ? "ended" : "active");
    if (state->outcome)
        printf(": %s", state->outcome);
    if (state->error) {
        printf(", ");
        weir_print_plain(state->error, 0);
    }
    putchar('\n');
    print_time("started", state->started_ms, state->first_position);
    print_time(p->is_past ? "as of" : "last fact", state->time_ms, state->position);
}

/* "Check the order (check), item 2" */
static void element_cell(weir_table *table, const char *name, const char *element, unsigned item)
{
    char text[1024];
    int length =
        snprintf(text, sizeof text, "%.400s%s%.400s%s", name ? name : "", name ? " (" : "", element, name ? ")" : "");

    if (item > 0)
        (void)snprintf(text + length, sizeof text - (size_t)length, ", item %u", item);
    weir_table_cell(table, text);
}

static void since_cell(weir_table *table, int64_t since_ms)
{
    char time[WEIR_TIME_TEXT_SIZE], text[WEIR_TIME_TEXT_SIZE + 8] = "";

    if (since_ms != 0)
        (void)snprintf(text, sizeof text, "since %s", weir_time_text(since_ms, time));
    weir_table_cell(table, text);
}

static void print_activity(void *context, const weir_db_activity *activity)
{
    printer *p = context;

    enter(p, SECTION_ACTIVITIES);
    element_cell(&p->table, activity->name, activity->element, activity->item);
    since_cell(&p->table, activity->since_ms);
}

/* What a JSON object says under a key; NULL: nothing, or it is none. */
static const weir_value *found_in(const char *json, const char *key, weir_arena *arena)
{
    weir_value *value = WEIR_TAKE(arena, weir_value, 1);

    if (!json || !value || weir_json_read(weir_text_of(json), WEIR_JSON_TYPED, NULL, arena, value, NULL) != WEIR_OK)
        return NULL;
    return weir_context_find(value, weir_text_of(key));
}

static bool is_set(const char *json, const char *key, weir_arena *arena)
{
    const weir_value *found = found_in(json, key, arena);

    return found && found->kind == WEIR_BOOLEAN && found->as.boolean;
}

/* A member of a JSON object, as text in the arena; NULL: there is none. */
static const char *member(const char *json, const char *key, weir_arena *arena)
{
    const weir_value *found = found_in(json, key, arena);
    weir_buffer buffer;
    weir_text text;

    if (!found || found->kind != WEIR_STRING)
        return NULL;
    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_text(&buffer, found->as.string);
    weir_buffer_char(&buffer, '\0');
    return weir_buffer_done(&buffer, &text) == WEIR_OK ? text.at : NULL;
}

/* " (cn-gov 2, provisional 待核)": the calendar that has counted a date, and its version; "" if none did. */
static const char *counted_by(const char *json, weir_arena *arena, char out[static 96])
{
    weir_value value = weir_null();
    weir_kept_deadline kept;

    out[0] = '\0';
    if (json && weir_json_read(weir_text_of(json), WEIR_JSON_TYPED, NULL, arena, &value, NULL) == WEIR_OK &&
        weir_deadline_kept(&value, WEIR_T(WEIR_DEADLINE_KEY), &kept))
        (void)snprintf(out, 96, " (%.*s %u%s)", kept.calendar.length < 60 ? (int)kept.calendar.length : 60,
                       kept.calendar.at, kept.version, kept.is_provisional ? ", provisional 待核" : "");
    return out;
}

/* "for anna, due 2026-01-05 13:00:00" */
static void task_cell(weir_table *table, const weir_db_wait *wait)
{
    char time[WEIR_TIME_TEXT_SIZE], text[512], counted[96];
    const char *assignee;
    weir_arena arena;

    weir_arena_init(&arena, weir_memory_libc(), VALUE_BYTES_MAX);
    assignee = member(wait->value, "assignee", &arena);
    (void)snprintf(text, sizeof text, "%s%.300s%s%s%s%s%s", assignee ? "for " : "", assignee ? assignee : "",
                   assignee && wait->due_ms != 0 ? ", " : "", wait->due_ms != 0 ? "due " : "",
                   weir_time_text(wait->due_ms, time), counted_by(wait->value, &arena, counted),
                   is_set(wait->value, WEIR_TASK_PROVISIONAL_KEY, &arena) ? WEIR_PROVISIONAL : "");
    weir_table_cell(table, text);
    weir_arena_release(&arena);
}

/* A timer or a continuation: "before it, due 2026-01-05 13:00:00, 2 tries left" */
static void job_cell(weir_table *table, const weir_db_wait *wait)
{
    char time[WEIR_TIME_TEXT_SIZE], tries[48] = "", text[256], counted[96];
    weir_arena arena;

    weir_arena_init(&arena, weir_memory_libc(), VALUE_BYTES_MAX);
    if (wait->retries >= 0)
        (void)snprintf(tries, sizeof tries, ", %lld %s left", (long long)wait->retries,
                       wait->retries == 1 ? "try" : "tries");
    (void)snprintf(text, sizeof text, "%s%sdue %s%s%s", wait->name ? wait->name : "", wait->name ? " it, " : "",
                   weir_time_text(wait->due_ms, time), counted_by(wait->value, &arena, counted), tries);
    weir_table_cell(table, text);
    weir_arena_release(&arena);
}

/* "5wd, TL-1, overdue, due 2026-01-05 13:00:00, 3 working days ago" */
static void limit_cell(weir_table *table, const weir_db_wait *wait)
{
    char time[WEIR_TIME_TEXT_SIZE], late[48] = "", text[256];
    const char *limit, *policy, *state;
    const weir_value *days;
    int64_t count;
    weir_arena arena;

    weir_arena_init(&arena, weir_memory_libc(), VALUE_BYTES_MAX);
    limit = member(wait->value, "limit", &arena);
    policy = member(wait->value, "policy", &arena);
    state = member(wait->value, "state", &arena);
    days = found_in(wait->value, "overdueWd", &arena);
    if (days && days->kind == WEIR_NUMBER && weir_decimal_to_int64(days->as.number, &count) && count > 0)
        (void)snprintf(late, sizeof late, ", %lld working day%s ago", (long long)count, count == 1 ? "" : "s");
    (void)snprintf(text, sizeof text, "%.60s%s%.20s, %.20s, due %s%s%s", limit ? limit : "", policy ? ", " : "",
                   policy ? policy : "", state ? state : "", weir_time_text(wait->due_ms, time),
                   is_set(wait->value, "dueProvisional", &arena) ? WEIR_PROVISIONAL : "", late);
    weir_table_cell(table, text);
    weir_arena_release(&arena);
}

/* "due 2026-01-05 13:00:00", "topic printing, 2 tries left", "paid {"order": 7}", the process that is called */
static void wait_cell(weir_table *table, const weir_db_wait *wait)
{
    char text[1024];
    const bool is_named =
        strcmp(wait->kind, "message") == 0 || strcmp(wait->kind, "signal") == 0 || strcmp(wait->kind, "call") == 0;

    if (strcmp(wait->kind, "user task") == 0) {
        task_cell(table, wait);
        return;
    }
    if (strcmp(wait->kind, "limit") == 0) {
        limit_cell(table, wait);
        return;
    }
    if (strcmp(wait->kind, "timer") == 0 || strcmp(wait->kind, "continuation") == 0) {
        job_cell(table, wait);
        return;
    }
    if (strcmp(wait->kind, "join") == 0)
        (void)snprintf(text, sizeof text, "other flows");
    else if (is_named)
        (void)snprintf(text, sizeof text, "%s%s%s", wait->name ? wait->name : "-", wait->value ? " " : "",
                       wait->value ? wait->value : "");
    else if (wait->retries >= 0)
        (void)snprintf(text, sizeof text, "topic %s, %lld %s left", wait->name, (long long)wait->retries,
                       wait->retries == 1 ? "try" : "tries");
    else if (wait->name)
        (void)snprintf(text, sizeof text, "topic %s", wait->name);
    else
        text[0] = '\0';
    weir_table_cell(table, text);
}

static void print_wait(void *context, const weir_db_wait *wait)
{
    printer *p = context;

    enter(p, SECTION_WAITS);
    weir_table_cell(&p->table, wait->kind);
    element_cell(&p->table, wait->element_name, wait->element, 0);
    wait_cell(&p->table, wait);
    weir_table_cell(&p->table, wait->id);
}

static void print_incident(void *context, const weir_db_incident *incident)
{
    printer *p = context;

    enter(p, SECTION_INCIDENTS);
    weir_table_cell(&p->table, incident->element);
    since_cell(&p->table, incident->created_ms);
    weir_table_cell(&p->table, incident->id);
    weir_table_cell(&p->table, incident->message);
}

static void print_variable(void *context, const weir_db_variable *variable)
{
    printer *p = context;
    char place[512] = "";

    enter(p, SECTION_VARIABLES);
    if (variable->scope != 1)
        (void)snprintf(place, sizeof place, "%.300s (in %.100s)", variable->name,
                       variable->element ? variable->element : "?");
    weir_table_cell(&p->table, place[0] != '\0' ? place : variable->name);
    weir_table_cell(&p->table, variable->value);
}

/* ── for programs ──────────────────────────────────────────────────────────────────────────────────────── */

/* Every list is there, the empty ones too. */
static void enter_json(printer *p, section wanted)
{
    while (p->at < wanted) {
        if (p->at != SECTION_NONE)
            weir_object_close(&p->line, ']');
        p->at++;
        if (p->at != SECTION_END)
            weir_object_open(&p->line, sections[p->at].key, '[');
    }
}

static void begin_item(printer *p, section wanted)
{
    enter_json(p, wanted);
    weir_object_open(&p->line, NULL, '{');
}

static void print_state_json(void *context, const weir_db_state *state)
{
    printer *p = context;

    p->line = weir_object_begin(stdout);
    weir_object_text(&p->line, "instance", state->instance);
    weir_object_text(&p->line, "process", state->process);
    weir_object_text(&p->line, "processName", state->process_name);
    weir_object_text(&p->line, "definition", state->definition);
    weir_object_text(&p->line, "businessKey", state->business_key);
    weir_object_text(&p->line, "caller", state->caller);
    weir_object_text(&p->line, "callerElement", state->caller_element);
    weir_object_text(&p->line, "state", state->has_ended ? "ended" : "active");
    weir_object_text(&p->line, "outcome", state->outcome);
    weir_object_text(&p->line, "error", state->error);
    weir_object_number(&p->line, "started", state->started_ms);
    weir_object_number(&p->line, "firstPosition", (int64_t)state->first_position);
    weir_object_number(&p->line, "time", state->time_ms);
    weir_object_number(&p->line, "position", (int64_t)state->position);
    weir_object_number(&p->line, "facts", (int64_t)state->fact_count);
}

static void print_activity_json(void *context, const weir_db_activity *activity)
{
    printer *p = context;

    begin_item(p, SECTION_ACTIVITIES);
    weir_object_text(&p->line, "element", activity->element);
    weir_object_text(&p->line, "name", activity->name);
    if (activity->item > 0)
        weir_object_number(&p->line, "item", activity->item);
    weir_object_number(&p->line, "since", activity->since_ms);
    weir_object_close(&p->line, '}');
}

static void print_wait_json(void *context, const weir_db_wait *wait)
{
    printer *p = context;

    begin_item(p, SECTION_WAITS);
    weir_object_text(&p->line, "kind", wait->kind);
    weir_object_text(&p->line, "element", wait->element);
    weir_object_text(&p->line, "elementName", wait->element_name);
    weir_object_text(&p->line, "id", wait->id);
    weir_object_text(&p->line, "name", wait->name);
    weir_object_json(&p->line, "value", wait->value);
    if (wait->since_ms != 0)
        weir_object_number(&p->line, "since", wait->since_ms);
    if (wait->due_ms != 0)
        weir_object_number(&p->line, "due", wait->due_ms);
    if (wait->retries >= 0)
        weir_object_number(&p->line, "retries", wait->retries);
    weir_object_close(&p->line, '}');
}

static void print_incident_json(void *context, const weir_db_incident *incident)
{
    printer *p = context;

    begin_item(p, SECTION_INCIDENTS);
    weir_object_text(&p->line, "id", incident->id);
    weir_object_text(&p->line, "element", incident->element);
    weir_object_text(&p->line, "kind", incident->kind);
    weir_object_text(&p->line, "message", incident->message);
    weir_object_number(&p->line, "since", incident->created_ms);
    weir_object_close(&p->line, '}');
}

static void print_variable_json(void *context, const weir_db_variable *variable)
{
    printer *p = context;

    begin_item(p, SECTION_VARIABLES);
    weir_object_text(&p->line, "name", variable->name);
    weir_object_json(&p->line, "value", variable->value);
    weir_object_number(&p->line, "scope", variable->scope);
    weir_object_text(&p->line, "element", variable->element);
    weir_object_close(&p->line, '}');
}

/* ── together ──────────────────────────────────────────────────────────────────────────────────────────── */

int weir_state_print(weir_source *source, const char *instance, uint64_t position, bool is_json)
{
    static const weir_db_state_visitor for_people = {print_state, print_activity, print_wait, print_incident,
                                                     print_variable},
                                       for_programs = {print_state_json, print_activity_json, print_wait_json,
                                                       print_incident_json, print_variable_json};
    printer p = {.is_past = position != 0};
    weir_db_error error;

    if (weir_source_state_at(source, instance, position, is_json ? &for_programs : &for_people, &p, &error) != 0)
        return weir_database_refuse(&error, is_json);
    if (is_json) {
        enter_json(&p, SECTION_END);
        weir_object_end(&p.line);
    } else {
        end_section(&p);
    }
    return p.err == WEIR_OK ? WEIR_EXIT_FINE : weir_database_fail(p.err, is_json, "no memory for the list");
}
