<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- handbook.xsl: the pages of a handbook, out of the tree that engine/xml/handbook_internal.h describes.

     Run twice: edition "pages" gives pages that link to each other, edition "book" the same chapters as one page for
     printing. An address is a page and an anchor; in the book it is an anchor that begins with the name of the page.
     Anchors with a colon are ours, those of ids never have one.
     h:t is a text in two languages: what writes the pages makes two spans of it. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:h="urn:weir:handbook" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:d="urn:weir:handbook:dmn"
    xmlns:w="urn:weir:bpmn" xmlns:s="urn:weir:scenario" xmlns:c="urn:weir:calendar"
    exclude-result-prefixes="b d w s c">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:include href="handbook-words.xsl"/>
  <xsl:include href="handbook-front.xsl"/>
  <xsl:include href="handbook-process.xsl"/>
  <xsl:include href="handbook-steps.xsl"/>
  <xsl:include href="handbook-limits.xsl"/>
  <xsl:include href="handbook-forms.xsl"/>
  <xsl:include href="handbook-talk.xsl"/>
  <xsl:include href="handbook-decisions.xsl"/>
  <xsl:include href="handbook-calendar.xsl"/>
  <xsl:include href="handbook-picture.xsl"/>

  <xsl:param name="edition" select="'pages'"/>

  <!-- References are looked for in their file: "3 approve". A prefix of a reference is passed over. -->
  <xsl:key name="id" match="b:*[@id]" use="concat(ancestor::h:file/@n, ' ', @id)"/>
  <xsl:key name="flow-from" match="b:sequenceFlow" use="concat(ancestor::h:file/@n, ' ', @sourceRef)"/>
  <xsl:key name="host" match="b:boundaryEvent" use="concat(ancestor::h:file/@n, ' ', @attachedToRef)"/>
  <xsl:key name="lane-of" match="b:lane" use="b:flowNodeRef/text()"/>
  <xsl:key name="process" match="b:definitions/b:process" use="@id"/>
  <xsl:key name="call" match="b:callActivity" use="@calledElement"/>
  <xsl:key name="call" match="b:callActivity[contains(@calledElement, ':')]" use="substring-after(@calledElement, ':')"/>
  <xsl:key name="decision" match="d:decision | d:decisionService" use="@id"/>
  <xsl:key name="drg" match="d:*[@id]" use="concat(ancestor::h:file/@n, ' ', @id)"/>
  <xsl:key name="decision-use" match="b:*[@w:decisionRef]" use="@w:decisionRef"/>
  <xsl:key name="decision-use" match="b:*[b:extensionElements/w:decision]" use="b:extensionElements/w:decision/@ref"/>
  <xsl:key name="form" match="h:file[@kind = 'form']" use="h:member[@name = 'id']"/>
  <xsl:key name="form" match="h:file[@kind = 'form']" use="@stem"/>
  <xsl:key name="form-use" match="b:*[@w:formRef]" use="@w:formRef"/>
  <xsl:key name="group" match="h:word[@of = 'candidateGroups' or @of = 'candidateStarterGroups' or @of = 'superior' or @of = 'groups']" use="string()"/>
  <xsl:key name="group-text" match="h:word[@of = 'groupText']" use="string()"/>
  <xsl:key name="calendar" match="c:calendar | c:overlay" use="@id"/>
  <xsl:key name="calendar-use" match="b:*[@w:calendar]" use="@w:calendar"/>
  <xsl:key name="scenario-file" match="h:file[@kind = 'scenarios']" use=".//s:model/@h:path"/>

  <xsl:variable name="book" select="$edition = 'book'"/>
  <xsl:variable name="all" select="/h:handbook"/>
  <xsl:variable name="title-zh">
    <xsl:choose>
      <xsl:when test="$all/@title"><xsl:value-of select="$all/@title"/></xsl:when>
      <xsl:otherwise>流程手册</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>
  <xsl:variable name="title-en">
    <xsl:choose>
      <xsl:when test="$all/@title"><xsl:value-of select="$all/@title"/></xsl:when>
      <xsl:otherwise>Handbook of processes</xsl:otherwise>
    </xsl:choose>
  </xsl:variable>

  <!-- ── all pages ── -->

  <xsl:template match="/">
    <h:pages>
      <xsl:choose>
        <xsl:when test="$book">
          <h:page name="book.html">
            <xsl:call-template name="html">
              <xsl:with-param name="name" select="'book.html'"/>
              <xsl:with-param name="title" select="$title-zh"/>
              <xsl:with-param name="content">
                <xsl:call-template name="chapters"/>
              </xsl:with-param>
            </xsl:call-template>
          </h:page>
        </xsl:when>
        <xsl:otherwise><xsl:call-template name="chapters"/></xsl:otherwise>
      </xsl:choose>
    </h:pages>
  </xsl:template>

  <xsl:template name="chapters">
    <xsl:apply-templates select="$all" mode="front"/>
    <xsl:for-each select="$all/h:file/b:definitions/b:process">
      <xsl:sort select="boolean(key('call', @id)[ancestor::b:process/@h:page != current()/@h:page])"/>
      <xsl:sort select="count(key('call', @id)[1]/preceding::b:callActivity)" data-type="number"/>
      <xsl:apply-templates select="." mode="chapter"/>
    </xsl:for-each>
    <xsl:apply-templates select="$all/h:file[@kind = 'bpmn'][@page]/b:definitions" mode="chapter"/>
    <xsl:apply-templates select="$all" mode="talk"/>
    <xsl:if test="$all/h:file[@kind = 'dmn']">
      <xsl:apply-templates select="$all" mode="decisions"/>
      <xsl:apply-templates select="$all/h:file[@kind = 'dmn']/d:definitions" mode="chapter"/>
    </xsl:if>
    <xsl:apply-templates select="$all/h:file[@kind = 'calendar']/c:calendar" mode="chapter"/>
    <xsl:apply-templates select="$all" mode="groups"/>
    <xsl:apply-templates select="$all" mode="sources"/>
  </xsl:template>

  <!-- One chapter: a page, or a part of the book. -->
  <xsl:template name="chapter">
    <xsl:param name="page"/>
    <xsl:param name="title"/>
    <xsl:param name="content"/>
    <xsl:choose>
      <xsl:when test="$book">
        <section class="chapter" id="{substring-before($page, '.html')}">
          <xsl:copy-of select="$content"/>
        </section>
      </xsl:when>
      <xsl:otherwise>
        <h:page name="{$page}">
          <xsl:call-template name="html">
            <xsl:with-param name="name" select="$page"/>
            <xsl:with-param name="title" select="$title"/>
            <xsl:with-param name="content" select="$content"/>
          </xsl:call-template>
        </h:page>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="html">
    <xsl:param name="name"/>
    <xsl:param name="title"/>
    <xsl:param name="content"/>
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="generator" content="{$all/@maker}"/>
        <title>
          <xsl:value-of select="$title"/>
          <xsl:if test="$title != $title-zh">
            <xsl:value-of select="concat(' · ', $title-zh)"/>
          </xsl:if>
        </title>
        <link rel="stylesheet" href="handbook.css"/>
      </head>
      <body>
        <xsl:if test="$book"><xsl:attribute name="class">book</xsl:attribute></xsl:if>
        <input type="radio" name="language" id="switch:both" class="show-both" checked="checked"/>
        <label for="switch:both">中文 + English</label>
        <input type="radio" name="language" id="switch:zh" class="show-zh"/>
        <label for="switch:zh">中文</label>
        <input type="radio" name="language" id="switch:en" class="show-en"/>
        <label for="switch:en">English</label>
        <xsl:if test="not($book)">
          <nav class="top">
            <a href="index.html"><h:t zh="目录" en="Contents"/></a>
            <a href="talk.html"><h:t zh="消息与事件" en="Messages and events"/></a>
            <xsl:if test="$all/h:file[@kind = 'dmn']">
              <a href="decisions.html"><h:t zh="决策" en="Decisions"/></a>
            </xsl:if>
            <xsl:for-each select="$all/h:file[@kind = 'calendar'][1]">
              <a href="{@page}"><h:t zh="日历" en="Calendar"/></a>
            </xsl:for-each>
            <a href="groups.html"><h:t zh="岗位" en="Groups"/></a>
            <a href="book.html"><h:t zh="整册打印" en="Print all"/></a>
          </nav>
        </xsl:if>
        <main>
          <xsl:copy-of select="$content"/>
        </main>
        <footer>
          <h:t zh="我方设计,非标准原文;法律依据待核实。" en="Own design, not the text of the standard; legal bases to be verified."/>
        </footer>
      </body>
    </html>
  </xsl:template>

  <!-- ── addresses ── -->

  <xsl:template name="address">
    <xsl:param name="page"/>
    <xsl:param name="anchor"/>
    <xsl:choose>
      <xsl:when test="$book">
        <xsl:value-of select="concat('#', substring-before($page, '.html'))"/>
        <xsl:if test="$anchor != ''">
          <xsl:value-of select="concat(':', $anchor)"/>
        </xsl:if>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="$page"/>
        <xsl:if test="$anchor != ''">
          <xsl:value-of select="concat('#', $anchor)"/>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The attribute id of what is made. -->
  <xsl:template name="id">
    <xsl:param name="page"/>
    <xsl:param name="anchor" select="@h:anchor"/>
    <xsl:if test="$anchor != ''">
      <xsl:attribute name="id">
        <xsl:if test="$book">
          <xsl:value-of select="concat(substring-before($page, '.html'), ':')"/>
        </xsl:if>
        <xsl:value-of select="$anchor"/>
      </xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- The page on which an element is described. -->
  <xsl:template match="*" mode="page">
    <xsl:choose>
      <xsl:when test="ancestor-or-self::b:process"><xsl:value-of select="ancestor-or-self::b:process/@h:page"/></xsl:when>
      <xsl:when test="ancestor-or-self::h:file/@page"><xsl:value-of select="ancestor-or-self::h:file/@page"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="ancestor-or-self::h:file/b:definitions/b:process[1]/@h:page"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A link to an element, with its name. -->
  <xsl:template match="*" mode="link">
    <xsl:param name="with-id" select="false()"/>
    <a>
      <xsl:attribute name="href">
        <xsl:call-template name="address">
          <xsl:with-param name="page"><xsl:apply-templates select="." mode="page"/></xsl:with-param>
          <xsl:with-param name="anchor">
            <xsl:apply-templates select="." mode="anchor"/>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:attribute>
      <xsl:apply-templates select="." mode="name"/>
      <xsl:if test="$with-id and @id and @name != '' and @name != @id">
        <xsl:text> </xsl:text>
        <code><xsl:value-of select="@id"/></code>
      </xsl:if>
    </a>
  </xsl:template>

  <!-- Only what has a row has an anchor. -->
  <xsl:template match="*" mode="anchor"/>
  <xsl:template match="b:process" mode="anchor"/>
  <xsl:template match="b:startEvent | b:endEvent | b:intermediateCatchEvent | b:intermediateThrowEvent | b:boundaryEvent
      | b:implicitThrowEvent | b:task | b:userTask | b:serviceTask | b:scriptTask | b:sendTask | b:receiveTask | b:manualTask
      | b:businessRuleTask | b:callActivity | b:subProcess | b:transaction | b:adHocSubProcess | b:exclusiveGateway
      | b:parallelGateway | b:inclusiveGateway | b:complexGateway | b:eventBasedGateway | b:lane
      | b:dataObjectReference | b:dataStoreReference | b:textAnnotation" mode="anchor">
    <xsl:if test="ancestor::b:process">
      <xsl:value-of select="@h:anchor"/>
    </xsl:if>
  </xsl:template>
  <!-- A flow stands in the row of its source, an object behind a reference in that of the reference. -->
  <xsl:template match="b:sequenceFlow" mode="anchor">
    <xsl:variable name="source" select="key('id', concat(ancestor::h:file/@n, ' ', @sourceRef))[1]"/>
    <xsl:variable name="row"><xsl:if test="$source[ancestor::b:process/@h:page = current()/ancestor::b:process/@h:page]"><xsl:apply-templates select="$source" mode="anchor"/></xsl:if></xsl:variable>
    <xsl:if test="$row != ''"><xsl:value-of select="@h:anchor"/></xsl:if>
  </xsl:template>
  <xsl:template match="b:dataObject" mode="anchor">
    <xsl:variable name="references" select="ancestor::b:process//b:dataObjectReference[@dataObjectRef = current()/@id]"/>
    <xsl:value-of select="($references | self::*[not($references)][ancestor::b:process])[1]/@h:anchor"/>
  </xsl:template>
  <xsl:template match="d:decision | d:businessKnowledgeModel | d:inputData | d:decisionService | d:knowledgeSource" mode="anchor">
    <xsl:value-of select="@h:anchor"/>
  </xsl:template>

  <xsl:template match="*" mode="name">
    <xsl:choose>
      <xsl:when test="normalize-space(@name) != ''"><xsl:value-of select="normalize-space(@name)"/></xsl:when>
      <xsl:when test="@id != ''"><xsl:value-of select="@id"/></xsl:when>
      <xsl:otherwise><h:t zh="(无名)" en="(no name)"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What its texts say; a language of its own only beside another one. -->
  <xsl:template match="*" mode="said">
    <xsl:param name="class" select="'said'"/>
    <xsl:variable name="said" select="(b:documentation | d:description | c:documentation)/h:said"/>
    <xsl:call-template name="paragraphs">
      <xsl:with-param name="said" select="$said"/>
      <xsl:with-param name="class" select="$class"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="paragraphs">
    <xsl:param name="said"/>
    <xsl:param name="class" select="'said'"/>
    <xsl:variable name="has-two" select="$said[@language = 'zh'] and $said[@language = 'en']"/>
    <xsl:for-each select="$said[@language = 'zh'] | $said[not($has-two)]">
      <p class="{$class}">
        <xsl:if test="$has-two"><xsl:attribute name="lang">zh</xsl:attribute></xsl:if>
        <xsl:value-of select="."/>
      </p>
    </xsl:for-each>
    <xsl:for-each select="$said[$has-two][@language = 'en']">
      <p class="{$class}" lang="en"><xsl:value-of select="."/></p>
    </xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
