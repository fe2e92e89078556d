/* SPDX-License-Identifier: Apache-2.0
 * cli/audit.c - weir audit: whether the log still is what was written, and the rest of the database what the log says.
 */
#include "cli/database.h"
#include "cli/object.h"
#include "cli/terminal.h"
#include "host/library_port.h"

#define SHOWN_COUNT_DEFAULT 20u

typedef struct settings {
    const char *db, *server, *head, *out;
    weir_option_number count;
    bool is_json;
} settings;

static const weir_option options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--head", "POS:HASH", "verify: a head that was noted earlier", WEIR_OPTION_TEXT, offsetof(settings, head)},
    {"--out", "FILE", "rebuild: the new database", WEIR_OPTION_TEXT, offsetof(settings, out)},
    {"--count", "N", "rebuild: show at most so many differences (20)", WEIR_OPTION_NUMBER, offsetof(settings, count)},
    WEIR_JSON_OPTION(settings),
};

/* ── verify ────────────────────────────────────────────────────────────────────────────────────────────── */

static void print_verification_json(const weir_db_verification *found)
{
    weir_object line = weir_object_begin(stdout);

    weir_object_flag(&line, "isFine", found->is_fine);
    weir_object_number(&line, "facts", (int64_t)found->fact_count);
    weir_object_number(&line, "erasedRows", (int64_t)found->erased_count);
    if (!found->is_fine) {
        weir_object_number(&line, "position", (int64_t)found->position);
        weir_object_text(&line, "fault", found->fault);
    }
    weir_object_text(&line, "head", found->head);
    weir_object_end(&line);
}

static void print_fault(uint64_t position, const char *fault)
{
    printf("%sposition %llu: %s%s\n", weir_style_begin(WEIR_STYLE_RED), (unsigned long long)position, fault,
           weir_style_end());
}

static void print_verification(const weir_db_verification *found)
{
    if (!found->is_fine) {
        print_fault(found->position, found->fault);
        printf("%llu fact%s before it %s as written\n", (unsigned long long)found->fact_count,
               found->fact_count == 1 ? "" : "s", found->fact_count == 1 ? "is" : "are");
        return;
    }
    printf("%llu fact%s, each as it was written\n", (unsigned long long)found->fact_count,
           found->fact_count == 1 ? "" : "s");
    if (found->erased_count > 0)
        printf("%llu row%s erased: a hash is all that is left of %s\n", (unsigned long long)found->erased_count,
               found->erased_count == 1 ? " was" : "s were", found->erased_count == 1 ? "it" : "them");
    printf("head %s\n", found->head);
}

static int verify(weir_source *source, void *context)
{
    const settings *wanted = context;
    weir_db_verification found;
    weir_db_error error;
    weir_progress progress;
    int code;

    weir_progress_begin(&progress);
    code = weir_db_verify(source->file, wanted->head, weir_progress_tell, &progress, &found, &error);
    weir_progress_end(&progress);
    if (code != 0)
        return weir_database_refuse(&error, wanted->is_json);
    if (wanted->is_json)
        print_verification_json(&found);
    else
        print_verification(&found);
    return found.is_fine ? WEIR_EXIT_FINE : WEIR_EXIT_PROBLEMS;
}

/* ── rebuild ───────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct rebuilding {
    const settings *wanted;
    weir_progress progress;
    uint64_t count, count_max;
} rebuilding;

static void print_difference_json(const weir_db_difference *difference)
{
    weir_object line = weir_object_begin(stdout);

    weir_object_text(&line, "table", difference->table);
    weir_object_text(&line, "row", difference->row);
    weir_object_text(&line, "difference",
                     difference->is_missing ? "missing"
                     : difference->is_extra ? "extra"
                                            : "changed");
    if (difference->column) {
        weir_object_text(&line, "column", difference->column);
        weir_object_text(&line, "stored", difference->stored);
        weir_object_text(&line, "rebuilt", difference->rebuilt);
    }
    weir_object_end(&line);
}

static void print_difference(const weir_db_difference *difference)
{
    printf("%s%s%s %s: ", weir_style_begin(WEIR_STYLE_RED), difference->table, weir_style_end(), difference->row);
    if (difference->is_missing)
        printf("is missing\n");
    else if (difference->is_extra)
        printf("the log has no such row\n");
    else
        printf("%s is %s, the log gives %s\n", difference->column, difference->stored, difference->rebuilt);
}

static void note_difference(void *context, const weir_db_difference *difference)
{
    rebuilding *r = context;

    if (r->count++ >= r->count_max)
        return;
    weir_progress_end(&r->progress);
    if (r->wanted->is_json)
        print_difference_json(difference);
    else
        print_difference(difference);
}

static bool tell(void *context, const char *what, uint64_t done, uint64_t total)
{
    return weir_progress_tell(&((rebuilding *)context)->progress, what, done, total);
}

static void print_result_json(const settings *wanted, const weir_db_rebuild_result *result)
{
    weir_object line = weir_object_begin(stdout);

    weir_object_flag(&line, "isSame", result->is_same);
    if (result->fault) {
        weir_object_number(&line, "position", (int64_t)result->position);
        weir_object_text(&line, "fault", result->fault);
    } else {
        weir_object_text(&line, "file", wanted->out);
        weir_object_number(&line, "facts", (int64_t)result->fact_count);
        weir_object_number(&line, "differences", (int64_t)result->difference_count);
        weir_object_text(&line, "head", result->head);
    }
    weir_object_end(&line);
}

static void print_result(const rebuilding *r, const weir_db_rebuild_result *result)
{
    if (result->fault) {
        print_fault(result->position, result->fault);
        printf("nothing was made of this log\n");
        return;
    }
    if (result->difference_count > r->count_max)
        printf("… and %llu more\n", (unsigned long long)(result->difference_count - r->count_max));
    if (result->is_same)
        printf("the database shows what its log says\n");
    else
        printf("%llu row%s not what the log says\n", (unsigned long long)result->difference_count,
               result->difference_count == 1 ? " is" : "s are");
    printf("%s: made of %llu fact%s\nhead %s\n", r->wanted->out, (unsigned long long)result->fact_count,
           result->fact_count == 1 ? "" : "s", result->head);
}

static int rebuild(weir_source *source, void *context)
{
    const settings *wanted = context;
    rebuilding r = {.wanted = wanted, .count_max = wanted->count.is_set ? wanted->count.number : SHOWN_COUNT_DEFAULT};
    weir_db_rebuild_result result;
    weir_db_error error;
    int code;

    weir_progress_begin(&r.progress);
    code = weir_db_rebuild(
        source->file,
        &(weir_db_rebuild_options){.path = wanted->out, .difference = note_difference, .progress = tell, .context = &r},
        &result, &error);
    weir_progress_end(&r.progress);
    if (code != 0)
        return weir_database_refuse(&error, wanted->is_json);
    if (wanted->is_json)
        print_result_json(wanted, &result);
    else
        print_result(&r, &result);
    return result.is_same ? WEIR_EXIT_FINE : WEIR_EXIT_PROBLEMS;
}

/* ── head ──────────────────────────────────────────────────────────────────────────────────────────────── */

