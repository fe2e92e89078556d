/* SPDX-License-Identifier: Apache-2.0
 * Every model of the scenarios, of the processes that ship and of the MIWG is laid out without faults.
 */
#include "xml/diagram.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "unit/layout/layout_checks.h"
#include "xml/transform.h"
#include "xml_fixture.h"

enum { FILE_BYTES_MAX = 4000000, PATH_SIZE = 1000 };

typedef struct sums {
    uint32_t model_count, node_count, line_count, line_through_count, overlap_count;
    test_memory memory;
} sums;

static weir_text read_file(const char *path, weir_arena *arena)
{
    FILE *file = fopen(path, "rb");
    char *bytes = weir_arena_take(arena, FILE_BYTES_MAX);
    size_t length;

    assert_non_null(file);
    length = fread(bytes, 1, FILE_BYTES_MAX, file);
    (void)fclose(file);
    return (weir_text){bytes, length};
}

/* One process or collaboration. */
static void check_subject(sums *s, xmlDocPtr document, const weir_xml_ids *ids, xmlNodePtr subject, weir_arena *arena,
                          const char *path)
{
    weir_diagram diagram = {.subject = subject, .document = document, .ids = ids, .arena = arena};
    weir_layout layout;
    layout_faults faults;

    assert_int_equal(weir_diagram_read(&diagram), WEIR_OK);
    layout = (weir_layout){diagram.nodes.items, diagram.edges.items, diagram.nodes.count, diagram.edges.count};
    assert_int_equal(weir_layout_run(&layout, arena, NULL), WEIR_OK);
    faults = check_layout(&layout);
    if (faults.count > 0)
        fail_msg("%s: %u faults; %s", path, faults.count, faults.first);
    s->model_count++;
    s->node_count += layout.node_count;
    s->line_through_count += faults.line_through_count;
    s->overlap_count += count_overlaps(&layout);
    for (uint32_t i = 0; i < layout.edge_count; i++)
        s->line_count += !layout.edges[i].is_flow;
}

static void check_document(sums *s, xmlDocPtr document, weir_arena *arena, const char *path)
{
    weir_xml_ids ids;

    assert_int_equal(weir_xml_ids_build(document, arena, &ids), WEIR_OK);
    for (int pass = 0; pass < 2; pass++) { /* collaborations first: what they show is not shown again */
        for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL; node = node->next) {
            if (weir_node_is(node, WEIR_BPMN_URI, pass == 0 ? "collaboration" : "process") && node->_private == NULL)
                check_subject(s, document, &ids, node, arena, path);
        }
    }
}

/* The BPMN of a scenario as a document of its own. */
static void check_scenario(sums *s, xmlNodePtr scenario, weir_arena *arena, const char *path)
{
    xmlDocPtr document = xmlNewDoc((const xmlChar *)"1.0");
    xmlNodePtr root = xmlNewDocNode(document, NULL, (const xmlChar *)"definitions", NULL);

    (void)xmlDocSetRootElement(document, root);
    xmlSetNs(root, xmlNewNs(root, (const xmlChar *)WEIR_BPMN_URI, NULL));
    for (xmlNodePtr child = scenario->children; child != NULL; child = child->next) {
        if (child->ns != NULL && strcmp((const char *)child->ns->href, WEIR_BPMN_URI) == 0)
            (void)xmlAddChild(root, xmlDocCopyNode(child, document, 1));
    }
    check_document(s, document, arena, path);
    xmlFreeDoc(document);
}

static void check_file(sums *s, const char *path)
{
    xmlDocPtr document = NULL;
    weir_text text;
    weir_arena arena;

    weir_arena_init(&arena, test_memory_port(&s->memory, false), (size_t)512 << 20);
    assert_int_equal(weir_xml_decode(read_file(path, &arena), &arena, &text, NULL), WEIR_OK);
    if (weir_xml_document_parse(text, &document, NULL) == WEIR_OK) {
        xmlNodePtr root = xmlDocGetRootElement(document);

        if (weir_node_is(root, WEIR_BPMN_URI, "definitions"))
            check_document(s, document, &arena, path);
        for (xmlNodePtr node = root->children; node != NULL; node = node->next) {
            if (node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, "scenario") == 0)
                check_scenario(s, node, &arena, path);
        }
    }
    xmlFreeDoc(document);
    weir_arena_release(&arena);
}

static void check_folder(sums *s, const char *folder, uint32_t depth)
{
    DIR *directory = opendir(folder);

    assert_non_null(directory);
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        char path[PATH_SIZE];
        struct stat about;
        weir_text name = weir_text_of(entry->d_name);

        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || stat(path, &about) != 0)
            continue;
        if (S_ISDIR(about.st_mode) && depth < 5)
            check_folder(s, path, depth + 1);
        else if (weir_text_ends_with(name, WEIR_T(".xml")) || weir_text_ends_with(name, WEIR_T(".bpmn")))
            check_file(s, path);
    }
    (void)closedir(directory);
}

/* Lines that are no flows may run through a node that has no free side; of our models none does. */
static void every_model_is_laid_out_without_faults(void **state)
{
    const char *shared = getenv("WEIR_SHARED");
    char miwg[PATH_SIZE];
    struct stat about;
    sums s = {.model_count = 0};

    (void)state;
    weir_xml_start();
    check_folder(&s, WEIR_SOURCE_DIR "/tests/scenarios", 0);
    check_folder(&s, WEIR_SOURCE_DIR "/processes", 0);
    (void)snprintf(miwg, sizeof miwg, "%s/bpmn-miwg", shared != NULL ? shared : WEIR_SOURCE_DIR "/../shared");
    if (stat(miwg, &about) == 0)
        check_folder(&s, miwg, 0);
    else
        print_message("skipped: the reference models of the MIWG are not there\n");
    print_message("%u models, %u nodes; %u of %u lines that are no flows run through a node\n", s.model_count,
                  s.node_count, s.line_through_count, s.line_count);
    assert_true(s.model_count > 150);
    assert_int_equal(s.line_through_count, 0);
    assert_int_equal(s.overlap_count, 0);
    assert_int_equal(s.memory.live_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_model_is_laid_out_without_faults)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
