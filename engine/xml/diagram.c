#include "xml/scene.h"
weir_err weir_xml_add_diagram(xmlDocPtr document, weir_arena *arena, weir_diag *diag)
{
    (void)document;
    (void)arena;
    return weir_fail(diag, WEIR_EMODEL, WEIR_NO_TEXT, "the file has no diagram");
}
