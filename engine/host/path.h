/* SPDX-License-Identifier: Apache-2.0
 * host/path.h - the one name of a data file, also when a link leads to it.
 *
 * FILE-owner and FILE-inflight are found by name, in the folder of FILE: a link to FILE must not give it a second
 * owner. (A hard link still would. Links among the folders do no harm: they lead to the same FILE-owner.) Layer: host.
 */
#ifndef WEIR_HOST_PATH_H
#define WEIR_HOST_PATH_H

#include "base/error.h"

#define WEIR_PATH_SIZE 4096

/* The path as it is, or where it leads if it is a link. EIO: to a file that is not there,
 * or it is a folder. ELIMIT: longer than WEIR_PATH_SIZE. */
WEIR_MUST_USE weir_err weir_path_resolve(const char *path, char out[static WEIR_PATH_SIZE], weir_diag *diag);

/* Make it as a file of its owner alone, for it will hold what people entered and secrets. What is there already keeps
 * its permissions; what can't be made is told when it is opened. */
void weir_path_make_private(const char *path);

#endif
