/* SPDX-License-Identifier: Apache-2.0
 * host/memory_libc.h - memory from the C library, for programs that have no other.
 *
 * Layer: host.
 */
#ifndef WEIR_HOST_MEMORY_LIBC_H
#define WEIR_HOST_MEMORY_LIBC_H

#include "base/arena.h"

/* May be used from any thread. */
weir_memory weir_memory_libc(void);

#endif
