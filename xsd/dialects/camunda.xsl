<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0
     Camunda 7, Operaton, Flowable and Activiti to weir. Their namespaces look the same here, under the prefix of the
     file. Most words are rows of camunda.xml; below is what a row can't say. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:a="urn:weir:adapt"
                xmlns:t="urn:weir:dialect" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
                xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:weir="urn:weir:bpmn"
                xmlns:camunda="http://camunda.org/schema/1.0/bpmn" exclude-result-prefixes="t bpmndi camunda">
  <xsl:include href="common.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:strip-space elements="*"/>
  <xsl:param name="delegates"/><!-- 'external': what Java would do becomes an external task -->
  <xsl:param name="dialect"/><!-- the one that the file declares first -->
  <xsl:variable name="family" select="'http://camunda.org/schema/1.0/bpmn'"/>

  <xsl:template match="camunda:*">
    <xsl:apply-templates select="." mode="word"/>
  </xsl:template>

  <!-- A text that begins with '=' is FEEL for weir, and nothing special for the others. -->
  <xsl:template name="literal">
    <xsl:choose>
      <xsl:when test="starts-with(normalize-space(), '=')"><xsl:call-template name="quoted"/></xsl:when>
      <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="camunda:inputParameter/text()|camunda:outputParameter/text()|camunda:entry/text()|
                       camunda:list/camunda:value/text()|camunda:string/text()">
    <xsl:call-template name="literal"/>
  </xsl:template>

  <!-- Activiti and Flowable run a process that does not say whether it is executable. -->
  <xsl:template match="b:process[not(@isExecutable)]" mode="more-attributes">
    <xsl:if test="$dialect = 'flowable' or $dialect = 'activiti'">
      <xsl:attribute name="isExecutable">true</xsl:attribute>
    </xsl:if>
  </xsl:template>

  <!-- ── delegates ── -->

  <xsl:template name="delegates-of">
    <xsl:if test="$delegates = 'external' or ancestor::b:process/@weir:delegates = 'external'">external</xsl:if>
  </xsl:template>

  <!-- An external task instead of `.`, or a refusal. -->
  <xsl:template name="delegate">
    <xsl:param name="phase"/>
    <xsl:param name="advice"/>
    <xsl:param name="topic"/>
    <xsl:variable name="delegates-here"><xsl:call-template name="delegates-of"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$delegates-here = 'external'">
        <xsl:if test="$phase = 'attribute'">
          <xsl:attribute name="weir:type" namespace="urn:weir:bpmn">external</xsl:attribute>
          <xsl:attribute name="weir:topic" namespace="urn:weir:bpmn"><xsl:value-of select="$topic"/></xsl:attribute>
        </xsl:if>
      </xsl:when>
      <xsl:when test="$phase = 'child'">
        <xsl:apply-templates select="." mode="report">
          <xsl:with-param name="severity" select="'error'"/>
          <xsl:with-param name="advice" select="$advice"/>
        </xsl:apply-templates>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="@camunda:class|@camunda:delegateExpression" mode="special">
    <xsl:param name="phase"/>
    <xsl:param name="advice"/>
    <xsl:call-template name="delegate">
      <xsl:with-param name="phase" select="$phase"/>
      <xsl:with-param name="advice" select="$advice"/>
      <xsl:with-param name="topic"><xsl:call-template name="bean"/></xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- What weir evaluates itself: methods of values (engine/feel/juel.def), and anything of these roots. -->
  <xsl:variable name="methods"
                select="concat(' ', 'equals compareTo toString equalsIgnoreCase contains startsWith endsWith indexOf lastIndexOf ',
                 'length isEmpty isBlank charAt substring concat toUpperCase toLowerCase trim strip replace split ',
                 'matches size get containsKey containsValue keySet values add put remove intValue longValue ',
                 'doubleValue booleanValue plusSeconds plusMinutes plusHours plusDays plusWeeks plusMonths ',
                 'plusYears minusSeconds minusMinutes minusHours minusDays minusWeeks minusMonths minusYears ',
                 'withTimeAtStartOfDay toDate getTime getMillis before isBefore after isAfter prop hasProp ',
                 'fieldNames elements value stringValue numberValue boolValue getSingleEntry getSingleResult ',
                 'getFirstResult ')"/>
  <xsl:variable name="roots" select="' execution task externalTask caseExecution '"/>
  <xsl:variable name="stops" select="'.([}+-*/%?!=&lt;&gt;:&amp;|,)] '"/>
  <xsl:variable name="blanks" select="'                              '"/>

  <!-- The first name of ${bean.method(x)}; anything else as it is. -->
  <xsl:template name="bean">
    <xsl:variable name="text" select="normalize-space()"/>
    <xsl:choose>
      <xsl:when test="starts-with($text, '${') or starts-with($text, '#{')">
        <xsl:value-of select="substring-before(concat(translate(normalize-space(substring($text, 3)), $stops, $blanks),
                                                      ' '), ' ')"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- "bean" if an expression begins with the call of one. -->
  <xsl:template name="calls-bean">
    <xsl:variable name="text" select="normalize-space(substring(normalize-space(), 3))"/>
    <xsl:variable name="bean"><xsl:call-template name="bean"/></xsl:variable>
    <xsl:variable name="rest" select="normalize-space(substring-after($text, $bean))"/>
    <xsl:if test="string($bean) != '' and starts-with($rest, '.') and not(contains($roots, concat(' ', $bean, ' '))) and
                  not(contains('&quot;0123456789', substring($bean, 1, 1))) and not(starts-with($bean, &quot;'&quot;))">
      <xsl:variable name="member" select="normalize-space(substring($rest, 2))"/>
      <xsl:variable name="method" select="substring-before(concat(translate($member, $stops, $blanks), ' '), ' ')"/>
      <xsl:if test="starts-with(normalize-space(substring-after($member, $method)), '(') and
                    not(contains($methods, concat(' ', $method, ' ')))">bean</xsl:if>
    </xsl:if>
  </xsl:template>

  <xsl:template match="@camunda:expression" mode="special">
    <xsl:param name="phase"/>
    <xsl:param name="advice"/>
    <xsl:variable name="calls"><xsl:call-template name="calls-bean"/></xsl:variable>
    <xsl:choose>
      <xsl:when test="$calls = 'bean'">
        <xsl:call-template name="delegate">
          <xsl:with-param name="phase" select="$phase"/>
          <xsl:with-param name="advice" select="$advice"/>
          <xsl:with-param name="topic"><xsl:call-template name="bean"/></xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="$phase = 'attribute'">
        <xsl:attribute name="weir:expression" namespace="urn:weir:bpmn"><xsl:call-template name="literal"/></xsl:attribute>
      </xsl:when>
    </xsl:choose>
  </xsl:template>
  <!-- Of an expression, which weir evaluates; what a worker does has no result. -->
  <xsl:template match="@camunda:resultVariable|@camunda:resultVariableName" mode="special">
    <xsl:param name="phase"/>
    <xsl:variable name="calls">
      <xsl:for-each select="../@camunda:expression"><xsl:call-template name="calls-bean"/></xsl:for-each>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="../@camunda:expression and $calls = ''">
        <xsl:if test="$phase = 'attribute'">
          <xsl:attribute name="weir:resultVariable" namespace="urn:weir:bpmn"><xsl:value-of select="."/></xsl:attribute>
        </xsl:if>
      </xsl:when>
      <xsl:when test="$phase = 'child'">
        <xsl:apply-templates select="." mode="report">
          <xsl:with-param name="severity" select="'warning'"/>
          <xsl:with-param name="advice" select="'the worker sets this variable when it completes the task'"/>
        </xsl:apply-templates>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="@camunda:type" mode="special">
    <xsl:param name="phase"/>
    <xsl:param name="advice"/>
    <xsl:choose>
      <xsl:when test=". = 'external' or . = 'external-worker'">
        <xsl:if test="$phase = 'attribute'">
          <xsl:attribute name="weir:type" namespace="urn:weir:bpmn">external</xsl:attribute>
        </xsl:if>
      </xsl:when>
      <xsl:otherwise>
        <xsl:call-template name="delegate">
          <xsl:with-param name="phase" select="$phase"/>
          <xsl:with-param name="advice" select="$advice"/>
          <xsl:with-param name="topic" select="normalize-space()"/>
        </xsl:call-template>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="@camunda:triggerable" mode="special">
    <xsl:param name="phase"/>
    <xsl:param name="advice"/>
    <xsl:if test="$phase = 'child' and . = 'true'">
      <xsl:apply-templates select="." mode="report">
        <xsl:with-param name="severity" select="'error'"/>
        <xsl:with-param name="advice" select="$advice"/>
      </xsl:apply-templates>
    </xsl:if>
  </xsl:template>

  <!-- What a process says for all external tasks in it. -->
  <xsl:template match="b:process/@camunda:taskPriority" mode="special"/>
  <xsl:template match="b:serviceTask[not(@camunda:taskPriority)]|b:sendTask[not(@camunda:taskPriority)]|
                       b:businessRuleTask[not(@camunda:taskPriority)]" mode="more-attributes">
    <xsl:variable name="priority" select="ancestor::b:process/@camunda:taskPriority"/>
    <xsl:if test="$priority and (@camunda:topic or @camunda:class or @camunda:delegateExpression)">
      <xsl:attribute name="weir:taskPriority" namespace="urn:weir:bpmn">
        <xsl:value-of select="$priority"/>
      </xsl:attribute>
    </xsl:if>
    <xsl:apply-templates select="b:extensionElements/camunda:connector" mode="owner"/>
  </xsl:template>
  <xsl:template match="b:serviceTask[@camunda:taskPriority]|b:sendTask[@camunda:taskPriority]" mode="more-attributes">
    <xsl:apply-templates select="b:extensionElements/camunda:connector" mode="owner"/>
  </xsl:template>

  <!-- ── connectors and fields: parameters of the external task ── -->

  <xsl:template match="camunda:connector" mode="owner">
    <xsl:call-template name="delegate">
      <xsl:with-param name="phase" select="'attribute'"/>
      <xsl:with-param name="topic" select="normalize-space(camunda:connectorId)"/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="camunda:connector" mode="special">
    <xsl:param name="advice"/>
    <xsl:call-template name="delegate">
      <xsl:with-param name="phase" select="'child'"/>
      <xsl:with-param name="advice" select="$advice"/>
    </xsl:call-template>
    <xsl:if test="not(../camunda:inputOutput)"><xsl:call-template name="parameters"/></xsl:if>
  </xsl:template>
  <xsl:template match="camunda:connectorId|camunda:field/camunda:string|camunda:field/camunda:expression" mode="special"/>

  <xsl:template match="camunda:field" mode="special">
    <xsl:if test="not(preceding-sibling::camunda:field[1]) and not(../camunda:inputOutput or ../camunda:connector)">
      <xsl:call-template name="parameters"/>
    </xsl:if>
  </xsl:template>
  <xsl:template match="camunda:inputOutput" mode="special">
    <xsl:choose>
      <xsl:when test="parent::b:extensionElements"><xsl:call-template name="parameters"/></xsl:when>
      <xsl:otherwise>
        <weir:inputOutput><xsl:apply-templates select="." mode="inside"/></weir:inputOutput>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- One inputOutput for all that the extensionElements hold. -->
  <xsl:template name="parameters">
    <xsl:variable name="delegates-here"><xsl:call-template name="delegates-of"/></xsl:variable>
    <weir:inputOutput>
      <xsl:copy-of select="@a:at"/>
      <xsl:apply-templates select="../camunda:inputOutput/camunda:inputParameter"/>
      <xsl:if test="$delegates-here = 'external'">
        <xsl:apply-templates select="../camunda:connector/camunda:inputOutput/camunda:inputParameter"/>
        <xsl:apply-templates select="../camunda:field" mode="parameter"/>
        <xsl:apply-templates select="../camunda:connector/camunda:inputOutput/camunda:outputParameter"/>
      </xsl:if>
      <xsl:apply-templates select="../../b:signalEventDefinition/b:extensionElements/camunda:in" mode="signal"/>
      <xsl:apply-templates select="../camunda:inputOutput/*[not(self::camunda:inputParameter)]"/>
    </weir:inputOutput>
  </xsl:template>
  <xsl:template match="camunda:field" mode="parameter">
    <weir:inputParameter name="{@name}">
      <xsl:copy-of select="@a:at"/>
      <xsl:choose>
        <xsl:when test="@expression|camunda:expression">
          <xsl:value-of select="normalize-space((@expression|camunda:expression)[1])"/>
        </xsl:when>
        <xsl:otherwise>
          <xsl:for-each select="(@stringValue|camunda:string)[1]"><xsl:call-template name="literal"/></xsl:for-each>
        </xsl:otherwise>
      </xsl:choose>
    </weir:inputParameter>
  </xsl:template>

  <!-- ── listeners ── -->

  <xsl:template match="camunda:executionListener|camunda:taskListener" mode="special">
    <xsl:variable name="calls">
      <xsl:for-each select="@expression"><xsl:call-template name="calls-bean"/></xsl:for-each>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="@class or @delegateExpression">
        <xsl:apply-templates select="@class|@delegateExpression" mode="listener"/>
      </xsl:when>
      <xsl:when test="$calls = 'bean'">
        <xsl:apply-templates select="@expression" mode="listener"/>
      </xsl:when>
      <xsl:otherwise>
        <xsl:element name="weir:{local-name()}" namespace="urn:weir:bpmn">
          <xsl:apply-templates select="." mode="inside"/>
        </xsl:element>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="@*" mode="listener">
    <xsl:variable name="delegates-here"><xsl:call-template name="delegates-of"/></xsl:variable>
    <xsl:apply-templates select="." mode="report">
      <xsl:with-param name="severity">
        <xsl:choose>
          <xsl:when test="$delegates-here = 'external'">warning</xsl:when>
          <xsl:otherwise>error</xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
      <xsl:with-param name="advice" select="'weir runs no Java; subscribe a webhook, or do the work in an external task'"/>
    </xsl:apply-templates>
  </xsl:template>
  <xsl:template match="camunda:executionListener/camunda:field|camunda:taskListener/camunda:field" mode="special"/>

  <!-- ── scripts inside other words ── -->

  <xsl:template match="camunda:script" mode="special">
    <weir:script><xsl:apply-templates select="." mode="inside"/></weir:script>
  </xsl:template>

  <!-- ── old forms: all formProperty elements are one form ── -->

  <xsl:template match="camunda:formProperty" mode="special">
    <xsl:if test="not(preceding-sibling::camunda:formProperty[1])">
      <weir:formData>
        <xsl:copy-of select="@a:at"/>
        <xsl:apply-templates select="../camunda:formProperty" mode="field"/>
      </weir:formData>
    </xsl:if>
  </xsl:template>
  <xsl:template match="camunda:formProperty" mode="field">
    <weir:formField>
      <xsl:copy-of select="@a:at"/>
      <xsl:apply-templates select="@*[namespace-uri() = '' or namespace-uri() = $family]" mode="part">
        <xsl:with-param name="phase" select="'attribute'"/>
      </xsl:apply-templates>
      <xsl:apply-templates select="@*[namespace-uri() = '' or namespace-uri() = $family]" mode="part">
        <xsl:with-param name="phase" select="'child'"/>
      </xsl:apply-templates>
      <xsl:if test="@required = 'true' or @writable = 'false' or @writeable = 'false'">
        <weir:validation>
          <xsl:if test="@required = 'true'"><weir:constraint name="required"/></xsl:if>
          <xsl:if test="@writable = 'false' or @writeable = 'false'"><weir:constraint name="readonly"/></xsl:if>
        </weir:validation>
      </xsl:if>
      <xsl:apply-templates/>
    </weir:formField>
  </xsl:template>
  <xsl:template match="camunda:formProperty/@required|camunda:formProperty/@writable|camunda:formProperty/@writeable"
                mode="special"/>
  <xsl:template match="camunda:formProperty/@variable" mode="special">
    <xsl:param name="phase"/>
    <xsl:param name="advice"/>
    <xsl:if test="$phase = 'child' and . != ../@id">
      <xsl:apply-templates select="." mode="report">
        <xsl:with-param name="severity" select="'error'"/>
        <xsl:with-param name="advice" select="concat('a field is called as its variable; use id=&quot;', ., '&quot;')"/>
      </xsl:apply-templates>
    </xsl:if>
  </xsl:template>

  <!-- ── words whose value decides ── -->

  <xsl:template match="b:signalEventDefinition/@camunda:async" mode="special">
    <xsl:param name="phase"/>
    <xsl:param name="advice"/>
    <xsl:if test="$phase = 'child' and . = 'true'">
      <xsl:apply-templates select="." mode="report">
        <xsl:with-param name="severity" select="'warning'"/>
        <xsl:with-param name="advice" select="$advice"/>
      </xsl:apply-templates>
    </xsl:if>
  </xsl:template>

  <!-- What a signal carries are the variables of its event. -->
  <xsl:template match="b:signalEventDefinition/b:extensionElements/camunda:in" mode="special">
    <xsl:if test="@variables">
      <xsl:apply-templates select="." mode="report">
        <xsl:with-param name="severity" select="'error'"/>
        <xsl:with-param name="advice" select="'name each variable that the signal carries with source and target'"/>
      </xsl:apply-templates>
    </xsl:if>
  </xsl:template>
  <xsl:template match="camunda:in[not(@variables)]" mode="signal">
    <weir:inputParameter name="{@target}">
      <xsl:copy-of select="@a:at"/>
      <xsl:choose>
        <xsl:when test="@sourceExpression"><xsl:value-of select="@sourceExpression"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="concat('${', @source, '}')"/></xsl:otherwise>
      </xsl:choose>
    </weir:inputParameter>
  </xsl:template>
  <xsl:template match="b:*[b:signalEventDefinition/b:extensionElements/camunda:in]" mode="first-children">
    <xsl:if test="not(b:extensionElements)">
      <b:extensionElements>
        <xsl:copy-of select="@a:at"/>
        <xsl:apply-templates select="." mode="signal-inputs"/>
      </b:extensionElements>
    </xsl:if>
  </xsl:template>
  <xsl:template match="b:*[../b:signalEventDefinition/b:extensionElements/camunda:in]" mode="more-children">
    <xsl:if test="self::b:extensionElements and not(camunda:inputOutput)">
      <xsl:apply-templates select=".." mode="signal-inputs"/>
    </xsl:if>
  </xsl:template>
  <xsl:template match="*" mode="signal-inputs">
    <weir:inputOutput>
      <xsl:copy-of select="@a:at"/>
      <xsl:apply-templates select="b:signalEventDefinition/b:extensionElements/camunda:in" mode="signal"/>
    </weir:inputOutput>
  </xsl:template>
  <xsl:template match="camunda:in" mode="signal"/>

  <!-- ── Flowable's words for what others write differently ── -->

  <!-- A decision task. Its fields say which decision. -->
  <xsl:template match="b:serviceTask[@camunda:type = 'dmn']">
    <b:businessRuleTask>
      <xsl:apply-templates select="." mode="content"/>
    </b:businessRuleTask>
  </xsl:template>
  <xsl:template match="b:serviceTask/@camunda:type[. = 'dmn']" mode="special" priority="1">
    <xsl:param name="phase"/>
    <xsl:if test="$phase = 'attribute'">
      <xsl:apply-templates select="../b:extensionElements/camunda:field" mode="decision"/>
    </xsl:if>
  </xsl:template>
  <xsl:template match="camunda:field" mode="decision"/>
  <xsl:template match="camunda:field[@name = 'decisionTableReferenceKey' or @name = 'decisionServiceReferenceKey']"
                mode="decision">
    <xsl:attribute name="weir:decisionRef" namespace="urn:weir:bpmn">
      <xsl:value-of select="normalize-space((@stringValue|camunda:string|@expression|camunda:expression)[1])"/>
    </xsl:attribute>
  </xsl:template>
  <xsl:template match="camunda:field[@name = 'sameDeployment']" mode="decision">
    <xsl:if test="normalize-space((@stringValue|camunda:string)[1]) = 'true'">
      <xsl:attribute name="weir:decisionRefBinding" namespace="urn:weir:bpmn">deployment</xsl:attribute>
    </xsl:if>
  </xsl:template>
  <xsl:template match="b:serviceTask[@camunda:type = 'dmn']/b:extensionElements/camunda:field" mode="special"
                priority="1">
    <xsl:if test="@name = 'decisionTaskThrowErrorOnNoHits' and
                  normalize-space((@stringValue|camunda:string)[1]) = 'true'">
      <xsl:apply-templates select="." mode="report">
        <xsl:with-param name="severity" select="'warning'"/>
        <xsl:with-param name="advice" select="'a table without a hit gives null; let a gateway behind it look at that'"/>
      </xsl:apply-templates>
    </xsl:if>
  </xsl:template>

  <xsl:template match="@camunda:sameDeployment" mode="special">
    <xsl:param name="phase"/>
    <xsl:if test="$phase = 'attribute' and . = 'true'">
      <xsl:choose>
        <xsl:when test="parent::b:callActivity">
          <xsl:attribute name="weir:calledElementBinding" namespace="urn:weir:bpmn">deployment</xsl:attribute>
        </xsl:when>
        <xsl:when test="parent::b:businessRuleTask">
          <xsl:attribute name="weir:decisionRefBinding" namespace="urn:weir:bpmn">deployment</xsl:attribute>
        </xsl:when>
        <xsl:when test="../@camunda:formRef">
          <xsl:attribute name="weir:formRefBinding" namespace="urn:weir:bpmn">deployment</xsl:attribute>
        </xsl:when>
      </xsl:choose>
    </xsl:if>
  </xsl:template>
  <xsl:template match="@camunda:calledElementType" mode="special">
    <xsl:param name="phase"/>
    <xsl:if test="$phase = 'child' and . != 'key'">
      <xsl:apply-templates select="." mode="report">
        <xsl:with-param name="severity" select="'error'"/>
        <xsl:with-param name="advice" select="'a process is called by its key; use calledElementType=&quot;key&quot;'"/>
      </xsl:apply-templates>
    </xsl:if>
  </xsl:template>
  <xsl:template match="@camunda:elementIndexVariable" mode="special">
    <xsl:param name="phase"/>
    <xsl:if test="$phase = 'child' and . != 'loopCounter'">
      <xsl:apply-templates select="." mode="report">
        <xsl:with-param name="severity" select="'error'"/>
        <xsl:with-param name="advice" select="'the index is in loopCounter; read it by this name'"/>
      </xsl:apply-templates>
    </xsl:if>
  </xsl:template>
  <xsl:template match="@camunda:scope" mode="special">
    <xsl:param name="phase"/>
    <xsl:if test="$phase = 'child' and . != 'global'">
      <xsl:apply-templates select="." mode="report">
        <xsl:with-param name="severity" select="'error'"/>
        <xsl:with-param name="advice" select="'a signal goes to everybody; use an escalation inside the instance'"/>
      </xsl:apply-templates>
    </xsl:if>
  </xsl:template>

  <!-- Variables and business key of a call as attributes: children of the first extensionElements, or of new ones. -->
  <xsl:template match="@camunda:inheritVariables|@camunda:businessKey|@camunda:inheritBusinessKey" mode="special">
    <xsl:param name="phase"/>
    <xsl:if test="$phase = 'child' and not(../b:extensionElements) and
                  generate-id() = generate-id((../@camunda:inheritVariables|../@camunda:businessKey|
                                               ../@camunda:inheritBusinessKey)[1])">
      <b:extensionElements>
        <xsl:copy-of select="../@a:at"/>
        <xsl:apply-templates select=".." mode="call-data"/>
      </b:extensionElements>
    </xsl:if>
  </xsl:template>
  <xsl:template match="b:callActivity/b:extensionElements" mode="more-children">
    <xsl:apply-templates select=".." mode="call-data"/>
  </xsl:template>
  <xsl:template match="b:callActivity" mode="call-data">
    <xsl:if test="@camunda:inheritVariables = 'true'"><weir:in variables="all"/></xsl:if>
    <xsl:choose>
      <xsl:when test="@camunda:businessKey"><weir:in businessKey="{@camunda:businessKey}"/></xsl:when>
      <xsl:when test="@camunda:inheritBusinessKey = 'true'">
        <weir:in businessKey="${{execution.processBusinessKey}}"/>
      </xsl:when>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
