<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- handbook-steps.xsl: the table of steps and the matrix of responsibilities. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:h="urn:weir:handbook" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:d="urn:weir:handbook:dmn"
    xmlns:w="urn:weir:bpmn" exclude-result-prefixes="b d w">

  <xsl:template match="b:process" mode="steps">
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="@h:page"/>
        <xsl:with-param name="section" select="'steps'"/>
        <xsl:with-param name="zh" select="'步骤'"/>
        <xsl:with-param name="en" select="'Steps'"/>
      </xsl:call-template>
      <table class="steps">
        <thead>
          <tr>
            <th class="step"><h:t zh="步骤" en="Step"/></th>
            <th class="who"><h:t zh="类型 · 由谁" en="Kind · who"/></th>
            <th class="limit"><h:t zh="时限 · 策略 · 依据" en="Limit · policy · basis"/></th>
            <th class="needs"><h:t zh="需要 → 给出" en="Needs → gives"/></th>
            <th class="next"><h:t zh="去向" en="Then"/></th>
          </tr>
        </thead>
        <tbody>
          <xsl:apply-templates select="b:*" mode="step"/>
        </tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template match="*" mode="step"/>
  <xsl:template match="b:startEvent | b:endEvent | b:intermediateCatchEvent | b:intermediateThrowEvent | b:boundaryEvent
      | b:implicitThrowEvent | b:task | b:userTask | b:serviceTask | b:scriptTask | b:sendTask | b:receiveTask | b:manualTask
      | b:businessRuleTask | b:callActivity | b:subProcess | b:transaction | b:adHocSubProcess | b:exclusiveGateway
      | b:parallelGateway | b:inclusiveGateway | b:complexGateway | b:eventBasedGateway" mode="step">
    <xsl:variable name="page" select="ancestor::b:process/@h:page"/>
    <xsl:variable name="depth" select="count(ancestor::b:subProcess | ancestor::b:transaction | ancestor::b:adHocSubProcess)"/>
    <tr>
      <xsl:call-template name="id"><xsl:with-param name="page" select="$page"/></xsl:call-template>
      <td class="step depth{$depth}">
        <strong><xsl:apply-templates select="." mode="name"/></strong>
        <xsl:if test="@name != '' and @id != ''">
          <br/><code><xsl:value-of select="@id"/></code>
        </xsl:if>
        <xsl:apply-templates select="." mode="said"/>
      </td>
      <td>
        <xsl:apply-templates select="." mode="kind"/>
        <xsl:if test="b:multiInstanceLoopCharacteristics or b:standardLoopCharacteristics">
          <br/><xsl:call-template name="loop"/>
        </xsl:if>
        <xsl:apply-templates select="." mode="who"/>
      </td>
      <td class="stacked"><xsl:apply-templates select="." mode="limit-cell"/></td>
      <td>
        <xsl:apply-templates select="." mode="needs"/>
        <xsl:apply-templates select="." mode="gives"/>
      </td>
      <td><xsl:apply-templates select="." mode="then"/></td>
    </tr>
    <xsl:if test="self::b:subProcess or self::b:transaction or self::b:adHocSubProcess">
      <xsl:apply-templates select="b:*" mode="step"/>
    </xsl:if>
  </xsl:template>

  <xsl:template name="loop">
    <xsl:choose>
      <xsl:when test="b:standardLoopCharacteristics">
        <h:t zh="循环" en="loop"/>
        <xsl:if test="b:standardLoopCharacteristics/b:loopCondition">
          <xsl:text> </xsl:text>
          <code><xsl:value-of select="normalize-space(b:standardLoopCharacteristics/b:loopCondition)"/></code>
        </xsl:if>
      </xsl:when>
      <xsl:when test="b:multiInstanceLoopCharacteristics[@isSequential = 'true' or @isSequential = '1']">
        <h:t zh="多实例,依次" en="several, one after the other"/>
      </xsl:when>
      <xsl:otherwise><h:t zh="多实例,并行" en="several at once"/></xsl:otherwise>
    </xsl:choose>
    <xsl:for-each select="b:multiInstanceLoopCharacteristics">
      <xsl:if test="@w:collection != ''">
        <br/><h:t zh="对每一个" en="for each of"/><xsl:text> </xsl:text><code><xsl:value-of select="@w:collection"/></code>
      </xsl:if>
      <xsl:if test="b:loopCardinality">
        <br/><h:t zh="次数" en="times:"/><xsl:text> </xsl:text><code><xsl:value-of select="normalize-space(b:loopCardinality)"/></code>
      </xsl:if>
      <xsl:if test="b:completionCondition">
        <br/><h:t zh="至" en="until"/><xsl:text> </xsl:text><code><xsl:value-of select="normalize-space(b:completionCondition)"/></code>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- Groups and users; of what nobody does, the lane. -->
  <xsl:template match="*" mode="who">
    <xsl:variable name="owners" select="b:potentialOwner | b:humanPerformer | b:performer"/>
    <!-- What is in a sub-process is in its lane; of nested lanes, the innermost counts. -->
    <xsl:variable name="page" select="ancestor::b:process/@h:page"/>
    <xsl:variable name="held" select="(ancestor-or-self::b:*[key('lane-of', string(@id))])[last()]"/>
    <xsl:variable name="lane" select="key('lane-of', string($held/@id))[ancestor::b:process/@h:page = $page][not(b:childLaneSet/b:lane/b:flowNodeRef[. = $held/@id])][1]"/>
    <xsl:if test="$lane">
      <br/><xsl:apply-templates select="$lane" mode="link"/>
    </xsl:if>
    <xsl:if test="h:word[@of = 'candidateGroups']">
      <br/><xsl:apply-templates select="h:word[@of = 'candidateGroups']" mode="group"/>
    </xsl:if>
    <xsl:variable name="chosen" select="h:word[@of = 'groupText'][key('group', string(.))]"/>
    <xsl:if test="$chosen">
      <br/><h:t zh="从中选定:" en="chosen from:"/><xsl:text> </xsl:text><xsl:apply-templates select="$chosen" mode="group"/>
    </xsl:if>
    <xsl:if test="h:word[@of = 'candidateUsers']">
      <br/><h:t zh="人员:" en="users:"/><xsl:text> </xsl:text>
      <xsl:for-each select="h:word[@of = 'candidateUsers']"><code><xsl:value-of select="."/></code><xsl:text> </xsl:text></xsl:for-each>
    </xsl:if>
    <xsl:if test="@w:assignee != ''">
      <br/><h:t zh="指派:" en="assigned to:"/><xsl:text> </xsl:text><code><xsl:value-of select="@w:assignee"/></code>
    </xsl:if>
    <xsl:for-each select="$owners">
      <br/><xsl:apply-templates select="." mode="name"/>
      <xsl:text> </xsl:text>
      <code><xsl:value-of select="normalize-space(b:resourceAssignmentExpression | b:resourceRef)"/></code>
    </xsl:for-each>
    <xsl:if test="(self::b:serviceTask or self::b:sendTask or self::b:businessRuleTask) and @w:topic != ''">
      <br/><h:t zh="外部程序,主题" en="external worker, topic"/><xsl:text> </xsl:text><code><xsl:value-of select="@w:topic"/></code>
    </xsl:if>
  </xsl:template>

  <!-- ── needs and gives ── -->

  <xsl:template match="*" mode="needs">
    <xsl:for-each select="b:extensionElements/w:inputOutput/w:inputParameter">
      <div class="io"><h:t zh="入" en="in"/><xsl:text> </xsl:text><code><xsl:value-of select="@name"/></code>
        <xsl:if test="normalize-space(text()) != '' and normalize-space(text()) != concat('=', @name)">
          <xsl:text> </xsl:text><code class="value"><xsl:value-of select="normalize-space(text())"/></code>
        </xsl:if>
      </div>
    </xsl:for-each>
    <xsl:for-each select="b:extensionElements/w:requirement">
      <div class="io">
        <xsl:choose>
          <xsl:when test="normalize-space(@at) = 'completed'"><h:t zh="办结须满足" en="not completed unless"/></xsl:when>
          <xsl:otherwise><h:t zh="开始须满足" en="not begun unless"/></xsl:otherwise>
        </xsl:choose>
        <xsl:text> </xsl:text><code class="value"><xsl:value-of select="normalize-space(@condition)"/></code>
      </div>
    </xsl:for-each>
    <xsl:if test="self::b:callActivity and b:extensionElements/w:in[not(@businessKey)]">
      <div class="io"><h:t zh="传入" en="in"/><xsl:text> </xsl:text>
        <xsl:for-each select="b:extensionElements/w:in[not(@businessKey)]">
          <xsl:if test="position() != 1"><xsl:text>, </xsl:text></xsl:if><xsl:call-template name="mapped"/>
        </xsl:for-each>
      </div>
    </xsl:if>
    <xsl:variable name="decisions" select="@w:decisionRef | b:extensionElements/w:decision/@ref"/>
    <xsl:for-each select="$decisions">
      <xsl:variable name="found" select="key('decision', string(.))[1]"/>
      <div class="io">
        <h:t zh="决策" en="decision"/><xsl:text> </xsl:text>
        <xsl:choose>
          <xsl:when test="$found"><xsl:apply-templates select="$found" mode="link"/></xsl:when>
          <xsl:otherwise><code><xsl:value-of select="."/></code></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="$found/d:decisionTable/d:input">
          <xsl:text>: </xsl:text>
          <xsl:for-each select="$found/d:decisionTable/d:input">
            <xsl:if test="position() != 1"><xsl:text>, </xsl:text></xsl:if>
            <code><xsl:value-of select="normalize-space(d:inputExpression/d:text/text())"/></code>
          </xsl:for-each>
          <xsl:text> → </xsl:text>
          <xsl:for-each select="$found/d:decisionTable/d:output">
            <xsl:if test="position() != 1"><xsl:text>, </xsl:text></xsl:if>
            <code>
              <xsl:choose>
                <xsl:when test="@name != ''"><xsl:value-of select="@name"/></xsl:when>
                <xsl:otherwise><xsl:value-of select="$found/d:variable/@name"/></xsl:otherwise>
              </xsl:choose>
            </code>
          </xsl:for-each>
        </xsl:if>
      </div>
    </xsl:for-each>
    <xsl:apply-templates select="*[contains(local-name(), 'EventDefinition')]" mode="detail"/>
    <xsl:if test="(self::b:sendTask or self::b:receiveTask) and @messageRef != ''">
      <div class="io"><h:t zh="消息" en="message"/><xsl:text> </xsl:text><xsl:call-template name="reference"><xsl:with-param name="to" select="@messageRef"/></xsl:call-template></div>
    </xsl:if>
    <xsl:if test="@w:messageName != ''">
      <div class="io"><h:t zh="消息名" en="message named"/><xsl:text> </xsl:text><code><xsl:value-of select="@w:messageName"/></code></div>
    </xsl:if>
    <xsl:if test="b:script or @w:expression != ''">
      <div class="io"><code class="value"><xsl:value-of select="normalize-space(concat(b:script, @w:expression))"/></code></div>
    </xsl:if>
    <xsl:for-each select="b:dataInputAssociation/b:sourceRef">
      <xsl:variable name="found" select="key('id', concat(ancestor::h:file/@n, ' ', normalize-space(.)))[1]"/>
      <xsl:if test="$found">
        <div class="io"><h:t zh="数据" en="data"/><xsl:text> </xsl:text><xsl:apply-templates select="$found" mode="link"/></div>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <xsl:template match="*" mode="gives">
    <xsl:variable name="form"><xsl:apply-templates select="." mode="form-found"/></xsl:variable>
    <xsl:variable name="fields" select="b:extensionElements/w:formData/w:formField"/>
    <xsl:if test="$fields or string($form) != ''">
      <div class="io">
        <h:t zh="表单" en="form"/><xsl:text> </xsl:text>
        <a>
          <xsl:attribute name="href">
            <xsl:call-template name="address">
              <xsl:with-param name="page" select="ancestor::b:process/@h:page"/>
              <xsl:with-param name="anchor" select="concat('form:', @h:anchor)"/>
            </xsl:call-template>
          </xsl:attribute>
          <xsl:choose>
            <xsl:when test="$fields">
              <xsl:variable name="count" select="count($fields)"/><h:t zh="{$count} 项" en="{$count} fields"/>
            </xsl:when>
            <xsl:otherwise><code><xsl:value-of select="$form"/></code></xsl:otherwise>
          </xsl:choose>
        </a>
      </div>
    </xsl:if>
    <xsl:if test="@w:resultVariable != ''">
      <div class="io"><h:t zh="出" en="out"/><xsl:text> </xsl:text><code><xsl:value-of select="@w:resultVariable"/></code></div>
    </xsl:if>
    <xsl:for-each select="b:multiInstanceLoopCharacteristics[@w:outputCollection != '']">
      <div class="io"><h:t zh="汇集" en="collects"/><xsl:text> </xsl:text><code><xsl:value-of select="@w:outputCollection"/></code></div>
    </xsl:for-each>
    <xsl:for-each select="b:extensionElements/w:inputOutput/w:outputParameter">
      <div class="io"><h:t zh="出" en="out"/><xsl:text> </xsl:text><code><xsl:value-of select="@name"/></code>
        <xsl:if test="normalize-space(text()) != '' and normalize-space(text()) != concat('=', @name)">
          <xsl:text> </xsl:text><code class="value"><xsl:value-of select="normalize-space(text())"/></code>
        </xsl:if>
      </div>
    </xsl:for-each>
    <xsl:if test="self::b:callActivity and b:extensionElements/w:out">
      <div class="io"><h:t zh="传出" en="out"/><xsl:text> </xsl:text>
        <xsl:for-each select="b:extensionElements/w:out">
          <xsl:if test="position() != 1"><xsl:text>, </xsl:text></xsl:if><xsl:call-template name="mapped"/>
        </xsl:for-each>
      </div>
    </xsl:if>
    <xsl:if test="self::b:callActivity">
      <div class="io"><h:t zh="流程" en="process"/><xsl:text> </xsl:text><xsl:apply-templates select="." mode="called"/></div>
    </xsl:if>
    <xsl:for-each select="b:dataOutputAssociation/b:targetRef">
      <xsl:variable name="found" select="key('id', concat(ancestor::h:file/@n, ' ', normalize-space(.)))[1]"/>
      <xsl:if test="$found">
        <div class="io"><h:t zh="数据出" en="data out"/><xsl:text> </xsl:text><xsl:apply-templates select="$found" mode="link"/></div>
      </xsl:if>
    </xsl:for-each>
  </xsl:template>

  <!-- What an event waits for or throws. -->
  <xsl:template match="*" mode="detail"/>
  <xsl:template match="b:timerEventDefinition" mode="detail">
    <xsl:for-each select="b:timeDuration | b:timeDate | b:timeCycle">
      <div class="io">
        <xsl:choose>
          <xsl:when test="self::b:timeDuration"><h:t zh="经过" en="after"/></xsl:when>
          <xsl:when test="self::b:timeDate"><h:t zh="到" en="at"/></xsl:when>
          <xsl:otherwise><h:t zh="周期" en="every"/></xsl:otherwise>
        </xsl:choose>
        <xsl:text> </xsl:text>
        <xsl:call-template name="limit">
          <xsl:with-param name="text" select="text()"/>
          <xsl:with-param name="calendar"><xsl:apply-templates select="." mode="calendar"/></xsl:with-param>
        </xsl:call-template>
      </div>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="b:messageEventDefinition" mode="detail">
    <div class="io"><h:t zh="消息" en="message"/><xsl:text> </xsl:text><xsl:call-template name="reference"><xsl:with-param name="to" select="@messageRef"/></xsl:call-template></div>
  </xsl:template>
  <xsl:template match="b:signalEventDefinition" mode="detail">
    <div class="io">
      <h:t zh="信号" en="signal"/><xsl:text> </xsl:text><xsl:call-template name="reference"><xsl:with-param name="to" select="@signalRef"/></xsl:call-template>
      <xsl:variable name="filter" select="@w:filter | ../@w:filter"/>
      <xsl:if test="$filter != ''"><xsl:text> </xsl:text><h:t zh="条件" en="if"/><xsl:text> </xsl:text><code><xsl:value-of select="$filter"/></code></xsl:if>
    </div>
  </xsl:template>
  <xsl:template match="b:errorEventDefinition" mode="detail">
    <div class="io"><h:t zh="错误" en="error"/><xsl:text> </xsl:text><xsl:call-template name="reference"><xsl:with-param name="to" select="@errorRef"/></xsl:call-template></div>
  </xsl:template>
  <xsl:template match="b:escalationEventDefinition" mode="detail">
    <div class="io"><h:t zh="升级" en="escalation"/><xsl:text> </xsl:text><xsl:call-template name="reference"><xsl:with-param name="to" select="@escalationRef"/></xsl:call-template></div>
  </xsl:template>
  <xsl:template match="b:conditionalEventDefinition" mode="detail">
    <div class="io"><h:t zh="当" en="when"/><xsl:text> </xsl:text><code class="value"><xsl:value-of select="normalize-space(b:condition)"/></code></div>
  </xsl:template>
  <xsl:template match="b:linkEventDefinition" mode="detail">
    <div class="io"><h:t zh="链接" en="link"/><xsl:text> </xsl:text><xsl:value-of select="@name"/></div>
  </xsl:template>

  <!-- A message, signal, error or escalation by its reference: as a link to where all of them are. -->
  <xsl:template name="reference">
    <xsl:param name="to"/>
    <xsl:variable name="local">
      <xsl:choose>
        <xsl:when test="contains($to, ':')"><xsl:value-of select="substring-after($to, ':')"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$to"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="found" select="key('id', concat(ancestor::h:file/@n, ' ', $local))[1]"/>
    <xsl:choose>
      <xsl:when test="$found"><xsl:apply-templates select="$found" mode="talk-link"/></xsl:when>
      <xsl:when test="$local != ''"><code><xsl:value-of select="$local"/></code></xsl:when>
      <xsl:otherwise><h:t zh="任何" en="any"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- ── where it goes on ── -->

  <xsl:template match="*" mode="then">
    <xsl:variable name="n" select="ancestor::h:file/@n"/>
    <xsl:variable name="page" select="ancestor::b:process/@h:page"/>
    <xsl:variable name="default" select="@default"/>
    <xsl:variable name="is-first" select="generate-id() = generate-id(key('id', concat($n, ' ', @id))[1])"/>
    <xsl:for-each select="key('flow-from', concat($n, ' ', @id))[ancestor::b:process/@h:page = $page]">
      <div class="flow">
        <xsl:if test="$is-first"><xsl:call-template name="id"><xsl:with-param name="page" select="$page"/></xsl:call-template></xsl:if>
        <xsl:text>→ </xsl:text>
        <xsl:variable name="target" select="key('id', concat($n, ' ', @targetRef))[1]"/>
        <xsl:choose>
          <xsl:when test="$target"><xsl:apply-templates select="$target" mode="link"/></xsl:when>
          <xsl:otherwise><code><xsl:value-of select="@targetRef"/></code></xsl:otherwise>
        </xsl:choose>
        <xsl:if test="@name != ''"><xsl:text> </xsl:text><em><xsl:value-of select="@name"/></em></xsl:if>
        <xsl:if test="b:conditionExpression">
          <xsl:text> </xsl:text><code class="value"><xsl:value-of select="normalize-space(b:conditionExpression)"/></code>
        </xsl:if>
        <xsl:if test="$default != '' and $default = @id"><xsl:text> </xsl:text><em><h:t zh="(否则)" en="(otherwise)"/></em></xsl:if>
      </div>
    </xsl:for-each>
    <xsl:for-each select="key('host', concat($n, ' ', @id))[ancestor::b:process/@h:page = $page]">
      <div class="flow"><xsl:text>⚑ </xsl:text><xsl:apply-templates select="." mode="link"/></div>
    </xsl:for-each>
  </xsl:template>

  <!-- ── responsibilities ── -->

  <xsl:template match="b:process" mode="raci">
    <xsl:variable name="rows" select=".//b:*[b:extensionElements/w:responsibility]"/>
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="@h:page"/>
        <xsl:with-param name="section" select="'raci'"/>
        <xsl:with-param name="zh" select="'责任矩阵(RACI)'"/>
        <xsl:with-param name="en" select="'Responsibility matrix (RACI)'"/>
      </xsl:call-template>
      <xsl:choose>
        <xsl:when test="$rows">
          <table class="raci">
            <thead>
              <tr>
                <th><h:t zh="步骤" en="Step"/></th>
                <th class="body"><h:t zh="管 · 服务管理机构" en="managing body"/></th>
                <th class="body"><h:t zh="供 · 服务提供机构" en="providing body"/></th>
                <th class="body"><h:t zh="用 · 服务使用机构" en="using body"/></th>
              </tr>
            </thead>
            <tbody>
              <xsl:for-each select="$rows">
                <xsl:variable name="r" select="b:extensionElements/w:responsibility[1]"/>
                <tr>
                  <td>
                    <xsl:choose>
                      <xsl:when test="self::b:process"><h:t zh="整个流程" en="the whole process"/></xsl:when>
                      <xsl:otherwise><xsl:apply-templates select="." mode="link"/></xsl:otherwise>
                    </xsl:choose>
                    <xsl:if test="not(contains(concat($r/@managing, $r/@providing, $r/@using), 'A'))">
                      <xsl:text> </xsl:text><span class="warning"><h:t zh="未定负责方" en="nobody is accountable"/></span>
                    </xsl:if>
                  </td>
                  <xsl:call-template name="letters"><xsl:with-param name="of" select="$r/@managing"/></xsl:call-template>
                  <xsl:call-template name="letters"><xsl:with-param name="of" select="$r/@providing"/></xsl:call-template>
                  <xsl:call-template name="letters"><xsl:with-param name="of" select="$r/@using"/></xsl:call-template>
                </tr>
              </xsl:for-each>
            </tbody>
          </table>
          <p class="legend">
            <h:t zh="R 执行 · A 负责 · C 咨询 · I 知会。机构名称出自标准,分工为我方设计。" en="R does the work · A answers for it · C is asked · I is told. The names of the bodies come from the standard, the division is ours."/>
          </p>
        </xsl:when>
        <xsl:otherwise><p class="none"><h:t zh="模型未写明。" en="The model does not say."/></p></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <xsl:template name="letters">
    <xsl:param name="of"/>
    <td class="body">
      <xsl:choose>
        <xsl:when test="contains($of, 'A')"><strong><xsl:value-of select="$of"/></strong></xsl:when>
        <xsl:when test="translate($of, '- ', '') != ''"><xsl:value-of select="$of"/></xsl:when>
        <xsl:otherwise>–</xsl:otherwise>
      </xsl:choose>
    </td>
  </xsl:template>
</xsl:stylesheet>
