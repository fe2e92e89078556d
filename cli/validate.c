/* SPDX-License-Identifier: Apache-2.0
 * cli/validate.c - weir validate: everything that is wrong with files, at once.
 */
#include "base/json.h"
#include "cli/cli.h"
#include "cli/files.h"
#include "cli/problem.h"
#include "host/calendar_shelf.h"
#include "host/forms.h"
#include "host/imported.h"
#include "host/memory_libc.h"
#include "host/resource.h"
#include "host/zones.h"

#define ARENA_BYTES_MAX ((size_t)1024 * 1024 * 1024)

typedef struct settings {
    const char *profile;   /* NULL: default */
    const char *delegates; /* "external" or NULL */
    bool is_json;
} settings;

typedef struct totals {
    uint32_t error_count, warning_count, strict_count, checked_count, unreadable_count;
} totals;

/* All that a run of the verb needs and counts. */
typedef struct session {
    settings wanted;
    weir_profile profile;
    weir_xml_schemas *schemas;
    weir_zone_cache *zones;
    weir_calendar_shelf *calendars;
    weir_arena arena; /* of the paths */
    totals sums;
} session;

static const weir_option options[] = {
    {"--profile", "NAME", "strict: say also what only other tools or readers stumble over; lenient: errors alone",
     WEIR_OPTION_TEXT, offsetof(settings, profile)},
    {"--delegates", "external", "as if they were deployed with that option", WEIR_OPTION_TEXT,
     offsetof(settings, delegates)},
    {"--json", NULL, "an array with an object for each file, for programs", WEIR_OPTION_FLAG,
     offsetof(settings, is_json)},
};

/* Whether one of the forms beside the model has this id. */
static weir_err has_form(const weir_paths *paths, weir_text id, weir_arena *arena, bool *out, weir_diag *diag)
{
    weir_problems none;

    *out = false;
    for (uint32_t i = 0; i < paths->count && !*out; i++) {
        const weir_deployed_form *form = NULL;
        weir_text bytes;
        weir_err err;

        weir_problems_init(&none, arena);
        WEIR_TRY(weir_file_read(paths->items[i].at, arena, &bytes, diag));
        err = weir_form_js_read(bytes, arena, &none, &form);
        if (err != WEIR_OK && err != WEIR_EMODEL)
            return err;
        *out = form && weir_text_equal(form->id, id);
    }
    return WEIR_OK;
}

static weir_err check_forms(const char *path, const weir_programs *programs, weir_arena *arena, weir_problems *problems,
                            weir_diag *diag)
{
    weir_paths paths = {0};
    bool is_found = false, is_listed = false;

    for (uint32_t i = 0; i < programs->count; i++) {
        for (uint32_t n = 0; n < programs->items[i]->node_count; n++) {
            const weir_node *node = &programs->items[i]->nodes[n];
            const weir_text id = weir_form_beside(node);

            if (id.length == 0)
                continue;
            if (!is_listed)
                WEIR_TRY(weir_paths_add_forms(&paths, path, arena, diag));
            is_listed = true;
            WEIR_TRY(has_form(&paths, id, arena, &is_found, diag));
            if (!is_found)
                WEIR_TRY(weir_form_report_missing(node, id, problems));
        }
    }
    return WEIR_OK;
}

static weir_err check(const session *s, const char *path, weir_arena *arena, weir_problems *problems, weir_diag *diag)
{
    weir_folder folder = {0};
    const weir_neighbours neighbours = weir_folder_neighbours(&folder);
    weir_resource resource = {.name = weir_text_of(path),
                              .delegates_external = s->wanted.delegates != NULL,
                              .zones = weir_zone_cache_zones(s->zones),
                              .calendars = weir_calendar_shelf_calendars(s->calendars),
                              .neighbours = &neighbours};
    weir_compiled compiled;
    weir_err err;

    WEIR_TRY(weir_folder_around(path, arena, &folder));
    WEIR_TRY(weir_file_read(path, arena, &resource.bytes, diag));
    err = weir_resource_compile(&resource, s->schemas, arena, problems, &compiled);
    if (err == WEIR_OK)
        err = check_forms(path, &compiled.programs, arena, problems, diag);
    if (err != WEIR_OK && err != WEIR_EMODEL)
        return weir_fail(diag, err, WEIR_NO_TEXT, "%s", weir_err_describe(err));
    weir_problems_sort(problems);
    return WEIR_OK;
}