static int read_head(weir_source *source, char out[static 86], bool is_json)
{
    weir_db_error error;
    weir_diag diag = {0};
    weir_err err;

    if (source->server)
        return weir_remote_head(source->server, out, &error) == 0 ? WEIR_EXIT_FINE
                                                                  : weir_database_refuse(&error, is_json);
    err = weir_db_head(source->file, out, &diag);
    return err == WEIR_OK ? WEIR_EXIT_FINE : weir_database_fail(err, is_json, "%s", diag.message);
}

static int head(weir_source *source, void *context)
{
    const settings *wanted = context;
    char text[86] = "";
    const int status = read_head(source, text, wanted->is_json);

    if (status != WEIR_EXIT_FINE)
        return status;
    if (wanted->is_json) {
        weir_object line = weir_object_begin(stdout);

        weir_object_text(&line, "head", text);
        weir_object_end(&line);
    } else {
        printf("head %s\n", text);
    }
    return WEIR_EXIT_FINE;
}

/* ── the verb ──────────────────────────────────────────────────────────────────────────────────────────── */

static const struct {
    const char *name;
    int (*run)(weir_source *source, void *context);
    bool needs_file, needs_out;
} actions[] = {
    {"verify", verify, true, false},
    {"rebuild", rebuild, true, true},
    {"head", head, false, false},
};
#define ACTION_COUNT (sizeof actions / sizeof *actions)

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};
    size_t i = 0;
    weir_database_job job;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    while (i < ACTION_COUNT && (count != 1 || strcmp(arguments[0], actions[i].name) != 0))
        i++;
    if (i == ACTION_COUNT)
        return weir_verb_refuse(verb, "say 'verify', 'rebuild' or 'head'");
    if (actions[i].needs_out && !wanted.out)
        return weir_verb_refuse(verb, "name the new database: --out FILE");
    if (actions[i].needs_file && wanted.server)
        return weir_verb_refuse(verb,
                                "'audit %s' reads the file itself, since no server can vouch for its own log: "
                                "run it where the file is, with --db FILE",
                                actions[i].name);
    job = (weir_database_job){.path = wanted.db,
                              .server = wanted.server,
                              .is_read_only = true,
                              .is_json = wanted.is_json,
                              .run = actions[i].run};
    return weir_database_run(verb, &job, &wanted);
}

const weir_verb weir_verb_audit = {
    .name = "audit",
    .operands = "ACTION --db FILE",
    .summary = "Look whether the log is what was written, the rest what it says",
    .help =
        "'audit verify' walks the hash chain of the log and names the first row that was changed, taken out,\n"
        "put in or swapped. Deployed files have to be those whose digests the log has. That the end was cut\n"
        "off shows only against a head that was noted earlier, by this or by 'weir backup':\n"
        "    weir audit verify --db shop.db --head POS:HASH\n"
        "\n"
        "'audit rebuild' makes a new database from nothing but the log and the deployed files, and compares\n"
        "all tables. A row that differs was changed by something else than weir. The database itself is never\n"
        "touched; the new one is whole and may take its place.\n"
        "    weir audit rebuild --db shop.db --out again.db\n"
        "'instance=7' in the name of a row is the instance whose first fact has position 7.\n"
        "\n"
        "'audit head' prints where the log ends now, POS:HASH, also that of a server (--server URL).\n"
        "\n"
        "All of them only look: a process that owns the database may write meanwhile. Ctrl-C leaves nothing behind.\n"
        "\n"
        "Exit code: 0 fine; 1 something was changed; 2 wrong usage, the database can't be read, or the new\n"
        "one can't be made.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
