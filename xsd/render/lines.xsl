<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- lines.xsl: flows and associations with what stands at their ends. @head and @tail of an edge move 0 0 to its end and
     its beginning, with the line coming along the x-axis from the left. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/2000/svg"
    xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:r="urn:weir:render" exclude-result-prefixes="b r">

  <xsl:template match="r:edge">
    <xsl:variable name="element" select="key('element', @ref)[1]"/>
    <g data-element-id="{@ref}" data-type="{local-name($element)}">
      <xsl:call-template name="paint"/>
      <xsl:call-template name="name">
        <xsl:with-param name="element" select="$element"/>
      </xsl:call-template>
      <xsl:apply-templates select="$element" mode="line">
        <xsl:with-param name="edge" select="."/>
      </xsl:apply-templates>
    </g>
  </xsl:template>

  <xsl:template match="*" mode="line"/>

  <!-- A slash where it is the default, a diamond where an activity asks a condition. -->
  <xsl:template match="b:sequenceFlow" mode="line">
    <xsl:param name="edge"/>
    <xsl:variable name="source" select="key('element', @sourceRef)[1]"/>
    <path class="line" d="{$edge/@d}"/>
    <g transform="{$edge/@head}">
      <xsl:call-template name="full-arrow"><xsl:with-param name="edge" select="$edge"/></xsl:call-template>
    </g>
    <xsl:choose>
      <xsl:when test="$source/@default = @id">
        <path class="default" transform="{$edge/@tail}" d="M-14 -5 L-8 5"/>
      </xsl:when>
      <xsl:when test="b:conditionExpression and $source[not(contains(local-name(), 'Gateway'))]">
        <path class="conditional" transform="{$edge/@tail}" d="M0 0 L-8 -5 L-16 0 L-8 5 Z" fill="#fff"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="b:messageFlow" mode="line">
    <xsl:param name="edge"/>
    <path class="line" d="{$edge/@d}" stroke-dasharray="8 5"/>
    <path class="arrow" transform="{$edge/@head}" d="M-11 -5.5 L0 0 L-11 5.5 Z" fill="#fff"/>
    <circle class="start" transform="{$edge/@tail}" cx="-4" r="4" fill="#fff"/>
    <xsl:if test="$edge/@envelope">
      <g transform="translate({$edge/@middle-x} {$edge/@middle-y}) scale(1.3)">
        <xsl:choose>
          <xsl:when test="$edge/@envelope = 'non_initiating'">
            <xsl:call-template name="envelope"><xsl:with-param name="paper" select="'#ccc'"/></xsl:call-template>
          </xsl:when>
          <xsl:otherwise><xsl:call-template name="envelope"/></xsl:otherwise>
        </xsl:choose>
      </g>
    </xsl:if>
  </xsl:template>

  <!-- What leads from a compensation to its handler has a direction, though it is rarely written. -->
  <xsl:template match="b:association" mode="line">
    <xsl:param name="edge"/>
    <xsl:variable name="compensates" select="key('element', @sourceRef)[self::b:boundaryEvent/b:compensateEventDefinition]"/>
    <path class="line" d="{$edge/@d}" stroke-dasharray="1 4.5" stroke-width="1.8"/>
    <xsl:if test="@associationDirection = 'One' or @associationDirection = 'Both' or $compensates">
      <g transform="{$edge/@head}"><xsl:call-template name="open-arrow"/></g>
    </xsl:if>
    <xsl:if test="@associationDirection = 'Both'">
      <g transform="{$edge/@tail}"><xsl:call-template name="open-arrow"/></g>
    </xsl:if>
  </xsl:template>

  <xsl:template match="b:dataInputAssociation | b:dataOutputAssociation" mode="line">
    <xsl:param name="edge"/>
    <path class="line" d="{$edge/@d}" stroke-dasharray="1 4.5" stroke-width="1.8"/>
    <g transform="{$edge/@head}"><xsl:call-template name="open-arrow"/></g>
  </xsl:template>

  <!-- Two lines: a wide one with a white one on it. -->
  <xsl:template match="b:conversationLink" mode="line">
    <xsl:param name="edge"/>
    <path class="line" d="{$edge/@d}" stroke-width="5" stroke-linecap="butt"/>
    <path d="{$edge/@d}" stroke="#fff" stroke-width="2.4" stroke-linecap="butt"/>
  </xsl:template>

  <xsl:template name="full-arrow">
    <xsl:param name="edge"/>
    <path class="arrow" d="M-10 -5 L0 0 L-10 5 Z" stroke-width="1">
      <xsl:attribute name="fill">
        <xsl:call-template name="line-colour"><xsl:with-param name="of" select="$edge"/></xsl:call-template>
      </xsl:attribute>
    </path>
  </xsl:template>

  <xsl:template name="open-arrow">
    <path class="arrow" d="M-9 -5 L0 0 L-9 5"/>
  </xsl:template>
</xsl:stylesheet>
