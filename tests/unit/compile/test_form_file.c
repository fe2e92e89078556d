/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/compile/test_form_file.c - forms of form-js as form data, with and without memory.
 */
#include "compile/form_file.h"

#include "base/buffer.h"
#include "rules_fixture.h"

#define EMPTY "<process xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' id='p'/>"

static void write_constraints(const weir_part *field, weir_buffer *out)
{
    const weir_part *validation = weir_part_child(field, WEIR_PART_weir_validation);
    const weir_part *constraint = validation ? weir_part_child(validation, WEIR_PART_weir_constraint) : NULL;

    for (; constraint; constraint = weir_part_sibling(constraint, WEIR_PART_weir_constraint)) {
        const weir_text config = weir_part_attribute(constraint, WEIR_ATTR_config);

        weir_buffer_char(out, ' ');
        weir_buffer_text(out, weir_part_attribute(constraint, WEIR_ATTR_name));
        if (config.length > 0)
            weir_buffer_format(out, "=%.*s", WEIR_ARG(config));
    }
}

/* "key:type [values] (default) constraints; …" */
static weir_text described(rules_fixture *f, const weir_part *data)
{
    const weir_part *field = weir_part_child(data, WEIR_PART_weir_form_field);
    weir_buffer out;
    weir_text text;

    weir_buffer_init(&out, &f->arena, 0);
    for (; field; field = weir_part_sibling(field, WEIR_PART_weir_form_field)) {
        const weir_text value = weir_part_attribute(field, WEIR_ATTR_default_value);
        const weir_part *choice = weir_part_child(field, WEIR_PART_weir_value);

        weir_buffer_format(&out, "%.*s:%.*s", WEIR_ARG(field->id),
                           WEIR_ARG(weir_part_attribute(field, WEIR_ATTR_type)));
        for (; choice; choice = weir_part_sibling(choice, WEIR_PART_weir_value))
            weir_buffer_format(&out, " %.*s", WEIR_ARG(choice->id));
        if (value.at)
            weir_buffer_format(&out, " (%.*s)", WEIR_ARG(value));
        write_constraints(field, &out);
        weir_buffer_char(&out, ';');
    }
    assert_int_equal(weir_buffer_done(&out, &text), WEIR_OK);
    return text;
}

static void a_component_with_a_key_is_a_field(void **state)
{
    static const struct {
        const char *components, *fields;
    } rows[] = {
        {"", ""},
        {"{'type':'textfield','key':'a'}", "a:string;"},
        {"{'type':'textarea','key':'a','defaultValue':'x'}", "a:string (x);"},
        {"{'type':'textfield','key':'a','defaultValue':'=1'}", "a:string (=\"=1\");"},
        {"{'type':'textfield','key':'a','defaultValue':'${b}'}", "a:string (=\"${b}\");"},
        {"{'type':'textfield','key':'a','defaultValue':null}", "a:string;"},
        {"{'type':'number','key':'a','defaultValue':1.50}", "a:number (1.50);"},
        {"{'type':'number','key':'a','decimalDigits':0}", "a:long;"},
        {"{'type':'number','key':'a','decimalDigits':2}", "a:number;"},
        {"{'type':'number','key':'a','serializeToString':true}", "a:string;"},
        {"{'type':'checkbox','key':'a','defaultValue':true}", "a:boolean (true);"},
        {"{'type':'radio','key':'a','values':[{'value':'x'},{'label':'Y','value':'y'}]}", "a:enum x y;"},
        {"{'type':'select','key':'a','values':[{'value':'x'}],'defaultValue':'x'}", "a:enum x (x);"},
        {"{'type':'select','key':'a','values':[{'value':1}]}", "a:any;"},
        {"{'type':'select','key':'a','values':[]}", "a:any;"},
        {"{'type':'select','key':'a','valuesKey':'all'}", "a:any;"},
        {"{'type':'taglist','key':'a','defaultValue':['x','y']}", "a:list (=[\"x\",\"y\"]);"},
        {"{'type':'checklist','key':'a'}", "a:list;"},
        {"{'type':'datetime','key':'a','subtype':'date'}", "a:date;"},
        {"{'type':'datetime','key':'a','subtype':'datetime'}", "a:date;"},
        {"{'type':'datetime','key':'a','subtype':'time'}", "a:string;"},
        {"{'type':'filepicker','key':'a'}", "a:file;"},
        {"{'type':'something','key':'a'}", "a:any;"},
        {"{'type':'text','text':'no key'}", ""},
        {"{'type':'textfield','key':'a'},{'type':'number','key':'a'}", "a:string;"},
        {"{'type':'textfield','key':'a.b'},{'type':'textfield','key':'a.c'}", "a:any;"},
        {"{'type':'group','components':[{'type':'checkbox','key':'a'},{'type':'group','components':[{'type':'number',"
         "'key':'b'}]}]},{'type':'textfield','key':'c'}",
         "a:boolean;b:number;c:string;"},
        {"{'type':'group','path':'order','components':[{'type':'checkbox','key':'a'}]}", "order:any;"},
        {"{'type':'dynamiclist','path':'rows.all','components':[{'type':'checkbox','key':'a'}]}", "rows:any;"},
        {"{'type':'textfield','key':'a','validate':{'required':true,'minLength':2,'maxLength':'4','pattern':'^x$'}}",
         "a:string required minlength=2 maxlength=4 pattern=^x$;"},
        {"{'type':'number','key':'a','validate':{'min':0,'max':'=b','required':'=c'}}", "a:number min=0;"},
        {"{'type':'textfield','key':'a','validate':{'required':true},'conditional':{'hide':'=b'}}", "a:string;"},
        {"{'type':'textfield','key':'a','validate':{'required':false,'minLength':true,'pattern':''}}", "a:string;"},
    };
    rules_fixture fixture = {0}, *f = &fixture;

    (void)state;
    read_model(f, EMPTY, sizeof EMPTY - 1); /* for its arena */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weir_form_file form;
        weir_diag diag = {0};
        char json[1024];

        (void)snprintf(json, sizeof json, "{'id':'f','components':[%s]}", rows[i].components);
        for (char *at = json; *at; at++)
            *at = *at == '\'' ? '"' : *at;
        assert_int_equal(weir_form_file_read(weir_text_of(json), &f->arena, &form, &diag), WEIR_OK);
        if (!weir_text_equal(described(f, form.data), weir_text_of(rows[i].fields)))
            fail_msg("%s: %.*s", json, WEIR_ARG(described(f, form.data)));
        assert_true(weir_text_equal(form.id, WEIR_T("f")));
    }
    release_fixture(f);
}

