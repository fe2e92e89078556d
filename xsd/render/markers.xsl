<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- markers.xsl: what stands inside shapes. Icons of events and gateways are drawn around 0 0, those of tasks into the
     upper left corner, markers around the middle of the lower edge. Each is a <g class="icon-…"> or "marker-…". -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/2000/svg"
    xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:r="urn:weir:render" exclude-result-prefixes="b r">

  <!-- Along the lower edge: ad hoc, loop, compensation, plus. -->
  <xsl:template name="activity-markers">
    <xsl:param name="shape"/>
    <xsl:param name="plus" select="false()"/>
    <xsl:variable name="has-loop" select="b:standardLoopCharacteristics or b:multiInstanceLoopCharacteristics"/>
    <xsl:variable name="compensates" select="@isForCompensation = 'true' or @isForCompensation = '1'"/>
    <xsl:variable name="is-ad-hoc" select="boolean(self::b:adHocSubProcess)"/>
    <xsl:variable name="count" select="number($has-loop) + number($compensates) + number($is-ad-hoc) + number($plus)"/>
    <xsl:variable name="left" select="$shape/@width div 2 - 9 * ($count - 1)"/>
    <xsl:variable name="y" select="$shape/@height - 10"/>
    <xsl:if test="$has-loop">
      <g transform="translate({$left} {$y})">
        <xsl:choose>
          <xsl:when test="b:standardLoopCharacteristics"><xsl:call-template name="marker-loop"/></xsl:when>
          <xsl:when test="b:multiInstanceLoopCharacteristics[@isSequential = 'true' or @isSequential = '1']">
            <xsl:call-template name="marker-sequential"/>
          </xsl:when>
          <xsl:otherwise><xsl:call-template name="marker-parallel"/></xsl:otherwise>
        </xsl:choose>
      </g>
    </xsl:if>
    <xsl:if test="$compensates">
      <g transform="translate({$left + 18 * number($has-loop)} {$y})">
        <xsl:call-template name="marker-compensation"/>
      </g>
    </xsl:if>
    <xsl:if test="$plus">
      <g transform="translate({$left + 18 * (number($has-loop) + number($compensates))} {$y})">
        <xsl:call-template name="marker-plus"/>
      </g>
    </xsl:if>
    <xsl:if test="$is-ad-hoc">
      <g transform="translate({$left + 18 * ($count - 1)} {$y})">
        <xsl:call-template name="marker-tilde"/>
      </g>
    </xsl:if>
  </xsl:template>

  <xsl:template name="marker-loop">
    <g class="marker-loop"><path d="M-2 5.6 A6 6 0 1 1 3 5.2 M-2 5.6 L-6.2 5.2 M-2 5.6 L-1.6 1.4"/></g>
  </xsl:template>
  <xsl:template name="marker-parallel">
    <g class="marker-parallel"><path d="M-4 -6 V6 M0 -6 V6 M4 -6 V6" stroke-width="2"/></g>
  </xsl:template>
  <xsl:template name="marker-sequential">
    <g class="marker-sequential"><path d="M-6 -4 H6 M-6 0 H6 M-6 4 H6" stroke-width="2"/></g>
  </xsl:template>
  <xsl:template name="marker-compensation">
    <g class="marker-compensation"><path d="M-7 0 L0 -5 V5 Z M0 0 L7 -5 V5 Z" stroke-width="1.2"/></g>
  </xsl:template>
  <xsl:template name="marker-plus">
    <g class="marker-plus"><path d="M-7 -7 H7 V7 H-7 Z M-4 0 H4 M0 -4 V4" stroke-width="1.2"/></g>
  </xsl:template>
  <xsl:template name="marker-tilde">
    <g class="marker-tilde"><path d="M-6 2 C-4 -4 -1 -3 0 0 C1 3 4 4 6 -2" stroke-width="2"/></g>
  </xsl:template>

  <!-- An envelope of 22 × 15 around 0 0. -->
  <xsl:template name="envelope">
    <xsl:param name="paper" select="'#fff'"/>
    <path class="envelope" d="M-11 -7.5 H11 V7.5 H-11 Z M-11 -7.5 L0 1.5 L11 -7.5" fill="{$paper}" stroke-width="1.3"/>
  </xsl:template>
  <xsl:template name="dark-envelope">
    <path class="envelope" d="M-11 -7.5 H11 L0 1 Z M-11 -5.3 L0 3.2 L11 -5.3 V7.5 H-11 Z" fill="#222" stroke="none"/>
  </xsl:template>

  <!-- Tasks -->
  <xsl:template match="*" mode="icon"/>

  <xsl:template match="b:userTask | b:globalUserTask" mode="icon">
    <g class="icon-user" transform="translate(14 14)" stroke-width="1.1">
      <path d="M-8 9 V5 C-8 1.5 -5 0.5 -3 0 C-1 2 1 2 3 0 C5 0.5 8 1.5 8 5 V9 Z M-4.5 9 V5.5 M4.5 9 V5.5" fill="#fff"/>
      <circle cy="-4" r="4.2" fill="#fff"/>
      <path d="M-4.2 -4.5 C-2 -6.5 2 -2.5 4.2 -4.8 C4 -9.5 -4 -9.5 -4.2 -4.5 Z" fill="#222"/>
    </g>
  </xsl:template>

  <xsl:template match="b:manualTask | b:globalManualTask" mode="icon">
    <g class="icon-manual" transform="translate(14 14)" stroke-width="1.1">
      <path fill="#fff" d="M-9 -1 C-6 -5 -4 -6.5 -1 -6.5 C1 -6.5 0.5 -4.2 -1.5 -3.6 L7.5 -3.6 C9.5 -3.6 9.5 -1 7.5 -1 L2 -1 L8.3 -1
          C10 -1 10 1.5 8.3 1.5 L2 1.5 L7.3 1.5 C9 1.5 9 4 7.3 4 L2 4 L5.5 4 C7 4 7 6.2 5.5 6.2 L-5 6.2 C-7 6.2 -8 5.2 -9 4.5 Z"/>
    </g>
  </xsl:template>

  <xsl:template match="b:serviceTask" mode="icon">
    <g class="icon-service" stroke-width="1.1">
      <g transform="translate(11.5 11.5)"><xsl:call-template name="cog"/></g>
      <g transform="translate(16.5 16.5)"><xsl:call-template name="cog"/></g>
    </g>
  </xsl:template>

  <xsl:template name="cog">
    <path fill="#fff" d="M-1.2 -7.5 H1.2 L1.7 -5.4 L3.3 -4.7 L5.2 -5.9 L6.4 -4.2 L5.3 -2.6 L5.8 -1 L7.5 -0.6 V1.6 L5.6 2 L4.9 3.6 L6 5.2
        L4.4 6.6 L2.7 5.5 L1.2 6 L0.8 7.7 H-1.4 L-1.9 5.8 L-3.5 5.1 L-5.1 6.2 L-6.6 4.6 L-5.5 3 L-6 1.4 L-7.7 1 V-1.2 L-5.8 -1.7 L-5.1
        -3.3 L-6.2 -4.9 L-4.6 -6.4 L-3 -5.3 L-1.6 -5.8 Z"/>
    <circle r="2.6" fill="#fff"/>
  </xsl:template>

  <xsl:template match="b:scriptTask | b:globalScriptTask" mode="icon">
    <g class="icon-script" transform="translate(14 14)" stroke-width="1.1">
      <path fill="#fff" d="M-4 -8.5 H8 C3 -4.5 3 -2.5 5.5 0.5 C8 4 7 6 4 8.5 H-8 C-4 5 -5 3 -7 0 C-9 -3.5 -8 -5.5 -4 -8.5 Z"/>
      <path d="M-4.5 -5 H2 M-4.8 -2 H1.8 M-3 1.5 H4 M-2 5 H4.6"/>
    </g>
  </xsl:template>

  <xsl:template match="b:sendTask" mode="icon">
    <g class="icon-send" transform="translate(16 13)"><xsl:call-template name="dark-envelope"/></g>
  </xsl:template>

  <xsl:template match="b:receiveTask" mode="icon">
    <g class="icon-receive" transform="translate(16 13)">
      <xsl:choose>
        <xsl:when test="@instantiate = 'true' or @instantiate = '1'">
          <circle class="instantiate" r="11" stroke-width="1.1"/>
          <g transform="scale(0.65)"><xsl:call-template name="envelope"/></g>
        </xsl:when>
        <xsl:otherwise><xsl:call-template name="envelope"/></xsl:otherwise>
      </xsl:choose>
    </g>
  </xsl:template>

  <xsl:template match="b:businessRuleTask | b:globalBusinessRuleTask" mode="icon">
    <g class="icon-business-rule" transform="translate(15 14)" stroke-width="1.1">
      <rect x="-10" y="-7.5" width="20" height="15" fill="#fff"/>
      <rect x="-10" y="-7.5" width="20" height="4.5" fill="#aaa"/>
      <path d="M-10 2.2 H10 M-4 -3 V7.5"/>
    </g>
  </xsl:template>

  <!-- Events: one definition has its own icon, several are a pentagon, or a plus when all of them are needed. What
       throws is filled. -->
  <xsl:template match="b:startEvent | b:endEvent | b:intermediateCatchEvent | b:intermediateThrowEvent | b:boundaryEvent"
      mode="icon">
    <xsl:variable name="own" select="b:messageEventDefinition | b:timerEventDefinition | b:errorEventDefinition |
        b:signalEventDefinition | b:escalationEventDefinition | b:conditionalEventDefinition | b:linkEventDefinition |
        b:compensateEventDefinition | b:cancelEventDefinition | b:terminateEventDefinition"/>
    <xsl:variable name="referred" select="key('element', normalize-space(b:eventDefinitionRef[1]))"/>
    <xsl:variable name="count" select="count($own) + count(b:eventDefinitionRef)"/>
    <xsl:variable name="is-thrown" select="boolean(self::b:endEvent or self::b:intermediateThrowEvent)"/>
    <xsl:choose>
      <xsl:when test="$count &gt; 1 and (@parallelMultiple = 'true' or @parallelMultiple = '1')">
        <g class="icon-parallel-multiple" stroke-width="1.2">
          <path d="M-2.5 -10 H2.5 V-2.5 H10 V2.5 H2.5 V10 H-2.5 V2.5 H-10 V-2.5 H-2.5 Z"/>
        </g>
      </xsl:when>
      <xsl:when test="$count &gt; 1">
        <g class="icon-multiple" stroke-width="1.3">
          <path d="M0 -10 L9.6 -3 L6 8.2 H-6 L-9.6 -3 Z">
            <xsl:if test="$is-thrown"><xsl:attribute name="fill">#222</xsl:attribute></xsl:if>
          </path>
        </g>
      </xsl:when>
      <xsl:otherwise>
        <xsl:apply-templates select="$own | $referred" mode="trigger">
          <xsl:with-param name="is-thrown" select="$is-thrown"/>
        </xsl:apply-templates>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="*" mode="trigger"/>

  <xsl:template match="b:messageEventDefinition" mode="trigger">
    <xsl:param name="is-thrown"/>
    <g class="icon-message" transform="scale(0.85)">
      <xsl:choose>
        <xsl:when test="$is-thrown"><xsl:call-template name="dark-envelope"/></xsl:when>
        <xsl:otherwise><xsl:call-template name="envelope"/></xsl:otherwise>
      </xsl:choose>
    </g>
  </xsl:template>

  <xsl:template match="b:timerEventDefinition" mode="trigger">
    <g class="icon-timer" stroke-width="1.2">
      <circle r="10.5" fill="#fff"/>
      <path d="M0 -10 V-8 M5 -8.7 L4 -7 M8.7 -5 L7 -4 M10 0 H8 M8.7 5 L7 4 M5 8.7 L4 7 M0 10 V8 M-5 8.7 L-4 7 M-8.7 5 L-7 4 M-10 0 H-8
          M-8.7 -5 L-7 -4 M-5 -8.7 L-4 -7 M1.5 -7 L0 0 L5 1"/>
    </g>
  </xsl:template>

  <xsl:template match="b:errorEventDefinition" mode="trigger">
    <xsl:param name="is-thrown"/>
    <xsl:call-template name="trigger-path">
      <xsl:with-param name="name" select="'error'"/>
      <xsl:with-param name="is-thrown" select="$is-thrown"/>
      <xsl:with-param name="d" select="'M-9 8.5 L-4 -5.5 L2.5 2.2 L8.8 -8.8 L4.6 8 L-2.3 -0.2 Z'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="b:signalEventDefinition" mode="trigger">
    <xsl:param name="is-thrown"/>
    <xsl:call-template name="trigger-path">
      <xsl:with-param name="name" select="'signal'"/>
      <xsl:with-param name="is-thrown" select="$is-thrown"/>
      <xsl:with-param name="d" select="'M0 -9.5 L9 6.5 H-9 Z'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="b:escalationEventDefinition" mode="trigger">
    <xsl:param name="is-thrown"/>
    <xsl:call-template name="trigger-path">
      <xsl:with-param name="name" select="'escalation'"/>
      <xsl:with-param name="is-thrown" select="$is-thrown"/>
      <xsl:with-param name="d" select="'M0 -9.5 L7.5 9 L0 1.5 L-7.5 9 Z'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="b:linkEventDefinition" mode="trigger">
    <xsl:param name="is-thrown"/>
    <xsl:call-template name="trigger-path">
      <xsl:with-param name="name" select="'link'"/>
      <xsl:with-param name="is-thrown" select="$is-thrown"/>
      <xsl:with-param name="d" select="'M-9.5 -4 H2.5 V-8.5 L10.5 0 L2.5 8.5 V4 H-9.5 Z'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="b:compensateEventDefinition" mode="trigger">
    <xsl:param name="is-thrown"/>
    <xsl:call-template name="trigger-path">
      <xsl:with-param name="name" select="'compensation'"/>
      <xsl:with-param name="is-thrown" select="$is-thrown"/>
      <xsl:with-param name="d" select="'M-10.5 0 L-1 -6.5 V6.5 Z M-1 0 L8.5 -6.5 V6.5 Z'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="b:cancelEventDefinition" mode="trigger">
    <xsl:param name="is-thrown"/>
    <xsl:call-template name="trigger-path">
      <xsl:with-param name="name" select="'cancel'"/>
      <xsl:with-param name="is-thrown" select="$is-thrown"/>
      <xsl:with-param name="d" select="'M-6.5 -9 L0 -2.5 L6.5 -9 L9 -6.5 L2.5 0 L9 6.5 L6.5 9 L0 2.5 L-6.5 9 L-9 6.5 L-2.5 0 L-9 -6.5 Z'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="trigger-path">
    <xsl:param name="name"/>
    <xsl:param name="is-thrown"/>
    <xsl:param name="d"/>
    <g class="icon-{$name}" stroke-width="1.3">
      <path d="{$d}">
        <xsl:if test="$is-thrown"><xsl:attribute name="fill">#222</xsl:attribute></xsl:if>
      </path>
    </g>
  </xsl:template>

  <xsl:template match="b:conditionalEventDefinition" mode="trigger">
    <g class="icon-conditional" stroke-width="1.2">
      <path d="M-7 -9 H7 V9 H-7 Z M-5 -5.5 H5 M-5 -2 H5 M-5 1.8 H5 M-5 5.5 H5" fill="#fff"/>
    </g>
  </xsl:template>

  <xsl:template match="b:terminateEventDefinition" mode="trigger">
    <circle class="icon-terminate" r="11" fill="#222" stroke="none"/>
  </xsl:template>

  <!-- Gateways, around 0 0 of 50 × 50 -->
  <xsl:template match="b:exclusiveGateway" mode="icon">
    <xsl:param name="shape"/>
    <xsl:if test="not($shape/@marker = 'false')">
      <path class="icon-exclusive" d="M-7 -9 L7 9 M7 -9 L-7 9" stroke-width="3"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="b:parallelGateway" mode="icon">
    <path class="icon-parallel" d="M0 -12 V12 M-12 0 H12" stroke-width="3"/>
  </xsl:template>

  <xsl:template match="b:inclusiveGateway" mode="icon">
    <circle class="icon-inclusive" r="11.5" stroke-width="2.8"/>
  </xsl:template>

  <xsl:template match="b:complexGateway" mode="icon">
    <path class="icon-complex" d="M0 -13 V13 M-13 0 H13 M-9 -9 L9 9 M9 -9 L-9 9" stroke-width="2.6"/>
  </xsl:template>

  <!-- Two circles; one when it begins the instance, with a plus when it waits for all. -->
  <xsl:template match="b:eventBasedGateway" mode="icon">
    <xsl:variable name="begins" select="@instantiate = 'true' or @instantiate = '1'"/>
    <g class="icon-event-based" stroke-width="1.1">
      <circle r="13.5"/>
      <xsl:if test="not($begins)"><circle r="11"/></xsl:if>
      <xsl:choose>
        <xsl:when test="@eventGatewayType = 'Parallel'">
          <path class="icon-event-parallel" d="M-2 -8 H2 V-2 H8 V2 H2 V8 H-2 V2 H-8 V-2 H-2 Z"/>
        </xsl:when>
        <xsl:otherwise><path d="M0 -7.5 L7.1 -2.3 L4.4 6 H-4.4 L-7.1 -2.3 Z"/></xsl:otherwise>
      </xsl:choose>
    </g>
  </xsl:template>
</xsl:stylesheet>
