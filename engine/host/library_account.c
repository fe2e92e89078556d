/* SPDX-License-Identifier: Apache-2.0
 * host/library_account.c - the accountability report of an instance and of all that it called, out of the log.
 *
 * Nothing is kept for it: facts give the steps, the deployed process gives names, duties and documentation. Called
 * instances follow in the order of their calls, each as a chapter of its own.
 */
#include "base/json.h"
#include "host/account.h"
#include "host/calendar_shelf.h"
#include "xml/account.h"

#define FACT_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define HOW_TO_VERIFY "weir audit verify --db FILE --head "
#define OWN_DESIGN "Processes and report are our own design, not the text of the standard."

typedef struct report {
    weir_db *db;
    weir_arena arena, facts; /* facts: of one at a time */
    weir_zone_cache *zones;
    weir_calendar_shelf *shelf;
    weir_engine *engine; /* that reads programs and calendars; with the lock */
    const weir_zone *zone;
    int64_t now_ms;
    weir_account *account; /* of the instance that is read */
    weir_text instance, process, definition;
    weir_account_list chapters, open; /* open: instances to be read, as {instance} */
    uint32_t step_count;
    bool is_cut;
    weir_err err;
    weir_diag diag;
} report;

static bool take_instance(void *context, const weir_db_instance *instance)
{
    report *r = context;

    r->err = weir_arena_text(&r->arena, weir_text_of(instance->process), &r->process);
    if (r->err == WEIR_OK)
        r->err = weir_arena_text(&r->arena, weir_text_of(instance->definition), &r->definition);
    return false;
}

static bool take_fact(void *context, const weir_db_fact *fact)
{
    report *r = context;
    weir_value data;

    weir_arena_reset(&r->facts);
    r->err = weir_json_read(weir_text_of(fact->data), WEIR_JSON_TYPED, weir_zone_cache_zones(r->zones), &r->facts,
                            &data, &r->diag);
    if (r->err == WEIR_OK)
        r->err = weir_account_add(r->account, fact, &data);
    return r->err == WEIR_OK;
}

static weir_err take_error(report *r, const weir_db_error *error)
{
    return weir_fail(&r->diag, (weir_err)error->code, weir_text_of(error->element), "%s", error->message);
}

/* key:version:uuid */
static weir_text version_of(weir_text definition)
{
    const size_t first = weir_text_find(definition, WEIR_T(":"), 0);
    const size_t second = first == SIZE_MAX ? SIZE_MAX : weir_text_find(definition, WEIR_T(":"), first + 1);

    return second == SIZE_MAX ? WEIR_NO_TEXT : weir_text_part(definition, first + 1, second - first - 1);
}

static weir_err put_program(report *r, weir_account *account)
{
    const weir_program *program = account->program;

    WEIR_TRY(weir_account_put_text(account, &account->head, "instance", r->instance));
    WEIR_TRY(weir_account_put_text(account, &account->head, "process", r->process));
    WEIR_TRY(weir_account_put_text(account, &account->head, "name", program->name));
    WEIR_TRY(weir_account_put_text(account, &account->head, "definition", r->definition));
    WEIR_TRY(weir_account_put_text(account, &account->head, "version", version_of(r->definition)));
    return weir_account_put_text(account, &account->head, "versionTag", program->version_tag);
}

static weir_err read_facts(report *r, weir_account *account)
{
    weir_db_error error;

    r->account = account;
    WEIR_TRY(put_program(r, account));
    if (weir_db_facts(r->db, r->instance.at, 0, take_fact, r, &error) != 0)
        return take_error(r, &error);
    return r->err;
}

static weir_err add_chapter(report *r, const weir_program *program)
{
    weir_account account = {.arena = &r->arena,
                            .program = program,
                            .engine = r->engine,
                            .lock = &r->db->lock,
                            .zone = r->zone,
                            .now_ms = r->now_ms,
                            .instance = r->instance,
                            .step_count_max = WEIR_ACCOUNT_STEP_COUNT_MAX - r->step_count};
    weir_value chapter;

    WEIR_TRY(read_facts(r, &account));
    WEIR_TRY(weir_account_tell(&account, &chapter));
    r->zone = account.zone;
    WEIR_TRY(WEIR_GROW(&r->arena, &r->chapters));
    r->chapters.items[r->chapters.count++] = chapter;
    for (uint32_t i = 0; i < account.called.count; i++) {
        WEIR_TRY(WEIR_GROW(&r->arena, &r->open));
        r->open.items[r->open.count++] = account.called.items[i];
    }
    r->step_count += account.steps.count;
    r->is_cut = r->is_cut || account.is_cut;
    return WEIR_OK;
}

