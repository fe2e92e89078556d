/* SPDX-License-Identifier: Apache-2.0
 * cli/receive.h - a small receiver of webhooks, to see what is sent.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_RECEIVE_H
#define WEIR_CLI_RECEIVE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct weir_receive_options {
    const char *listen; /* "127.0.0.1:9000"; only addresses of this machine */
    const char *secret; /* "whsec_…"; NULL: one is made, and printed */
    uint64_t count;     /* events, after which it ends; 0: Ctrl-C ends it */
    bool is_json;       /* print events as they came */
} weir_receive_options;

/* "listening at URL" and "secret …" come first. What is signed rightly is answered with 204, all else with 400 or 401,
 * and told. The exit code. */
int weir_receive(const weir_receive_options *options);

#endif
