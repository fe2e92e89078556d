/* SPDX-License-Identifier: Apache-2.0
 * Each combination of position and trigger that weir allows stands in some scenario under tests/scenarios; where
 * several definitions are caught, both with and without parallelMultiple.
 */
#include "compile/positions.h"

#include <dirent.h>
#include <stdlib.h>

#include "rules_fixture.h"

#define PATH_LENGTH_MAX 1024
#define FILE_LENGTH_MAX (4 << 20)

static struct {
    const char *name;
    weir_tag tag;
} triggers[] = {
#define TRIGGER(name, xml, clause, summary) {#name, WEIR_PART_##name##_event_definition},
#include "model/triggers.def"
#undef TRIGGER
};

typedef struct seen {
    bool any[WEIR_PART_COUNT][WEIR_POSITION_COUNT];
    bool all[WEIR_POSITION_COUNT]; /* parallelMultiple */
    uint32_t file_count;
} seen;

static bool is_definition(const weir_part *part)
{
    for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++) {
        if (triggers[i].tag == part->tag)
            return true;
    }
    return false;
}

static void note_event(seen *s, const weir_part *event)
{
    const weir_position at = weir_position_of(event);
    const weir_part *last = NULL;
    uint32_t count = 0;

    for (const weir_part *child = event->child; child; child = child->next) {
        if (!is_definition(child))
            continue;
        last = child;
        count++;
    }
    if (count == 0)
        return;
    s->any[count > 1 ? WEIR_PART_multiple_event_definition : last->tag][at] = true;
    if (count > 1 && weir_part_flag(event, WEIR_ATTR_parallel_multiple, false))
        s->all[at] = true;
}

static bool is_event(weir_tag tag)
{
    return tag == WEIR_PART_start_event || tag == WEIR_PART_end_event || tag == WEIR_PART_boundary_event ||
           tag == WEIR_PART_intermediate_catch_event || tag == WEIR_PART_intermediate_throw_event;
}

static void look_into(seen *s, const char *path)
{
    static char bytes[FILE_LENGTH_MAX];
    rules_fixture f = {0};
    FILE *file = fopen(path, "rb");
    size_t length;

    assert_non_null(file);
    length = fread(bytes, 1, sizeof bytes, file);
    (void)fclose(file);
    read_model(&f, bytes, length);
    for (const weir_part *part = f.model.root; part; part = weir_part_walk(part, f.model.root)) {
        if (is_event(part->tag))
            note_event(s, part);
    }
    s->file_count++;
    release_fixture(&f);
}

/* Two folders deep. */
static void look_below(seen *s, const char *folder, int depth)
{
    DIR *dir = opendir(folder);
    char path[PATH_LENGTH_MAX];
    const struct dirent *entry;

    assert_non_null(dir);
    while ((entry = readdir(dir)) != NULL) {
        const size_t length = strlen(entry->d_name);

        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (length > 4 && strcmp(entry->d_name + length - 4, ".xml") == 0)
            look_into(s, path);
        else if (depth > 0 && !strchr(entry->d_name, '.'))
            look_below(s, path, depth - 1);
    }
    (void)closedir(dir);
}

static bool catches(weir_position at)
{
    return at != WEIR_POSITION_throw && at != WEIR_POSITION_end;
}

static uint32_t count_gaps(const seen *s, bool is_told)
{
    uint32_t gaps = 0;

    for (size_t i = 0; i < sizeof triggers / sizeof *triggers; i++) {
        for (int at = 0; at < WEIR_POSITION_COUNT; at++) {
            const bool is_allowed = weir_position_allows((weir_position)at, triggers[i].tag);
            const bool lacks_all = is_allowed && triggers[i].tag == WEIR_PART_multiple_event_definition &&
                                   catches((weir_position)at) && !s->all[at];

            if (!is_allowed || (s->any[triggers[i].tag][at] && !lacks_all))
                continue;
            if (is_told)
                print_message("no scenario has the trigger %s%s on %s\n", triggers[i].name,
                              lacks_all ? " (parallelMultiple)" : "", weir_position_name((weir_position)at));
            gaps++;
        }
    }
    return gaps;
}

static void each_combination_has_a_scenario(void **state)
{
    seen *s = calloc(1, sizeof *s);

    (void)state;
    assert_non_null(s);
    look_below(s, WEIR_SOURCE_DIR "/tests/scenarios", 1);
    assert_true(s->file_count > 20);
    assert_int_equal(count_gaps(s, true), 0);
    free(s);
}

static void what_is_missing_is_found(void **state)
{
    seen *s = calloc(1, sizeof *s);

    (void)state;
    assert_non_null(s);
    look_below(s, WEIR_SOURCE_DIR "/tests/scenarios", 1);
    s->any[WEIR_PART_timer_event_definition][WEIR_POSITION_catch] = false;
    s->all[WEIR_POSITION_boundary] = false;
    assert_int_equal(count_gaps(s, false), 2);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_combination_has_a_scenario),
        cmocka_unit_test(what_is_missing_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
