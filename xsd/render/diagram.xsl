<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- diagram.xsl: the picture of a BPMN file as SVG.

     engine/xml/scene_write.c adds one r:drawing below the definitions: places, sizes and lines of labels, in the order
     of painting. What a shape looks like follows from its element, which the key finds. Colours of the state of an
     instance come last, so that they win over those of the file. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/2000/svg"
    xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:r="urn:weir:render" exclude-result-prefixes="b r">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:include href="shapes.xsl"/>
  <xsl:include href="markers.xsl"/>
  <xsl:include href="lines.xsl"/>
  <xsl:include href="state.xsl"/>

  <xsl:key name="element" match="b:*[@id]" use="@id"/>

  <xsl:template match="/">
    <xsl:apply-templates select="*/r:drawing"/>
  </xsl:template>

  <xsl:template match="r:drawing">
    <svg width="{@width}" height="{@height}" viewBox="0 0 {@width} {@height}" role="img" aria-labelledby="weir-title weir-desc"
        font-family="Arial, Helvetica, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif"
        fill="none" stroke="#222" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round">
      <title id="weir-title">
        <xsl:call-template name="title"/>
      </title>
      <desc id="weir-desc">
        <xsl:text>BPMN: </xsl:text>
        <xsl:value-of select="count(r:diagram/r:shape)"/>
        <xsl:text> shapes, </xsl:text>
        <xsl:value-of select="count(r:diagram/r:edge)"/>
        <xsl:text> lines</xsl:text>
      </desc>
      <rect width="{@width}" height="{@height}" fill="#fff" stroke="none"/>
      <xsl:apply-templates select="r:diagram"/>
      <xsl:choose>
        <xsl:when test="@instance = 'true'"><xsl:call-template name="legend"/></xsl:when>
        <xsl:when test="@coverage"><xsl:call-template name="coverage-legend"/></xsl:when>
      </xsl:choose>
    </svg>
  </xsl:template>

  <!-- The name of the collaboration, of the process, or of the file. -->
  <xsl:template name="title">
    <xsl:variable name="names" select="../b:collaboration/@name | ../b:process/@name | ../b:choreography/@name"/>
    <xsl:choose>
      <xsl:when test="$names[string(.) != '']">
        <xsl:value-of select="$names[string(.) != ''][1]"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:value-of select="(../b:process/@id | ../b:collaboration/@id | ../b:choreography/@id)[1]"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="r:diagram">
    <xsl:if test="../@titles = 'true'">
      <text x="20" y="{@title-y}" font-size="14" font-weight="bold" fill="#222" stroke="none">
        <xsl:value-of select="concat(@number, ' ', @name)"/>
      </text>
    </xsl:if>
    <g transform="{@shift}" data-diagram="{@number}">
      <xsl:apply-templates select="r:shape[@rank &lt; 4]"/>
      <xsl:apply-templates select="r:edge"/>
      <xsl:apply-templates select="r:shape[@rank &gt;= 4]"/>
      <xsl:apply-templates select="r:shape[@rank &lt; 4]/r:label | r:edge/r:label"/>
      <xsl:apply-templates select="r:shape | r:edge" mode="counts"/>
    </g>
  </xsl:template>

  <!-- One element: what it is for people and programs, then its shape. -->
  <xsl:template match="r:shape">
    <xsl:variable name="element" select="key('element', @ref)[1]"/>
    <g data-element-id="{@ref}" data-type="{local-name($element)}">
      <xsl:call-template name="paint"/>
      <xsl:call-template name="name">
        <xsl:with-param name="element" select="$element"/>
      </xsl:call-template>
      <g transform="translate({@x} {@y})">
        <xsl:apply-templates select="$element" mode="shape">
          <xsl:with-param name="shape" select="."/>
        </xsl:apply-templates>
      </g>
      <xsl:if test="@rank &gt;= 4">
        <xsl:apply-templates select="r:label"/>
      </xsl:if>
    </g>
  </xsl:template>

  <xsl:template name="name">
    <xsl:param name="element"/>
    <title>
      <xsl:choose>
        <xsl:when test="string($element/@name) != ''">
          <xsl:value-of select="$element/@name"/>
          <xsl:text> (</xsl:text>
          <xsl:value-of select="@ref"/>
          <xsl:text>)</xsl:text>
        </xsl:when>
        <xsl:when test="$element/b:text">
          <xsl:value-of select="$element/b:text"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="@ref"/>
        </xsl:otherwise>
      </xsl:choose>
    </title>
  </xsl:template>

  <!-- Colours for the group around a shape or line; what is inside inherits them. -->
  <xsl:template name="paint">
    <xsl:if test="@stroke">
      <xsl:attribute name="stroke"><xsl:value-of select="@stroke"/></xsl:attribute>
    </xsl:if>
    <xsl:call-template name="state-paint"/>
  </xsl:template>

  <!-- The colour of the inside; white if nothing else is said. -->
  <xsl:template name="fill">
    <xsl:param name="shape"/>
    <xsl:param name="otherwise" select="'#fff'"/>
    <xsl:attribute name="fill">
      <xsl:choose>
        <xsl:when test="$shape/../../@coverage and $shape[@rank &gt;= 4]/@passed">
          <xsl:call-template name="coverage-fill"><xsl:with-param name="count" select="$shape/@passed"/></xsl:call-template>
        </xsl:when>
        <xsl:when test="$shape[@rank &gt;= 4]/@failed">#fde7e7</xsl:when>
        <xsl:when test="$shape[@rank &gt;= 4]/@active">#e2f5e6</xsl:when>
        <xsl:when test="$shape[@rank &gt;= 4]/@passed">#e9f1fa</xsl:when>
        <xsl:when test="$shape/@fill">
          <xsl:value-of select="$shape/@fill"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:value-of select="$otherwise"/>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:attribute>
  </xsl:template>

  <xsl:template match="r:label">
    <xsl:variable name="label" select="."/>
    <text font-size="{@size}" text-anchor="{@anchor}" fill="#222" stroke="none" pointer-events="none">
      <xsl:attribute name="data-label-of"><xsl:value-of select="../@ref"/></xsl:attribute>
      <xsl:if test="@outside">
        <xsl:attribute name="paint-order">stroke</xsl:attribute>
        <xsl:attribute name="stroke">#fff</xsl:attribute>
        <xsl:attribute name="stroke-width">3</xsl:attribute>
      </xsl:if>
      <xsl:if test="@turn">
        <xsl:attribute name="transform">
          <xsl:value-of select="concat('translate(', @x, ' ', @y, ') rotate(-90)')"/>
        </xsl:attribute>
      </xsl:if>
      <xsl:for-each select="r:line">
        <tspan>
          <xsl:attribute name="x">
            <xsl:choose>
              <xsl:when test="$label/@turn">0</xsl:when>
              <xsl:otherwise><xsl:value-of select="$label/@x"/></xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
          <xsl:attribute name="y">
            <xsl:variable name="down" select="($label/@step * (position() - 1)) + ($label/@step * 0.8)"/>
            <xsl:choose>
              <xsl:when test="$label/@turn"><xsl:value-of select="$down"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="round(($label/@y + $down) * 10) div 10"/></xsl:otherwise>
            </xsl:choose>
          </xsl:attribute>
          <xsl:value-of select="."/>
        </tspan>
      </xsl:for-each>
    </text>
  </xsl:template>
</xsl:stylesheet>
