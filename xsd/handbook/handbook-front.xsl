<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- handbook-front.xsl: the title page with the contents, and the glossary of groups. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:h="urn:weir:handbook" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:d="urn:weir:handbook:dmn"
    xmlns:w="urn:weir:bpmn" xmlns:s="urn:weir:scenario" xmlns:c="urn:weir:calendar" exclude-result-prefixes="b d w s c">

  <xsl:template match="h:handbook" mode="front">
    <xsl:variable name="broken" select="h:file[@kind = 'broken']"/>
    <xsl:call-template name="chapter">
      <xsl:with-param name="page" select="'index.html'"/>
      <xsl:with-param name="title" select="$title-zh"/>
      <xsl:with-param name="content">
        <header class="cover">
          <h1>
            <xsl:choose>
              <xsl:when test="@title"><xsl:value-of select="@title"/></xsl:when>
              <xsl:otherwise><h:t zh="{$title-zh}" en="{$title-en}"/></xsl:otherwise>
            </xsl:choose>
          </h1>
          <p class="statement"><strong><h:t zh="我方设计,非标准原文。" en="Own design, not the text of the standard."/></strong></p>
          <p><h:t zh="法律依据待核实;不宣称符合任何标准。" en="Legal bases to be verified; no conformity with any standard is claimed."/></p>
          <table class="facts">
            <tbody>
              <xsl:if test="@edition"><tr><th><h:t zh="版次" en="Edition"/></th><td><xsl:value-of select="@edition"/></td></tr></xsl:if>
              <tr><th><h:t zh="内容" en="Contents"/></th>
                <td>
                  <xsl:variable name="p" select="count(h:file/b:definitions/b:process)"/>
                  <xsl:variable name="q" select="count(h:file/d:definitions/d:decision)"/>
                  <xsl:variable name="r" select="count(h:file[@kind = 'form'])"/>
                  <xsl:variable name="t" select="count(h:file[@kind = 'scenarios']//s:scenario)"/>
                  <h:t zh="{$p} 个流程、{$q} 项决策、{$r} 个表单文件、{$t} 个测试场景" en="processes: {$p}, decisions: {$q}, form files: {$r}, test scenarios: {$t}"/>
                </td>
              </tr>
              <tr><th><h:t zh="来源摘要" en="Digest of the sources"/></th><td><code class="digest">SHA-256 <xsl:value-of select="@digest"/></code></td></tr>
              <tr><th><h:t zh="制作" en="Made by"/></th><td><xsl:value-of select="@maker"/></td></tr>
            </tbody>
          </table>
        </header>

        <xsl:if test="$broken">
          <section class="faults">
            <h2><h:t zh="未能读取的文件" en="Files that could not be read"/></h2>
            <ul>
              <xsl:for-each select="$broken">
                <li>
                  <code><xsl:value-of select="@path"/><xsl:if test="h:fault/@line">:<xsl:value-of select="h:fault/@line"/></xsl:if></code>
                  <xsl:text> </xsl:text><xsl:value-of select="h:fault"/>
                </li>
              </xsl:for-each>
            </ul>
          </section>
        </xsl:if>

        <section>
          <h2><h:t zh="流程" en="Processes"/></h2>
          <xsl:if test="not(h:file/b:definitions/b:process)"><p><xsl:call-template name="none"/></p></xsl:if>
          <ol class="contents">
            <xsl:for-each select="h:file/b:definitions/b:process">
              <xsl:sort select="boolean(key('call', @id)[ancestor::b:process/@h:page != current()/@h:page])"/>
              <xsl:sort select="count(key('call', @id)[1]/preceding::b:callActivity)" data-type="number"/>
              <li><xsl:apply-templates select="." mode="link"><xsl:with-param name="with-id" select="true()"/></xsl:apply-templates></li>
            </xsl:for-each>
          </ol>
          <xsl:if test="h:file[@kind = 'bpmn'][@page]">
            <h3><h:t zh="没有流程的图" en="Diagrams without a process"/></h3>
            <ul>
              <xsl:for-each select="h:file[@kind = 'bpmn'][@page]/b:definitions">
                <li>
                  <a>
                    <xsl:attribute name="href"><xsl:call-template name="address"><xsl:with-param name="page" select="../@page"/></xsl:call-template></xsl:attribute>
                    <xsl:apply-templates select="." mode="title"/>
                  </a>
                </li>
              </xsl:for-each>
            </ul>
          </xsl:if>
        </section>

        <xsl:if test="h:map">
          <section>
            <xsl:attribute name="class">
              <xsl:text>map</xsl:text>
              <xsl:if test="h:map/*/@width &gt; 900"> wide</xsl:if>
            </xsl:attribute>
            <h2><h:t zh="全景" en="Landscape"/></h2>
            <p class="legend"><h:t zh="实线:调用;虚线:消息(信封)与信号(三角)。点击可跳转。" en="Solid: calls; dashed: messages (envelopes) and signals (triangles). Click one to get to it."/></p>
            <xsl:apply-templates select="h:map" mode="map"/>
          </section>
        </xsl:if>

        <section>
          <h2><h:t zh="索引" en="Indexes"/></h2>
          <ul>
            <li><a><xsl:attribute name="href"><xsl:call-template name="address"><xsl:with-param name="page" select="'talk.html'"/></xsl:call-template></xsl:attribute><h:t zh="消息与事件" en="Messages and events"/></a></li>
            <xsl:if test="h:file[@kind = 'dmn']">
              <li><a><xsl:attribute name="href"><xsl:call-template name="address"><xsl:with-param name="page" select="'decisions.html'"/></xsl:call-template></xsl:attribute><h:t zh="决策索引" en="Index of decisions"/></a></li>
            </xsl:if>
            <xsl:for-each select="h:file[@kind = 'calendar']">
              <li><a><xsl:attribute name="href"><xsl:call-template name="address"><xsl:with-param name="page" select="@page"/></xsl:call-template></xsl:attribute><h:t zh="工作日历" en="Calendar"/><xsl:text> </xsl:text><xsl:apply-templates select="c:calendar" mode="name"/></a></li>
            </xsl:for-each>
            <li><a><xsl:attribute name="href"><xsl:call-template name="address"><xsl:with-param name="page" select="'groups.html'"/></xsl:call-template></xsl:attribute><h:t zh="岗位(候选组)" en="Groups"/></a></li>
            <li><a><xsl:attribute name="href"><xsl:call-template name="address"><xsl:with-param name="page" select="'sources.html'"/></xsl:call-template></xsl:attribute><h:t zh="来源文件" en="Sources"/></a></li>
          </ul>
        </section>

        <xsl:if test="h:file/b:definitions//@w:timeLimitBasis">
          <section>
            <h2><h:t zh="依据标记" en="Marks of bases"/></h2>
            <p><h:t zh="S 标准 · L 法律法规规章 · N 其他国家标准(仅见标题或范围) · R 地方规定 · P 通行做法 · D 我方设计。全部待核实。" en="S the standard · L laws and regulations · N other standards (title or scope only) · R local rules · P common practice · D our design. All to be verified."/></p>
          </section>
        </xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- ── what it was made of ── -->

  <xsl:template match="h:handbook" mode="sources">
    <xsl:call-template name="chapter">
      <xsl:with-param name="page" select="'sources.html'"/>
      <xsl:with-param name="title" select="'来源文件 Sources'"/>
      <xsl:with-param name="content">
        <h1><h:t zh="来源文件" en="Sources"/></h1>
          <p class="legend"><h:t zh="来源摘要 = 以下各行“摘要 空格 路径 换行”的 SHA-256。" en="The digest of the sources is the SHA-256 of these lines: digest, blank, path, line feed."/></p>
          <table class="sources">
            <thead><tr><th class="w50"><h:t zh="路径" en="Path"/></th><th>SHA-256</th></tr></thead>
            <tbody>
              <xsl:for-each select="h:file">
                <tr><td><code><xsl:value-of select="@path"/></code></td><td><code class="digest"><xsl:value-of select="@digest"/></code></td></tr>
              </xsl:for-each>
            </tbody>
          </table>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- ── groups ── -->

  <xsl:template match="h:handbook" mode="groups">
    <xsl:variable name="words" select="h:file/b:definitions//h:word[@of = 'candidateGroups' or @of = 'candidateStarterGroups' or @of = 'superior' or @of = 'groups'][not(starts-with(., '=') or contains(., '{'))]"/>
    <xsl:call-template name="chapter">
      <xsl:with-param name="page" select="'groups.html'"/>
      <xsl:with-param name="title" select="'岗位 Groups'"/>
      <xsl:with-param name="content">
        <h1><h:t zh="岗位(候选组)" en="Groups"/></h1>
        <xsl:choose>
          <xsl:when test="$words">
            <table>
              <thead>
                <tr>
                  <th><h:t zh="候选组" en="Group"/></th>
                  <th class="w30"><h:t zh="所在泳道" en="Lanes it works in"/></th>
                  <th class="w50"><h:t zh="任务" en="Tasks"/></th>
                </tr>
              </thead>
              <tbody>
                <xsl:for-each select="$words[generate-id() = generate-id(key('group', string(.))[1])]">
                  <xsl:sort select="."/>
                  <xsl:variable name="uses" select="key('group', string(.))"/>
                  <xsl:variable name="tasks" select="$uses[@of = 'candidateGroups']/.. | key('group-text', string(.))/.."/>
                  <tr>
                    <xsl:call-template name="id"><xsl:with-param name="page" select="'groups.html'"/><xsl:with-param name="anchor" select="@anchor"/></xsl:call-template>
                    <td><code><xsl:value-of select="."/></code></td>
                    <td>
                      <xsl:variable name="lanes" select="key('lane-of', $tasks/ancestor-or-self::b:*/@id)[ancestor::h:file/@n = $tasks/ancestor::h:file/@n][not(b:childLaneSet)]"/>
                      <xsl:for-each select="$lanes">
                        <xsl:if test="generate-id() = generate-id($lanes[@name = current()/@name][1])">
                        <div><xsl:apply-templates select="." mode="link"/>
                          <xsl:if test="b:documentation/h:said[@language = 'en']"><xsl:text> </xsl:text><span lang="en"><xsl:value-of select="b:documentation/h:said[@language = 'en'][1]"/></span></xsl:if>
                        </div>
                        </xsl:if>
                      </xsl:for-each>
                    </td>
                    <td>
                      <xsl:for-each select="$tasks">
                        <div><xsl:apply-templates select="." mode="link"/><xsl:text> · </xsl:text><xsl:apply-templates select="ancestor::b:process" mode="link"/></div>
                      </xsl:for-each>
                      <xsl:for-each select="$uses[@of = 'superior']/..">
                        <div><h:t zh="超期报告对象:" en="told of overdue limits of"/><xsl:text> </xsl:text><xsl:apply-templates select="." mode="link"/></div>
                      </xsl:for-each>
                      <xsl:for-each select="$uses[@of = 'candidateStarterGroups']/..">
                        <div><h:t zh="可启动" en="may start"/><xsl:text> </xsl:text><xsl:apply-templates select="." mode="link"/></div>
                      </xsl:for-each>
                      <xsl:for-each select="$uses[@of = 'groups']/../..">
                        <div><h:t zh="互斥规则见" en="exclusive roles in"/><xsl:text> </xsl:text><xsl:apply-templates select="ancestor::b:process" mode="link"/></div>
                      </xsl:for-each>
                    </td>
                  </tr>
                </xsl:for-each>
              </tbody>
            </table>
          </xsl:when>
          <xsl:otherwise><p><xsl:call-template name="none"/></p></xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>
</xsl:stylesheet>
