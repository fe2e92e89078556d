/* SPDX-License-Identifier: Apache-2.0
 * cli/account.h - the accountability report of an instance, for people, programs and printers. Layer: cli.
 */
#ifndef WEIR_CLI_ACCOUNT_H
#define WEIR_CLI_ACCOUNT_H

#include "cli/source.h"

/* The exit code. */
int weir_account_print(weir_source *source, const char *instance, bool as_html, bool as_json);

#endif
