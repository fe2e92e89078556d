/* SPDX-License-Identifier: Apache-2.0
 * cli/terminal.c - what is different when somebody looks.
 */
#include "cli/terminal.h"

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
