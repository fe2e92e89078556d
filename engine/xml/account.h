/* SPDX-License-Identifier: Apache-2.0
 * xml/account.h - an accountability report as a page that can be printed and signed.
 *
 * The report becomes a tree: each member of a context an element of its name, each item of a list one more element
 * of the name of the list; values of the process are texts. account.xsl makes HTML of it, bilingual, without scripts
 * or references. Layer: xml.
 */
#ifndef WEIR_XML_ACCOUNT_H
#define WEIR_XML_ACCOUNT_H

#include "base/time.h"
#include "base/value.h"

/* Whether the texts of this member of a report are instants, which people read by the clock of a zone. */
bool weir_account_is_time(weir_text member);

/* report  as host/library_account.c puts it together
 * zone    by whose clock it tells the time; NULL: UTC
 * out     the page, in the arena
 * ELIMIT; ENOMEM. */
WEIR_MUST_USE weir_err weir_xml_account(const weir_value *report, const weir_zone *zone, weir_arena *arena,
                                        weir_text *out, weir_diag *diag);

#endif
