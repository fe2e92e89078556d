/* SPDX-License-Identifier: Apache-2.0
 * cli/database.c - open a database file for a verb, and tell what is wrong.
 */
#include "cli/database.h"

#include <stdarg.h>
#include <unistd.h>

#include "base/time.h"
#include "cli/object.h"
#include "host/memory_libc.h"

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

int weir_database_run(const weir_verb *verb, const weir_database_job *job, void *settings)
{
    weir_db_error error;
    weir_db *db;
    int status;

    if (!job->path || job->path[0] == '\0')
        return weir_verb_refuse(verb, "name the database: --db FILE");
    if (!job->is_read_only && !job->may_create && access(job->path, F_OK) != 0)
        return weir_database_fail(WEIR_EIO, job->is_json, "%s: there is no such database; 'weir deploy' makes one",
                                  job->path);
    if (job->is_read_only)
        keep_output_back();
    if (weir_db_open(&(weir_db_options){.path = job->path, .is_read_only = job->is_read_only, .is_brief = true}, &db,
                     &error) != 0)
        return weir_database_refuse(&error, job->is_json);
    status = job->run(db, settings);
    weir_db_close(db);
    return status;
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
