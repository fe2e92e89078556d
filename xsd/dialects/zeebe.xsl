<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0
     Zeebe (Camunda 8) to weir. Its elements mostly become attributes of the element that has them: those are taken in the
     hook "more-attributes" of common.xsl. Its expressions are FEEL behind '=', as weir's are. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:a="urn:weir:adapt"
                xmlns:t="urn:weir:dialect" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
                xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:weir="urn:weir:bpmn"
                xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" exclude-result-prefixes="t bpmndi zeebe">
  <xsl:include href="common.xsl"/>
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:strip-space elements="*"/>
  <xsl:param name="delegates"/>
  <xsl:param name="dialect"/>
  <xsl:variable name="family" select="'http://camunda.org/schema/zeebe/1.0'"/>

  <xsl:template match="zeebe:*">
    <xsl:apply-templates select="." mode="word"/>
  </xsl:template>

  <!-- What begins with '=' is FEEL for both; ${…} is nothing special for Zeebe. -->
  <xsl:template name="literal">
    <xsl:choose>
      <xsl:when test="not(starts-with(normalize-space(), '=')) and (contains(., '${') or contains(., '#{'))">
        <xsl:call-template name="quoted"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="."/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="@*" mode="as">
    <xsl:param name="name" select="local-name()"/>
    <xsl:attribute name="weir:{$name}" namespace="urn:weir:bpmn"><xsl:call-template name="literal"/></xsl:attribute>
  </xsl:template>

  <!-- ── elements that become attributes of their owner ── -->

  <xsl:template match="b:*[b:extensionElements/zeebe:*]" mode="more-attributes">
    <xsl:apply-templates select="b:extensionElements/zeebe:*" mode="owner"/>
  </xsl:template>
  <xsl:template match="zeebe:*" mode="owner"/>

  <!-- Of such a word only the attributes that nobody knows are looked at again. -->
  <xsl:template match="zeebe:*" mode="special">
    <xsl:apply-templates select="@*[namespace-uri() = '' or namespace-uri() = $family]" mode="part">
      <xsl:with-param name="phase" select="'child'"/>
    </xsl:apply-templates>
  </xsl:template>
  <xsl:template match="@*" mode="special"/>

  <!-- Of a decision in a DMN file, whichever version that is of. -->
  <xsl:template match="*[local-name() = 'decision']/*[local-name() = 'extensionElements']/zeebe:versionTag" priority="2"/>
  <xsl:template match="*[local-name() = 'decision']" mode="more-attributes">
    <xsl:for-each select="*[local-name() = 'extensionElements']/zeebe:versionTag/@value">
      <xsl:attribute name="weir:versionTag" namespace="urn:weir:bpmn"><xsl:value-of select="."/></xsl:attribute>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="b:process/b:extensionElements/zeebe:versionTag" mode="owner">
    <xsl:apply-templates select="@value" mode="as"><xsl:with-param name="name" select="'versionTag'"/></xsl:apply-templates>
  </xsl:template>

  <!-- With outputs, what completes the element is for these alone. -->
  <xsl:template match="zeebe:ioMapping[zeebe:output]" mode="owner">
    <xsl:attribute name="weir:keepsVariables" namespace="urn:weir:bpmn">true</xsl:attribute>
  </xsl:template>

  <xsl:template match="zeebe:taskDefinition" mode="owner">
    <xsl:if test="not(../../self::b:endEvent or ../../self::b:intermediateThrowEvent)">
      <xsl:apply-templates select="." mode="work"/>
    </xsl:if>
  </xsl:template>
  <xsl:template match="zeebe:taskDefinition" mode="work">
    <xsl:attribute name="weir:type" namespace="urn:weir:bpmn">external</xsl:attribute>
    <xsl:apply-templates select="@type" mode="as"><xsl:with-param name="name" select="'topic'"/></xsl:apply-templates>
  </xsl:template>
  <!-- A worker sends the message of a throwing event: said at its definition. -->
  <xsl:template match="b:messageEventDefinition" mode="more-attributes">
    <xsl:apply-templates select="../b:extensionElements/zeebe:taskDefinition" mode="work"/>
  </xsl:template>
  <!-- A script that a worker runs is a service. -->
  <xsl:template match="b:scriptTask[b:extensionElements/zeebe:taskDefinition]">
    <b:serviceTask>
      <xsl:apply-templates select="." mode="content"/>
    </b:serviceTask>
  </xsl:template>
  <xsl:template match="@retries" mode="special">
    <xsl:param name="advice"/>
    <xsl:if test=". != '3' and . != ''">
      <xsl:apply-templates select="." mode="report">
        <xsl:with-param name="severity" select="'warning'"/>
        <xsl:with-param name="advice" select="$advice"/>
      </xsl:apply-templates>
    </xsl:if>
  </xsl:template>

  <xsl:template match="b:userTask/b:extensionElements/zeebe:assignmentDefinition|
                       b:userTask/b:extensionElements/zeebe:taskSchedule|
                       b:userTask/b:extensionElements/zeebe:priorityDefinition" mode="owner">
    <xsl:apply-templates select="@assignee|@candidateUsers|@candidateGroups|@dueDate|@followUpDate|@priority" mode="as"/>
  </xsl:template>
  <xsl:template match="zeebe:formDefinition" mode="owner">
    <xsl:apply-templates select="(@externalReference|@formKey)[1]" mode="as">
      <xsl:with-param name="name" select="'formKey'"/>
    </xsl:apply-templates>
    <xsl:apply-templates select="@formId" mode="as"><xsl:with-param name="name" select="'formRef'"/></xsl:apply-templates>
    <xsl:apply-templates select="@bindingType[. != 'versionTag']" mode="as">
      <xsl:with-param name="name" select="'formRefBinding'"/>
    </xsl:apply-templates>
  </xsl:template>
  <xsl:template match="zeebe:formDefinition/@bindingType[. = 'versionTag']" mode="special">
    <xsl:apply-templates select="." mode="report">
      <xsl:with-param name="severity" select="'error'"/>
      <xsl:with-param name="advice" select="'forms have no version tag; use bindingType=&quot;deployment&quot;'"/>
    </xsl:apply-templates>
  </xsl:template>

  <xsl:template match="b:businessRuleTask/b:extensionElements/zeebe:calledDecision" mode="owner">
    <xsl:apply-templates select="@decisionId" mode="as">
      <xsl:with-param name="name" select="'decisionRef'"/>
    </xsl:apply-templates>
    <xsl:apply-templates select="@bindingType" mode="as">
      <xsl:with-param name="name" select="'decisionRefBinding'"/>
    </xsl:apply-templates>
    <xsl:apply-templates select="@versionTag" mode="as">
      <xsl:with-param name="name" select="'decisionRefVersionTag'"/>
    </xsl:apply-templates>
    <xsl:apply-templates select="@resultVariable" mode="as"/>
    <xsl:attribute name="weir:mapDecisionResult" namespace="urn:weir:bpmn">plainResult</xsl:attribute>
  </xsl:template>

  <xsl:template match="b:callActivity/b:extensionElements/zeebe:calledElement" mode="owner">
    <xsl:attribute name="calledElement"><xsl:value-of select="@processId"/></xsl:attribute>
    <xsl:apply-templates select="@bindingType" mode="as">
      <xsl:with-param name="name" select="'calledElementBinding'"/>
    </xsl:apply-templates>
    <xsl:apply-templates select="@versionTag" mode="as">
      <xsl:with-param name="name" select="'calledElementVersionTag'"/>
    </xsl:apply-templates>
  </xsl:template>
  <xsl:template match="zeebe:calledElement" mode="special">
    <xsl:apply-templates select="@*[namespace-uri() = '' or namespace-uri() = $family]" mode="part">
      <xsl:with-param name="phase" select="'child'"/>
    </xsl:apply-templates>
    <weir:in variables="all">
      <xsl:copy-of select="@a:at"/>
      <xsl:if test="@propagateAllParentVariables = 'false'"><xsl:attribute name="local">true</xsl:attribute></xsl:if>
    </weir:in>
    <xsl:if test="not(@propagateAllChildVariables = 'false') or ../zeebe:ioMapping/zeebe:output">
      <weir:out variables="all"><xsl:copy-of select="@a:at"/></weir:out>
    </xsl:if>
  </xsl:template>

  <xsl:template match="b:conditionalEventDefinition/b:extensionElements/zeebe:conditionalFilter" mode="owner">
    <xsl:if test="not(contains(@variableNames, ','))">
      <xsl:apply-templates select="@variableNames" mode="as">
        <xsl:with-param name="name" select="'variableName'"/>
      </xsl:apply-templates>
    </xsl:if>
    <xsl:apply-templates select="@variableEvents" mode="as"/>
  </xsl:template>
  <xsl:template match="zeebe:conditionalFilter/@variableNames[contains(., ',')]" mode="special">
    <xsl:apply-templates select="." mode="report">
      <xsl:with-param name="severity" select="'error'"/>
      <xsl:with-param name="advice" select="'name one variable, or none'"/>
    </xsl:apply-templates>
  </xsl:template>

  <xsl:template match="zeebe:loopCharacteristics" mode="owner">
    <xsl:apply-templates select="@inputCollection" mode="as"><xsl:with-param name="name" select="'collection'"/></xsl:apply-templates>
    <xsl:apply-templates select="@inputElement" mode="as"><xsl:with-param name="name" select="'elementVariable'"/></xsl:apply-templates>
    <xsl:apply-templates select="@outputCollection|@outputElement" mode="as"/>
  </xsl:template>

  <xsl:template match="zeebe:adHoc" mode="owner">
    <xsl:apply-templates select="@activeElementsCollection" mode="as">
      <xsl:with-param name="name" select="'activeElements'"/>
    </xsl:apply-templates>
  </xsl:template>

  <!-- A message reaches who has the same value in this variable, or of this expression. -->
  <xsl:template match="b:message/b:extensionElements/zeebe:subscription" mode="owner">
    <xsl:variable name="text" select="normalize-space(substring(normalize-space(@correlationKey), 2))"/>
    <xsl:attribute name="weir:correlationKey" namespace="urn:weir:bpmn">
      <xsl:choose>
        <xsl:when test="not(starts-with(normalize-space(@correlationKey), '='))">
          <xsl:for-each select="@correlationKey"><xsl:call-template name="quoted"/></xsl:for-each>
        </xsl:when>
        <xsl:when test="translate($text, ' .+-*/()[]{}&quot;,&lt;&gt;=', '') = $text and
                        translate(substring($text, 1, 1), '0123456789', '') != ''">
          <xsl:value-of select="$text"/>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="normalize-space(@correlationKey)"/></xsl:otherwise>
      </xsl:choose>
    </xsl:attribute>
  </xsl:template>

  <!-- ── the others ── -->

  <xsl:template match="zeebe:executionListeners|zeebe:taskListeners" mode="special">
    <xsl:apply-templates/>
  </xsl:template>
  <xsl:template match="zeebe:taskHeaders" mode="special">
    <weir:properties><xsl:copy-of select="@a:at"/><xsl:apply-templates/></weir:properties>
  </xsl:template>

  <!-- Targets "a.b" and "a.c" are entries of one context a: ={b: …, c: …}. -->
  <xsl:template match="zeebe:input|zeebe:output" mode="special">
    <xsl:variable name="root" select="substring-before(@target, '.')"/>
    <xsl:variable name="begin" select="concat($root, '.')"/>
    <xsl:variable name="name" select="local-name()"/>
    <xsl:choose>
      <xsl:when test="$root = ''">
        <xsl:call-template name="parameter">
          <xsl:with-param name="name" select="@target"/>
          <xsl:with-param name="value"><xsl:for-each select="@source"><xsl:call-template name="literal"/></xsl:for-each></xsl:with-param>
        </xsl:call-template>
      </xsl:when>
      <xsl:when test="contains(substring-after(@target, '.'), '.')">
        <xsl:apply-templates select="." mode="report">
          <xsl:with-param name="severity" select="'error'"/>
          <xsl:with-param name="advice" select="concat('the target &quot;', @target, '&quot; is too deep; map a whole context to &quot;', $root, '&quot;')"/>
        </xsl:apply-templates>
      </xsl:when>
      <xsl:when test="not(preceding-sibling::*[local-name() = $name and starts-with(@target, $begin)][1])">
        <xsl:call-template name="parameter">
          <xsl:with-param name="name" select="$root"/>
          <xsl:with-param name="value">
            <xsl:text>={</xsl:text>
            <xsl:for-each select="../*[local-name() = $name and starts-with(@target, $begin) and
                                       not(contains(substring-after(@target, '.'), '.'))]">
              <xsl:if test="position() &gt; 1">, </xsl:if>
              <xsl:text>"</xsl:text>
              <xsl:call-template name="escaped">
                <xsl:with-param name="text" select="substring-after(@target, '.')"/>
              </xsl:call-template>
              <xsl:text>": </xsl:text>
              <xsl:apply-templates select="@source" mode="feel"/>
            </xsl:for-each>
            <xsl:text>}</xsl:text>
          </xsl:with-param>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="parameter">
    <xsl:param name="name"/>
    <xsl:param name="value"/>
    <xsl:element name="weir:{local-name()}Parameter" namespace="urn:weir:bpmn">
      <xsl:copy-of select="@a:at"/>
      <xsl:attribute name="name"><xsl:value-of select="$name"/></xsl:attribute>
      <xsl:value-of select="$value"/>
    </xsl:element>
  </xsl:template>
  <!-- As a part of a larger expression. -->
  <xsl:template match="@source" mode="feel">
    <xsl:variable name="text" select="normalize-space()"/>
    <xsl:choose>
      <xsl:when test="starts-with($text, '=')"><xsl:value-of select="concat('(', substring-after(., '='), ')')"/></xsl:when>
      <xsl:otherwise>
        <xsl:text>"</xsl:text>
        <xsl:call-template name="escaped"><xsl:with-param name="text" select="string()"/></xsl:call-template>
        <xsl:text>"</xsl:text>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A script in FEEL: an attribute here, a child there. -->
  <xsl:template match="b:scriptTask/b:extensionElements/zeebe:script" mode="owner">
    <xsl:attribute name="scriptFormat">feel</xsl:attribute>
    <xsl:apply-templates select="@resultVariable" mode="as"/>
  </xsl:template>
  <xsl:template match="b:scriptTask[b:extensionElements/zeebe:script]" mode="more-children">
    <b:script>
      <xsl:copy-of select="b:extensionElements/zeebe:script[1]/@a:at"/>
      <xsl:value-of select="b:extensionElements/zeebe:script[1]/@expression"/>
    </b:script>
  </xsl:template>
</xsl:stylesheet>
