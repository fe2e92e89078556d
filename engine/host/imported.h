/* SPDX-License-Identifier: Apache-2.0
 * host/imported.h - the files that a DMN file imports, read from where its neighbours are.
 *
 * Only files that hold the wanted namespace, or are named by a locationURI, are parsed. What can't be read is not
 * there; what is missing is a problem of the compiler (dmn-import-missing). Layer: host.
 */
#ifndef WEIR_HOST_IMPORTED_H
#define WEIR_HOST_IMPORTED_H

#include "host/resource.h"

/* model: of the resource; the first of `out`. All of it lives in the arena. ENOMEM. */
WEIR_MUST_USE weir_err weir_imported_files(const weir_resource *resource, const weir_model *model, weir_arena *arena,
                                           weir_dmn_files *out);

/* The files in a folder, as neighbours: those whose names end in .dmn or .xml, by name. */
typedef struct weir_folder {
    weir_text path; /* absent: the folder where the program runs */
    const weir_text *names;
    uint32_t count;
} weir_folder;

/* The folder that the file of `path` lies in, without the file. One that can't be read is empty. ENOMEM. */
WEIR_MUST_USE weir_err weir_folder_around(const char *path, weir_arena *arena, weir_folder *out);
/* folder: borrowed. */
weir_neighbours weir_folder_neighbours(const weir_folder *folder);

#endif
