/* SPDX-License-Identifier: Apache-2.0
 * cli/render.c - weir render: a picture of a BPMN file; weir layout: the file with a diagram.
 */
#include "xml/render.h"
#include "cli/database.h"
#include "cli/files.h"
#include "host/memory_libc.h"

#define ARENA_BYTES_MAX ((size_t)1024 * 1024 * 1024)

typedef struct settings {
    const char *out, *db, *server, *instance, *process;
    weir_option_number diagram;
    const weir_verb *verb;
} settings;

static const weir_option render_options[] = {
    {"-o", "FILE", "where to; the picture goes to the terminal otherwise", WEIR_OPTION_TEXT, offsetof(settings, out)},
    {"--instance", "ID", "the process of this instance: what it passed, where it is", WEIR_OPTION_TEXT,
     offsetof(settings, instance)},
    {"--process", "KEY", "the latest version of this process, or the one with this id", WEIR_OPTION_TEXT,
     offsetof(settings, process)},
    WEIR_SOURCE_OPTIONS(settings),
    {"--diagram", "N", "the N-th diagram of the file alone", WEIR_OPTION_NUMBER, offsetof(settings, diagram)},
};
static const weir_option layout_options[] = {
    {"-o", "FILE", "where to; it goes to the terminal otherwise", WEIR_OPTION_TEXT, offsetof(settings, out)},
};

static int tell(const weir_verb *verb, const char *path, const weir_diag *diag, weir_err err)
{
    const char *sentence = diag->message[0] != '\0' ? diag->message : weir_err_describe(err);

    if (diag->line > 0)
        (void)fprintf(stderr, "weir %s: %s:%u: %s\n", verb->name, path, diag->line, sentence);
    else
        (void)fprintf(stderr, "weir %s: %s: %s\n", verb->name, path, sentence);
    return err == WEIR_EIO || err == WEIR_ENOMEM ? WEIR_EXIT_UNABLE : WEIR_EXIT_PROBLEMS;
}

static int write_out(const weir_verb *verb, const char *path, weir_text text)
{
    weir_diag diag = {0};
    weir_err err;

    if (path == NULL || strcmp(path, "-") == 0) {
        (void)fwrite(text.at, 1, text.length, stdout); /* main looks whether it was written */
        return WEIR_EXIT_FINE;
    }
    err = weir_file_write(path, text, &diag);
    if (err == WEIR_OK)
        return WEIR_EXIT_FINE;
    (void)tell(verb, path, &diag, err);
    return WEIR_EXIT_UNABLE;
}

static weir_err make(const weir_verb *verb, const settings *wanted, const char *path, weir_arena *arena, weir_text *out,
                     weir_diag *diag)
{
    const weir_render_wish wish = {.diagram = (uint32_t)wanted->diagram.number};
    weir_text bytes;

    WEIR_TRY(weir_file_read(path, arena, &bytes, diag));
    if (verb == &weir_verb_layout)
        return weir_xml_layout(bytes, arena, out, diag);
    return weir_xml_render(bytes, &wish, arena, out, diag);
}

/* ── of a database ─────────────────────────────────────────────────────────────────────────────────────── */

typedef struct receiving {
    const settings *wanted;
    int status;
} receiving;

static void take(void *context, const char *svg, uint64_t length)
{
    receiving *r = context;

    r->status = write_out(r->wanted->verb, r->wanted->out, (weir_text){svg, (size_t)length});
}

static int draw_deployed(weir_source *source, void *context)
{
    receiving r = {.wanted = context};
    weir_db_error error;

    if (weir_source_draw(source,
                         &(weir_db_diagram){.definition = r.wanted->process,
                                            .instance = r.wanted->instance,
                                            .diagram = (unsigned)r.wanted->diagram.number},
                         take, &r, &error) != 0)
        return weir_database_refuse(&error, false);
    return r.status;
}

static int run_deployed(const weir_verb *verb, settings *wanted)
{
    if (!wanted->instance && !wanted->process)
        return weir_verb_refuse(verb, "name what to draw: --instance ID or --process KEY");
    return weir_database_run(
        verb,
        &(weir_database_job){.path = wanted->db, .server = wanted->server, .is_read_only = true, .run = draw_deployed},
        wanted);
}

/* ── the verbs ─────────────────────────────────────────────────────────────────────────────────────────── */

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {.verb = verb};
    weir_diag diag = {0};
    weir_arena arena;
    weir_text text;
    weir_err err;
    int status;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (wanted.diagram.is_set && (wanted.diagram.number == 0 || wanted.diagram.number > UINT32_MAX))
        return weir_verb_refuse(verb, "diagrams are numbered from 1");
    if (wanted.db || wanted.server || wanted.instance || wanted.process)
        return count == 0 ? run_deployed(verb, &wanted) : weir_verb_refuse(verb, "'%s' is not expected", arguments[0]);
    if (count != 1)
        return weir_verb_refuse(verb, "name one BPMN file");
    weir_arena_init(&arena, weir_memory_libc(), ARENA_BYTES_MAX);
    err = make(verb, &wanted, arguments[0], &arena, &text, &diag);
    status = err == WEIR_OK ? write_out(verb, wanted.out, text) : tell(verb, arguments[0], &diag, err);
    weir_arena_release(&arena);
    return status;
}

const weir_verb weir_verb_render = {
    .name = "render",
    .operands = "FILE [-o SVG]",
    .summary = "Draw a BPMN file, or an instance",
    .help = "The picture is SVG, as the diagrams of the file say; several stand below each other. A file without a\n"
            "diagram is laid out: from left to right, with its pools and lanes.\n"
            "    weir render order.bpmn -o order.svg\n"
            "The process need not be valid. Each shape has the id of its element as data-element-id.\n"
            "\n"
            "Of a database, the picture is of what was deployed; that of an instance shows what it has passed, where\n"
            "its tokens are, and what has failed.\n"
            "    weir render --instance ID --db shop.db -o instance.svg\n"
            "\n"
            "Exit code: 0 done; 1 it is no BPMN, its diagram has numbers that are none, or there is no such thing;\n"
            "2 wrong usage, or a file or database that can't be read or written.\n",
    .options = render_options,
    .option_count = sizeof render_options / sizeof *render_options,
    .run = run,
};

const weir_verb weir_verb_layout = {
    .name = "layout",
    .operands = "FILE [-o BPMN]",
    .summary = "Give a BPMN file a diagram",
    .help = "Writes the file with a diagram that modelers can open, in place of those that it has. Processes and\n"
            "everything else stay as they are, but for line ends and quotes of attributes.\n"
            "    weir layout order.bpmn -o order-with-diagram.bpmn\n"
            "\n"
            "Exit code: 0 done; 1 it is no BPMN, or nothing in it can be laid out; 2 wrong usage, or a file that\n"
            "can't be read or written.\n",
    .options = layout_options,
    .option_count = sizeof layout_options / sizeof *layout_options,
    .run = run,
};