static void print_text(const char *path, const weir_problems *problems)
{
    for (uint32_t i = 0; i < problems->count; i++)
        weir_problem_print(path, &problems->items[i], stdout);
    if (problems->dropped_count > 0)
        printf("%s: %u further problems are not shown\n", path, problems->dropped_count);
}

static void write_json_problem(const weir_problem *problem, weir_buffer *out)
{
    weir_buffer_format(out,
                       "{\"line\":%u,\"column\":%u,\"severity\":\"%s\",\"rule\":\"%s\",\"element\":", problem->line,
                       problem->column, weir_severity_name(problem->severity), problem->rule);
    if (problem->element.length > 0)
        weir_json_write_string(problem->element, out);
    else
        weir_buffer_text(out, WEIR_T("null"));
    weir_buffer_text(out, WEIR_T(",\"message\":"));
    weir_json_write_string(problem->message, out);
    weir_buffer_char(out, '}');
}

/* unreadable: why the file can't be read, else NULL. */
static void print_json(const char *path, const weir_problems *problems, const weir_diag *unreadable, bool is_first,
                       weir_arena *arena)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_text(&buffer, is_first ? WEIR_T("[{\"file\":") : WEIR_T(",\n{\"file\":"));
    weir_json_write_string(weir_text_of(path), &buffer);
    if (unreadable) {
        weir_buffer_text(&buffer, WEIR_T(",\"unreadable\":"));
        weir_json_write_string(weir_text_of(unreadable->message), &buffer);
    }
    weir_buffer_text(&buffer, WEIR_T(",\"problems\":["));
    for (uint32_t i = 0; i < problems->count; i++) {
        if (i > 0)
            weir_buffer_char(&buffer, ',');
        write_json_problem(&problems->items[i], &buffer);
    }
    weir_buffer_text(&buffer, WEIR_T("]}"));
    if (weir_buffer_done(&buffer, &text) == WEIR_OK)
        (void)fwrite(text.at, 1, text.length, stdout);
}

/* unreadable: why the file can't be read, else NULL. */
static void report(session *s, const char *path, const weir_problems *problems, const weir_diag *unreadable,
                   weir_arena *arena)
{
    const bool is_first = s->sums.checked_count + s->sums.unreadable_count == 0;
    uint32_t strict_count = 0;

    if (unreadable)
        (void)fprintf(stderr, "%s: %s\n", path, unreadable->message);
    if (s->wanted.is_json)
        print_json(path, problems, unreadable, is_first, arena);
    else
        print_text(path, problems);
    *(unreadable ? &s->sums.unreadable_count : &s->sums.checked_count) += 1;
    s->sums.error_count += problems->error_count;
    for (uint32_t i = 0; i < problems->count; i++)
        strict_count += problems->items[i].severity == WEIR_STRICT;
    s->sums.strict_count += strict_count;
    s->sums.warning_count += problems->count + problems->dropped_count - problems->error_count - strict_count;
}

static void validate_file(session *s, const char *path)
{
    weir_arena arena;
    weir_problems problems;
    weir_diag diag = {0};
    weir_err err;

    weir_arena_init(&arena, weir_memory_libc(), ARENA_BYTES_MAX);
    weir_problems_init(&problems, &arena);
    problems.profile = s->profile;
    err = check(s, path, &arena, &problems, &diag);
    report(s, path, &problems, err != WEIR_OK ? &diag : NULL, &arena);
    weir_arena_release(&arena);
}

static void validate_path(session *s, const char *path)
{
    static const char *const suffixes[] = {".bpmn", ".dmn", ".form", WEIR_CALENDAR_SUFFIX, NULL};
    weir_paths paths = {0};
    weir_diag diag = {0};

    if (weir_paths_add(&paths, path, suffixes, &s->arena, &diag) != WEIR_OK) {
        weir_problems none;

        weir_problems_init(&none, &s->arena);
        report(s, path, &none, &diag, &s->arena);
    }
    for (uint32_t i = 0; i < paths.count; i++)
        validate_file(s, paths.items[i].at);
}

