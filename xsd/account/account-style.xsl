<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- account-style.xsl: how an accountability report looks, on a screen and on A4. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml">
  <xsl:template name="style">
    <style>
@page { size: A4 landscape; margin: 12mm 10mm 14mm; }
* { box-sizing: border-box; }
body { font: 12px/1.45 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "Noto Sans", sans-serif; color: #1a1f27; margin: 0 auto; padding: 24px; max-width: 1120px; overflow-wrap: anywhere; }
span[lang=en] { color: #5b6675; font-size: .9em; }
header { border-top: 4px solid #1d3f72; border-bottom: 1px solid #1d3f72; padding: 10px 0; }
.kind { margin: 0; letter-spacing: .06em; color: #1d3f72; font-weight: 600; }
h1 { margin: 2px 0 10px; font-size: 22px; }
h2 { font-size: 15px; margin: 22px 0 6px; color: #1d3f72; break-after: avoid; }
h2 small { display: inline; font-weight: 400; }
.facts { display: grid; grid-template-columns: repeat(3, 1fr); gap: 6px 18px; margin: 0; }
dt { color: #5b6675; font-size: 11px; } dd { margin: 0; font-weight: 600; }
.hash { margin: 10px 0 0; } code, pre { font: 10.5px/1.4 "DejaVu Sans Mono", Consolas, monospace; }
pre { white-space: pre-wrap; background: #f3f5f8; padding: 8px; margin: 4px 0; }
.notice { background: #fff8e3; border-left: 3px solid #c98a00; padding: 6px 10px; margin: 12px 0; }
.notice span { display: block; }
small { display: block; color: #5b6675; font-size: 10.5px; }
table.steps { width: 100%; border-collapse: collapse; table-layout: fixed; margin-top: 8px; }
.steps th { text-align: left; background: #e9eef6; border: 1px solid #b9c4d4; padding: 4px 6px; font-weight: 600; }
.steps th span { font-weight: 400; }
.steps td { border: 1px solid #cfd6e0; padding: 4px 6px; vertical-align: top; }
.steps tr { break-inside: avoid; } thead { display: table-header-group; }
.steps th:nth-child(1) { width: 32px; } .steps th:nth-child(2) { width: 20%; } .steps th:nth-child(3) { width: 13%; }
.steps th:nth-child(4) { width: 19%; } .steps th:nth-child(5) { width: 20%; }
.n { text-align: right; color: #5b6675; } .doc { margin: 2px 0 0; font-size: 10.5px; color: #3d4653; white-space: pre-line; }
.summary { width: 100%; border-collapse: collapse; margin: 12px 0; } .summary td { border: 1px solid #cfd6e0; padding: 6px 8px; text-align: center; }
.summary b { display: block; font-size: 18px; } .acts { border: 1px solid #d9a9a9; background: #fbf4f4; padding: 6px 10px; margin: 8px 0; } .acts p { margin: 0 0 4px; }
ul { margin: 0; padding: 0; list-style: none; } li + li { margin-top: 3px; } .minor { color: #3d4653; }
tr.interrupted, tr.undone { background: #f7f0f0; } .bad { color: #a01818; } tr.active { background: #f2f7ee; }
.limit { display: block; margin-top: 3px; } .limit.overdue { color: #a01818; }
.evidence { margin: 2px 0 2px 2px; border-left: 2px solid #cfd6e0; padding-left: 6px; } .evidence li + li { margin-top: 1px; } .evidence b { font-weight: 500; }
a { color: inherit; }
.sign { width: 100%; border-collapse: separate; border-spacing: 24px 0; margin-top: 18px; } .sign .line td { height: 46px; border-bottom: 1px solid #1a1f27; }
.end { break-inside: avoid; }
@media print { body { padding: 0; max-width: none; font-size: 10.5px; } .notice, tr, th, pre { print-color-adjust: exact; } }
    </style>
  </xsl:template>
</xsl:stylesheet>
