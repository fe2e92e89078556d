/* SPDX-License-Identifier: Apache-2.0
 * tests/hostile/hostile.c - XML and JSON made to hurt: each ends in a clear error, soon, in little memory.
 */
#define _POSIX_C_SOURCE 200809L
#include "hostile/hostile.h"

#include "base/json.h"

static verdict read_xml(weir_text text, weir_arena *arena)
{
    static weir_xml_schemas *schemas;
    weir_model model = {0};
    weir_problems problems;
    weir_diag diag = {0};
    weir_err err;

    if (!schemas && weir_xml_schemas_new(&schemas, &diag) != WEIR_OK)
        return of_diag(WEIR_OK, &diag);
    weir_problems_init(&problems, arena);
    err = weir_xml_read(text, schemas, arena, &model, &problems, &diag);
    return err != WEIR_OK || problems.error_count == 0 ? of_diag(err, &diag) : of_problems(&problems);
}

static verdict read_json(weir_text text, weir_arena *arena)
{
    weir_value value;
    weir_diag diag = {0};
    const weir_err err = weir_json_read(text, WEIR_JSON_TYPED, NULL, arena, &value, &diag);

    return of_diag(err, &diag);
}

#define BPMN "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"

#define CAMUNDA                                                                                                        \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t' "                            \
    "xmlns:c='http://camunda.org/schema/1.0/bpmn'><process id='p'>"
#define ZEEBE                                                                                                          \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t' "                            \
    "xmlns:z='http://camunda.org/schema/zeebe/1.0'><process id='p'>"