static bool find_profile(const char *name, weir_profile *out)
{
    static const char *const names[] = {
        [WEIR_PROFILE_DEFAULT] = "default", [WEIR_PROFILE_STRICT] = "strict", [WEIR_PROFILE_LENIENT] = "lenient"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        *out = (weir_profile)i;
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static void print_totals(const totals *sums)
{
    if (sums->checked_count > 0) {
        printf("%u file%s: %u error%s, %u warning%s", sums->checked_count, plural(sums->checked_count),
               sums->error_count, plural(sums->error_count), sums->warning_count, plural(sums->warning_count));
        if (sums->strict_count > 0)
            printf(", %u strict", sums->strict_count);
        putchar('\n');
    }
    if (sums->unreadable_count > 0)
        printf("%u file%s could not be read\n", sums->unreadable_count, plural(sums->unreadable_count));
}

static int finish(const session *s)
{
    const bool is_empty = s->sums.checked_count + s->sums.unreadable_count == 0;
    uint32_t found_count;

    if (s->wanted.is_json)
        printf(is_empty ? "[]\n" : "]\n");
    else
        print_totals(&s->sums);
    if (is_empty)
        (void)fprintf(stderr, "weir validate: there are no *.bpmn, *.dmn, *.form and *.calendar.xml files here\n");
    if (is_empty || s->sums.unreadable_count > 0)
        return WEIR_EXIT_UNABLE;
    found_count = s->sums.error_count;
    if (s->profile == WEIR_PROFILE_STRICT)
        found_count += s->sums.warning_count + s->sums.strict_count;
    return found_count > 0 ? WEIR_EXIT_PROBLEMS : WEIR_EXIT_FINE;
}

/* What comes with weir. */
static bool open_built_in(session *s)
{
    const weir_memory memory = weir_memory_libc();
    weir_diag diag = {0};
    weir_err err = weir_xml_schemas_new(&s->schemas, &diag);

    if (err == WEIR_OK)
        err = weir_zone_cache_new(memory, WEIR_ZONES_FOLDER, &s->zones);
    if (err == WEIR_OK)
        err = weir_calendar_shelf_new(memory, weir_zone_cache_zones(s->zones), &s->calendars);
    if (err != WEIR_OK)
        (void)fprintf(stderr, "weir: the built-in schemas and calendars can't be used: %s\n",
                      diag.message[0] ? diag.message : weir_err_describe(err));
    return err == WEIR_OK;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    session s = {0};
    int status = WEIR_EXIT_UNABLE;

    if (!weir_options_read(verb, &count, arguments, &s.wanted))
        return WEIR_EXIT_UNABLE;
    if (s.wanted.profile && !find_profile(s.wanted.profile, &s.profile))
        return weir_verb_refuse(verb, "--profile is one of default, strict and lenient");
    if (s.wanted.delegates && strcmp(s.wanted.delegates, "external") != 0)
        return weir_verb_refuse(verb, "--delegates is external, or left out");
    if (count == 0)
        return weir_verb_refuse(verb, "name at least one file or folder");
    weir_arena_init(&s.arena, weir_memory_libc(), ARENA_BYTES_MAX);
    if (open_built_in(&s)) {
        for (int i = 0; i < count; i++)
            validate_path(&s, arguments[i]);
        status = finish(&s);
    }
    weir_arena_release(&s.arena);
    weir_calendar_shelf_free(s.calendars);
    weir_zone_cache_free(s.zones);
    weir_xml_schemas_free(s.schemas);
    return status;
}

const weir_verb weir_verb_validate = {
    .name = "validate",
    .operands = "PATH… [--profile NAME] [--delegates external] [--json]",
    .summary = "Say everything that is wrong with BPMN and DMN files and forms",
    .help =
        "A PATH is a file, or a folder: then all *.bpmn, *.dmn, *.form and *.calendar.xml below it are checked.\n"
        "Links in a folder are passed over.\n"
        "\n"
        "Each file is checked against the schemas and rules, and compiled. What a DMN file imports is read from the\n"
        "files beside it; its tables are searched for gaps, overlaps and rules that never hit. A form that a process\n"
        "wants from its deployment is looked for in the folder 'forms' beside it, a calendar that does not come with\n"
        "weir among the *.calendar.xml beside it. A problem is a line\n"
        "    file:line: error [rule] element 'id': what is wrong, and what to do\n"
        "Warnings don't keep a file from being deployed. --profile strict also says what weir itself does not\n"
        "mind, and then every problem counts for the exit code; --profile lenient says errors alone.\n"
        "\n"
        "Exit code: 0 no errors, 1 errors, 2 wrong usage, nothing found, or a file that can't be read.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
