<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- shapes.xsl: the outline of each kind of element, from 0 0 to its width and height. Markers are in markers.xsl. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/2000/svg"
    xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:r="urn:weir:render" exclude-result-prefixes="b r">

  <xsl:template match="*" mode="shape">
    <xsl:param name="shape"/>
    <rect class="outline" width="{$shape/@width}" height="{$shape/@height}" stroke-dasharray="2 3"/>
  </xsl:template>

  <!-- Pools and lanes -->
  <xsl:template match="b:participant" mode="shape">
    <xsl:param name="shape"/>
    <xsl:choose>
      <xsl:when test="$shape/@band">
        <xsl:call-template name="participant-band">
          <xsl:with-param name="shape" select="$shape"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise>
        <rect class="outline pool" width="{$shape/@width}" height="{$shape/@height}">
          <xsl:call-template name="fill"><xsl:with-param name="shape" select="$shape"/></xsl:call-template>
        </rect>
        <xsl:if test="not($shape/@closed)">
          <xsl:call-template name="head-line"><xsl:with-param name="shape" select="$shape"/></xsl:call-template>
        </xsl:if>
        <xsl:if test="b:participantMultiplicity[@maximum &gt; 1 or not(@maximum)]">
          <g transform="translate({$shape/@width div 2} {$shape/@height - 11})">
            <xsl:call-template name="marker-parallel"/>
          </g>
        </xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="b:lane" mode="shape">
    <xsl:param name="shape"/>
    <rect class="outline lane" width="{$shape/@width}" height="{$shape/@height}">
      <xsl:call-template name="fill">
        <xsl:with-param name="shape" select="$shape"/>
        <xsl:with-param name="otherwise" select="'none'"/>
      </xsl:call-template>
    </rect>
    <xsl:if test="string(@name) != ''">
      <xsl:call-template name="head-line"><xsl:with-param name="shape" select="$shape"/></xsl:call-template>
    </xsl:if>
  </xsl:template>

  <!-- What parts the name from the inside. -->
  <xsl:template name="head-line">
    <xsl:param name="shape"/>
    <xsl:choose>
      <xsl:when test="$shape/@vertical = 'true'">
        <path class="head" d="M0 30 H{$shape/@width}" stroke-width="1"/>
      </xsl:when>
      <xsl:otherwise>
        <path class="head" d="M30 0 V{$shape/@height}" stroke-width="1"/>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- Activities -->
  <xsl:template match="b:task | b:userTask | b:manualTask | b:serviceTask | b:scriptTask | b:sendTask | b:receiveTask |
      b:businessRuleTask" mode="shape">
    <xsl:param name="shape"/>
    <xsl:call-template name="activity"><xsl:with-param name="shape" select="$shape"/></xsl:call-template>
    <xsl:apply-templates select="." mode="icon"/>
    <xsl:call-template name="activity-markers"><xsl:with-param name="shape" select="$shape"/></xsl:call-template>
  </xsl:template>

  <!-- Thick as what it calls: a process with its plus, a global task with its icon. -->
  <xsl:template match="b:callActivity" mode="shape">
    <xsl:param name="shape"/>
    <xsl:variable name="called" select="key('element', @calledElement)[1]"/>
    <xsl:variable name="is-task" select="starts-with(local-name($called), 'global')"/>
    <xsl:call-template name="activity">
      <xsl:with-param name="shape" select="$shape"/>
      <xsl:with-param name="thickness" select="'4'"/>
    </xsl:call-template>
    <xsl:apply-templates select="$called[$is-task]" mode="icon"/>
    <xsl:call-template name="activity-markers">
      <xsl:with-param name="shape" select="$shape"/>
      <xsl:with-param name="plus" select="not($is-task) and $shape/@expanded = 'false'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="b:subProcess | b:adHocSubProcess | b:transaction" mode="shape">
    <xsl:param name="shape"/>
    <xsl:call-template name="activity">
      <xsl:with-param name="shape" select="$shape"/>
      <xsl:with-param name="dashes">
        <xsl:if test="@triggeredByEvent = 'true' or @triggeredByEvent = '1'">1.5 4</xsl:if>
      </xsl:with-param>
    </xsl:call-template>
    <xsl:if test="self::b:transaction">
      <rect class="transaction" x="4" y="4" width="{$shape/@width - 8}" height="{$shape/@height - 8}" rx="7"/>
    </xsl:if>
    <xsl:if test="$shape/@expanded = 'false'">
      <xsl:apply-templates select="self::*[@triggeredByEvent = 'true']/b:startEvent[1]" mode="icon"/>
    </xsl:if>
    <xsl:call-template name="activity-markers">
      <xsl:with-param name="shape" select="$shape"/>
      <xsl:with-param name="plus" select="$shape/@expanded = 'false'"/>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="activity">
    <xsl:param name="shape"/>
    <xsl:param name="thickness" select="'1.5'"/>
    <xsl:param name="dashes"/>
    <rect class="outline" width="{$shape/@width}" height="{$shape/@height}" rx="10">
      <xsl:attribute name="stroke-width">
        <xsl:value-of select="$thickness + 1.5 * number($shape/@active or $shape/@failed)"/>
      </xsl:attribute>
      <xsl:if test="string($dashes) != ''">
        <xsl:attribute name="stroke-dasharray"><xsl:value-of select="$dashes"/></xsl:attribute>
      </xsl:if>
      <xsl:call-template name="fill"><xsl:with-param name="shape" select="$shape"/></xsl:call-template>
    </rect>
  </xsl:template>

  <!-- Choreographies: the name stands between two bands with the participants. -->
  <xsl:template match="b:choreographyTask | b:subChoreography | b:callChoreography" mode="shape">
    <xsl:param name="shape"/>
    <xsl:call-template name="activity">
      <xsl:with-param name="shape" select="$shape"/>
      <xsl:with-param name="thickness">
        <xsl:choose>
          <xsl:when test="self::b:callChoreography">4</xsl:when>
          <xsl:otherwise>1.5</xsl:otherwise>
        </xsl:choose>
      </xsl:with-param>
    </xsl:call-template>
    <g transform="translate({$shape/@width div 2} {$shape/@height - 31})">
      <xsl:choose>
        <xsl:when test="@loopType = 'Standard'"><xsl:call-template name="marker-loop"/></xsl:when>
        <xsl:when test="@loopType = 'MultiInstanceParallel'"><xsl:call-template name="marker-parallel"/></xsl:when>
        <xsl:when test="@loopType = 'MultiInstanceSequential'"><xsl:call-template name="marker-sequential"/></xsl:when>
        <xsl:when test="not(self::b:choreographyTask) and $shape/@expanded = 'false'">
          <xsl:call-template name="marker-plus"/>
        </xsl:when>
      </xsl:choose>
    </g>
  </xsl:template>

  <!-- Who begins is white, the others are grey; corners are round where the task's are. -->
  <xsl:template name="participant-band">
    <xsl:param name="shape"/>
    <xsl:variable name="w" select="number($shape/@width)"/>
    <xsl:variable name="h" select="number($shape/@height)"/>
    <path class="outline band">
      <xsl:attribute name="d">
        <xsl:choose>
          <xsl:when test="starts-with($shape/@band, 'top')">
            <xsl:value-of select="concat('M0 ', $h, ' V10 Q0 0 10 0 H', $w - 10, ' Q', $w, ' 0 ', $w, ' 10 V', $h, ' Z')"/>
          </xsl:when>
          <xsl:when test="starts-with($shape/@band, 'bottom')">
            <xsl:value-of select="concat('M0 0 V', $h - 10, ' Q0 ', $h, ' 10 ', $h, ' H', $w - 10, ' Q', $w, ' ', $h, ' ',
                $w, ' ', $h - 10, ' V0 Z')"/>
          </xsl:when>
          <xsl:otherwise>
            <xsl:value-of select="concat('M0 0 H', $w, ' V', $h, ' H0 Z')"/>
          </xsl:otherwise>
        </xsl:choose>
      </xsl:attribute>
      <xsl:call-template name="fill">
        <xsl:with-param name="shape" select="$shape"/>
        <xsl:with-param name="otherwise">
          <xsl:choose>
            <xsl:when test="contains($shape/@band, 'non_initiating')">#ccc</xsl:when>
            <xsl:otherwise>#fff</xsl:otherwise>
          </xsl:choose>
        </xsl:with-param>
      </xsl:call-template>
    </path>
    <xsl:if test="$shape/@envelope = 'true'">
      <xsl:variable name="is-bottom" select="starts-with($shape/@band, 'bottom')"/>
      <xsl:variable name="y">
        <xsl:choose>
          <xsl:when test="$is-bottom"><xsl:value-of select="$h + 30"/></xsl:when>
          <xsl:otherwise>-30</xsl:otherwise>
        </xsl:choose>
      </xsl:variable>
      <path class="association" stroke-dasharray="1 4">
        <xsl:attribute name="d">
          <xsl:choose>
            <xsl:when test="$is-bottom"><xsl:value-of select="concat('M', $w div 2, ' ', $h, ' v20')"/></xsl:when>
            <xsl:otherwise><xsl:value-of select="concat('M', $w div 2, ' 0 v-20')"/></xsl:otherwise>
          </xsl:choose>
        </xsl:attribute>
      </path>
      <g transform="translate({$w div 2} {$y}) scale(1.4)">
        <xsl:choose>
          <xsl:when test="contains($shape/@band, 'non_initiating')">
            <xsl:call-template name="envelope"><xsl:with-param name="paper" select="'#ccc'"/></xsl:call-template>
          </xsl:when>
          <xsl:otherwise><xsl:call-template name="envelope"/></xsl:otherwise>
        </xsl:choose>
      </g>
    </xsl:if>
  </xsl:template>

  <!-- Events: one thin line at the beginning, two in between, a thick one at the end; dashes where nothing is interrupted. -->
  <xsl:template match="b:startEvent | b:endEvent | b:intermediateCatchEvent | b:intermediateThrowEvent | b:boundaryEvent"
      mode="shape">
    <xsl:param name="shape"/>
    <xsl:variable name="size">
      <xsl:choose>
        <xsl:when test="$shape/@width &lt; $shape/@height"><xsl:value-of select="$shape/@width"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$shape/@height"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="goes-on" select="self::b:boundaryEvent[@cancelActivity = 'false' or @cancelActivity = '0'] or
        self::b:startEvent[@isInterrupting = 'false' or @isInterrupting = '0'][parent::b:subProcess]"/>
    <g transform="translate({$shape/@width div 2} {$shape/@height div 2})">
      <circle class="outline" r="{$size div 2}">
        <xsl:if test="self::b:endEvent"><xsl:attribute name="stroke-width">3.5</xsl:attribute></xsl:if>
        <xsl:if test="$goes-on"><xsl:attribute name="stroke-dasharray">4 3</xsl:attribute></xsl:if>
        <xsl:call-template name="fill"><xsl:with-param name="shape" select="$shape"/></xsl:call-template>
      </circle>
      <xsl:if test="not(self::b:startEvent or self::b:endEvent)">
        <circle class="inner" r="{$size div 2 - 3.5}">
          <xsl:if test="$goes-on"><xsl:attribute name="stroke-dasharray">4 3</xsl:attribute></xsl:if>
        </circle>
      </xsl:if>
      <g transform="scale({$size div 36})">
        <xsl:apply-templates select="." mode="icon"/>
      </g>
    </g>
  </xsl:template>

  <!-- Gateways -->
  <xsl:template match="b:exclusiveGateway | b:inclusiveGateway | b:parallelGateway | b:complexGateway | b:eventBasedGateway"
      mode="shape">
    <xsl:param name="shape"/>
    <xsl:variable name="w" select="number($shape/@width)"/>
    <xsl:variable name="h" select="number($shape/@height)"/>
    <path class="outline" d="M{$w div 2} 0 L{$w} {$h div 2} L{$w div 2} {$h} L0 {$h div 2} Z">
      <xsl:call-template name="fill"><xsl:with-param name="shape" select="$shape"/></xsl:call-template>
    </path>
    <g transform="translate({$w div 2} {$h div 2}) scale({$w div 50} {$h div 50})">
      <xsl:apply-templates select="." mode="icon">
        <xsl:with-param name="shape" select="$shape"/>
      </xsl:apply-templates>
    </g>
  </xsl:template>

  <!-- Data: a sheet with a folded corner; an empty arrow comes in, a filled one goes out, three lines are many. -->
  <xsl:template match="b:dataObject | b:dataObjectReference | b:dataInput | b:dataOutput" mode="shape">
    <xsl:param name="shape"/>
    <xsl:variable name="w" select="number($shape/@width)"/>
    <xsl:variable name="h" select="number($shape/@height)"/>
    <xsl:variable name="object" select="self::*[not(self::b:dataObjectReference)] | key('element', @dataObjectRef)"/>
    <path class="outline" d="M0 0 H{$w - 10} L{$w} 10 V{$h} H0 Z M{$w - 10} 0 V10 H{$w}">
      <xsl:call-template name="fill"><xsl:with-param name="shape" select="$shape"/></xsl:call-template>
    </path>
    <xsl:if test="self::b:dataInput or self::b:dataOutput">
      <path class="direction" d="M5 9 h6 v-3 l6 5 l-6 5 v-3 h-6 z" stroke-width="1">
        <xsl:if test="self::b:dataOutput">
          <xsl:attribute name="fill">#222</xsl:attribute>
        </xsl:if>
      </path>
    </xsl:if>
    <xsl:if test="$object/@isCollection = 'true' or $object/@isCollection = '1'">
      <path class="collection" d="M{$w div 2 - 4} {$h - 12} v10 m4 -10 v10 m4 -10 v10" stroke-width="2"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="b:dataStore | b:dataStoreReference" mode="shape">
    <xsl:param name="shape"/>
    <xsl:variable name="w" select="number($shape/@width)"/>
    <xsl:variable name="h" select="number($shape/@height)"/>
    <xsl:variable name="c" select="$h div 8"/>
    <path class="outline store" d="M0 {$c} C0 {-$c div 3} {$w} {-$c div 3} {$w} {$c} V{$h - $c} C{$w} {$h + $c div 3} 0 {$h + $c div 3}
        0 {$h - $c} Z">
      <xsl:call-template name="fill"><xsl:with-param name="shape" select="$shape"/></xsl:call-template>
    </path>
    <path class="rings" d="M0 {$c} C0 {$c * 7 div 3} {$w} {$c * 7 div 3} {$w} {$c} M0 {$c + 5} C0 {$c * 7 div 3 + 5} {$w} {$c * 7 div 3
        + 5} {$w} {$c + 5} M0 {$c + 10} C0 {$c * 7 div 3 + 10} {$w} {$c * 7 div 3 + 10} {$w} {$c + 10}" stroke-width="1.2"/>
  </xsl:template>

  <xsl:template match="b:message" mode="shape">
    <xsl:param name="shape"/>
    <g transform="translate({$shape/@width div 2} {$shape/@height div 2}) scale({$shape/@width div 22} {$shape/@height div 15})">
      <xsl:call-template name="envelope"/>
    </g>
  </xsl:template>

  <!-- Notes and groups -->
  <xsl:template match="b:textAnnotation" mode="shape">
    <xsl:param name="shape"/>
    <xsl:if test="$shape/@fill">
      <rect width="{$shape/@width}" height="{$shape/@height}" fill="{$shape/@fill}" stroke="none"/>
    </xsl:if>
    <path class="outline" d="M20 0 H0 V{$shape/@height} H20"/>
  </xsl:template>

  <xsl:template match="b:group" mode="shape">
    <xsl:param name="shape"/>
    <rect class="outline" width="{$shape/@width}" height="{$shape/@height}" rx="10" stroke-dasharray="9 4 1.5 4"/>
  </xsl:template>

  <!-- Conversations -->
  <xsl:template match="b:conversation | b:subConversation | b:callConversation" mode="shape">
    <xsl:param name="shape"/>
    <xsl:variable name="w" select="number($shape/@width)"/>
    <xsl:variable name="h" select="number($shape/@height)"/>
    <path class="outline" d="M{$w div 4} 0 H{$w * 3 div 4} L{$w} {$h div 2} L{$w * 3 div 4} {$h} H{$w div 4} L0 {$h div 2} Z">
      <xsl:if test="self::b:callConversation"><xsl:attribute name="stroke-width">4</xsl:attribute></xsl:if>
      <xsl:call-template name="fill"><xsl:with-param name="shape" select="$shape"/></xsl:call-template>
    </path>
    <xsl:if test="self::b:subConversation">
      <g transform="translate({$w div 2} {$h - 9})"><xsl:call-template name="marker-plus"/></g>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
