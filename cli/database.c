/* SPDX-License-Identifier: Apache-2.0
 * cli/database.c - open a database for a verb, in a file or behind a server, and tell what is wrong.
 */
#include "cli/database.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/time.h"
#include "cli/object.h"
#include "host/memory_libc.h"
#include "host/owner.h"

#define OUTPUT_BYTES ((size_t)64 * 1024 * 1024)

/* Errors that are not about what was asked. */
static const struct {
    weir_err err;
    int status;
} exits[] = {
    {WEIR_ESTORE, WEIR_EXIT_UNABLE}, {WEIR_EIO, WEIR_EXIT_UNABLE},   {WEIR_EFORMAT, WEIR_EXIT_UNABLE},
    {WEIR_ENOMEM, WEIR_EXIT_UNABLE}, {WEIR_EOWNED, WEIR_EXIT_OWNED}, {WEIR_ESTOPPED, WEIR_EXIT_UNABLE},
};

static int exit_of(int code)
{
    for (size_t i = 0; i < sizeof exits / sizeof *exits; i++) {
        if (exits[i].err == (weir_err)code)
            return exits[i].status;
    }
    return WEIR_EXIT_PROBLEMS;
}

static void print_error_json(const weir_db_error *error)
{
    weir_object line = weir_object_begin(stderr);

    weir_object_text(&line, "error", error->name);
    weir_object_text(&line, "message", error->message);
    weir_object_text(&line, "element", error->element[0] ? error->element : NULL);
    if (error->line > 0)
        weir_object_number(&line, "line", error->line);
    weir_object_end(&line);
}

int weir_database_refuse(const weir_db_error *error, bool is_json)
{
    if (is_json)
        print_error_json(error);
    else
        (void)fprintf(stderr, "weir: %s%s%s%s (%s)\n", error->element[0] ? "element '" : "", error->element,
                      error->element[0] ? "': " : "", error->message, error->name);
    return exit_of(error->code);
}

int weir_database_fail(weir_err err, bool is_json, const char *format, ...)
{
    weir_db_error error = {.code = (int)err};
    va_list arguments;

    (void)snprintf(error.name, sizeof error.name, "%s", weir_err_name(err));
    va_start(arguments, format);
    (void)vsnprintf(error.message, sizeof error.message, format, arguments);
    va_end(arguments);
    return weir_database_refuse(&error, is_json);
}

/* Nothing is written while the database is read: a pager that nobody scrolls would keep a read transaction open, and
 * the write-ahead log of a busy owner would grow. */
static void keep_output_back(void)
{
    const weir_memory memory = weir_memory_libc();
    char *buffer = memory.take(memory.self, OUTPUT_BYTES); /* stdout has it to the end */

    if (buffer)
        (void)setvbuf(stdout, buffer, _IOFBF, OUTPUT_BYTES);
}

static int run_with_server(const weir_database_job *job, const char *url, void *settings)
{
    weir_source source = {0};
    weir_db_error error;
    int status;

    if (weir_remote_open(url, job->actor, &source.server, &error) != 0)
        return error.code == WEIR_EVALUE ? (weir_database_refuse(&error, job->is_json), WEIR_EXIT_UNABLE)
                                         : weir_database_refuse(&error, job->is_json);
    status = job->run(&source, settings);
    weir_remote_close(source.server);
    return status;
}

/* Where the owner of the file listens; false: nowhere. */
static bool find_server(const char *path, char out[static WEIR_OWNER_ADDRESS_LENGTH_MAX + 1])
{
    weir_owner_info owner;

    if (weir_owner_look(path, &owner, NULL) != WEIR_OK || owner.address[0] == '\0')
        return false;
    (void)snprintf(out, WEIR_OWNER_ADDRESS_LENGTH_MAX + 1, "%s", owner.address);
    return true;
}

/* Its owner writes it; one that does not answer, though it says that it listens, is told of as the owner. */
static int run_with_owner(const weir_database_job *job, const weir_db_error *owned, void *settings)
{
    char url[WEIR_OWNER_ADDRESS_LENGTH_MAX + 1];
    weir_source source = {0};
    weir_db_error error;
    int status;

    if (!find_server(job->path, url) || weir_remote_open(url, job->actor, &source.server, &error) != 0)
        return weir_database_refuse(owned, job->is_json);
    status = job->run(&source, settings);
    weir_remote_close(source.server);
    return status;
}

/* Nobody asks for a password: whoever may write the file gives any name. NULL: none was given; or no memory, in
 * *failed. */
static char *unproved(const char *actor, bool *failed)
{
    static const char prefix[] = "unverified:";
    char *made;

    if (!actor || actor[0] == '\0')
        return NULL;
    made = malloc(sizeof prefix + strlen(actor));
    *failed = !made;
    if (made)
        (void)snprintf(made, sizeof prefix + strlen(actor), "%s%s",
                       strncmp(actor, prefix, sizeof prefix - 1) == 0 ? "" : prefix, actor);
    return made;
}

