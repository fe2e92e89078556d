/* SPDX-License-Identifier: Apache-2.0
 * cli/terminal.c - what is different when somebody looks.
 */
#include "cli/terminal.h"

#include <signal.h>
#include <unistd.h>

bool weir_stdout_is_terminal(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

bool weir_stdout_has_colours(void)
{
    return weir_stdout_is_terminal() && !getenv("NO_COLOR");
}

const char *weir_style_begin(weir_style style)
{
    static const char *const codes[] = {
        [WEIR_STYLE_BOLD] = "\033[1m", [WEIR_STYLE_DIM] = "\033[2m", [WEIR_STYLE_RED] = "\033[31m"};

    return weir_stdout_has_colours() ? codes[style] : "";
}

const char *weir_style_end(void)
{
    return weir_stdout_has_colours() ? "\033[0m" : "";
}

/* ── progress ──────────────────────────────────────────────────────────────────────────────────────────── */

#define PATIENCE_MS 500 /* before anything is drawn */
#define REDRAW_MS 200

/* A signal has no other way to say that it came. */
static volatile sig_atomic_t was_interrupted;

static void note_interrupt(int signal_number)
{
    (void)signal_number;
    was_interrupted = 1;
}

static int64_t clock_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void weir_progress_begin(weir_progress *progress)
{
    const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = note_interrupt, .sa_flags = (int)SA_RESETHAND};

    *progress = (weir_progress){.is_terminal = isatty(STDERR_FILENO) == 1};
    (void)sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        (void)sigaction(signals[i], &action, NULL);
}

static void draw(const weir_progress *progress, uint64_t done, uint64_t total, int64_t now_ms)
{
    const int64_t passed_ms = now_ms - progress->since_ms;
    const uint64_t percent = total > 0 ? (done < total ? done : total) * 100 / total : 0;

    (void)fprintf(stderr, "\r\033[K%s", progress->what);
    if (total > 0)
        (void)fprintf(stderr, " %3llu %%", (unsigned long long)percent);
    if (percent > 2)
        (void)fprintf(stderr, ", %lld s left",
                      (long long)(passed_ms * (int64_t)(100 - percent) / (int64_t)percent / 1000));
    else
        (void)fprintf(stderr, ", %lld s", (long long)(passed_ms / 1000));
    (void)fflush(stderr);
}

bool weir_progress_tell(void *context, const char *what, uint64_t done, uint64_t total)
{
    weir_progress *progress = context;
    int64_t now_ms;

    if (was_interrupted)
        return false;
    if (!progress->is_terminal)
        return true;
    now_ms = clock_ms();
    if (!progress->what || strcmp(progress->what, what) != 0) {
        progress->what = what;
        progress->since_ms = progress->drawn_ms = now_ms;
    }
    if (now_ms - progress->since_ms >= PATIENCE_MS && now_ms - progress->drawn_ms >= REDRAW_MS) {
        progress->drawn_ms = now_ms;
        progress->is_drawn = true;
        draw(progress, done, total, now_ms);
    }
    return true;
}

void weir_progress_end(weir_progress *progress)
{
    if (progress->is_drawn)
        (void)fprintf(stderr, "\r\033[K");
    progress->is_drawn = false;
}
