/* SPDX-License-Identifier: Apache-2.0
 * cli/handbook.c - weir handbook: models as pages that people read and print.
 */
#include "xml/handbook.h"

#include <errno.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "cli/files.h"
#include "host/memory_libc.h"
#include "host/sha256.h"

#define ARENA_BYTES_MAX ((size_t)2 * 1024 * 1024 * 1024)

typedef struct settings {
    const char *out, *title, *edition;
} settings;

static const weir_option options[] = {
    {"-o", "FOLDER", "where the pages go; it is made if it is not there", WEIR_OPTION_TEXT, offsetof(settings, out)},
    {"--title", "TEXT", "what stands on the title page", WEIR_OPTION_TEXT, offsetof(settings, title)},
    {"--edition", "TEXT", "which edition this is, such as 1.0", WEIR_OPTION_TEXT, offsetof(settings, edition)},
};

typedef struct sources {
    weir_handbook_source *items;
    uint32_t count, capacity;
} sources;

typedef struct session {
    const weir_verb *verb;
    settings wanted;
    weir_arena arena;
    weir_sha256 *sha256;
    weir_buffer digests; /* "digest path\n" of all files */
    sources sources;
    bool has_unreadable;
} session;

static int unable(const session *s, const char *what, const weir_diag *diag, weir_err err)
{
    (void)fprintf(stderr, "weir %s: %s: %s\n", s->verb->name, what,
                  diag->message[0] != '\0' ? diag->message : weir_err_describe(err));
    return WEIR_EXIT_UNABLE;
}

/* ── what there is ───────────────────────────────────────────────────────────────────────────────────── */

static weir_err digest_of(session *s, weir_text bytes, weir_text *out)
{
    const weir_hasher hasher = weir_sha256_hasher(s->sha256);
    weir_buffer buffer;
    weir_digest digest;

    WEIR_TRY(hasher.hash(hasher.self, &bytes, 1, &digest));
    weir_buffer_init(&buffer, &s->arena, 0);
    for (size_t i = 0; i < sizeof digest.byte; i++)
        weir_buffer_format(&buffer, "%02x", digest.byte[i]);
    return weir_buffer_done(&buffer, out);
}

/* A file as seen from the folder that was named. */
static weir_text shown_path(const char *named, const char *path)
{
    const weir_text whole = weir_text_of(path);
    size_t from = strlen(named);

    if (strcmp(named, path) == 0) {
        from = whole.length;
        while (from > 0 && path[from - 1] != '/')
            from--;
    }
    while (from < whole.length && path[from] == '/')
        from++;
    return weir_text_part(whole, from, whole.length - from);
}

