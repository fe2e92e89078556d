<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- handbook-process.xsl: the chapter of a process, and of a file without one. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:h="urn:weir:handbook" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:d="urn:weir:handbook:dmn"
    xmlns:w="urn:weir:bpmn" xmlns:s="urn:weir:scenario" exclude-result-prefixes="b d w s">

  <xsl:template match="b:process" mode="chapter">
    <xsl:variable name="page" select="@h:page"/>
    <xsl:call-template name="chapter">
      <xsl:with-param name="page" select="$page"/>
      <xsl:with-param name="title"><xsl:apply-templates select="." mode="title"/></xsl:with-param>
      <xsl:with-param name="content">
        <h1><xsl:apply-templates select="." mode="name"/></h1>
        <xsl:apply-templates select="." mode="facts"/>
        <xsl:apply-templates select="." mode="contents"/>
        <xsl:apply-templates select="." mode="purpose"/>
        <xsl:apply-templates select="ancestor::h:file" mode="diagram">
          <xsl:with-param name="page" select="$page"/>
        </xsl:apply-templates>
        <xsl:apply-templates select="." mode="people"/>
        <xsl:apply-templates select="." mode="steps"/>
        <xsl:apply-templates select="." mode="raci"/>
        <xsl:apply-templates select="." mode="limits"/>
        <xsl:apply-templates select="." mode="forms"/>
        <xsl:apply-templates select="." mode="decisions-used"/>
        <xsl:apply-templates select="." mode="talk"/>
        <xsl:apply-templates select="." mode="neighbours"/>
        <xsl:apply-templates select="." mode="events"/>
        <xsl:apply-templates select="." mode="evidence"/>
        <xsl:apply-templates select="." mode="separation"/>
        <xsl:apply-templates select="." mode="compensation"/>
        <xsl:apply-templates select="." mode="data"/>
        <xsl:apply-templates select="." mode="tests"/>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- A file of pools without processes, of conversations, of choreographies. -->
  <xsl:template match="b:definitions" mode="chapter">
    <xsl:variable name="file" select="ancestor::h:file"/>
    <xsl:call-template name="chapter">
      <xsl:with-param name="page" select="$file/@page"/>
      <xsl:with-param name="title"><xsl:apply-templates select="." mode="title"/></xsl:with-param>
      <xsl:with-param name="content">
        <h1><xsl:apply-templates select="." mode="title"/></h1>
        <p><code><xsl:value-of select="$file/@path"/></code></p>
        <xsl:apply-templates select="." mode="said"/>
        <xsl:apply-templates select="$file" mode="diagram">
          <xsl:with-param name="page" select="$file/@page"/>
        </xsl:apply-templates>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="*" mode="title">
    <xsl:choose>
      <xsl:when test="normalize-space(@name) != ''"><xsl:value-of select="normalize-space(@name)"/></xsl:when>
      <xsl:when test="self::b:definitions or self::d:definitions or not(@id) or @id = ''">
        <xsl:value-of select="ancestor::h:file/@stem"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="@id"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A heading with the anchor of its section. -->
  <xsl:template name="heading">
    <xsl:param name="page"/>
    <xsl:param name="section"/>
    <xsl:param name="zh"/>
    <xsl:param name="en"/>
    <h2>
      <xsl:call-template name="id">
        <xsl:with-param name="page" select="$page"/>
        <xsl:with-param name="anchor" select="concat('section:', $section)"/>
      </xsl:call-template>
      <h:t zh="{$zh}" en="{$en}"/>
    </h2>
  </xsl:template>

  <xsl:template match="b:process" mode="facts">
    <table class="facts">
      <tbody>
        <tr><th><h:t zh="编号" en="Id"/></th><td><code><xsl:value-of select="@id"/></code></td></tr>
        <xsl:if test="@w:versionTag != ''">
          <tr><th><h:t zh="版本" en="Version"/></th><td><xsl:value-of select="@w:versionTag"/></td></tr>
        </xsl:if>
        <tr>
          <th><h:t zh="文件" en="File"/></th>
          <td>
            <code><xsl:value-of select="ancestor::h:file/@path"/></code>
            <br/>
            <code class="digest">SHA-256 <xsl:value-of select="ancestor::h:file/@digest"/></code>
          </td>
        </tr>
        <xsl:if test="@w:timeLimit != ''">
          <tr>
            <th><h:t zh="全程时限" en="Limit of the whole"/></th>
            <td><xsl:apply-templates select="." mode="limit-cell"/></td>
          </tr>
        </xsl:if>
        <xsl:if test="@w:calendar != ''">
          <tr>
            <th><h:t zh="日历" en="Calendar"/></th>
            <td><xsl:call-template name="calendar-link"><xsl:with-param name="name" select="@w:calendar"/></xsl:call-template></td>
          </tr>
        </xsl:if>
        <xsl:if test="h:word[@of = 'candidateStarterGroups' or @of = 'candidateStarterUsers']">
          <tr>
            <th><h:t zh="可启动者" en="May be started by"/></th>
            <td><xsl:apply-templates select="h:word[@of = 'candidateStarterGroups' or @of = 'candidateStarterUsers']" mode="group"/></td>
          </tr>
        </xsl:if>
        <tr>
          <th><h:t zh="性质" en="Status"/></th>
          <td><h:t zh="我方设计,非标准原文;法律依据待核实。" en="Own design, not the text of the standard; legal bases to be verified."/></td>
        </tr>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template match="b:process" mode="contents">
    <nav class="sections">
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'diagram'"/><xsl:with-param name="zh" select="'流程图'"/><xsl:with-param name="en" select="'Diagram'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'people'"/><xsl:with-param name="zh" select="'参与方'"/><xsl:with-param name="en" select="'Who takes part'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'steps'"/><xsl:with-param name="zh" select="'步骤'"/><xsl:with-param name="en" select="'Steps'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'raci'"/><xsl:with-param name="zh" select="'责任矩阵'"/><xsl:with-param name="en" select="'Responsibility'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'limits'"/><xsl:with-param name="zh" select="'时限'"/><xsl:with-param name="en" select="'Time limits'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'forms'"/><xsl:with-param name="zh" select="'表单'"/><xsl:with-param name="en" select="'Forms'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'decisions'"/><xsl:with-param name="zh" select="'决策'"/><xsl:with-param name="en" select="'Decisions'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'talk'"/><xsl:with-param name="zh" select="'消息与异常'"/><xsl:with-param name="en" select="'Messages and errors'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'neighbours'"/><xsl:with-param name="zh" select="'调用关系'"/><xsl:with-param name="en" select="'Calls'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'events'"/><xsl:with-param name="zh" select="'业务事件'"/><xsl:with-param name="en" select="'Business events'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'evidence'"/><xsl:with-param name="zh" select="'留存证据'"/><xsl:with-param name="en" select="'Evidence'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'separation'"/><xsl:with-param name="zh" select="'职责分离'"/><xsl:with-param name="en" select="'Separation of duties'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'compensation'"/><xsl:with-param name="zh" select="'补偿'"/><xsl:with-param name="en" select="'Compensation'"/></xsl:call-template>
      <xsl:call-template name="section-link"><xsl:with-param name="to" select="'tests'"/><xsl:with-param name="zh" select="'测试'"/><xsl:with-param name="en" select="'Tests'"/></xsl:call-template>
    </nav>
  </xsl:template>

  <xsl:template name="section-link">
    <xsl:param name="to"/>
    <xsl:param name="zh"/>
    <xsl:param name="en"/>
    <a>
      <xsl:attribute name="href">
        <xsl:call-template name="address">
          <xsl:with-param name="page" select="@h:page"/>
          <xsl:with-param name="anchor" select="concat('section:', $to)"/>
        </xsl:call-template>
      </xsl:attribute>
      <h:t zh="{$zh}" en="{$en}"/>
    </a>
  </xsl:template>

  <xsl:template match="b:process" mode="purpose">
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="@h:page"/>
        <xsl:with-param name="section" select="'purpose'"/>
        <xsl:with-param name="zh" select="'用途'"/>
        <xsl:with-param name="en" select="'What it is for'"/>
      </xsl:call-template>
      <xsl:apply-templates select="." mode="said"><xsl:with-param name="class" select="'purpose'"/></xsl:apply-templates>
      <xsl:if test="not(b:documentation/h:said)">
        <p class="none"><h:t zh="模型未写明。" en="The model does not say."/></p>
      </xsl:if>
    </section>
  </xsl:template>

  <!-- ── who takes part ── -->

  <xsl:template match="b:process" mode="people">
    <xsl:variable name="page" select="@h:page"/>
    <xsl:variable name="pools" select="ancestor::b:definitions/b:collaboration/b:participant"/>
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="$page"/>
        <xsl:with-param name="section" select="'people'"/>
        <xsl:with-param name="zh" select="'参与方'"/>
        <xsl:with-param name="en" select="'Who takes part'"/>
      </xsl:call-template>
      <xsl:choose>
        <xsl:when test=".//b:laneSet/b:lane or .//h:word[@of = 'candidateGroups'] or $pools[not(@processRef = current()/@id)]">
          <table>
            <thead>
              <tr>
                <th class="w30"><h:t zh="泳道" en="Lane"/></th>
                <th><h:t zh="说明" en="What it is"/></th>
                <th class="w30"><h:t zh="候选组" en="Groups"/></th>
                <th class="number"><h:t zh="步骤数" en="Steps"/></th>
              </tr>
            </thead>
            <tbody>
              <xsl:apply-templates select=".//b:laneSet/b:lane" mode="people"/>
              <xsl:if test="not(.//b:laneSet/b:lane)">
                <tr>
                  <td><h:t zh="(无泳道)" en="(no lanes)"/></td>
                  <td/>
                  <td>
                    <xsl:variable name="words" select=".//h:word[@of = 'candidateGroups']"/>
                    <xsl:for-each select="$words">
                      <xsl:sort select="."/>
                      <xsl:if test="generate-id() = generate-id($words[. = current()][1])">
                        <xsl:apply-templates select="." mode="group"/>
                      </xsl:if>
                    </xsl:for-each>
                  </td>
                  <td class="number"><xsl:value-of select="count(.//b:userTask)"/></td>
                </tr>
              </xsl:if>
              <xsl:for-each select="$pools[not(@processRef = current()/@id)]">
                <tr>
                  <td>
                    <xsl:variable name="other" select="key('id', concat(ancestor::h:file/@n, ' ', @processRef))[self::b:process][1]"/>
                    <xsl:apply-templates select="." mode="name"/>
                    <xsl:if test="$other">
                      <xsl:text> → </xsl:text><xsl:apply-templates select="$other" mode="link"/>
                    </xsl:if>
                  </td>
                  <td>
                    <h:t zh="另一参与方(池)。" en="Another participant (pool)."/>
                    <xsl:apply-templates select="." mode="said"/>
                  </td>
                  <td/>
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

  <xsl:template match="b:lane" mode="people">
    <xsl:variable name="page" select="ancestor::b:process/@h:page"/>
    <xsl:variable name="depth" select="count(ancestor::b:lane)"/>
    <xsl:variable name="refs" select="b:flowNodeRef"/>
    <xsl:variable name="words" select="ancestor::b:process//b:*[@id = $refs]/h:word[@of = 'candidateGroups' or (@of = 'groupText' and key('group', string(.)))]"/>
    <tr>
      <xsl:call-template name="id"><xsl:with-param name="page" select="$page"/></xsl:call-template>
      <td class="depth{$depth}"><xsl:apply-templates select="." mode="name"/></td>
      <td><xsl:apply-templates select="." mode="said"/></td>
      <td>
        <xsl:for-each select="$words">
          <xsl:sort select="."/>
          <xsl:if test="generate-id() = generate-id($words[. = current()][1])">
            <xsl:apply-templates select="." mode="group"/>
          </xsl:if>
        </xsl:for-each>
      </td>
      <td class="number"><xsl:value-of select="count($refs)"/></td>
    </tr>
    <xsl:apply-templates select="b:childLaneSet/b:lane" mode="people"/>
  </xsl:template>

  <!-- ── called processes and callers ── -->

  <xsl:template match="b:process" mode="neighbours">
    <xsl:variable name="callers" select="key('call', @id)"/>
    <xsl:variable name="calls" select=".//b:callActivity"/>
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="@h:page"/>
        <xsl:with-param name="section" select="'neighbours'"/>
        <xsl:with-param name="zh" select="'调用关系'"/>
        <xsl:with-param name="en" select="'Calls'"/>
      </xsl:call-template>
      <xsl:choose>
        <xsl:when test="$calls or $callers">
          <table>
            <thead>
              <tr>
                <th><h:t zh="方向" en="Direction"/></th>
                <th class="w30"><h:t zh="流程" en="Process"/></th>
                <th class="w30"><h:t zh="步骤" en="Step"/></th>
                <th><h:t zh="传入 → 传出" en="In → out"/></th>
              </tr>
            </thead>
            <tbody>
              <xsl:for-each select="$calls">
                <tr>
                  <td><h:t zh="调用" en="calls"/></td>
                  <td><xsl:apply-templates select="." mode="called"/></td>
                  <td><xsl:apply-templates select="." mode="link"/></td>
                  <td><xsl:apply-templates select="." mode="mapping"/></td>
                </tr>
              </xsl:for-each>
              <xsl:for-each select="$callers">
                <tr>
                  <td><h:t zh="被调用" en="called by"/></td>
                  <td><xsl:apply-templates select="ancestor::b:process" mode="link"/></td>
                  <td><xsl:apply-templates select="." mode="link"/></td>
                  <td><xsl:apply-templates select="." mode="mapping"/></td>
                </tr>
              </xsl:for-each>
            </tbody>
          </table>
        </xsl:when>
        <xsl:otherwise><p><xsl:call-template name="none"/></p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <!-- The process that an activity calls, as far as it is here. -->
  <xsl:template match="b:callActivity" mode="called">
    <xsl:variable name="name">
      <xsl:choose>
        <xsl:when test="contains(@calledElement, ':')"><xsl:value-of select="substring-after(@calledElement, ':')"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="@calledElement"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="found" select="key('process', string($name))"/>
    <xsl:choose>
      <xsl:when test="$found">
        <xsl:for-each select="$found">
          <xsl:if test="position() != 1"><xsl:text> · </xsl:text></xsl:if>
          <xsl:apply-templates select="." mode="link"/>
        </xsl:for-each>
      </xsl:when>
      <xsl:when test="$name != ''">
        <code><xsl:value-of select="$name"/></code>
        <xsl:text> </xsl:text>
        <span class="none"><h:t zh="(不在本手册)" en="(not in this handbook)"/></span>
      </xsl:when>
      <xsl:otherwise><xsl:call-template name="none"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="*" mode="mapping">
    <xsl:for-each select="b:extensionElements/w:in[not(@businessKey)]">
      <xsl:if test="position() != 1"><xsl:text>, </xsl:text></xsl:if>
      <xsl:call-template name="mapped"/>
    </xsl:for-each>
    <xsl:text> → </xsl:text>
    <xsl:for-each select="b:extensionElements/w:out">
      <xsl:if test="position() != 1"><xsl:text>, </xsl:text></xsl:if>
      <xsl:call-template name="mapped"/>
    </xsl:for-each>
  </xsl:template>

  <xsl:template name="mapped">
    <code>
      <xsl:choose>
        <xsl:when test="@variables = 'all'">*</xsl:when>
        <xsl:when test="starts-with(@sourceExpression, '=')"><xsl:value-of select="concat(@target, ' ', @sourceExpression)"/></xsl:when>
        <xsl:when test="@sourceExpression"><xsl:value-of select="concat(@target, ' = ', @sourceExpression)"/></xsl:when>
        <xsl:when test="@source = @target or not(@target)"><xsl:value-of select="@source"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="concat(@target, ' = ', @source)"/></xsl:otherwise>
      </xsl:choose>
    </code>
  </xsl:template>

  <!-- ── evidence, separation, compensation, data, tests ── -->

  <xsl:template match="b:process" mode="evidence">
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="@h:page"/>
        <xsl:with-param name="section" select="'evidence'"/>
        <xsl:with-param name="zh" select="'留存证据'"/>
        <xsl:with-param name="en" select="'Evidence kept'"/>
      </xsl:call-template>
      <xsl:variable name="named" select=".//w:evidence"/>
      <xsl:choose>
        <xsl:when test="$named">
          <table>
            <thead>
              <tr>
                <th class="w30"><h:t zh="步骤" en="Step"/></th>
                <th><h:t zh="证据" en="Evidence"/></th>
                <th class="w30"><h:t zh="变量" en="Variable"/></th>
              </tr>
            </thead>
            <tbody>
              <xsl:for-each select="$named">
                <xsl:variable name="of" select="../.."/>
                <tr>
                  <td>
                    <xsl:choose>
                      <xsl:when test="$of/self::b:process"><h:t zh="全案" en="the whole file"/></xsl:when>
                      <xsl:otherwise><xsl:apply-templates select="$of" mode="link"/></xsl:otherwise>
                    </xsl:choose>
                  </td>
                  <td><xsl:value-of select="@label"/></td>
                  <td><xsl:if test="@variable"><code><xsl:value-of select="@variable"/></code></xsl:if></td>
                </tr>
              </xsl:for-each>
            </tbody>
          </table>
        </xsl:when>
        <xsl:otherwise><p class="none"><h:t zh="模型未列明证据清单。" en="The model names no evidence."/></p></xsl:otherwise>
      </xsl:choose>
      <p>
        <h:t zh="每一步由谁、何时、以何数据完成,均记入引擎的链式日志。" en="Who did each step, when and with what data is kept in the chained log of the engine."/>
        <xsl:if test="@w:historyTimeToLive != ''">
          <xsl:text> </xsl:text>
          <h:t zh="办结后留存:" en="Kept after the end:"/>
          <xsl:text> </xsl:text>
          <xsl:call-template name="span"><xsl:with-param name="text" select="@w:historyTimeToLive"/></xsl:call-template>
          <xsl:text> </xsl:text>
          <h:t zh="(依据待核实)" en="(basis to be verified)"/>
        </xsl:if>
      </p>
    </section>
  </xsl:template>

  <!-- A duration of years or days. -->
  <xsl:template name="span">
    <xsl:param name="text"/>
    <xsl:variable name="years" select="substring-before(concat(substring-after($text, 'P'), '|'), 'Y|')"/>
    <xsl:choose>
      <xsl:when test="string(number($years)) != 'NaN'"><h:t zh="{$years} 年" en="{$years} years"/></xsl:when>
      <xsl:when test="string(number($text)) != 'NaN'"><h:t zh="{$text} 天" en="{$text} days"/></xsl:when>
      <xsl:otherwise><xsl:call-template name="limit"><xsl:with-param name="text" select="$text"/></xsl:call-template></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="b:process" mode="separation">
    <xsl:variable name="tasks" select=".//b:*[@w:separateFrom or @w:notBy]"/>
    <xsl:variable name="exclusive" select="b:extensionElements/w:exclusive"/>
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="@h:page"/>
        <xsl:with-param name="section" select="'separation'"/>
        <xsl:with-param name="zh" select="'职责分离'"/>
        <xsl:with-param name="en" select="'Separation of duties'"/>
      </xsl:call-template>
      <xsl:choose>
        <xsl:when test="$tasks or $exclusive">
          <ul>
            <xsl:for-each select="$tasks">
              <li>
                <xsl:apply-templates select="." mode="link"/>
                <xsl:text>: </xsl:text>
                <xsl:variable name="self" select="string(@id)"/>
                <xsl:variable name="others" select="h:word[@of = 'separateFrom'][. != $self]"/>
                <xsl:if test="$others">
                  <h:t zh="同一案件中办理过下列任务者不得办理:" en="nobody who did one of these in the same instance:"/>
                  <xsl:text> </xsl:text>
                  <xsl:apply-templates select="$others" mode="element"/>
                  <xsl:text> </xsl:text>
                </xsl:if>
                <xsl:if test="h:word[@of = 'separateFrom'][. = $self]">
                  <h:t zh="每一份须由不同的人办理(四眼原则)。" en="each item by another person (four eyes)."/>
                </xsl:if>
                <xsl:if test="@w:notBy">
                  <xsl:text> </xsl:text>
                  <h:t zh="下列人员不得办理:" en="none of these persons:"/>
                  <xsl:text> </xsl:text>
                  <code><xsl:value-of select="@w:notBy"/></code>
                </xsl:if>
              </li>
            </xsl:for-each>
            <xsl:for-each select="$exclusive">
              <li>
                <h:t zh="同一案件中,以下岗位互斥,一人只可代表其中之一:" en="In one instance nobody acts for more than one of these groups:"/>
                <xsl:text> </xsl:text>
                <xsl:apply-templates select="h:word" mode="group"/>
              </li>
            </xsl:for-each>
          </ul>
        </xsl:when>
        <xsl:otherwise><p class="none"><h:t zh="模型未设此类规则。" en="The model has no such rule."/></p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template match="b:process" mode="compensation">
    <xsl:variable name="n" select="ancestor::h:file/@n"/>
    <xsl:variable name="hosts" select=".//b:boundaryEvent[b:compensateEventDefinition]"/>
    <xsl:variable name="throws" select=".//b:intermediateThrowEvent[b:compensateEventDefinition] | .//b:endEvent[b:compensateEventDefinition]"/>
    <xsl:if test="true()">
      <section>
        <xsl:call-template name="heading">
          <xsl:with-param name="page" select="@h:page"/>
          <xsl:with-param name="section" select="'compensation'"/>
          <xsl:with-param name="zh" select="'补偿(回退)'"/>
          <xsl:with-param name="en" select="'Compensation'"/>
        </xsl:call-template>
        <xsl:choose>
          <xsl:when test="$hosts or $throws">
            <ul>
              <xsl:for-each select="$hosts">
                <xsl:variable name="id" select="@id"/>
                <li>
                  <xsl:apply-templates select="key('id', concat($n, ' ', @attachedToRef))[1]" mode="link"/>
                  <xsl:text> </xsl:text>
                  <h:t zh="完成后可由以下活动回退:" en="is undone by"/>
                  <xsl:text> </xsl:text>
                  <xsl:for-each select="ancestor::b:process//b:association[@sourceRef = $id]">
                    <xsl:apply-templates select="key('id', concat($n, ' ', @targetRef))[1]" mode="link"/>
                    <xsl:text> </xsl:text>
                  </xsl:for-each>
                </li>
              </xsl:for-each>
              <xsl:for-each select="$throws">
                <li>
                  <xsl:apply-templates select="." mode="link"/>
                  <xsl:text> </xsl:text>
                  <xsl:choose>
                    <xsl:when test="b:compensateEventDefinition/@activityRef">
                      <h:t zh="触发补偿:" en="asks for the compensation of"/>
                      <xsl:text> </xsl:text>
                      <xsl:apply-templates select="key('id', concat($n, ' ', b:compensateEventDefinition/@activityRef))[1]" mode="link"/>
                    </xsl:when>
                    <xsl:otherwise><h:t zh="触发本层全部已完成活动的补偿,后完成者先补偿。" en="asks for the compensation of all that was completed around it, the last first."/></xsl:otherwise>
                  </xsl:choose>
                </li>
              </xsl:for-each>
            </ul>
          </xsl:when>
          <xsl:otherwise><p><xsl:call-template name="none"/></p></xsl:otherwise>
        </xsl:choose>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template match="b:process" mode="data">
    <xsl:variable name="page" select="@h:page"/>
    <xsl:variable name="data" select=".//b:dataObject[not(@id = current()//b:dataObjectReference/@dataObjectRef)] | .//b:dataObjectReference | .//b:dataStoreReference"/>
    <xsl:variable name="notes" select=".//b:textAnnotation"/>
    <xsl:if test="$data or $notes">
      <section>
        <xsl:call-template name="heading">
          <xsl:with-param name="page" select="$page"/>
          <xsl:with-param name="section" select="'data'"/>
          <xsl:with-param name="zh" select="'图中的数据与注释'"/>
          <xsl:with-param name="en" select="'Data and notes in the diagram'"/>
        </xsl:call-template>
        <ul>
          <xsl:for-each select="$data">
            <li>
              <xsl:call-template name="id"><xsl:with-param name="page" select="$page"/></xsl:call-template>
              <xsl:apply-templates select="." mode="name"/>
              <xsl:if test="b:dataState/@name"><xsl:value-of select="concat(' [', b:dataState/@name, ']')"/></xsl:if>
              <xsl:apply-templates select="." mode="said"/>
            </li>
          </xsl:for-each>
          <xsl:for-each select="$notes">
            <li>
              <xsl:call-template name="id"><xsl:with-param name="page" select="$page"/></xsl:call-template>
              <xsl:call-template name="paragraphs"><xsl:with-param name="said" select="b:text/h:said"/></xsl:call-template>
            </li>
          </xsl:for-each>
        </ul>
      </section>
    </xsl:if>
  </xsl:template>

  <xsl:template match="b:process" mode="tests">
    <xsl:variable name="path" select="ancestor::h:file/@path"/>
    <xsl:variable name="found" select="key('scenario-file', $path)//s:scenario[s:model/@h:path = $path or ../s:model/@h:path = $path]"/>
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="@h:page"/>
        <xsl:with-param name="section" select="'tests'"/>
        <xsl:with-param name="zh" select="'测试的场景'"/>
        <xsl:with-param name="en" select="'What is tested'"/>
      </xsl:call-template>
      <xsl:choose>
        <xsl:when test="$found">
          <p>
            <xsl:variable name="count" select="count($found)"/>
            <h:t zh="{$count} 个场景,由 weir test 执行:" en="{$count} scenarios, run by weir test:"/>
          </p>
          <ol class="tests">
            <xsl:for-each select="$found">
              <li><xsl:value-of select="@name"/></li>
            </xsl:for-each>
          </ol>
        </xsl:when>
        <xsl:otherwise><p class="none"><h:t zh="文件夹中没有测试此模型的场景。" en="There are no scenarios of this model in the folder."/></p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>
</xsl:stylesheet>
