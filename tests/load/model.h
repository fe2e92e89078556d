/* SPDX-License-Identifier: Apache-2.0
 * load/model.h - the models of processes/ in a database, for programs that drive many instances of them.
 */
#ifndef WEIR_LOAD_MODEL_H
#define WEIR_LOAD_MODEL_H

#include <stddef.h>
#include <stdint.h>
#include <weir.h>

#include "cli/bench.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MODEL_MEMORY_KIB_MAX (2000L * 1024) /* most of it the sanitizer's */
#else
#define MODEL_MEMORY_KIB_MAX (200L * 1024)
#endif

/* Ends the program. */
_Noreturn void model_die(const char *what, const weir_db_error *error);
/* realloc that ends the program when there is no memory. */
void *model_room(void *old, size_t size);
/* The three texts, one behind the other. */
void model_join(char out[static WEIR_BENCH_PATH_SIZE], const char *a, const char *b, const char *c);
int64_t model_clock_us(void);
/* All models of a folder of folders, and the forms below them. */
void model_deploy(weir_db *db, const char *processes);
/* The most memory that the process has had, in KiB. */
long model_peak_kib(void);

#endif
