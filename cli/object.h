/* SPDX-License-Identifier: Apache-2.0
 * cli/object.h - JSON on one line, printed while it is made.
 *
 *     weir_object line = weir_object_begin(stdout);
 *     weir_object_text(&line, "id", id);
 *     weir_object_end(&line);
 * Bytes that are no UTF-8 (a file's name, say) become U+FFFD, so that every line can be read.
 * Layer: cli.
 */
#ifndef WEIR_CLI_OBJECT_H
#define WEIR_CLI_OBJECT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

typedef struct weir_object {
    FILE *file;
    bool has_member; /* the object or list that is open */
} weir_object;

weir_object weir_object_begin(FILE *file);
void weir_object_end(weir_object *object); /* with the end of the line */

/* key: NULL in a list. Texts that are NULL are null. */
void weir_object_text(weir_object *object, const char *key, const char *text);
void weir_object_number(weir_object *object, const char *key, int64_t number);
void weir_object_flag(weir_object *object, const char *key, bool flag);
void weir_object_json(weir_object *object, const char *key, const char *json); /* as it is; NULL: null */
/* An object or list inside: '{' and '}', '[' and ']'. */
void weir_object_open(weir_object *object, const char *key, char bracket);
void weir_object_close(weir_object *object, char bracket);

#endif
