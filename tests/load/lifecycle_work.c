/* SPDX-License-Identifier: Apache-2.0
 * load/lifecycle_work.c - what is submitted at which element, usually and sometimes.
 */
#include <string.h>

#include "load/lifecycles.h"

uint64_t lifecycle_mix(uint64_t a, uint64_t b)
{
    uint64_t x = a * UINT64_C(0x9E3779B97F4A7C15) + b + UINT64_C(0x632BE59BD9B4E019);

    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

typedef struct work {
    const char *element; /* NULL: another outcome of the one above */
    unsigned other_per_cent;
    const char *variables;
} work;

static const work works[] = {
#define WORK(element, other_per_cent, variables) {element, other_per_cent, variables},
#define OTHER(variables) {NULL, 0, variables},
#include "load/lifecycle_work.def"
};
#define WORK_COUNT (sizeof works / sizeof *works)

const char *lifecycle_outcome(const char *element, uint64_t random)
{
    for (size_t i = 0; i < WORK_COUNT; i++) {
        size_t other_count = 0;

        if (!works[i].element || strcmp(works[i].element, element) != 0)
            continue;
        while (i + 1 + other_count < WORK_COUNT && !works[i + 1 + other_count].element)
            other_count++;
        if (random % 100 >= works[i].other_per_cent || other_count == 0)
            return works[i].variables;
        return works[i + 1 + (random >> 8) % other_count].variables;
    }
    return "{}";
}

const char *lifecycle_element(const char *element)
{
    for (size_t i = 0; i < WORK_COUNT; i++) {
        if (works[i].element && strcmp(works[i].element, element) == 0)
            return works[i].element;
    }
    return "";
}
