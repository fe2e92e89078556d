<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- handbook-talk.xsl: messages, signals, errors, escalations and business events, of a process and of all. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:h="urn:weir:handbook" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:d="urn:weir:handbook:dmn"
    xmlns:w="urn:weir:bpmn" xmlns:s="urn:weir:scenario" xmlns:c="urn:weir:calendar" exclude-result-prefixes="b d w s c">

  <xsl:key name="talk" match="b:*[@h:talk][@h:name]" use="concat(@h:talk, ' ', @h:name)"/>
  <xsl:key name="talk-out" match="b:*[@h:way = 'out'][@h:name]" use="concat(@h:talk, ' ', @h:name)"/>
  <xsl:key name="talk-in" match="b:*[@h:way = 'in'][@h:name]" use="concat(@h:talk, ' ', @h:name)"/>

  <xsl:key name="talk-may" match="h:may" use="concat(@h:talk, ' ', @h:name)"/>

  <!-- The row of a message or signal on the page of all of them. -->
  <xsl:template match="*" mode="talk-link">
    <a>
      <xsl:attribute name="href">
        <xsl:call-template name="address">
          <xsl:with-param name="page" select="'talk.html'"/>
          <xsl:with-param name="anchor"><xsl:apply-templates select="." mode="talk-anchor"/></xsl:with-param>
        </xsl:call-template>
      </xsl:attribute>
      <code>
        <xsl:choose>
          <xsl:when test="@h:name"><xsl:value-of select="@h:name"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="@id"/></xsl:otherwise>
        </xsl:choose>
      </code>
    </a>
  </xsl:template>

  <!-- The first of its name in the book of all stands for it. -->
  <xsl:template match="*" mode="talk-anchor">
    <xsl:if test="@h:talk and @h:name">
      <xsl:variable name="first" select="key('talk', concat(@h:talk, ' ', @h:name))[1]"/>
      <xsl:value-of select="concat(@h:talk, ':', $first/@h:number)"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="talk-kind">
    <xsl:choose>
      <xsl:when test="@h:talk = 'message'"><h:t zh="消息" en="message"/></xsl:when>
      <xsl:when test="@h:talk = 'signal'"><h:t zh="信号(广播)" en="signal"/></xsl:when>
      <xsl:when test="@h:talk = 'error'"><h:t zh="错误" en="error"/></xsl:when>
      <xsl:otherwise><h:t zh="升级" en="escalation"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- What sends or waits, with its process. -->
  <xsl:template match="*" mode="talker">
    <xsl:param name="home"/>
    <xsl:variable name="of" select="ancestor-or-self::b:*[not(contains(local-name(), 'EventDefinition'))][1]"/>
    <div>
      <xsl:apply-templates select="$of" mode="link"/>
      <xsl:if test="$of/ancestor::b:process/@h:page != $home">
        <xsl:text> · </xsl:text><xsl:apply-templates select="$of/ancestor::b:process" mode="link"/>
      </xsl:if>
    </div>
  </xsl:template>

  <xsl:template name="outside">
    <span class="none"><h:t zh="外部或未建模" en="outside, or not modelled"/></span>
  </xsl:template>

  <!-- One row: who sends it, who gets it. @home is the page that need not be named. -->
  <xsl:template match="*" mode="talk-row">
    <xsl:param name="home"/>
    <xsl:param name="with-anchor" select="false()"/>
    <xsl:variable name="name" select="concat(@h:talk, ' ', @h:name)"/>
    <xsl:variable name="declared" select="key('talk', $name)[self::b:message or self::b:signal or self::b:error or self::b:escalation]"/>
    <xsl:variable name="out" select="key('talk-out', $name) | key('talk-may', $name)"/>
    <xsl:variable name="in" select="key('talk-in', $name)"/>
    <tr>
      <xsl:if test="$with-anchor">
        <xsl:call-template name="id">
          <xsl:with-param name="page" select="'talk.html'"/>
          <xsl:with-param name="anchor"><xsl:apply-templates select="." mode="talk-anchor"/></xsl:with-param>
        </xsl:call-template>
      </xsl:if>
      <td>
        <xsl:choose>
          <xsl:when test="$with-anchor"><code><xsl:value-of select="@h:name"/></code></xsl:when>
          <xsl:otherwise><xsl:apply-templates select="." mode="talk-link"/></xsl:otherwise>
        </xsl:choose>
        <br/><xsl:call-template name="talk-kind"/>
        <xsl:if test="$declared[b:documentation]">
          <xsl:apply-templates select="$declared[b:documentation][1]" mode="said"/>
        </xsl:if>
      </td>
      <td>
        <xsl:apply-templates select="$out" mode="talker"><xsl:with-param name="home" select="$home"/></xsl:apply-templates>
        <xsl:if test="not($out)">
          <xsl:choose>
            <xsl:when test="@h:talk = 'error'"><span class="none"><h:t zh="外部任务上报" en="a worker"/></span></xsl:when>
            <xsl:otherwise><xsl:call-template name="outside"/></xsl:otherwise>
          </xsl:choose>
        </xsl:if>
      </td>
      <td>
        <xsl:apply-templates select="$in" mode="talker"><xsl:with-param name="home" select="$home"/></xsl:apply-templates>
        <xsl:if test="not($in)">
          <xsl:choose>
            <xsl:when test="@h:talk = 'error' or @h:talk = 'escalation'">
              <span class="none"><h:t zh="未单独捕获" en="nobody catches it by name"/></span>
            </xsl:when>
            <xsl:otherwise><xsl:call-template name="outside"/></xsl:otherwise>
          </xsl:choose>
        </xsl:if>
      </td>
      <td>
        <xsl:for-each select="$declared[@w:correlationKey != '']">
          <xsl:if test="not(@w:correlationKey = $declared[count(. | current()/preceding::*) = count(current()/preceding::*)]/@w:correlationKey)">
            <code><xsl:value-of select="@w:correlationKey"/></code><xsl:text> </xsl:text>
          </xsl:if>
        </xsl:for-each>
      </td>
    </tr>
  </xsl:template>

  <xsl:template name="talk-head">
    <thead>
      <tr>
        <th class="w30"><h:t zh="名称" en="Name"/></th>
        <th class="w30"><h:t zh="由谁发出" en="Who sends it"/></th>
        <th class="w30"><h:t zh="由谁接收" en="Who gets it"/></th>
        <th><h:t zh="关联键" en="Correlation key"/></th>
      </tr>
    </thead>
  </xsl:template>

  <!-- ── of a process ── -->

  <xsl:template match="b:process" mode="talk">
    <xsl:variable name="page" select="@h:page"/>
    <xsl:variable name="uses" select=".//b:*[@h:way][@h:name] | .//h:may[key('talk', concat(@h:talk, ' ', @h:name))]"/>
    <xsl:variable name="any" select=".//b:errorEventDefinition[not(@h:name)] | .//b:escalationEventDefinition[not(@h:name)]"/>
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="$page"/>
        <xsl:with-param name="section" select="'talk'"/>
        <xsl:with-param name="zh" select="'消息、信号、错误、升级'"/>
        <xsl:with-param name="en" select="'Messages, signals, errors, escalations'"/>
      </xsl:call-template>
      <xsl:choose>
        <xsl:when test="$uses or $any">
          <table>
            <xsl:call-template name="talk-head"/>
            <tbody>
              <xsl:for-each select="$uses">
                <xsl:sort select="concat(substring('1', 1 div (@h:talk = 'message')), substring('2', 1 div (@h:talk = 'signal')), substring('3', 1 div (@h:talk = 'error')), substring('4', 1 div (@h:talk = 'escalation')))"/>
                <xsl:sort select="@h:name"/>
                <xsl:variable name="name" select="concat(@h:talk, ' ', @h:name)"/>
                <xsl:variable name="same" select="(key('talk', $name)[@h:way] | key('talk-may', $name))[ancestor::b:process/@h:page = $page]"/>
                <xsl:if test="generate-id() = generate-id($same[1])">
                  <xsl:apply-templates select="." mode="talk-row"><xsl:with-param name="home" select="$page"/></xsl:apply-templates>
                </xsl:if>
              </xsl:for-each>
              <xsl:for-each select="$any">
                <tr>
                  <td>
                    <xsl:choose>
                      <xsl:when test="self::b:errorEventDefinition"><h:t zh="任何错误" en="any error"/></xsl:when>
                      <xsl:otherwise><h:t zh="任何升级" en="any escalation"/></xsl:otherwise>
                    </xsl:choose>
                  </td>
                  <td>
                    <xsl:if test="../@attachedToRef">
                      <xsl:apply-templates select="key('id', concat(ancestor::h:file/@n, ' ', ../@attachedToRef))[1]" mode="link"/>
                    </xsl:if>
                  </td>
                  <td><xsl:apply-templates select=".." mode="link"/></td>
                  <td/>
                </tr>
              </xsl:for-each>
            </tbody>
          </table>
        </xsl:when>
        <xsl:otherwise><p><xsl:call-template name="none"/></p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template match="b:process" mode="events">
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="@h:page"/>
        <xsl:with-param name="section" select="'events'"/>
        <xsl:with-param name="zh" select="'业务事件'"/>
        <xsl:with-param name="en" select="'Business events'"/>
      </xsl:call-template>
      <xsl:choose>
        <xsl:when test=".//w:event">
          <table>
            <xsl:call-template name="event-head"/>
            <tbody><xsl:apply-templates select=".//w:event" mode="event-row"/></tbody>
          </table>
        </xsl:when>
        <xsl:otherwise><p><xsl:call-template name="none"/></p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template name="event-head">
    <thead>
      <tr>
        <th class="w30"><h:t zh="事件(对外 platform.…)" en="Event (published as platform.…)"/></th>
        <th><h:t zh="何时" en="When"/></th>
        <th class="w50"><h:t zh="字段" en="Fields"/></th>
      </tr>
    </thead>
  </xsl:template>

  <xsl:template match="w:event" mode="event-row">
    <xsl:param name="with-process" select="false()"/>
    <xsl:variable name="of" select="ancestor::b:*[not(self::b:extensionElements or contains(local-name(), 'Characteristics'))][1]"/>
    <tr>
      <td><code><xsl:value-of select="@type"/></code></td>
      <td>
        <xsl:apply-templates select="$of" mode="link"/>
        <xsl:if test="$with-process and $of/ancestor::b:process">
          <xsl:text> · </xsl:text><xsl:apply-templates select="$of/ancestor::b:process" mode="link"/>
        </xsl:if>
        <br/>
        <xsl:choose>
          <xsl:when test="@at = 'entered'"><h:t zh="进入时" en="when it is entered"/></xsl:when>
          <xsl:when test="@at = 'taken'"><h:t zh="经过时" en="when it is taken"/></xsl:when>
          <xsl:when test="@at = 'fired'"><h:t zh="触发时" en="when it fires"/></xsl:when>
          <xsl:when test="@at = 'compensated'"><h:t zh="补偿后" en="when it was compensated"/></xsl:when>
          <xsl:otherwise><h:t zh="完成时" en="when it is completed"/></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="ancestor::b:multiInstanceLoopCharacteristics or ancestor::b:standardLoopCharacteristics">
          <xsl:text> · </xsl:text><h:t zh="每一项" en="for each item"/>
        </xsl:if>
      </td>
      <td>
        <xsl:for-each select="w:field">
          <div class="choice"><code><xsl:value-of select="@name"/></code>
            <xsl:variable name="value" select="concat(@value, @stringValue, @expression)"/>
            <xsl:if test="$value != concat('=', @name)"><xsl:text> </xsl:text><code class="value"><xsl:value-of select="$value"/></code></xsl:if>
          </div>
        </xsl:for-each>
      </td>
    </tr>
  </xsl:template>

  <!-- ── of all ── -->

  <xsl:template match="h:handbook" mode="talk">
    <xsl:call-template name="chapter">
      <xsl:with-param name="page" select="'talk.html'"/>
      <xsl:with-param name="title" select="'消息与事件 Messages and events'"/>
      <xsl:with-param name="content">
        <h1><h:t zh="消息与事件" en="Messages and events"/></h1>
        <xsl:variable name="talks" select="h:file/b:definitions//b:*[@h:talk][@h:name]"/>
        <xsl:choose>
          <xsl:when test="$talks">
            <table>
              <xsl:call-template name="talk-head"/>
              <tbody>
                <xsl:for-each select="$talks">
                  <xsl:sort select="concat(substring('1', 1 div (@h:talk = 'message')), substring('2', 1 div (@h:talk = 'signal')), substring('3', 1 div (@h:talk = 'error')), substring('4', 1 div (@h:talk = 'escalation')))"/>
                  <xsl:sort select="@h:name"/>
                  <xsl:if test="generate-id() = generate-id(key('talk', concat(@h:talk, ' ', @h:name))[1])">
                    <xsl:apply-templates select="." mode="talk-row"><xsl:with-param name="with-anchor" select="true()"/></xsl:apply-templates>
                  </xsl:if>
                </xsl:for-each>
              </tbody>
            </table>
          </xsl:when>
          <xsl:otherwise><p><xsl:call-template name="none"/></p></xsl:otherwise>
        </xsl:choose>
        <h2><h:t zh="业务事件" en="Business events"/></h2>
        <xsl:choose>
          <xsl:when test="h:file/b:definitions//w:event">
            <table>
              <xsl:call-template name="event-head"/>
              <tbody>
                <xsl:apply-templates select="h:file/b:definitions//w:event" mode="event-row">
                  <xsl:sort select="@type"/>
                  <xsl:with-param name="with-process" select="true()"/>
                </xsl:apply-templates>
              </tbody>
            </table>
          </xsl:when>
          <xsl:otherwise><p><xsl:call-template name="none"/></p></xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>
</xsl:stylesheet>
