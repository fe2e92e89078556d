/* SPDX-License-Identifier: Apache-2.0
 * cli/line.c - lines from a terminal, by libedit.
 */
#include "cli/line.h"

#include <histedit.h>
#include <locale.h>
#include <signal.h>

#define LINES_KEPT 500

struct weir_line_editor {
    EditLine *edit;
    History *history;
    locale_t locale, locale_before; /* in which characters are read */
    struct sigaction interrupt_before;
    weir_line_words words;
    const void *self;
    const char *prompt;
    char *line; /* the last one */
    size_t line_size;
};

static weir_line_editor *editor_of(EditLine *edit)
{
    void *self = NULL;

    (void)el_get(edit, EL_CLIENTDATA, &self);
    return self;
}

static char *prompt_of(EditLine *edit)
{
    return (char *)(uintptr_t)editor_of(edit)->prompt; /* libedit only reads it */
}

/* ── completion ──────────────────────────────────────────────────────────────────────────────────────────── */

/* Names have blanks, so the word that is completed may begin at any of the words before the cursor. */
static bool begins_word(const char *line, const char *at)
{
    const unsigned char before = at > line ? (unsigned char)at[-1] : ' ';

    return !(before == '_' || before >= 0x80 || (before >= '0' && before <= '9') || (before >= 'a' && before <= 'z') ||
             (before >= 'A' && before <= 'Z'));
}

/* What all the words that begin so have in common; how many they are. */
static uint32_t common_of(const weir_line_editor *editor, const char *typed, size_t length, const char **first,
                          size_t *common)
{
    uint32_t count = 0;

    for (uint32_t i = 0; editor->words(editor->self, i); i++) {
        const char *word = editor->words(editor->self, i);

        if (strncmp(word, typed, length) != 0)
            continue;
        if (count++ == 0) {
            *first = word;
            *common = strlen(word);
        }
        while (strncmp(word, *first, *common) != 0)
            --*common;
    }
    return count;
}

static void list_words(const weir_line_editor *editor, const char *typed, size_t length)
{
    putchar('\n');
    for (uint32_t i = 0; editor->words(editor->self, i); i++) {
        if (strncmp(editor->words(editor->self, i), typed, length) == 0)
            printf("%s  ", editor->words(editor->self, i));
    }
    putchar('\n');
    (void)fflush(stdout);
}

static unsigned char insert(EditLine *edit, const char *text, size_t length)
{
    char piece[256];

    (void)snprintf(piece, sizeof piece, "%.*s", (int)length, text);
    return el_insertstr(edit, piece) == 0 ? CC_REFRESH : CC_ERROR;
}

/* The longest beginning that some word has; Tab once more lists them. */
static unsigned char complete(EditLine *edit, int key)
{
    const LineInfo *info = el_line(edit);
    const weir_line_editor *editor = editor_of(edit);

    (void)key;
    for (const char *at = info->buffer; at < info->cursor; at++) {
        const size_t length = (size_t)(info->cursor - at);
        const char *first = NULL;
        size_t common = 0;
        uint32_t count;

        if (!begins_word(info->buffer, at) || *at == ' ')
            continue;
        count = common_of(editor, at, length, &first, &common);
        if (count == 0)
            continue;
        if (common > length)
            return insert(edit, first + length, common - length);
        if (count > 1) {
            list_words(editor, at, length);
            return CC_REDISPLAY;
        }
    }
    return CC_REFRESH_BEEP;
}

/* ── the editor ──────────────────────────────────────────────────────────────────────────────────────────── */

/* Ctrl-C ends the line that is typed, not the program. */
static void note_interrupt(int signal_number)
{
    (void)signal_number;
}

static bool set_up(weir_line_editor *editor)
{
    struct sigaction action = {.sa_handler = note_interrupt};
    HistEvent event;

    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);

    return el_set(editor->edit, EL_CLIENTDATA, editor) == 0 && el_set(editor->edit, EL_PROMPT, prompt_of) == 0 &&
           el_set(editor->edit, EL_EDITOR, "emacs") == 0 && el_set(editor->edit, EL_SIGNAL, 1) == 0 &&
           history(editor->history, &event, H_SETSIZE, LINES_KEPT) == 0 &&
           el_set(editor->edit, EL_HIST, history, editor->history) == 0 &&
           /* wide texts are not copied, others are, and never freed */
           el_wset(editor->edit, EL_ADDFN, L"weir-complete", L"complete a name", complete) == 0 &&
           el_set(editor->edit, EL_BIND, "^I", "weir-complete", NULL) == 0 &&
           el_set(editor->edit, EL_BIND, "^R", "em-inc-search-prev", NULL) == 0;
}

weir_err weir_line_open(weir_line_words words, const void *self, weir_line_editor **out)
{
    weir_line_editor *editor = calloc(1, sizeof *editor);

    if (!editor)
        return WEIR_ENOMEM;
    editor->words = words;
    editor->self = self;
    editor->prompt = "";
    editor->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (editor->locale)
        editor->locale_before = uselocale(editor->locale);
    (void)sigaction(SIGINT, NULL, &editor->interrupt_before);
    editor->edit = el_init("weir", stdin, stdout, stderr);
    editor->history = history_init();
    if (!editor->edit || !editor->history || !set_up(editor)) {
        weir_line_close(editor);
        return WEIR_ENOMEM;
    }
    (void)el_source(editor->edit, NULL); /* the user's keys, if there are any */
    *out = editor;
    return WEIR_OK;
}

void weir_line_close(weir_line_editor *editor)
{
    if (!editor)
        return;
    if (editor->edit)
        el_end(editor->edit);
    if (editor->history)
        history_end(editor->history);
    if (editor->locale) {
        (void)uselocale(editor->locale_before);
        freelocale(editor->locale);
    }
    (void)sigaction(SIGINT, &editor->interrupt_before, NULL);
    free(editor->line);
    free(editor);
}

/* A copy, since libedit uses its own buffer again. */
static const char *keep(weir_line_editor *editor, const char *line, size_t length)
{
    if (length + 1 > editor->line_size) {
        char *larger = realloc(editor->line, length + 1);

        if (!larger)
            return NULL;
        editor->line = larger;
        editor->line_size = length + 1;
    }
    memcpy(editor->line, line, length);
    editor->line[length] = '\0';
    return editor->line;
}

const char *weir_line_read(weir_line_editor *editor, const char *prompt, bool *was_interrupted)
{
    const char *line;
    int length = 0;

    editor->prompt = prompt;
    *was_interrupted = false;
    line = el_gets(editor->edit, &length);
    if (!line || length <= 0) {
        *was_interrupted = length < 0;
        return NULL;
    }
    if (line[length - 1] == '\n')
        length--;
    return keep(editor, line, (size_t)length);
}

void weir_line_remember(weir_line_editor *editor, const char *line)
{
    HistEvent event;

    if (line[0] != '\0')
        (void)history(editor->history, &event, H_ENTER, line);
}
