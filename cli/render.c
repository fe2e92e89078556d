/* SPDX-License-Identifier: Apache-2.0
 * cli/render.c - weir render: a picture of a BPMN file; weir layout: the file with a diagram.
 */
#include "xml/render.h"
#include "cli/cli.h"
#include "cli/files.h"
#include "host/memory_libc.h"

#define ARENA_BYTES_MAX ((size_t)1024 * 1024 * 1024)

typedef struct settings {
    const char *out;
    weir_option_number diagram;
} settings;

static const weir_option render_options[] = {
    {"-o", "FILE", "where to; the picture goes to the terminal otherwise", WEIR_OPTION_TEXT, offsetof(settings, out)},
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

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};
    weir_diag diag = {0};
    weir_arena arena;
    weir_text text;
    weir_err err;
    int status;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1)
        return weir_verb_refuse(verb, "name one BPMN file");
    if (wanted.diagram.is_set && (wanted.diagram.number == 0 || wanted.diagram.number > UINT32_MAX))
        return weir_verb_refuse(verb, "diagrams are numbered from 1");
    weir_arena_init(&arena, weir_memory_libc(), ARENA_BYTES_MAX);
    err = make(verb, &wanted, arguments[0], &arena, &text, &diag);
    status = err == WEIR_OK ? write_out(verb, wanted.out, text) : tell(verb, arguments[0], &diag, err);
    weir_arena_release(&arena);
    return status;
}

const weir_verb weir_verb_render = {
    .name = "render",
    .operands = "FILE [-o SVG]",
    .summary = "Draw a BPMN file",
    .help = "The picture is SVG, as the diagrams of the file say; several stand below each other. A file without a\n"
            "diagram is laid out: from left to right, with its pools and lanes.\n"
            "    weir render order.bpmn -o order.svg\n"
            "The process need not be valid. Each shape has the id of its element as data-element-id.\n"
            "\n"
            "Exit code: 0 done; 1 it is no BPMN, or its diagram has numbers that are none; 2 wrong usage, or a file\n"
            "that can't be read or written.\n",
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
