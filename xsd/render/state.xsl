<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- state.xsl: what an instance has passed, where its tokens are, what has failed; or what tests have walked, which has
     passed as often as there are tests that do so, and what none has, which has failed. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/2000/svg"
    xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:r="urn:weir:render" exclude-result-prefixes="b r">

  <xsl:variable name="passed-colour" select="'#2f6fb3'"/>
  <xsl:variable name="active-colour" select="'#1c8a3c'"/>
  <xsl:variable name="failed-colour" select="'#c62828'"/>

  <!-- In the group of a shape or line. Containers keep the colour of their inside. -->
  <xsl:template name="state-paint">
    <xsl:if test="@failed or @active or @passed">
      <xsl:attribute name="stroke"><xsl:call-template name="line-colour"/></xsl:attribute>
      <xsl:attribute name="class">
        <xsl:choose>
          <xsl:when test="@failed">failed</xsl:when>
          <xsl:when test="@active">active</xsl:when>
          <xsl:otherwise>passed</xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:if test="@failed or @active">
        <xsl:attribute name="stroke-width">3</xsl:attribute>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <!-- The colour of the line of the shape or edge at hand; in templates for elements, of the edge they were given. -->
  <xsl:template name="line-colour">
    <xsl:param name="of" select="."/>
    <xsl:choose>
      <xsl:when test="$of/@failed"><xsl:value-of select="$failed-colour"/></xsl:when>
      <xsl:when test="$of/@active"><xsl:value-of select="$active-colour"/></xsl:when>
      <xsl:when test="$of/@passed"><xsl:value-of select="$passed-colour"/></xsl:when>
      <xsl:when test="$of/@stroke"><xsl:value-of select="$of/@stroke"/></xsl:when>
      <xsl:otherwise>#222</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Badges at the upper corners: tokens on the left, incidents on the right; how often it was passed below on the right. -->
  <xsl:template match="r:shape | r:edge" mode="counts"/>

  <xsl:template match="r:shape[@active or @failed or @passed &gt; 1]" mode="counts">
    <g data-count-of="{@ref}" font-size="10" font-weight="bold" text-anchor="middle" stroke="none">
      <xsl:if test="@active">
        <xsl:call-template name="badge">
          <xsl:with-param name="x" select="@x"/>
          <xsl:with-param name="y" select="@y"/>
          <xsl:with-param name="colour" select="$active-colour"/>
          <xsl:with-param name="text" select="@active"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test="@failed and not(../../@coverage)">
        <xsl:call-template name="badge">
          <xsl:with-param name="x" select="@x + @width"/>
          <xsl:with-param name="y" select="@y"/>
          <xsl:with-param name="colour" select="$failed-colour"/>
          <xsl:with-param name="text" select="concat('!', @failed)"/>
        </xsl:call-template>
      </xsl:if>
      <xsl:if test="@passed &gt; 1">
        <xsl:call-template name="badge">
          <xsl:with-param name="x" select="@x + @width"/>
          <xsl:with-param name="y" select="@y + @height"/>
          <xsl:with-param name="colour" select="$passed-colour"/>
          <xsl:with-param name="text" select="concat('×', @passed)"/>
        </xsl:call-template>
      </xsl:if>
    </g>
  </xsl:template>

  <xsl:template name="badge">
    <xsl:param name="x"/>
    <xsl:param name="y"/>
    <xsl:param name="colour"/>
    <xsl:param name="text"/>
    <xsl:variable name="width" select="10 + 6 * string-length($text)"/>
    <rect x="{$x - $width div 2}" y="{$y - 8}" width="{$width}" height="16" rx="8" fill="{$colour}"/>
    <text x="{$x}" y="{$y + 3.5}" fill="#fff"><xsl:value-of select="$text"/></text>
  </xsl:template>

  <xsl:template name="legend">
    <g class="legend" transform="translate(20 {@legend-y})" font-size="12">
      <xsl:call-template name="legend-row">
        <xsl:with-param name="x" select="0"/>
        <xsl:with-param name="colour" select="$passed-colour"/>
        <xsl:with-param name="text" select="'passed 已经过'"/>
      </xsl:call-template>
      <xsl:call-template name="legend-row">
        <xsl:with-param name="x" select="140"/>
        <xsl:with-param name="colour" select="$active-colour"/>
        <xsl:with-param name="text" select="'active 进行中'"/>
      </xsl:call-template>
      <xsl:call-template name="legend-row">
        <xsl:with-param name="x" select="280"/>
        <xsl:with-param name="colour" select="$failed-colour"/>
        <xsl:with-param name="text" select="'failed 有故障'"/>
      </xsl:call-template>
      <text x="420" y="14" fill="#222" stroke="none">1: tokens 令牌数</text>
    </g>
  </xsl:template>

  <!-- The more tests, the fuller the colour. -->
  <xsl:template name="coverage-fill">
    <xsl:param name="count"/>
    <xsl:choose>
      <xsl:when test="$count &gt;= 10">#8fb8e3</xsl:when>
      <xsl:when test="$count &gt;= 3">#bcd5ef</xsl:when>
      <xsl:otherwise>#e9f1fa</xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="coverage-legend">
    <g class="legend" transform="translate(20 {@legend-y})" font-size="12">
      <xsl:call-template name="legend-row">
        <xsl:with-param name="x" select="0"/>
        <xsl:with-param name="colour" select="$passed-colour"/>
        <xsl:with-param name="fill" select="'#e9f1fa'"/>
        <xsl:with-param name="text" select="'walked 已走到'"/>
      </xsl:call-template>
      <xsl:call-template name="legend-row">
        <xsl:with-param name="x" select="135"/>
        <xsl:with-param name="colour" select="$passed-colour"/>
        <xsl:with-param name="fill" select="'#bcd5ef'"/>
        <xsl:with-param name="text" select="'3+'"/>
      </xsl:call-template>
      <xsl:call-template name="legend-row">
        <xsl:with-param name="x" select="200"/>
        <xsl:with-param name="colour" select="$passed-colour"/>
        <xsl:with-param name="fill" select="'#8fb8e3'"/>
        <xsl:with-param name="text" select="'10+'"/>
      </xsl:call-template>
      <xsl:call-template name="legend-row">
        <xsl:with-param name="x" select="270"/>
        <xsl:with-param name="colour" select="$failed-colour"/>
        <xsl:with-param name="fill" select="'#fde7e7'"/>
        <xsl:with-param name="text" select="'not walked 未走到'"/>
      </xsl:call-template>
      <text x="425" y="14" fill="#222" stroke="none">×: scenarios 场景数</text>
    </g>
  </xsl:template>

  <xsl:template name="legend-row">
    <xsl:param name="x"/>
    <xsl:param name="colour"/>
    <xsl:param name="text"/>
    <xsl:param name="fill" select="'none'"/>
    <rect x="{$x}" y="0" width="26" height="18" rx="5" stroke="{$colour}" stroke-width="2.5">
      <xsl:if test="$fill != 'none'"><xsl:attribute name="fill"><xsl:value-of select="$fill"/></xsl:attribute></xsl:if>
    </rect>
    <text x="{$x + 34}" y="14" fill="#222" stroke="none"><xsl:value-of select="$text"/></text>
  </xsl:template>
</xsl:stylesheet>
