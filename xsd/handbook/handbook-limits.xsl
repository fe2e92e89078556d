<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- handbook-limits.xsl: time limits, and what happens when they pass. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:h="urn:weir:handbook" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:d="urn:weir:handbook:dmn"
    xmlns:w="urn:weir:bpmn" xmlns:s="urn:weir:scenario" xmlns:c="urn:weir:calendar" exclude-result-prefixes="b d w s c">

  <!-- Limit, policy and basis of a step, in its row. -->
  <xsl:template match="*" mode="limit-cell">
    <xsl:variable name="calendar"><xsl:apply-templates select="." mode="calendar"/></xsl:variable>
    <xsl:if test="@w:timeLimit != ''">
      <xsl:call-template name="limit">
        <xsl:with-param name="text" select="@w:timeLimit"/>
        <xsl:with-param name="calendar" select="$calendar"/>
      </xsl:call-template>
      <xsl:if test="@w:timeLimitPolicy != ''"><br/><xsl:value-of select="@w:timeLimitPolicy"/></xsl:if>
      <br/><xsl:call-template name="basis"/>
    </xsl:if>
    <xsl:if test="not(@w:timeLimit != '') and @w:timeLimitBasis != ''"><xsl:call-template name="basis"/></xsl:if>
    <xsl:if test="not(@w:timeLimit != '') and @w:dueDate != ''">
      <h:t zh="到期" en="due"/><xsl:text> </xsl:text>
      <xsl:call-template name="limit">
        <xsl:with-param name="text" select="@w:dueDate"/>
        <xsl:with-param name="calendar" select="$calendar"/>
      </xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="basis">
    <span class="basis">
      <xsl:if test="@w:timeLimitBasis != ''">〔<xsl:value-of select="translate(normalize-space(@w:timeLimitBasis), ' ', '、')"/>〕</xsl:if>
      <h:t zh="待核实" en="to be verified"/>
    </span>
  </xsl:template>

  <xsl:template name="calendar-link">
    <xsl:param name="name"/>
    <xsl:variable name="found" select="key('calendar', $name)[1]"/>
    <xsl:choose>
      <xsl:when test="$found">
        <a>
          <xsl:attribute name="href">
            <xsl:call-template name="address">
              <xsl:with-param name="page" select="$found/ancestor::h:file/@page"/>
            </xsl:call-template>
          </xsl:attribute>
          <code><xsl:value-of select="$name"/></code>
        </a>
      </xsl:when>
      <xsl:otherwise><code><xsl:value-of select="$name"/></code></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="b:process" mode="limits">
    <xsl:variable name="limits" select="descendant-or-self::b:*[@w:timeLimit != '' or @w:dueDate != '']"/>
    <xsl:variable name="timers" select=".//b:*[b:timerEventDefinition]"/>
    <xsl:variable name="page" select="@h:page"/>
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="$page"/>
        <xsl:with-param name="section" select="'limits'"/>
        <xsl:with-param name="zh" select="'时限,以及逾期如何处理'"/>
        <xsl:with-param name="en" select="'Time limits, and what happens when they pass'"/>
      </xsl:call-template>
      <xsl:if test="not($limits or $timers)"><p><xsl:call-template name="none"/></p></xsl:if>
      <xsl:if test="$limits">
        <table>
          <thead>
            <tr>
              <th class="w30"><h:t zh="步骤" en="Step"/></th>
              <th><h:t zh="时限" en="Limit"/></th>
              <th><h:t zh="日历" en="Calendar"/></th>
              <th><h:t zh="策略" en="Policy"/></th>
              <th><h:t zh="依据" en="Basis"/></th>
              <th><h:t zh="上级岗" en="Superior"/></th>
            </tr>
          </thead>
          <tbody>
            <xsl:for-each select="$limits">
              <xsl:variable name="calendar"><xsl:apply-templates select="." mode="calendar"/></xsl:variable>
              <tr>
                <td>
                  <xsl:choose>
                    <xsl:when test="self::b:process"><h:t zh="整个流程" en="the whole process"/></xsl:when>
                    <xsl:otherwise><xsl:apply-templates select="." mode="link"/></xsl:otherwise>
                  </xsl:choose>
                </td>
                <td>
                  <xsl:choose>
                    <xsl:when test="@w:timeLimit != ''">
                      <xsl:call-template name="limit">
                        <xsl:with-param name="text" select="@w:timeLimit"/>
                        <xsl:with-param name="calendar" select="$calendar"/>
                      </xsl:call-template>
                    </xsl:when>
                    <xsl:otherwise>
                      <xsl:call-template name="limit">
                        <xsl:with-param name="text" select="@w:dueDate"/>
                        <xsl:with-param name="calendar" select="$calendar"/>
                      </xsl:call-template>
                    </xsl:otherwise>
                  </xsl:choose>
                </td>
                <td>
                  <xsl:if test="$calendar != ''">
                    <xsl:call-template name="calendar-link"><xsl:with-param name="name" select="string($calendar)"/></xsl:call-template>
                  </xsl:if>
                </td>
                <td><xsl:value-of select="@w:timeLimitPolicy"/></td>
                <td><xsl:call-template name="basis"/></td>
                <td><xsl:apply-templates select="." mode="superior"/></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
        <ul class="policies">
          <xsl:if test="$limits[@w:timeLimit != '']">
            <li><h:t zh="时限可延长一次:写明由谁批准、理由与工作日数。" en="A limit may be extended once: by whom, why, and by how many working days is recorded."/></li>
          </xsl:if>
          <xsl:for-each select="$limits[@w:timeLimitPolicy != '']">
            <xsl:sort select="@w:timeLimitPolicy"/>
            <xsl:if test="generate-id() = generate-id($limits[@w:timeLimitPolicy = current()/@w:timeLimitPolicy][1])">
              <li><xsl:call-template name="policy"><xsl:with-param name="name" select="@w:timeLimitPolicy"/></xsl:call-template></li>
            </xsl:if>
          </xsl:for-each>
          <xsl:for-each select=".//b:*[@w:suspends != '']">
            <li>
              <xsl:apply-templates select="." mode="link"/>
              <xsl:text> </xsl:text>
              <h:t zh="进行期间,下列时限停钟:" en="stops these clocks while it is active:"/>
              <xsl:text> </xsl:text>
              <xsl:apply-templates select="h:word[@of = 'suspends']" mode="element"/>
            </li>
          </xsl:for-each>
        </ul>
      </xsl:if>
      <xsl:if test="$timers">
        <h3><h:t zh="定时器" en="Timers"/></h3>
        <table>
          <thead>
            <tr>
              <th class="w30"><h:t zh="定时器" en="Timer"/></th>
              <th><h:t zh="何时" en="When"/></th>
              <th><h:t zh="日历" en="Calendar"/></th>
              <th><h:t zh="依据" en="Basis"/></th>
              <th><h:t zh="到时发生什么" en="What happens then"/></th>
            </tr>
          </thead>
          <tbody>
            <xsl:for-each select="$timers">
              <xsl:variable name="calendar">
                <xsl:apply-templates select="(b:timerEventDefinition/b:timeDuration | b:timerEventDefinition/b:timeDate
                    | b:timerEventDefinition/b:timeCycle)[1]" mode="calendar"/>
              </xsl:variable>
              <tr>
                <td><xsl:apply-templates select="." mode="link"/></td>
                <td>
                  <xsl:apply-templates select="b:timerEventDefinition" mode="detail"/>
                  <xsl:if test="@w:followsLimit = 'true' or @w:followsLimit = '1'">
                    <br/><h:t zh="随所附活动的时限:延长、停钟时一同移动" en="with the time limit of its activity, also where that is extended or stands"/>
                  </xsl:if>
                </td>
                <td>
                  <xsl:if test="$calendar != ''">
                    <xsl:call-template name="calendar-link"><xsl:with-param name="name" select="string($calendar)"/></xsl:call-template>
                  </xsl:if>
                </td>
                <td><xsl:if test="@w:timeLimitBasis != ''"><xsl:call-template name="basis"/></xsl:if></td>
                <td>
                  <xsl:if test="self::b:boundaryEvent">
                    <xsl:variable name="host" select="key('id', concat(ancestor::h:file/@n, ' ', @attachedToRef))[1]"/>
                    <xsl:choose>
                      <xsl:when test="@cancelActivity = 'false' or @cancelActivity = '0'">
                        <xsl:apply-templates select="$host" mode="link"/><xsl:text> </xsl:text>
                        <h:t zh="继续进行,另外:" en="goes on; besides:"/>
                      </xsl:when>
                      <xsl:otherwise>
                        <xsl:apply-templates select="$host" mode="link"/><xsl:text> </xsl:text>
                        <h:t zh="被中断:" en="is interrupted:"/>
                      </xsl:otherwise>
                    </xsl:choose>
                  </xsl:if>
                  <xsl:apply-templates select="." mode="goes"/>
                </td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </xsl:if>
    </section>
  </xsl:template>

  <!-- Where it goes on, without anchors. -->
  <xsl:template match="*" mode="goes">
    <xsl:variable name="n" select="ancestor::h:file/@n"/>
    <xsl:for-each select="key('flow-from', concat($n, ' ', @id))">
      <xsl:text> → </xsl:text>
      <xsl:apply-templates select="key('id', concat($n, ' ', @targetRef))[1]" mode="link"/>
    </xsl:for-each>
  </xsl:template>

  <!-- Whom an overdue limit is reported to: what the element says, else its lanes from the inside out, else the same of what is around it. -->
  <xsl:template match="*" mode="superior">
    <xsl:variable name="page" select="ancestor-or-self::b:process/@h:page"/>
    <xsl:variable name="lanes" select="key('lane-of', string(@id))[ancestor::b:process/@h:page = $page][@w:superior != '']"/>
    <xsl:choose>
      <xsl:when test="@w:superior != ''"><xsl:apply-templates select="h:word[@of = 'superior']" mode="group"/></xsl:when>
      <xsl:when test="$lanes"><xsl:apply-templates select="$lanes[last()]/h:word[@of = 'superior']" mode="group"/></xsl:when>
      <xsl:when test="not(self::b:process)"><xsl:apply-templates select="ancestor::b:*[1]" mode="superior"/></xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
