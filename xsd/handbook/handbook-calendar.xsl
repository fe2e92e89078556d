<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- handbook-calendar.xsl: the years of a calendar, day by day. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:h="urn:weir:handbook" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:d="urn:weir:handbook:dmn"
    xmlns:w="urn:weir:bpmn" xmlns:s="urn:weir:scenario" xmlns:c="urn:weir:calendar" exclude-result-prefixes="b d w s c">

  <xsl:key name="day" match="c:year/c:rest | c:year/c:work | c:override/c:rest | c:override/c:work"
      use="concat(ancestor::h:file/@n, ' ', local-name(..), ' ', @date)"/>

  <xsl:template match="c:calendar" mode="chapter">
    <xsl:variable name="page" select="ancestor::h:file/@page"/>
    <xsl:call-template name="chapter">
      <xsl:with-param name="page" select="$page"/>
      <xsl:with-param name="title"><xsl:apply-templates select="." mode="title"/></xsl:with-param>
      <xsl:with-param name="content">
        <h1><h:t zh="工作日历" en="Calendar"/><xsl:text> </xsl:text><xsl:apply-templates select="." mode="name"/></h1>
        <xsl:apply-templates select="." mode="said"/>
        <table class="facts">
          <tbody>
            <tr><th><h:t zh="编号" en="Id"/></th><td><code><xsl:value-of select="@id"/></code></td></tr>
            <tr><th><h:t zh="文件" en="File"/></th><td><code><xsl:value-of select="ancestor::h:file/@path"/></code><br/><code class="digest">SHA-256 <xsl:value-of select="ancestor::h:file/@digest"/></code></td></tr>
            <tr><th><h:t zh="时区" en="Time zone"/></th><td><xsl:value-of select="@zone"/></td></tr>
            <tr><th><h:t zh="工作时段" en="Working hours"/></th><td><xsl:for-each select="c:hours"><xsl:if test="position() != 1">, </xsl:if><xsl:value-of select="concat(@from, '–', @to)"/></xsl:for-each></td></tr>
            <tr><th><h:t zh="截止时刻" en="Cut-off"/></th><td><xsl:value-of select="@cutOff"/><xsl:text> </xsl:text><h:t zh="此后收到的,视为次一工作日收到。" en="what comes later is received on the next working day."/></td></tr>
            <tr><th><h:t zh="末日到期" en="Limits end"/></th><td><xsl:value-of select="@dayClose"/></td></tr>
            <tr><th><h:t zh="每周休息" en="Weekly rest"/></th><td><xsl:call-template name="weekdays"><xsl:with-param name="list" select="concat(normalize-space(@weeklyRest), ' ')"/></xsl:call-template></td></tr>
            <tr><th><h:t zh="使用者" en="Used by"/></th>
              <td>
                <xsl:variable name="uses" select="key('calendar-use', @id)"/>
                <xsl:for-each select="$all/h:file/b:definitions/b:process[descendant-or-self::b:*[@w:calendar = current()/@id]]">
                  <xsl:if test="position() != 1"><xsl:text> · </xsl:text></xsl:if>
                  <xsl:apply-templates select="." mode="link"/>
                </xsl:for-each>
                <xsl:if test="not($uses)"><span class="none"><h:t zh="本手册中无引用" en="nothing in this handbook"/></span></xsl:if>
              </td>
            </tr>
          </tbody>
        </table>
        <p class="legend">
          <span class="day-key statutory">1 法</span><xsl:text> </xsl:text><h:t zh="法定节假日" en="public holiday by law"/><xsl:text>  </xsl:text>
          <span class="day-key rest">1 休</span><xsl:text> </xsl:text><h:t zh="放假或调休" en="day off by the notice"/><xsl:text>  </xsl:text>
          <span class="day-key work">1 班</span><xsl:text> </xsl:text><h:t zh="调休上班" en="rest day that is worked"/><xsl:text>  </xsl:text>
          <span class="day-key weekly">1</span><xsl:text> </xsl:text><h:t zh="周休息日" en="weekly rest"/>
        </p>
        <xsl:apply-templates select="c:override[c:rest or c:work]" mode="days"/>
        <xsl:apply-templates select="c:year" mode="year"/>
        <xsl:apply-templates select="c:overlay" mode="days"/>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="weekdays">
    <xsl:param name="list"/>
    <xsl:variable name="n" select="substring-before($list, ' ')"/>
    <xsl:if test="number($n) &gt; 0">
      <xsl:variable name="zh" select="substring('一二三四五六日', $n, 1)"/>
      <xsl:variable name="en" select="substring('MonTueWedThuFriSatSun', $n * 3 - 2, 3)"/>
      <h:t zh="周{$zh}" en="{$en}"/><xsl:text> </xsl:text>
      <xsl:if test="string-length($list) &lt; 40">
        <xsl:call-template name="weekdays"><xsl:with-param name="list" select="substring-after($list, ' ')"/></xsl:call-template>
      </xsl:if>
    </xsl:if>
  </xsl:template>

  <xsl:template match="c:year" mode="year">
    <section class="year">
      <h2>
        <xsl:value-of select="@number"/><xsl:text> </xsl:text>
        <xsl:choose>
          <xsl:when test="@status = 'official'"><h:t zh="按正式通知" en="by official notice"/></xsl:when>
          <xsl:otherwise><span class="warning"><h:t zh="暂定:推算,非官方,上线前须导入正式通知" en="provisional: made up, not official; import the notice before use"/></span></xsl:otherwise>
        </xsl:choose>
      </h2>
      <xsl:if test="@source != ''"><p><h:t zh="来源" en="Source"/><xsl:text>: </xsl:text><xsl:value-of select="@source"/><xsl:text> </xsl:text><span class="basis"><h:t zh="待核实" en="to be verified"/></span></p></xsl:if>
      <xsl:apply-templates select="." mode="said"/>
      <xsl:if test="@number &gt; 0 and @number &lt; 10000">
        <div class="months">
          <xsl:call-template name="months"/>
        </div>
      </xsl:if>
      <xsl:apply-templates select="." mode="days"/>
    </section>
  </xsl:template>

  <!-- The days that are named, in a table. -->
  <xsl:template match="*" mode="days">
    <xsl:if test="not(self::c:year)">
      <h2>
        <xsl:choose>
          <xsl:when test="self::c:override"><h:t zh="临时调整" en="Changes at short notice"/></xsl:when>
          <xsl:otherwise><h:t zh="地区叠加日历" en="Regional overlay"/><xsl:text> </xsl:text><xsl:value-of select="@name"/><xsl:text> </xsl:text><code><xsl:value-of select="@id"/></code></xsl:otherwise>
        </xsl:choose>
      </h2>
      <xsl:apply-templates select="." mode="said"/>
    </xsl:if>
    <xsl:if test="c:rest or c:work">
      <div class="columns">
      <table class="days">
        <thead><tr><th><h:t zh="日期" en="Date"/></th><th><h:t zh="名称" en="Name"/></th><th><h:t zh="性质" en="Kind"/></th><xsl:if test="*/@certainty"><th><h:t zh="确定程度" en="How sure"/></th></xsl:if></tr></thead>
        <tbody>
          <xsl:variable name="certain" select="*/@certainty"/>
          <xsl:for-each select="c:rest | c:work">
            <xsl:sort select="@date"/>
            <tr>
              <td><xsl:value-of select="@date"/></td>
              <td><xsl:value-of select="@name"/></td>
              <td>
                <xsl:choose>
                  <xsl:when test="self::c:work"><strong><h:t zh="上班" en="worked"/></strong></xsl:when>
                  <xsl:when test="@statutory = 'true' or @statutory = '1'"><h:t zh="法定节假日" en="public holiday by law"/></xsl:when>
                  <xsl:otherwise><h:t zh="放假或调休" en="day off"/></xsl:otherwise>
                </xsl:choose>
              </td>
              <xsl:if test="$certain">
                <td>
                  <xsl:choose>
                    <xsl:when test="@certainty = 'statutory'"><h:t zh="法定" en="by law"/></xsl:when>
                    <xsl:when test="@certainty = 'likely'"><h:t zh="很可能" en="likely"/></xsl:when>
                    <xsl:when test="@certainty = 'assumed'"><h:t zh="假定" en="assumed"/></xsl:when>
                    <xsl:when test="@certainty = 'unknown'"><h:t zh="未知" en="unknown"/></xsl:when>
                    <xsl:otherwise><xsl:value-of select="@certainty"/></xsl:otherwise>
                  </xsl:choose>
                </td>
              </xsl:if>
            </tr>
          </xsl:for-each>
        </tbody>
      </table>
      </div>
    </xsl:if>
  </xsl:template>

  <!-- ── months ── -->

  <!-- The number of a day since long ago; 0 modulo 7 is a Monday. -->
  <xsl:template name="day-number">
    <xsl:param name="year"/>
    <xsl:param name="month"/>
    <xsl:variable name="a" select="floor((14 - $month) div 12)"/>
    <xsl:variable name="y" select="$year + 4800 - $a"/>
    <xsl:variable name="m" select="$month + 12 * $a - 3"/>
    <xsl:value-of select="1 + floor((153 * $m + 2) div 5) + 365 * $y + floor($y div 4) - floor($y div 100) + floor($y div 400) - 32045"/>
  </xsl:template>

  <xsl:template name="months">
    <xsl:param name="month" select="1"/>
    <xsl:variable name="first"><xsl:call-template name="day-number"><xsl:with-param name="year" select="number(@number)"/><xsl:with-param name="month" select="$month"/></xsl:call-template></xsl:variable>
    <xsl:variable name="next"><xsl:call-template name="day-number"><xsl:with-param name="year" select="@number + floor($month div 12)"/><xsl:with-param name="month" select="$month mod 12 + 1"/></xsl:call-template></xsl:variable>
    <table class="month">
      <caption><xsl:value-of select="concat(@number, '-', format-number($month, '00'))"/></caption>
      <thead><tr><th>一</th><th>二</th><th>三</th><th>四</th><th>五</th><th>六</th><th>日</th></tr></thead>
      <tbody>
        <xsl:call-template name="weeks">
          <xsl:with-param name="month" select="$month"/>
          <xsl:with-param name="day" select="1 - $first mod 7"/>
          <xsl:with-param name="length" select="$next - $first"/>
        </xsl:call-template>
      </tbody>
    </table>
    <xsl:if test="$month &lt; 12">
      <xsl:call-template name="months"><xsl:with-param name="month" select="$month + 1"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="weeks">
    <xsl:param name="month"/>
    <xsl:param name="day"/>
    <xsl:param name="length"/>
    <xsl:if test="$day &lt;= $length">
      <tr>
        <xsl:call-template name="days"><xsl:with-param name="month" select="$month"/><xsl:with-param name="day" select="$day"/><xsl:with-param name="length" select="$length"/></xsl:call-template>
      </tr>
      <xsl:call-template name="weeks"><xsl:with-param name="month" select="$month"/><xsl:with-param name="day" select="$day + 7"/><xsl:with-param name="length" select="$length"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <xsl:template name="days">
    <xsl:param name="month"/>
    <xsl:param name="day"/>
    <xsl:param name="length"/>
    <xsl:param name="weekday" select="1"/>
    <xsl:choose>
      <xsl:when test="$day &lt; 1 or $day &gt; $length"><td/></xsl:when>
      <xsl:otherwise>
        <xsl:variable name="date" select="concat(format-number(@number, '0000'), '-', format-number($month, '00'), '-', format-number($day, '00'))"/>
        <xsl:variable name="n" select="ancestor::h:file/@n"/>
        <xsl:variable name="override" select="key('day', concat($n, ' override ', $date))"/>
        <xsl:variable name="named" select="key('day', concat($n, ' year ', $date))[count(.. | current()) = 1]"/>
        <xsl:variable name="said" select="$override | $named[not($override)]"/>
        <td>
          <xsl:if test="$said/@name"><xsl:attribute name="title"><xsl:value-of select="$said/@name"/></xsl:attribute></xsl:if>
          <xsl:choose>
            <xsl:when test="$said[self::c:work]"><xsl:attribute name="class">work</xsl:attribute><xsl:value-of select="$day"/> 班</xsl:when>
            <xsl:when test="$said[@statutory = 'true' or @statutory = '1']"><xsl:attribute name="class">statutory</xsl:attribute><xsl:value-of select="$day"/> 法</xsl:when>
            <xsl:when test="$said"><xsl:attribute name="class">rest</xsl:attribute><xsl:value-of select="$day"/> 休</xsl:when>
            <xsl:when test="contains(concat(' ', ../@weeklyRest, ' '), concat(' ', $weekday, ' '))"><xsl:attribute name="class">weekly</xsl:attribute><xsl:value-of select="$day"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="$day"/></xsl:otherwise>
          </xsl:choose>
        </td>
      </xsl:otherwise>
    </xsl:choose>
    <xsl:if test="$weekday &lt; 7">
      <xsl:call-template name="days"><xsl:with-param name="month" select="$month"/><xsl:with-param name="day" select="$day + 1"/><xsl:with-param name="length" select="$length"/><xsl:with-param name="weekday" select="$weekday + 1"/></xsl:call-template>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