/* The instance may be one whose call failed before it began: then it is passed over. */
static weir_err read_instance(report *r, bool must_be)
{
    const weir_definition *definition;
    weir_db_error error;
    weir_err err;

    r->definition = WEIR_NO_TEXT;
    if (weir_db_instances(r->db, &(weir_db_filter){.instance = r->instance.at}, take_instance, r, &error) != 0)
        return take_error(r, &error);
    WEIR_TRY(r->err);
    if (r->definition.length == 0)
        return must_be ? weir_fail(&r->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there is no instance %s", r->instance.at)
                       : WEIR_OK;
    pthread_mutex_lock(&r->db->lock);
    err = weir_engine_definition(r->engine, r->definition, &definition, &r->diag);
    pthread_mutex_unlock(&r->db->lock);
    WEIR_TRY(err);
    return add_chapter(r, definition->program);
}

/* With a zero behind it. */
static weir_err name_instance(report *r, weir_text instance)
{
    const char *copy;

    WEIR_TRY(weir_db_copy(&r->arena, instance, &copy));
    r->instance = weir_text_of(copy);
    return WEIR_OK;
}

static weir_err read_all(report *r, const char *instance)
{
    WEIR_TRY(name_instance(r, weir_text_of(instance)));
    WEIR_TRY(read_instance(r, true));
    for (uint32_t i = 0; i < r->open.count; i++) {
        const weir_value *called = weir_context_find(&r->open.items[i], WEIR_T("instance"));

        if (r->chapters.count >= WEIR_ACCOUNT_INSTANCE_COUNT_MAX) {
            r->is_cut = true;
            break;
        }
        if (!called)
            continue;
        WEIR_TRY(name_instance(r, called->as.string));
        WEIR_TRY(read_instance(r, false));
    }
    return WEIR_OK;
}

static weir_err put_log(report *r, weir_account *to, weir_account_entries *whole)
{
    weir_account_entries log = {0};
    weir_buffer how;
    weir_text head, text;
    char found[86];
    size_t colon;

    pthread_mutex_lock(&r->db->lock);
    r->err = weir_db_read_head(r->db->reader, found, sizeof found, &r->diag);
    pthread_mutex_unlock(&r->db->lock);
    WEIR_TRY(r->err);
    head = weir_text_of(found);
    colon = weir_text_find(head, WEIR_T(":"), 0);
    WEIR_TRY(weir_account_put_text(to, &log, "position", weir_text_part(head, 0, colon)));
    WEIR_TRY(weir_account_put_text(to, &log, "hash", weir_text_part(head, colon + 1, head.length - colon - 1)));
    weir_buffer_init(&how, &r->arena, 0);
    weir_buffer_text(&how, WEIR_T(HOW_TO_VERIFY));
    weir_buffer_text(&how, head);
    WEIR_TRY(weir_buffer_done(&how, &text));
    WEIR_TRY(weir_account_put(to, &log, "verify", weir_string(text)));
    return weir_account_put(to, whole, "log", weir_context(log.items, log.count));
}

static weir_err assemble(report *r, weir_value *out)
{
    weir_account to = {.arena = &r->arena};
    weir_account_entries whole = {0};

    WEIR_TRY(weir_account_put_time(&to, &whole, "made", r->now_ms));
    if (r->zone)
        WEIR_TRY(weir_account_put_text(&to, &whole, "zone", weir_zone_name(r->zone)));
    WEIR_TRY(weir_account_put_text(&to, &whole, "notice", WEIR_T(OWN_DESIGN)));
    WEIR_TRY(put_log(r, &to, &whole));
    WEIR_TRY(weir_account_put(&to, &whole, "stepCount", weir_integer(r->step_count)));
    WEIR_TRY(weir_account_put(&to, &whole, "isCut", weir_boolean(r->is_cut)));
    WEIR_TRY(weir_account_put(&to, &whole, "instances", weir_list(r->chapters.items, r->chapters.count)));
    *out = weir_context(whole.items, whole.count);
    return WEIR_OK;
}

static weir_err open_engine(report *r)
{
    const weir_ports ports = {.memory = r->db->memory,
                              .store = weir_sqlite_store_port(r->db->reader),
                              .zones = weir_zone_cache_zones(r->zones),
                              .calendars = weir_calendar_shelf_calendars(r->shelf),
                              .hasher = weir_sha256_hasher(r->db->reader_hash)};

    return weir_engine_new(&ports, &r->engine, &r->diag);
}

static weir_err tell(report *r, const char *instance, bool as_html, weir_text *out)
{
    weir_buffer buffer;
    weir_value whole;

    WEIR_TRY(weir_db_clock(r->db, &r->now_ms, &r->diag));
    WEIR_TRY(weir_zone_cache_new(r->db->memory, WEIR_ZONES_FOLDER, &r->zones));
    WEIR_TRY(weir_calendar_shelf_new(r->db->memory, weir_zone_cache_zones(r->zones), &r->shelf));
    pthread_mutex_lock(&r->db->lock);
    r->err = open_engine(r);
    pthread_mutex_unlock(&r->db->lock);
    WEIR_TRY(r->err);
    WEIR_TRY(read_all(r, instance));
    WEIR_TRY(assemble(r, &whole));
    if (as_html)
        return weir_xml_account(&whole, r->zone, &r->arena, out, &r->diag);
    weir_buffer_init(&buffer, &r->arena, 0);
    weir_json_write(&whole, WEIR_JSON_PLAIN, &buffer);
    return weir_buffer_done(&buffer, out);
}

int weir_db_account(weir_db *db, const char *instance, bool as_html,
                    void (*visit)(void *context, const char *text, uint64_t length), void *context,
                    weir_db_error *error)
{
    report r = {.db = db};
    weir_text text;
    weir_err err;

    weir_arena_init(&r.arena, db->memory, WEIR_ACCOUNT_BYTES_MAX);
    weir_arena_init(&r.facts, db->memory, FACT_BYTES_MAX);
    err = tell(&r, instance, as_html, &text);
    if (err == WEIR_OK)
        visit(context, text.at, text.length);
    pthread_mutex_lock(&db->lock);
    weir_engine_free(r.engine);
    pthread_mutex_unlock(&db->lock);
    weir_calendar_shelf_free(r.shelf);
    weir_zone_cache_free(r.zones);
    weir_arena_release(&r.facts);
    weir_arena_release(&r.arena);
    return weir_db_report(err, &r.diag, error);
}