static const hostile_input inputs[] = {
    {"XML, empty", read_xml, "", "", 0, "", PLACE, NULL},
    {"XML, only blanks", read_xml, "", " \n", 1000, "", PLACE, NULL},
    {"XML, truncated", read_xml, BPMN "<process id='p'><task id=", "", 0, "", PLACE, NULL},
    {"XML, truncated in a text", read_xml, BPMN "<process id='p'><documentation>abc", "", 0, "", PLACE, NULL},
    {"XML, bytes not in its encoding", read_xml, "<?xml version='1.0' encoding='UTF-8'?>\n<a b='\xff\xfe'/>", "", 0, "",
     PLACE, NULL},
    {"XML, encoding that lies", read_xml, "<?xml version='1.0' encoding='UTF-16'?>" BPMN "</definitions>", "", 0, "",
     PLACE, NULL},
    {"XML, encoding nobody knows", read_xml, "<?xml version='1.0' encoding='KLINGON'?>" BPMN "</definitions>", "", 0,
     "", PLACE, NULL},
    {"XML, 20 MB", read_xml, BPMN, "<message id='m#'/>", 1000000, "</definitions>", NO_PLACE, NULL},
    {"XML, 20 MB in one attribute", read_xml, "<definitions a='", "0123456789abcdef", 1250000, "'/>", NO_PLACE, NULL},
    {"XML, 100,000 attributes", read_xml, "<definitions ", "a#='' ", 100000, "/>", PLACE, NULL},
    {"XML, 100,000 namespaces", read_xml, "<definitions ", "xmlns:n#='u#' ", 100000, "/>", PLACE, NULL},
    {"XML, 5,000 deep", read_xml, BPMN "<process id='p'>", "<subProcess id='s#'>", 5000, "", PLACE, NULL},
    {"XML, DOCTYPE", read_xml, "<!DOCTYPE definitions SYSTEM 'http://127.0.0.1/x.dtd'>" BPMN "</definitions>", "", 0,
     "", PLACE, NULL},
    {"XML, DOCTYPE after a comment", read_xml, "<!-- a --> <?pi?>\n<!DOCTYPE definitions []>" BPMN "</definitions>", "",
     0, "", PLACE, NULL},
    {"XML, external entity", read_xml, "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><d>&x;</d>", "", 0, "",
     PLACE, NULL},
    {"XML, entity bomb", read_xml, "<!DOCTYPE d [<!ENTITY e0 'ha'>", "<!ENTITY f# '&e0;&e0;&e0;&e0;'>", 1000,
     "]><d>&f9;</d>", PLACE, NULL},
    {"XML, entity without DOCTYPE", read_xml, BPMN "<message id='m' name='&bomb;'/></definitions>", "", 0, "", PLACE,
     NULL},
    {"XML, XInclude", read_xml,
     BPMN "\n<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='/etc/hostname' parse='text'/></definitions>",
     "", 0, "", PLACE, NULL},
    {"dialect, 200,000 words", read_xml, CAMUNDA "<userTask id='a'><extensionElements>", "<c:u#/>", 200000,
     "</extensionElements></userTask></process></definitions>", PLACE, NULL},
    {"dialect, 30,000 unknown words", read_xml, CAMUNDA "<userTask id='a' c:class='x'><extensionElements>", "<c:u#/>",
     30000, "</extensionElements></userTask></process></definitions>", PLACE, NULL},
    {"dialect, 40,000 fields", read_xml, CAMUNDA "<serviceTask id='a' c:class='x'><extensionElements>",
     "<c:field name='f#'/>", 40000, "</extensionElements></serviceTask></process></definitions>", PLACE, NULL},
    {"dialect, 90,000 connectors", read_xml, CAMUNDA "<serviceTask id='a'><extensionElements>", "<c:connector/>", 90000,
     "</extensionElements></serviceTask></process></definitions>", NO_PLACE, NULL},
    {"dialect, 90,000 paths", read_xml, ZEEBE "<serviceTask id='a'><extensionElements><z:ioMapping>",
     "<z:input source='=1' target='r#.x'/>", 90000,
     "</z:ioMapping></extensionElements></serviceTask></process></definitions>", NO_PLACE, NULL},
    {"dialect, declared late in a wrong file", read_xml,
     BPMN "<process id='p'><userTask id='a' x='1'/><userTask id='a' xmlns:c='http://camunda.org/schema/1.0/bpmn' "
          "c:skipExpression='1'/>",
     "", 0, "</process></definitions>", PLACE, NULL},
    {"XML, another language", read_xml, "<html><body>hello</body></html>", "", 0, "", PLACE, NULL},
    {"XML, control character", read_xml, BPMN "\x01</definitions>", "", 0, "", PLACE, NULL},

    {"JSON, empty", read_json, "", "", 0, "", PLACE, NULL},
    {"JSON, truncated", read_json, "{\"a\": [1, 2", "", 0, "", PLACE, NULL},
    {"JSON, wrong type", read_json, "{\"$date\": 5}", "", 0, "", PLACE, NULL},
    {"JSON, date that is none", read_json, "{\"$date\": \"2026-02-30\"}", "", 0, "", PLACE, NULL},
    {"JSON, a million deep", read_json, "", "[", 1000000, "", PLACE, NULL},
    {"JSON, a million objects deep", read_json, "", "{\"a\":", 1000000, "", PLACE, NULL},
    {"JSON, duplicate key", read_json, "{\"a\": 1,\n \"\\u0061\": 2}", "", 0, "", PLACE, NULL},
    {"JSON, 100,000 keys, one twice", read_json, "{", "\"k#\":#,", 100000, "\"k500\":1}", PLACE, NULL},
    {"JSON, invalid UTF-8", read_json, "[\"abc\xc3\x28\"]", "", 0, "", PLACE, NULL},
    {"JSON, half a surrogate pair", read_json, "[\"\\ud83d\"]", "", 0, "", PLACE, NULL},
    {"JSON, a million digits", read_json, "", "1234567890", 100000, "", PLACE, NULL},
    {"JSON, 35 digits", read_json, "[1.2345678901234567890123456789012345]", "", 0, "", PLACE, NULL},
    {"JSON, exponent out of range", read_json, "[1e99999999999999999999]", "", 0, "", PLACE, NULL},
    {"JSON, NaN", read_json, "[NaN]", "", 0, "", PLACE, NULL},
    {"JSON, 200 MB in values", read_json, "[", "[[],[],[],[]],", 2000000, "0]", NO_PLACE, NULL},
};

int main(void)
{
    return survive_all(inputs, sizeof inputs / sizeof *inputs);
}
