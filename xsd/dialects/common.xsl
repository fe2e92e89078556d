<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0
     What the sheets of all dialects share; each of them includes it.

     A sheet copies what is not of its dialect. For each word of the dialect, an attribute or an element, it asks for the
     row of its table (camunda.xml, zeebe.xml), by name and by the element that the word stands on, and does what the row
     says: rename it, report it, drop it, or leave it to a template with mode="special". a:at, the place in the user's
     file, goes along with everything.

     Each word is looked at twice, because XSLT wants attributes before children: in the phase "attribute" it gives
     attributes to the element that is being made, in the phase "child" it gives children, reports among them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:a="urn:weir:adapt"
                xmlns:t="urn:weir:dialect" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
                xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:weir="urn:weir:bpmn">

  <!-- ── what is not of the dialect ── -->

  <xsl:template match="*">
    <xsl:copy>
      <xsl:apply-templates select="." mode="content"/>
    </xsl:copy>
  </xsl:template>
  <xsl:template match="*" mode="content">
    <xsl:copy-of select="@*[namespace-uri() != $family]"/>
    <xsl:apply-templates select="@*[namespace-uri() = $family]" mode="word">
      <xsl:with-param name="phase" select="'attribute'"/>
    </xsl:apply-templates>
    <xsl:apply-templates select="." mode="more-attributes"/>
    <xsl:apply-templates select="." mode="first-children"/>
    <xsl:apply-templates select="@*[namespace-uri() = $family]" mode="word">
      <xsl:with-param name="phase" select="'child'"/>
    </xsl:apply-templates>
    <xsl:apply-templates/>
    <xsl:apply-templates select="." mode="more-children"/>
  </xsl:template>
  <xsl:template match="bpmndi:BPMNDiagram">
    <xsl:copy-of select="."/>
  </xsl:template>
  <xsl:template match="*" mode="more-attributes"/>
  <xsl:template match="*" mode="first-children"/>
  <xsl:template match="*" mode="more-children"/>

  <!-- ── words of the dialect ── -->

  <xsl:template match="@*" mode="word">
    <xsl:param name="phase"/>
    <xsl:call-template name="word">
      <xsl:with-param name="phase" select="$phase"/>
      <xsl:with-param name="owner" select="local-name(..)"/>
      <xsl:with-param name="key" select="concat('@', local-name())"/>
    </xsl:call-template>
  </xsl:template>

  <!-- An attribute of a word; it may have the prefix, too. -->
  <xsl:template match="@*" mode="part">
    <xsl:param name="phase"/>
    <xsl:call-template name="word">
      <xsl:with-param name="phase" select="$phase"/>
      <xsl:with-param name="owner" select="local-name(..)"/>
      <xsl:with-param name="key" select="concat(local-name(..), '/@', local-name())"/>
      <xsl:with-param name="is-part" select="true()"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="*" mode="word">
    <xsl:call-template name="word">
      <xsl:with-param name="phase" select="'child'"/>
      <xsl:with-param name="owner" select="local-name(ancestor::*[not(self::b:extensionElements)][1])"/>
      <xsl:with-param name="key" select="local-name()"/>
    </xsl:call-template>
  </xsl:template>

  <!-- a:row(key, element) is the row of a word on that element; with '' the first one, wherever it is meant to stand. -->
  <xsl:template name="word">
    <xsl:param name="phase"/>
    <xsl:param name="owner"/>
    <xsl:param name="key"/>
    <xsl:param name="is-part" select="false()"/>
    <xsl:variable name="row" select="a:row($key, $owner)"/>
    <xsl:choose>
      <xsl:when test="$row/@by">
        <xsl:apply-templates select="." mode="special">
          <xsl:with-param name="phase" select="$phase"/>
          <xsl:with-param name="advice" select="normalize-space($row/text()[1])"/>
        </xsl:apply-templates>
      </xsl:when>
      <xsl:when test="$row/@as">
        <xsl:if test="$phase = 'child' and $row/@as != 'tool'">
          <xsl:apply-templates select="." mode="report">
            <xsl:with-param name="severity" select="string($row/@as)"/>
            <xsl:with-param name="advice" select="normalize-space($row/text()[1])"/>
          </xsl:apply-templates>
        </xsl:if>
      </xsl:when>
      <xsl:when test="$row">
        <xsl:apply-templates select="." mode="rename">
          <xsl:with-param name="phase" select="$phase"/>
          <xsl:with-param name="is-part" select="$is-part"/>
          <xsl:with-param name="name" select="string(($row/@name|$row/@to)[last()])"/>
        </xsl:apply-templates>
      </xsl:when>
      <xsl:when test="$phase = 'child'">
        <xsl:variable name="elsewhere" select="a:row($key, '')"/>
        <xsl:apply-templates select="." mode="report">
          <xsl:with-param name="severity" select="'warning'"/>
          <xsl:with-param name="advice">
            <xsl:choose>
              <xsl:when test="$elsewhere">
                <xsl:value-of select="concat('it means nothing on a ', $owner, '; it belongs on: ', $elsewhere/@on)"/>
              </xsl:when>
              <xsl:otherwise>weir does not know this word; is it spelt as it should be?</xsl:otherwise>
            </xsl:choose>
          </xsl:with-param>
        </xsl:apply-templates>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- The same word of weir, with the same value. -->
  <xsl:template match="@*" mode="rename">
    <xsl:param name="phase"/>
    <xsl:param name="name"/>
    <xsl:param name="is-part"/>
    <xsl:choose>
      <xsl:when test="$phase != 'attribute'"/>
      <xsl:when test="$is-part">
        <xsl:attribute name="{$name}"><xsl:call-template name="literal"/></xsl:attribute>
      </xsl:when>
      <xsl:otherwise>
        <xsl:attribute name="weir:{$name}" namespace="urn:weir:bpmn"><xsl:call-template name="literal"/></xsl:attribute>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="*" mode="rename">
    <xsl:param name="name"/>
    <xsl:element name="weir:{$name}" namespace="urn:weir:bpmn">
      <xsl:apply-templates select="." mode="inside"/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="*" mode="inside">
    <xsl:copy-of select="@a:at"/>
    <xsl:apply-templates select="@*[namespace-uri() = '' or namespace-uri() = $family]" mode="part">
      <xsl:with-param name="phase" select="'attribute'"/>
    </xsl:apply-templates>
    <xsl:apply-templates select="." mode="more-attributes"/>
    <xsl:apply-templates select="@*[namespace-uri() = '' or namespace-uri() = $family]" mode="part">
      <xsl:with-param name="phase" select="'child'"/>
    </xsl:apply-templates>
    <xsl:apply-templates/>
    <xsl:apply-templates select="." mode="more-children"/>
  </xsl:template>

  <!-- ── what is said about a word ── -->

  <xsl:template match="@*" mode="report">
    <xsl:param name="severity"/>
    <xsl:param name="advice"/>
    <a:unmapped severity="{$severity}">
      <xsl:copy-of select="../@a:at"/>
      <xsl:value-of select="concat(name(), '=&quot;', substring(normalize-space(.), 1, 60), '&quot;')"/>
      <xsl:call-template name="say"><xsl:with-param name="severity" select="$severity"/></xsl:call-template>
      <xsl:value-of select="$advice"/>
    </a:unmapped>
  </xsl:template>
  <xsl:template match="*" mode="report">
    <xsl:param name="severity"/>
    <xsl:param name="advice"/>
    <a:unmapped severity="{$severity}">
      <xsl:copy-of select="@a:at"/>
      <xsl:value-of select="concat('&lt;', name(), '&gt;')"/>
      <xsl:call-template name="say"><xsl:with-param name="severity" select="$severity"/></xsl:call-template>
      <xsl:value-of select="$advice"/>
    </a:unmapped>
  </xsl:template>
  <xsl:template name="say">
    <xsl:param name="severity"/>
    <xsl:choose>
      <xsl:when test="$severity = 'error'"> is not executed: </xsl:when>
      <xsl:otherwise> has no effect: </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A text as FEEL: ="…". Halving keeps the depth small, whatever the text is. -->
  <xsl:template name="quoted">
    <xsl:param name="text" select="string()"/>
    <xsl:text>="</xsl:text>
    <xsl:call-template name="escaped"><xsl:with-param name="text" select="$text"/></xsl:call-template>
    <xsl:text>"</xsl:text>
  </xsl:template>
  <xsl:template name="escaped">
    <xsl:param name="text"/>
    <xsl:variable name="half" select="floor(string-length($text) div 2)"/>
    <xsl:choose>
      <xsl:when test="not(contains($text, '&quot;') or contains($text, '\'))"><xsl:value-of select="$text"/></xsl:when>
      <xsl:when test="string-length($text) = 1"><xsl:value-of select="concat('\', $text)"/></xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="escaped">
          <xsl:with-param name="text" select="substring($text, 1, $half)"/>
        </xsl:call-template>
        <xsl:call-template name="escaped">
          <xsl:with-param name="text" select="substring($text, $half + 1)"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
