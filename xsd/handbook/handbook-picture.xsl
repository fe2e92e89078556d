<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- handbook-picture.xsl: pictures of processes, their elements linked to the rows that describe them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:h="urn:weir:handbook" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:g="http://www.w3.org/2000/svg"
    xmlns:d="urn:weir:handbook:dmn" xmlns:w="urn:weir:bpmn" exclude-result-prefixes="b g d w">

  <!-- Wider than this, a page of paper is turned; and its parts follow, so that they can be read on paper. -->
  <xsl:variable name="turned-width" select="900"/>
  <xsl:variable name="part-width" select="1300"/>
  <xsl:variable name="part-height" select="800"/>
  <xsl:variable name="part-count-max" select="60"/>

  <xsl:template match="h:file" mode="diagram">
    <xsl:param name="page"/>
    <xsl:variable name="svg" select="h:picture/g:svg"/>
    <section>
      <xsl:if test="$svg/@width &gt; $turned-width"><xsl:attribute name="class">wide</xsl:attribute></xsl:if>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="$page"/>
        <xsl:with-param name="section" select="'diagram'"/>
        <xsl:with-param name="zh" select="'流程图'"/>
        <xsl:with-param name="en" select="'Diagram'"/>
      </xsl:call-template>
      <xsl:choose>
        <xsl:when test="$svg">
          <xsl:if test="$svg/@width &gt; $turned-width">
            <input type="checkbox" class="zoom">
              <xsl:call-template name="id">
                <xsl:with-param name="page" select="$page"/>
                <xsl:with-param name="anchor" select="'section:zoom'"/>
              </xsl:call-template>
            </input>
            <label>
              <xsl:attribute name="for">
                <xsl:if test="$book"><xsl:value-of select="concat(substring-before($page, '.html'), ':')"/></xsl:if>
                <xsl:text>section:zoom</xsl:text>
              </xsl:attribute>
              <h:t zh="原大显示" en="full size"/>
            </label>
          </xsl:if>
          <p class="legend screen"><h:t zh="点击图中元素可跳到其说明。" en="Click an element to get to its description."/></p>
          <figure class="diagram">
            <xsl:apply-templates select="$svg" mode="picture">
              <xsl:with-param name="id">
                <xsl:if test="$book"><xsl:value-of select="concat(substring-before($page, '.html'), ':')"/></xsl:if>
                <xsl:text>section:picture</xsl:text>
              </xsl:with-param>
            </xsl:apply-templates>
          </figure>
          <xsl:if test="$svg/@width &gt; $part-width * 1.1 or $svg/@height &gt; $part-height * 1.1">
            <xsl:call-template name="parts">
              <xsl:with-param name="svg" select="$svg"/>
              <xsl:with-param name="columns" select="ceiling($svg/@width div $part-width)"/>
              <xsl:with-param name="rows" select="ceiling($svg/@height div $part-height)"/>
              <xsl:with-param name="id">
                <xsl:if test="$book"><xsl:value-of select="concat(substring-before($page, '.html'), ':')"/></xsl:if>
                <xsl:text>section:picture</xsl:text>
              </xsl:with-param>
            </xsl:call-template>
          </xsl:if>
        </xsl:when>
        <xsl:otherwise><p class="none"><h:t zh="此文件无法绘图。" en="There is nothing to draw."/></p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <!-- On paper alone: the picture once more, part by part, row after row, with an overlap. -->
  <xsl:template name="parts">
    <xsl:param name="svg"/>
    <xsl:param name="columns"/>
    <xsl:param name="rows"/>
    <xsl:param name="number" select="1"/>
    <xsl:param name="id"/>
    <xsl:variable name="column" select="($number - 1) mod $columns"/>
    <xsl:variable name="row" select="floor(($number - 1) div $columns)"/>
    <xsl:variable name="width" select="$svg/@width div $columns"/>
    <xsl:variable name="height" select="$svg/@height div $rows"/>
    <xsl:variable name="count" select="$columns * $rows"/>
    <xsl:if test="$count &lt;= $part-count-max">
      <figure class="part">
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="{round($column * $width) - 20} {round($row * $height) - 20} {round($width) + 40} {round($height) + 40}"
            width="{round($width) + 40}" height="{round($height) + 40}" role="img">
          <use href="#{$id}"/>
        </svg>
        <figcaption>
          <xsl:variable name="c" select="$column + 1"/>
          <xsl:variable name="r" select="$row + 1"/>
          <h:t zh="局部 {$number}/{$count}(第 {$r} 行第 {$c} 列)" en="part {$number} of {$count} (row {$r}, column {$c})"/>
        </figcaption>
      </figure>
      <xsl:if test="$number &lt; $count">
        <xsl:call-template name="parts">
          <xsl:with-param name="svg" select="$svg"/>
          <xsl:with-param name="columns" select="$columns"/>
          <xsl:with-param name="rows" select="$rows"/>
          <xsl:with-param name="number" select="$number + 1"/>
          <xsl:with-param name="id" select="$id"/>
        </xsl:call-template>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <!-- ── the picture, as it is ── -->

  <xsl:template match="g:svg" mode="picture">
    <xsl:param name="id"/>
    <xsl:element name="svg" namespace="http://www.w3.org/2000/svg">
      <xsl:copy-of select="@width | @height | @viewBox | @role"/>
      <xsl:attribute name="aria-label"><xsl:value-of select="g:title"/></xsl:attribute>
      <!-- What all parts inherit goes along when the group is used once more. -->
      <xsl:element name="g" namespace="http://www.w3.org/2000/svg">
        <xsl:copy-of select="@font-family | @fill | @stroke | @stroke-width | @stroke-linejoin | @stroke-linecap"/>
        <xsl:if test="$id != ''"><xsl:attribute name="id"><xsl:value-of select="$id"/></xsl:attribute></xsl:if>
        <xsl:apply-templates select="*[not(self::g:title or self::g:desc)]" mode="picture"/>
      </xsl:element>
    </xsl:element>
  </xsl:template>

  <xsl:template match="g:*" mode="picture">
    <xsl:element name="{local-name()}" namespace="http://www.w3.org/2000/svg">
      <xsl:copy-of select="@*[local-name() != 'id' and local-name() != 'data-element-id' and local-name() != 'data-label-of']"/>
      <xsl:apply-templates select="node()" mode="picture"/>
    </xsl:element>
  </xsl:template>

  <xsl:template match="text()" mode="picture"><xsl:value-of select="."/></xsl:template>

  <xsl:template match="g:g[@data-element-id]" mode="picture">
    <xsl:variable name="element" select="key('id', concat(ancestor::h:file/@n, ' ', @data-element-id))[1]"/>
    <xsl:variable name="address"><xsl:apply-templates select="$element" mode="target"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$address != ''">
        <xsl:element name="a" namespace="http://www.w3.org/2000/svg">
          <xsl:attribute name="href"><xsl:value-of select="$address"/></xsl:attribute>
          <xsl:element name="g" namespace="http://www.w3.org/2000/svg">
            <xsl:copy-of select="@*[local-name() != 'data-element-id']"/>
            <xsl:apply-templates select="node()" mode="picture"/>
          </xsl:element>
        </xsl:element>
      </xsl:when>
      <xsl:otherwise>
        <xsl:element name="g" namespace="http://www.w3.org/2000/svg">
          <xsl:copy-of select="@*[local-name() != 'data-element-id']"/>
          <xsl:apply-templates select="node()" mode="picture"/>
        </xsl:element>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Where a click on an element leads; nowhere, if it has no row. -->
  <xsl:template match="*" mode="target">
    <xsl:variable name="anchor"><xsl:apply-templates select="." mode="anchor"/></xsl:variable>
    <xsl:if test="$anchor != ''">
      <xsl:call-template name="address">
        <xsl:with-param name="page"><xsl:apply-templates select="." mode="page"/></xsl:with-param>
        <xsl:with-param name="anchor" select="$anchor"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>
  <xsl:template match="b:participant" mode="target">
    <xsl:variable name="process" select="key('id', concat(ancestor::h:file/@n, ' ', @processRef))[self::b:process][1]"/>
    <xsl:if test="$process">
      <xsl:call-template name="address"><xsl:with-param name="page" select="$process/@h:page"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- ── the map of all processes: its nodes are named after pages ── -->

  <xsl:template match="h:map" mode="map">
    <figure class="diagram">
      <xsl:apply-templates select="g:svg" mode="map"/>
    </figure>
  </xsl:template>
  <xsl:template match="g:svg" mode="map">
    <xsl:element name="svg" namespace="http://www.w3.org/2000/svg">
      <xsl:copy-of select="@*[local-name() != 'aria-labelledby']"/>
      <xsl:attribute name="aria-label">流程全景 landscape</xsl:attribute>
      <xsl:apply-templates select="*[not(self::g:title or self::g:desc)]" mode="map"/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="g:*" mode="map">
    <xsl:element name="{local-name()}" namespace="http://www.w3.org/2000/svg">
      <xsl:copy-of select="@*[local-name() != 'id' and local-name() != 'data-element-id' and local-name() != 'data-label-of']"/>
      <xsl:apply-templates select="node()" mode="map"/>
    </xsl:element>
  </xsl:template>
  <xsl:template match="text()" mode="map"><xsl:value-of select="."/></xsl:template>
  <xsl:template match="g:title" mode="map"/>
  <xsl:template match="g:g[@data-type = 'callActivity']" mode="map">
    <xsl:variable name="number" select="substring-after(@data-element-id, 'p')"/>
    <xsl:element name="a" namespace="http://www.w3.org/2000/svg">
      <xsl:attribute name="href">
        <xsl:call-template name="address">
          <xsl:with-param name="page" select="($all/h:file/b:definitions/b:process)[position() = number($number)]/@h:page"/>
        </xsl:call-template>
      </xsl:attribute>
      <xsl:element name="g" namespace="http://www.w3.org/2000/svg">
        <xsl:apply-templates select="node()" mode="map"/>
      </xsl:element>
    </xsl:element>
  </xsl:template>
  <xsl:template match="g:g[@data-type = 'intermediateCatchEvent']" mode="map">
    <xsl:variable name="talk" select="$all/h:file/b:definitions//b:*[@h:number = substring-after(current()/@data-element-id, 'x')]"/>
    <xsl:element name="a" namespace="http://www.w3.org/2000/svg">
      <xsl:attribute name="href">
        <xsl:call-template name="address">
          <xsl:with-param name="page" select="'talk.html'"/>
          <xsl:with-param name="anchor"><xsl:apply-templates select="$talk" mode="talk-anchor"/></xsl:with-param>
        </xsl:call-template>
      </xsl:attribute>
      <xsl:element name="g" namespace="http://www.w3.org/2000/svg">
        <xsl:apply-templates select="node()" mode="map"/>
      </xsl:element>
    </xsl:element>
  </xsl:template>
  <xsl:template match="g:g[starts-with(@data-element-id, 'm')]/g:path[@class = 'line']" mode="map">
    <xsl:element name="path" namespace="http://www.w3.org/2000/svg">
      <xsl:copy-of select="@*"/>
      <xsl:attribute name="stroke-dasharray">7 5</xsl:attribute>
    </xsl:element>
  </xsl:template>
</xsl:stylesheet>
