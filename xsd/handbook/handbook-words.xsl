<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- handbook-words.xsl: what kinds, limits and codes are called. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:h="urn:weir:handbook" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:w="urn:weir:bpmn"
    exclude-result-prefixes="b w">

  <!-- ── kinds of elements ── -->

  <xsl:template match="*" mode="kind"><xsl:value-of select="local-name()"/></xsl:template>
  <xsl:template match="b:userTask" mode="kind"><h:t zh="人工任务" en="user task"/></xsl:template>
  <xsl:template match="b:manualTask" mode="kind"><h:t zh="线下任务" en="manual task"/></xsl:template>
  <xsl:template match="b:serviceTask" mode="kind"><h:t zh="服务任务(自动)" en="service task"/></xsl:template>
  <xsl:template match="b:scriptTask" mode="kind"><h:t zh="计算" en="script task"/></xsl:template>
  <xsl:template match="b:businessRuleTask" mode="kind"><h:t zh="决策任务" en="decision task"/></xsl:template>
  <xsl:template match="b:sendTask" mode="kind"><h:t zh="发送消息" en="send task"/></xsl:template>
  <xsl:template match="b:receiveTask" mode="kind"><h:t zh="等待消息" en="receive task"/></xsl:template>
  <xsl:template match="b:task" mode="kind"><h:t zh="任务" en="task"/></xsl:template>
  <xsl:template match="b:callActivity" mode="kind"><h:t zh="调用流程" en="called process"/></xsl:template>
  <xsl:template match="b:transaction" mode="kind"><h:t zh="事务子流程" en="transaction"/></xsl:template>
  <xsl:template match="b:adHocSubProcess" mode="kind"><h:t zh="自由子流程" en="ad-hoc sub-process"/></xsl:template>
  <xsl:template match="b:subProcess" mode="kind">
    <xsl:choose>
      <xsl:when test="@triggeredByEvent = 'true' or @triggeredByEvent = '1'"><h:t zh="事件子流程" en="event sub-process"/></xsl:when>
      <xsl:otherwise><h:t zh="子流程" en="sub-process"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="b:exclusiveGateway" mode="kind"><h:t zh="排他网关(取其一)" en="exclusive gateway"/></xsl:template>
  <xsl:template match="b:parallelGateway" mode="kind"><h:t zh="并行网关(全部)" en="parallel gateway"/></xsl:template>
  <xsl:template match="b:inclusiveGateway" mode="kind"><h:t zh="包容网关(一个或多个)" en="inclusive gateway"/></xsl:template>
  <xsl:template match="b:complexGateway" mode="kind"><h:t zh="复杂网关" en="complex gateway"/></xsl:template>
  <xsl:template match="b:eventBasedGateway" mode="kind"><h:t zh="事件网关(先到者)" en="event-based gateway"/></xsl:template>
  <xsl:template match="b:startEvent" mode="kind">
    <h:t zh="开始" en="start"/><xsl:call-template name="trigger"/>
    <xsl:if test="ancestor::b:subProcess[1][@triggeredByEvent = 'true'] and (@isInterrupting = 'false' or @isInterrupting = '0')">
      <xsl:text> </xsl:text><h:t zh="不中断" en="non-interrupting"/>
    </xsl:if>
  </xsl:template>
  <xsl:template match="b:endEvent" mode="kind"><h:t zh="结束" en="end"/><xsl:call-template name="trigger"/></xsl:template>
  <xsl:template match="b:intermediateCatchEvent" mode="kind">
    <h:t zh="等待" en="wait"/><xsl:call-template name="trigger"/>
  </xsl:template>
  <xsl:template match="b:intermediateThrowEvent | b:implicitThrowEvent" mode="kind">
    <h:t zh="发出" en="throw"/><xsl:call-template name="trigger"/>
  </xsl:template>
  <xsl:template match="b:boundaryEvent" mode="kind">
    <xsl:choose>
      <xsl:when test="b:compensateEventDefinition"><h:t zh="边界事件" en="boundary event"/></xsl:when>
      <xsl:when test="@cancelActivity = 'false' or @cancelActivity = '0'">
        <h:t zh="边界事件,不中断" en="boundary event, non-interrupting"/>
      </xsl:when>
      <xsl:otherwise><h:t zh="边界事件,中断" en="boundary event, interrupting"/></xsl:otherwise>
    </xsl:choose>
    <xsl:call-template name="trigger"/>
  </xsl:template>

  <xsl:template name="trigger">
    <xsl:for-each select="*[contains(local-name(), 'EventDefinition')]">
      <xsl:text> · </xsl:text>
      <xsl:apply-templates select="." mode="trigger"/>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="*" mode="trigger"><h:t zh="见定义" en="by definition"/></xsl:template>
  <xsl:template match="b:timerEventDefinition" mode="trigger"><h:t zh="定时" en="timer"/></xsl:template>
  <xsl:template match="b:messageEventDefinition" mode="trigger"><h:t zh="消息" en="message"/></xsl:template>
  <xsl:template match="b:signalEventDefinition" mode="trigger"><h:t zh="信号" en="signal"/></xsl:template>
  <xsl:template match="b:errorEventDefinition" mode="trigger"><h:t zh="错误" en="error"/></xsl:template>
  <xsl:template match="b:escalationEventDefinition" mode="trigger"><h:t zh="升级" en="escalation"/></xsl:template>
  <xsl:template match="b:conditionalEventDefinition" mode="trigger"><h:t zh="条件" en="condition"/></xsl:template>
  <xsl:template match="b:compensateEventDefinition" mode="trigger"><h:t zh="补偿" en="compensation"/></xsl:template>
  <xsl:template match="b:cancelEventDefinition" mode="trigger"><h:t zh="取消" en="cancel"/></xsl:template>
  <xsl:template match="b:terminateEventDefinition" mode="trigger"><h:t zh="终止全部" en="terminate"/></xsl:template>
  <xsl:template match="b:linkEventDefinition" mode="trigger"><h:t zh="链接" en="link"/></xsl:template>

  <!-- ── limits ── -->

  <!-- A limit, a due date, the time of a timer; of what is computed the rule. -->
  <xsl:template name="limit">
    <xsl:param name="text"/>
    <xsl:param name="calendar"/>
    <xsl:variable name="t" select="normalize-space($text)"/>
    <xsl:variable name="wd" select="substring-before(concat($t, '|'), 'wd|')"/>
    <xsl:variable name="nd" select="substring-before(concat($t, '|'), 'nd|')"/>
    <xsl:variable name="times" select="substring-before(substring-after($t, 'R'), '/')"/>
    <xsl:variable name="cycle" select="substring-after($t, '/')"/>
    <xsl:choose>
      <xsl:when test="starts-with($t, '=')"><h:t zh="按规则计算" en="by the rule"/><xsl:text> </xsl:text><code><xsl:value-of select="normalize-space(substring($t, 2))"/></code></xsl:when>
      <xsl:when test="string(number($wd)) != 'NaN'"><h:t zh="{$wd} 个工作日" en="{$wd} working days"/></xsl:when>
      <xsl:when test="string(number($nd)) != 'NaN'"><h:t zh="{$nd} 个自然日" en="{$nd} natural days"/></xsl:when>
      <xsl:when test="starts-with($t, 'date:')"><h:t zh="{substring-after($t, 'date:')} 下班前" en="by the close of {substring-after($t, 'date:')}"/></xsl:when>
      <xsl:when test="starts-with($t, 'P') and string-length($t) &gt; 2 and translate($t, '0123456789.PYMWDTHS', '') = ''">
        <xsl:call-template name="period">
          <xsl:with-param name="text" select="$t"/>
          <xsl:with-param name="calendar" select="$calendar"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="starts-with($t, 'R') and $cycle != '' and not(contains($cycle, '/')) and ($times = '' or string(number($times)) != 'NaN')">
        <xsl:call-template name="limit">
          <xsl:with-param name="text" select="$cycle"/>
          <xsl:with-param name="calendar" select="$calendar"/>
        </xsl:call-template>
        <xsl:text> </xsl:text>
        <xsl:choose>
          <xsl:when test="$times = ''"><h:t zh="不限次数" en="without end"/></xsl:when>
          <xsl:otherwise><h:t zh="共 {$times} 次" en="{$times} times"/></xsl:otherwise>
        </xsl:choose>
      </xsl:when>
      <xsl:when test="$t != ''"><code><xsl:value-of select="$t"/></code></xsl:when>
    </xsl:choose>
  </xsl:template>

  <!-- P1Y2M3W4DT5H6M7S. On a calendar of working days they are those, and hours are working hours; on one of hours a day
       is 24 of them. -->
  <xsl:template name="period">
    <xsl:param name="text"/>
    <xsl:param name="calendar"/>
    <xsl:variable name="works" select="$calendar != '' and $calendar != '24x7'"/>
    <xsl:variable name="counts-hours" select="$works and substring($calendar, string-length($calendar) - 5) = '-hours'"/>
    <xsl:variable name="day" select="substring-before(concat(substring-after($text, 'P'), 'T'), 'T')"/>
    <xsl:variable name="time" select="substring-after($text, 'T')"/>
    <xsl:variable name="years" select="substring-before($day, 'Y')"/>
    <xsl:variable name="day1" select="substring($day, string-length($years) + 1 + (contains($day, 'Y')))"/>
    <xsl:variable name="months" select="substring-before($day1, 'M')"/>
    <xsl:variable name="day2" select="substring($day1, string-length($months) + 1 + (contains($day1, 'M')))"/>
    <xsl:variable name="weeks" select="substring-before($day2, 'W')"/>
    <xsl:variable name="days" select="substring-before(substring($day2, string-length($weeks) + 1 + (contains($day2, 'W'))), 'D')"/>
    <xsl:variable name="hours" select="substring-before($time, 'H')"/>
    <xsl:variable name="time1" select="substring($time, string-length($hours) + 1 + (contains($time, 'H')))"/>
    <xsl:variable name="minutes" select="substring-before($time1, 'M')"/>
    <xsl:variable name="seconds" select="substring-before(substring($time1, string-length($minutes) + 1 + (contains($time1, 'M'))), 'S')"/>
    <xsl:if test="$years != ''"><h:t zh="{$years} 年" en="{$years} years"/><xsl:text> </xsl:text></xsl:if>
    <xsl:if test="$months != ''"><h:t zh="{$months} 个月" en="{$months} months"/><xsl:text> </xsl:text></xsl:if>
    <xsl:if test="$weeks != ''">
      <xsl:choose>
        <xsl:when test="$works"><h:t zh="{$weeks * 7} 个工作日" en="{$weeks * 7} working days"/><xsl:text> </xsl:text></xsl:when>
        <xsl:otherwise><h:t zh="{$weeks} 周" en="{$weeks} weeks"/><xsl:text> </xsl:text></xsl:otherwise>
      </xsl:choose>
    </xsl:if>
    <xsl:if test="$days != ''">
      <xsl:choose>
        <xsl:when test="$counts-hours"><h:t zh="{$days * 24} 个工作小时" en="{$days * 24} working hours"/><xsl:text> </xsl:text></xsl:when>
        <xsl:when test="$works"><h:t zh="{$days} 个工作日" en="{$days} working days"/><xsl:text> </xsl:text></xsl:when>
        <xsl:otherwise><h:t zh="{$days} 天" en="{$days} days"/><xsl:text> </xsl:text></xsl:otherwise>
      </xsl:choose>
    </xsl:if>
    <xsl:if test="$hours != ''">
      <xsl:choose>
        <xsl:when test="$works"><h:t zh="{$hours} 个工作小时" en="{$hours} working hours"/><xsl:text> </xsl:text></xsl:when>
        <xsl:otherwise><h:t zh="{$hours} 小时" en="{$hours} hours"/><xsl:text> </xsl:text></xsl:otherwise>
      </xsl:choose>
    </xsl:if>
    <xsl:if test="$minutes != ''">
      <xsl:choose>
        <xsl:when test="$works"><h:t zh="{$minutes} 个工作分钟" en="{$minutes} working minutes"/><xsl:text> </xsl:text></xsl:when>
        <xsl:otherwise><h:t zh="{$minutes} 分钟" en="{$minutes} minutes"/><xsl:text> </xsl:text></xsl:otherwise>
      </xsl:choose>
    </xsl:if>
    <xsl:if test="$seconds != ''"><h:t zh="{$seconds} 秒" en="{$seconds} seconds"/><xsl:text> </xsl:text></xsl:if>
  </xsl:template>

  <!-- The calendar that counts for an element: the nearest. -->
  <xsl:template match="*" mode="calendar">
    <xsl:value-of select="ancestor-or-self::b:*[@w:calendar][1]/@w:calendar"/>
  </xsl:template>

  <xsl:template name="policy">
    <xsl:param name="name"/>
    <xsl:choose>
      <xsl:when test="$name = 'TL-1'">
        <h:t zh="TL-1:用到 80% 提醒经办人;到期标记超期并报上级岗。" en="TL-1: reminds at 80 %; when due, marks it overdue and tells the superior."/>
      </xsl:when>
      <xsl:when test="$name = 'TL-2'">
        <h:t zh="TL-2:同 TL-1;超期 2 个工作日报效能监督。" en="TL-2: as TL-1; two working days later tells the efficiency supervision."/>
      </xsl:when>
      <xsl:when test="$name = 'TL-3'">
        <h:t zh="TL-3:同 TL-2;超期 5 个工作日自动生成责任线索(msg-accountability-lead)。" en="TL-3: as TL-2; five working days after the end opens an accountability lead (msg-accountability-lead)."/>
      </xsl:when>
      <xsl:when test="$name != ''"><code><xsl:value-of select="$name"/></code></xsl:when>
      <xsl:otherwise><h:t zh="未指定策略。" en="No policy is named."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Words of a list, as links to what they name. -->
  <xsl:template match="h:word" mode="group">
    <xsl:choose>
      <xsl:when test="starts-with(., '=') or contains(., '{')"><code><xsl:value-of select="."/></code><xsl:text> </xsl:text></xsl:when>
      <xsl:otherwise>
        <a>
          <xsl:attribute name="href">
            <xsl:call-template name="address">
              <xsl:with-param name="page" select="'groups.html'"/>
              <xsl:with-param name="anchor" select="@anchor"/>
            </xsl:call-template>
          </xsl:attribute>
          <code><xsl:value-of select="."/></code>
        </a>
        <xsl:text> </xsl:text>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="h:word" mode="element">
    <xsl:if test="position() != 1"><xsl:text> · </xsl:text></xsl:if>
    <xsl:variable name="found" select="key('id', concat(ancestor::h:file/@n, ' ', .))[1]"/>
    <xsl:choose>
      <xsl:when test="$found"><xsl:apply-templates select="$found" mode="link"/></xsl:when>
      <xsl:otherwise><code><xsl:value-of select="."/></code></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="none">
    <span class="none"><h:t zh="无" en="none"/></span>
  </xsl:template>
</xsl:stylesheet>