static void what_is_no_form_is_refused_and_says_why(void **state)
{
    static const struct {
        const char *json, *message;
        weir_err err;
    } rows[] = {
        {"{", "", WEIR_ESYNTAX},
        {"[]", "it is no form: an object with an array \"components\"", WEIR_EVALUE},
        {"{\"components\":{}}", "it is no form: an object with an array \"components\"", WEIR_EVALUE},
        {"{\"components\":[{\"type\":\"text\"},7]}", "component 2 is no object", WEIR_EVALUE},
        {"{\"components\":[{\"key\":\"a\"}]}", "component 1 has no type", WEIR_EVALUE},
        {"{\"components\":[{\"type\":\"group\",\"components\":7}]}", "component 1 has components that are no array",
         WEIR_EVALUE},
    };
    rules_fixture fixture = {0}, *f = &fixture;

    (void)state;
    read_model(f, EMPTY, sizeof EMPTY - 1); /* for its arena */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weir_form_file form = {.id = WEIR_T("untouched")};
        weir_diag diag = {0};

        assert_int_equal(weir_form_file_read(weir_text_of(rows[i].json), &f->arena, &form, &diag), rows[i].err);
        assert_true(weir_text_equal(form.id, WEIR_T("untouched")));
        assert_true(diag.message[0] != '\0');
        if (rows[i].message[0] != '\0')
            assert_string_equal(diag.message, rows[i].message);
    }
    release_fixture(f);
}

static void more_components_than_anybody_draws_are_refused(void **state)
{
    rules_fixture fixture = {0}, *f = &fixture;
    weir_form_file form;
    weir_diag diag = {0};
    weir_buffer json;
    weir_text text;

    (void)state;
    read_model(f, EMPTY, sizeof EMPTY - 1); /* for its arena */
    weir_buffer_init(&json, &f->arena, 0);
    weir_buffer_text(&json, WEIR_T("{\"components\":[{\"type\":\"text\"}"));
    for (int i = 0; i < 2000; i++)
        weir_buffer_text(&json, WEIR_T(",{\"type\":\"text\"}"));
    weir_buffer_text(&json, WEIR_T("]}"));
    assert_int_equal(weir_buffer_done(&json, &text), WEIR_OK);
    assert_int_equal(weir_form_file_read(text, &f->arena, &form, &diag), WEIR_EVALUE);
    assert_string_equal(diag.message, "it has more than 2000 components");
    release_fixture(f);
}

static void without_memory_nothing_is_read(void **state)
{
    static const char json[] =
        "{\"id\":\"f\",\"components\":[{\"type\":\"select\",\"key\":\"a\",\"values\":[{\"value\":\"x\"}],"
        "\"defaultValue\":\"x\",\"validate\":{\"required\":true,\"min\":1}},{\"type\":\"taglist\",\"key\":\"b\","
        "\"defaultValue\":[\"x\"]}]}";
    weir_err err = WEIR_ENOMEM;
    uint64_t n = 1;

    (void)state;
    for (; err != WEIR_OK; n++) {
        test_memory memory = {.fail_at = n};
        weir_form_file form;
        weir_diag diag = {0};
        weir_arena arena;

        weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
        err = weir_form_file_read((weir_text){json, sizeof json - 1}, &arena, &form, &diag);
        assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
        weir_arena_release(&arena);
        assert_int_equal(memory.live_count, 0);
    }
    assert_true(n > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_component_with_a_key_is_a_field),
        cmocka_unit_test(what_is_no_form_is_refused_and_says_why),
        cmocka_unit_test(more_components_than_anybody_draws_are_refused),
        cmocka_unit_test(without_memory_nothing_is_read),
    };

    return cmocka_run_group_tests_name("compile/form_file", tests, NULL, NULL);
}
