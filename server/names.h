/* SPDX-License-Identifier: Apache-2.0
 * server/names.h - what only the compiled process knows: its name, its version tag, names and types of its elements.
 *
 * Compiled processes belong to the writer; they are frozen and stay, so that a pointer to one may be kept. One that is
 * not known yet is asked for on the writer's thread, and the handler runs once more.
 * Layer: server.
 */
#ifndef WEIR_SERVER_NAMES_H
#define WEIR_SERVER_NAMES_H

#include "server/rest.h"
#include "server/shape.h"

/* Behind the id of a multi-instance: the activity as a whole, around its items. */
#define WEIR_NAMES_BODY "#multiInstanceBody"

/* Write a field of a row; text as shape.h says. What is not known yet is null and noted. */
WEIR_MUST_USE weir_err weir_names_write(weir_rest *call, const weir_member *field, weir_text text, weir_buffer *out);
/* At the end of a handler: if something was not known, get it and run the handler of the route again. */
WEIR_MUST_USE weir_err weir_names_complete(weir_rest *call);

/* The same with another handler to run again. */
WEIR_MUST_USE weir_err weir_names_complete_by(weir_rest *call, weir_handler again);

/* The compiled process; NULL: not known yet (and noted), or it can't be compiled any more. */
const weir_program *weir_names_program(weir_rest *call, weir_text definition_id);
/* "userTask", "boundaryTimer" …; as the API names what a node is. */
const char *weir_names_node_type(const weir_program *program, const weir_node *node);

/* Of all definitions, for a statement: [{"id", "name", "tag"}, …] as JSON. Those that are not known yet are noted. */
WEIR_MUST_USE weir_err weir_names_of_definitions(weir_rest *call, weir_text *out);

/* Of their elements: [{"definition", "element", "name", "type"}, …]. */
WEIR_MUST_USE weir_err weir_names_of_nodes(weir_rest *call, weir_text *out);

typedef struct weir_known_names weir_known_names;

WEIR_MUST_USE weir_err weir_names_new(weir_memory memory, weir_known_names **out);
void weir_names_free(weir_known_names *names);

#endif
