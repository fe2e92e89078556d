<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- handbook-graphs.xsl: graphs to be laid out: all processes with what goes between them, and decisions without a diagram.

     The layout knows processes, so they are written as some. The map: p1, p2, … are the processes in the order of the
     files, flows c… calls, events x… messages and signals, with flows m…. The graph of a file: its nodes are n1, n2, … in document order. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:h="urn:weir:handbook"
    xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:d="urn:weir:handbook:dmn" xmlns:di="urn:weir:handbook:dmndi"
    exclude-result-prefixes="d di">
  <xsl:output method="xml" encoding="UTF-8"/>

  <xsl:key name="process" match="b:process" use="@id"/>
  <xsl:key name="talk" match="b:*[@h:talk][@h:name]" use="concat(@h:talk, ' ', @h:name)"/>
  <xsl:key name="talk-out" match="b:*[@h:way = 'out'][@h:name] | h:may" use="concat(@h:talk, ' ', @h:name)"/>
  <xsl:key name="talk-in" match="b:*[@h:way = 'in'][@h:name]" use="concat(@h:talk, ' ', @h:name)"/>
  <xsl:key name="drg" match="d:*[@id]" use="concat(ancestor::h:file/@n, ' ', @id)"/>

  <xsl:variable name="sends" select="/h:handbook/h:file/b:definitions//*[@h:way = 'out'][@h:talk = 'message' or @h:talk = 'signal'][@h:name]"/>
  <xsl:variable name="processes" select="/h:handbook/h:file/b:definitions/b:process"/>

  <xsl:template match="/">
    <h:graphs>
      <xsl:if test="count($processes) &gt; 1">
        <h:graph>
          <b:definitions targetNamespace="urn:weir:handbook">
            <b:process id="map" name="流程全景 landscape">
              <xsl:apply-templates select="$processes" mode="node"/>
              <xsl:apply-templates select="$processes" mode="calls"/>
              <xsl:call-template name="talks"/>
            </b:process>
          </b:definitions>
        </h:graph>
      </xsl:if>
      <xsl:apply-templates select="/h:handbook/h:file[@kind = 'dmn'][not(.//di:DMNShape)]/d:definitions"/>
    </h:graphs>
  </xsl:template>

  <xsl:template name="number">
    <xsl:value-of select="count(preceding::b:process[ancestor::h:file]) + 1"/>
  </xsl:template>

  <xsl:template match="b:process" mode="node">
    <xsl:variable name="number"><xsl:call-template name="number"/></xsl:variable>
    <b:callActivity id="p{$number}">
      <xsl:attribute name="name">
        <xsl:choose>
          <xsl:when test="normalize-space(@name) != ''"><xsl:value-of select="normalize-space(@name)"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="@id"/></xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
    </b:callActivity>
  </xsl:template>

  <!-- One flow for all calls of the same process. -->
  <xsl:template match="b:process" mode="calls">
    <xsl:variable name="number"><xsl:call-template name="number"/></xsl:variable>
    <xsl:variable name="calls" select=".//b:callActivity"/>
    <xsl:for-each select="$calls">
      <xsl:variable name="at" select="position()"/>
      <xsl:variable name="first" select="generate-id() = generate-id($calls[@calledElement = current()/@calledElement][1])"/>
      <xsl:variable name="local">
        <xsl:choose>
          <xsl:when test="contains(@calledElement, ':')"><xsl:value-of select="substring-after(@calledElement, ':')"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="@calledElement"/></xsl:otherwise>
        </xsl:choose>
      </xsl:variable>
      <xsl:for-each select="key('process', string($local))[$first][1]">
        <xsl:variable name="to"><xsl:call-template name="number"/></xsl:variable>
        <b:sequenceFlow id="c{$number}-{$at}" sourceRef="p{$number}" targetRef="p{$to}"/>
      </xsl:for-each>
    </xsl:for-each>
  </xsl:template>

  <!-- A message or signal that one process sends and another one gets: an event between them, of each name one. -->
  <xsl:template name="talks">
    <xsl:for-each select="$sends">
      <xsl:variable name="name" select="concat(@h:talk, ' ', @h:name)"/>
      <xsl:variable name="from" select="key('talk-out', $name)/ancestor::b:process"/>
      <xsl:variable name="to" select="key('talk-in', $name)/ancestor::b:process"/>
      <xsl:if test="generate-id() = generate-id(key('talk-out', $name)[1]) and $to and count($from | $to) &gt; 1">
        <xsl:variable name="number" select="key('talk', $name)[1]/@h:number"/>
        <b:intermediateCatchEvent id="x{$number}" name="{@h:name}">
          <xsl:choose>
            <xsl:when test="@h:talk = 'message'"><b:messageEventDefinition/></xsl:when>
            <xsl:otherwise><b:signalEventDefinition/></xsl:otherwise>
          </xsl:choose>
        </b:intermediateCatchEvent>
        <xsl:for-each select="$from">
          <b:sequenceFlow id="m{$number}-from-{position()}" targetRef="x{$number}">
            <xsl:attribute name="sourceRef">p<xsl:call-template name="number"/></xsl:attribute>
          </b:sequenceFlow>
        </xsl:for-each>
        <xsl:for-each select="$to">
          <b:sequenceFlow id="m{$number}-to-{position()}" sourceRef="x{$number}">
            <xsl:attribute name="targetRef">p<xsl:call-template name="number"/></xsl:attribute>
          </b:sequenceFlow>
        </xsl:for-each>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- ── decisions without a diagram ── -->

  <xsl:template match="d:definitions">
    <xsl:variable name="nodes" select="d:decision | d:inputData | d:businessKnowledgeModel | d:knowledgeSource | d:decisionService"/>
    <xsl:if test="$nodes">
      <h:graph file="{ancestor::h:file/@n}">
        <b:definitions targetNamespace="urn:weir:handbook">
          <b:process id="drg">
            <xsl:for-each select="$nodes">
              <b:task id="n{position()}"/>
            </xsl:for-each>
            <xsl:for-each select="$nodes">
              <xsl:variable name="to" select="position()"/>
              <xsl:for-each select="*/*[@href]">
                <xsl:variable name="at" select="position()"/>
                <xsl:variable name="source" select="key('drg', concat(ancestor::h:file/@n, ' ', substring-after(@href, '#')))
                  [self::d:decision or self::d:inputData or self::d:businessKnowledgeModel or self::d:knowledgeSource or self::d:decisionService][1]"/>
                <xsl:if test="$source and starts-with(@href, '#')">
                  <b:sequenceFlow id="e{$to}-{$at}" sourceRef="n{count($source/preceding-sibling::d:*[self::d:decision or self::d:inputData
                      or self::d:businessKnowledgeModel or self::d:knowledgeSource or self::d:decisionService]) + 1}" targetRef="n{$to}"/>
                </xsl:if>
              </xsl:for-each>
            </xsl:for-each>
          </b:process>
        </b:definitions>
      </h:graph>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