/* Whether an XML file that nobody named may be one of those that a handbook shows. */
static bool is_of_interest(const char *path, weir_text bytes)
{
    static const char *const words[] = {"/20100524/MODEL\"", "/MODEL/\"", "/dmn.xsd\"", "\"urn:weir:calendar\"",
                                        "\"urn:weir:scenario\""};

    if (!weir_text_ends_with(weir_text_of(path), WEIR_T(".xml")))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (weir_text_find(bytes, weir_text_of(words[i]), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

static weir_err add_source(session *s, const char *named, weir_path found)
{
    const char *path = found.at;
    weir_handbook_source source = {.path = shown_path(named, path)};
    weir_diag diag = {0};
    weir_err err = weir_file_read(path, &s->arena, &source.bytes, &diag);

    if (err == WEIR_ENOMEM)
        return err;
    if (err == WEIR_OK && !found.is_named && !is_of_interest(path, source.bytes))
        return WEIR_OK;
    if (!weir_utf8_valid(source.path, NULL))
        source.path = WEIR_T("?"); /* what is no text can't be named in one */
    if (err != WEIR_OK) {
        source.bytes = WEIR_NO_TEXT;
        s->has_unreadable = true;
        WEIR_TRY(weir_arena_text(&s->arena, weir_text_of(diag.message), &source.fault));
    } else {
        if (!source.bytes.at)
            source.bytes = WEIR_T("");
        WEIR_TRY(digest_of(s, source.bytes, &source.digest));
        weir_buffer_text(&s->digests, source.digest);
        weir_buffer_char(&s->digests, ' ');
        weir_buffer_text(&s->digests, source.path);
        weir_buffer_char(&s->digests, '\n');
    }
    WEIR_TRY(WEIR_GROW(&s->arena, &s->sources));
    s->sources.items[s->sources.count++] = source;
    return WEIR_OK;
}

static int add_path(session *s, const char *path)
{
    static const char *const suffixes[] = {".bpmn", ".dmn", ".form", ".xml", NULL};
    weir_paths paths = {0};
    weir_diag diag = {0};
    weir_err err = weir_paths_add(&paths, path, suffixes, &s->arena, &diag);

    for (uint32_t i = 0; err == WEIR_OK && i < paths.count; i++)
        err = add_source(s, path, paths.items[i]);
    return err == WEIR_OK ? WEIR_EXIT_FINE : unable(s, path, &diag, err);
}

/* ── what becomes of it ──────────────────────────────────────────────────────────────────────────────── */

static int write_page(session *s, const weir_handbook_page *page)
{
    const size_t length = strlen(s->wanted.out) + page->name.length + 2;
    char *path = weir_arena_take(&s->arena, length);
    weir_diag diag = {0};
    weir_err err = WEIR_ENOMEM;

    if (path) {
        (void)snprintf(path, length, "%s/%.*s", s->wanted.out, WEIR_ARG(page->name));
        err = weir_file_write(path, page->text, &diag);
    }
    return err == WEIR_OK ? WEIR_EXIT_FINE : unable(s, path ? path : s->wanted.out, &diag, err);
}

static int write_pages(session *s, const weir_handbook_pages *pages)
{
    if (mkdir(s->wanted.out, 0777) != 0 && errno != EEXIST) {
        (void)fprintf(stderr, "weir %s: %s: can't be made: %s\n", s->verb->name, s->wanted.out, strerror(errno));
        return WEIR_EXIT_UNABLE;
    }
    for (uint32_t i = 0; i < pages->count; i++) {
        const int status = write_page(s, &pages->items[i]);

        if (status != WEIR_EXIT_FINE)
            return status;
    }
    return WEIR_EXIT_FINE;
}

static uint32_t tell_faults(const session *s)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < s->sources.count; i++) {
        const weir_handbook_source *source = &s->sources.items[i];

        if (!source->fault.at)
            continue;
        count++;
        if (source->fault_line > 0)
            (void)fprintf(stderr, "%.*s:%u: %.*s\n", WEIR_ARG(source->path), source->fault_line,
                          WEIR_ARG(source->fault));
        else
            (void)fprintf(stderr, "%.*s: %.*s\n", WEIR_ARG(source->path), WEIR_ARG(source->fault));
    }
    return count;
}

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static int make(session *s)
{
    weir_handbook_wish wish = {.title = weir_text_of(s->wanted.title),
                               .edition = weir_text_of(s->wanted.edition),
                               .maker = WEIR_T("weir " WEIR_VERSION)};
    weir_handbook_pages pages;
    weir_diag diag = {0};
    weir_text list;
    uint32_t fault_count;
    int status;
    weir_err err = weir_buffer_done(&s->digests, &list);

    if (err == WEIR_OK)
        err = digest_of(s, list, &wish.digest);
    if (err == WEIR_OK)
        err = weir_xml_handbook(s->sources.items, s->sources.count, &wish, &s->arena, &pages, &diag);
    if (err != WEIR_OK)
        return unable(s, s->wanted.out, &diag, err);
    status = write_pages(s, &pages);
    if (status != WEIR_EXIT_FINE)
        return status;
    fault_count = tell_faults(s);
    printf("%u process%s, %u decision%s, %u page%s", pages.process_count, pages.process_count == 1 ? "" : "es",
           pages.decision_count, plural(pages.decision_count), pages.count - 1, plural(pages.count - 1));
    if (fault_count > 0)
        printf(", %u file%s left out", fault_count, plural(fault_count));
    printf(": %s/index.html\n", s->wanted.out);
    if (s->has_unreadable)
        return WEIR_EXIT_UNABLE;
    return fault_count > 0 ? WEIR_EXIT_PROBLEMS : WEIR_EXIT_FINE;
}

static int collect_and_make(session *s, int count, char **arguments)
{
    int status = WEIR_EXIT_FINE;

    for (int i = 0; i < count && status == WEIR_EXIT_FINE; i++)
        status = add_path(s, arguments[i]);
    if (status != WEIR_EXIT_FINE)
        return status;
    if (s->sources.count == 0)
        return weir_verb_refuse(s->verb, "there are no models here");
    return make(s);
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    session s = {.verb = verb};
    int status = WEIR_EXIT_UNABLE;

    if (!weir_options_read(verb, &count, arguments, &s.wanted))
        return WEIR_EXIT_UNABLE;
    if (!s.wanted.out)
        return weir_verb_refuse(verb, "name the folder for the pages: -o FOLDER");
    if (count == 0)
        return weir_verb_refuse(verb, "name at least one file or folder");
    weir_arena_init(&s.arena, weir_memory_libc(), ARENA_BYTES_MAX);
    weir_buffer_init(&s.digests, &s.arena, 0);
    if (weir_sha256_new(weir_memory_libc(), &s.sha256) == WEIR_OK)
        status = collect_and_make(&s, count, arguments);
    else
        (void)fprintf(stderr, "weir: the cryptographic library offers no SHA-256\n");
    weir_sha256_free(s.sha256);
    weir_arena_release(&s.arena);
    return status;
}

const weir_verb weir_verb_handbook = {
    .name = "handbook",
    .operands = "PATH… -o FOLDER",
    .summary = "Make a handbook of models, to read and print",
    .help =
        "A PATH is a file, or a folder with all that is below it: *.bpmn, *.dmn, forms (*.form), and XML files of\n"
        "scenarios and calendars. Links are passed over.\n"
        "    weir handbook processes/ -o handbook/\n"
        "The pages are HTML in Chinese and English beside each other, without scripts; they need nothing but the\n"
        "folder they are in. Begin with index.html; book.html has all of them as one page, for printing. For each\n"
        "process: its diagram, who takes part, steps, responsibilities, forms, decisions, time limits, messages,\n"
        "what is kept and tested. The same files give the same bytes: no date is in them.\n"
        "\n"
        "A model need not be valid, may be in the words of another engine, and needs no diagram. A file that can't\n"
        "be read is named in the handbook and here, and the rest is made.\n"
        "\n"
        "Exit code: 0 done; 1 done without files that are wrong; 2 wrong usage, nothing found, or a file that can't\n"
        "be read or written.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