static int run_with_file(const weir_database_job *job, void *settings)
{
    const weir_db_options options = {.path = job->path, .is_read_only = job->is_read_only, .is_brief = true};
    weir_source source = {0};
    bool failed = false;
    weir_db_error error;
    char *actor;
    int code, status;

    if (!job->may_create && access(job->path, F_OK) != 0)
        return weir_database_fail(WEIR_EIO, job->is_json, "%s: there is no such database; 'weir deploy' makes one",
                                  job->path);
    if (job->is_read_only)
        keep_output_back();
    code = weir_db_open(&options, &source.file, &error);
    if (code == WEIR_EOWNED)
        return run_with_owner(job, &error, settings);
    if (code != 0)
        return weir_database_refuse(&error, job->is_json);
    actor = unproved(job->actor, &failed);
    source.actor = actor;
    status = failed ? weir_database_fail(WEIR_ENOMEM, job->is_json, "not enough memory") : job->run(&source, settings);
    free(actor);
    weir_db_close(source.file);
    return status;
}

int weir_database_run(const weir_verb *verb, const weir_database_job *job, void *settings)
{
    if (job->server && job->path)
        return weir_verb_refuse(verb, "say either --db or --server");
    if (job->server)
        return run_with_server(job, job->server, settings);
    if (!job->path || job->path[0] == '\0')
        return weir_verb_refuse(verb, "name the database: --db FILE, or --server URL");
    return run_with_file(job, settings);
}

int weir_database_run_file(const weir_verb *verb, const weir_database_job *job, void *settings)
{
    if (!job->path || job->path[0] == '\0')
        return weir_verb_refuse(verb, "name the database: --db FILE");
    return run_with_file(job, settings);
}

bool weir_database_check_object(const weir_verb *verb, const char *what, const char *json)
{
    weir_diag diag = {0};
    weir_value value;
    weir_arena arena;
    weir_err err;

    if (!json)
        return true;
    weir_arena_init(&arena, weir_memory_libc(), OUTPUT_BYTES);
    err = weir_json_read(weir_text_of(json), WEIR_JSON_PLAIN, NULL, &arena, &value, &diag);
    if (err != WEIR_OK)
        (void)weir_verb_refuse(verb, "%s, line %u, column %u: %s", what, diag.line, diag.column,
                               diag.message[0] ? diag.message : weir_err_describe(err));
    else if (value.kind != WEIR_CONTEXT) {
        (void)weir_verb_refuse(verb, "%s must be a JSON object, like '{\"amount\": 99.90}'", what);
        err = WEIR_EVALUE;
    }
    weir_arena_release(&arena);
    return err == WEIR_OK;
}

void weir_database_print_answer(const weir_db_answer *answer, const char *done, bool is_json)
{
    if (is_json) {
        weir_object line = weir_object_begin(stdout);

        weir_object_text(&line, "instance", answer->instance);
        weir_object_number(&line, "position", (int64_t)answer->position);
        weir_object_number(&line, "facts", (int64_t)answer->fact_count);
        weir_object_end(&line);
    } else {
        printf("%s: fact%s %llu", done, answer->fact_count == 1 ? "" : "s", (unsigned long long)answer->position);
        if (answer->fact_count > 1)
            printf(" to %llu", (unsigned long long)(answer->position + answer->fact_count - 1));
        printf(" of instance %s\n", answer->instance);
    }
}

int weir_database_command(weir_source *source, const char *name, const weir_db_command *command, const char *done,
                          const char *nothing, bool is_json)
{
    weir_db_answer answer;
    weir_db_error error;

    if (weir_source_command(source, name, command, &answer, &error) != 0)
        return weir_database_refuse(&error, is_json);
    if (nothing && !is_json && (answer.fact_count == 0 || answer.instance[0] == '\0'))
        printf("%s\n", nothing);
    else
        weir_database_print_answer(&answer, done, is_json);
    return WEIR_EXIT_FINE;
}

const char *weir_time_text(int64_t epoch_ms, char out[static WEIR_TIME_TEXT_SIZE])
{
    weir_buffer buffer;
    weir_arena arena;
    weir_text text;

    out[0] = '\0';
    if (epoch_ms == 0)
        return out;
    weir_arena_init(&arena, weir_memory_libc(), 4096);
    weir_buffer_init(&buffer, &arena, 0);
    weir_instant_write(epoch_ms, &buffer);
    if (weir_buffer_done(&buffer, &text) == WEIR_OK && text.length > 19)
        (void)snprintf(out, WEIR_TIME_TEXT_SIZE, "%.10s %.8s", text.at, text.at + 11);
    weir_arena_release(&arena);
    return out;
}

const char *weir_version_text(const char *definition, char out[static 12])
{
    const char *colon = strchr(definition, ':');
    const size_t length = colon ? strcspn(colon + 1, ":") : 0;

    (void)snprintf(out, 12, "%.*s", length < 12 ? (int)length : 0, colon ? colon + 1 : "");
    return out;
}
