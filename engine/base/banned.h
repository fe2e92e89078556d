/* SPDX-License-Identifier: Apache-2.0
 * base/banned.h - functions that don't compile in weir.
 *
 * Included by the build before every product source (-include), after the system headers it needs.
 */
#ifndef WEIR_BASE_BANNED_H
#define WEIR_BASE_BANNED_H

#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat strtok sprintf vsprintf gets atoi atol atoll atof
#pragma GCC poison localtime gmtime asctime ctime strtod strtof setlocale alloca setjmp longjmp
/* The locale decides what these answer. */
#undef isalpha
#undef isdigit
#undef isspace
#undef isalnum
#undef toupper
#undef tolower
#pragma GCC poison isalpha isdigit isspace isalnum toupper tolower

#endif
