<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- handbook-decisions.xsl: decisions, their tables and what they need; the index of all of them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:h="urn:weir:handbook" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:d="urn:weir:handbook:dmn"
    xmlns:ddi="urn:weir:handbook:dmndi" xmlns:ddc="urn:weir:handbook:dmn-dc" xmlns:dd="urn:weir:handbook:dmn-di"
    xmlns:bdi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:w="urn:weir:bpmn"
    exclude-result-prefixes="b d ddi ddc dd bdi dc di w">

  <!-- ── the index ── -->

  <xsl:template match="h:handbook" mode="decisions">
    <xsl:call-template name="chapter">
      <xsl:with-param name="page" select="'decisions.html'"/>
      <xsl:with-param name="title" select="'决策索引 Decisions'"/>
      <xsl:with-param name="content">
        <h1><h:t zh="决策索引" en="Index of decisions"/></h1>
        <table>
          <thead>
            <tr>
              <th class="w30"><h:t zh="决策" en="Decision"/></th>
              <th><h:t zh="命中策略" en="Hit policy"/></th>
              <th class="number"><h:t zh="规则数" en="Rules"/></th>
              <th class="w30"><h:t zh="被谁使用" en="Used by"/></th>
              <th><h:t zh="文件" en="File"/></th>
            </tr>
          </thead>
          <tbody>
            <xsl:for-each select="h:file/d:definitions/d:decision">
              <xsl:sort select="@id"/>
              <tr>
                <td><xsl:apply-templates select="." mode="link"/><br/><code><xsl:value-of select="@id"/></code></td>
                <td><xsl:apply-templates select="d:decisionTable" mode="hit-policy"/></td>
                <td class="number"><xsl:if test="d:decisionTable"><xsl:value-of select="count(d:decisionTable/d:rule)"/></xsl:if></td>
                <td><xsl:apply-templates select="." mode="users"/></td>
                <td><code><xsl:value-of select="ancestor::h:file/@path"/></code></td>
              </tr>
            </xsl:for-each>
          </tbody>
        </table>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <!-- The steps that ask for it, and the decisions that need it. -->
  <xsl:template match="*" mode="users">
    <xsl:variable name="id" select="@id"/>
    <xsl:variable name="reference" select="concat('#', @id)"/>
    <xsl:variable name="tasks" select="key('decision-use', @id)"/>
    <xsl:variable name="needers" select="ancestor::d:definitions/d:*[*/d:requiredDecision/@href = $reference or */d:requiredKnowledge/@href = $reference or d:outputDecision/@href = $reference]"/>
    <xsl:for-each select="$tasks">
      <div><xsl:apply-templates select="." mode="link"/><xsl:text> · </xsl:text><xsl:apply-templates select="ancestor::b:process" mode="link"/></div>
    </xsl:for-each>
    <xsl:for-each select="$needers">
      <div><xsl:apply-templates select="." mode="link"/></div>
    </xsl:for-each>
    <xsl:if test="not($tasks or $needers)"><span class="none"><h:t zh="本手册中无引用" en="nothing in this handbook"/></span></xsl:if>
  </xsl:template>

  <!-- ── a file ── -->

  <xsl:template match="d:definitions" mode="chapter">
    <xsl:variable name="page" select="ancestor::h:file/@page"/>
    <xsl:call-template name="chapter">
      <xsl:with-param name="page" select="$page"/>
      <xsl:with-param name="title"><xsl:apply-templates select="." mode="title"/></xsl:with-param>
      <xsl:with-param name="content">
        <h1><xsl:apply-templates select="." mode="title"/></h1>
        <p><code><xsl:value-of select="ancestor::h:file/@path"/></code><br/>
          <code class="digest">SHA-256 <xsl:value-of select="ancestor::h:file/@digest"/></code></p>
        <xsl:apply-templates select="." mode="said"/>
        <xsl:apply-templates select="." mode="drg"/>
        <xsl:for-each select="d:decision | d:businessKnowledgeModel | d:decisionService">
          <section>
            <xsl:call-template name="decision-class"/>
            <h2>
              <xsl:call-template name="id"><xsl:with-param name="page" select="$page"/></xsl:call-template>
              <xsl:apply-templates select="." mode="name"/>
              <xsl:if test="@name != '' and @name != @id"><xsl:text> </xsl:text><code><xsl:value-of select="@id"/></code></xsl:if>
            </h2>
            <xsl:apply-templates select="." mode="said"/>
            <xsl:apply-templates select="." mode="about"/>
            <xsl:apply-templates select="d:*" mode="box"/>
          </section>
        </xsl:for-each>
        <xsl:if test="d:inputData | d:knowledgeSource">
          <h2><h:t zh="输入数据与依据来源" en="Input data and sources"/></h2>
          <table>
            <thead><tr><th class="w30"><h:t zh="名称" en="Name"/></th><th><h:t zh="类型" en="Type"/></th><th class="w50"><h:t zh="说明" en="What it is"/></th></tr></thead>
            <tbody>
              <xsl:for-each select="d:inputData | d:knowledgeSource">
                <tr>
                  <xsl:call-template name="id"><xsl:with-param name="page" select="$page"/></xsl:call-template>
                  <td>
                    <xsl:choose>
                      <xsl:when test="@label != '' and @label != @name"><xsl:value-of select="@label"/><br/><code><xsl:value-of select="@name"/></code></xsl:when>
                      <xsl:otherwise><xsl:apply-templates select="." mode="name"/></xsl:otherwise>
                    </xsl:choose>
                  </td>
                  <td>
                    <xsl:choose>
                      <xsl:when test="self::d:knowledgeSource"><h:t zh="依据来源(待核实)" en="source (to be verified)"/></xsl:when>
                      <xsl:otherwise><xsl:apply-templates select="d:variable/@typeRef | d:variable/d:typeRef" mode="type"/></xsl:otherwise>
                    </xsl:choose>
                  </td>
                  <td><xsl:apply-templates select="." mode="said"/></td>
                </tr>
              </xsl:for-each>
            </tbody>
          </table>
        </xsl:if>
        <xsl:if test="d:itemDefinition">
          <h2><h:t zh="类型" en="Types"/></h2>
          <table>
            <thead><tr><th class="w30"><h:t zh="名称" en="Name"/></th><th><h:t zh="基于" en="Of"/></th><th class="w50"><h:t zh="取值" en="Values"/></th></tr></thead>
            <tbody>
              <xsl:for-each select="d:itemDefinition">
                <tr>
                  <td><code><xsl:value-of select="@name"/></code><xsl:if test="@label != ''"><xsl:text> </xsl:text><xsl:value-of select="@label"/></xsl:if></td>
                  <td>
                    <code><xsl:value-of select="d:typeRef"/></code>
                    <xsl:if test="@isCollection = 'true'"><xsl:text> </xsl:text><h:t zh="列表" en="list"/></xsl:if>
                  </td>
                  <td>
                    <xsl:if test="d:allowedValues/d:text"><code><xsl:value-of select="normalize-space(d:allowedValues/d:text/text())"/></code></xsl:if>
                    <xsl:for-each select="d:itemComponent">
                      <div><code><xsl:value-of select="concat(@name, ': ', d:typeRef)"/></code></div>
                    </xsl:for-each>
                    <xsl:apply-templates select="." mode="said"/>
                  </td>
                </tr>
              </xsl:for-each>
            </tbody>
          </table>
        </xsl:if>
      </xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template match="d:definitions" mode="page"><xsl:value-of select="ancestor::h:file/@page"/></xsl:template>
  <xsl:template match="@* | *" mode="type"><code><xsl:value-of select="."/></code></xsl:template>

  <xsl:template match="*" mode="about">
    <xsl:variable name="needs" select="*/d:requiredInput | */d:requiredDecision | */d:requiredKnowledge | */d:requiredAuthority"/>
    <table class="facts">
      <tbody>
        <xsl:if test="d:question/h:said">
          <tr><th><h:t zh="问题" en="Question"/></th><td><xsl:call-template name="paragraphs"><xsl:with-param name="said" select="d:question/h:said"/></xsl:call-template></td></tr>
        </xsl:if>
        <xsl:if test="d:allowedAnswers/h:said">
          <tr><th><h:t zh="可能的答案" en="Allowed answers"/></th><td><xsl:call-template name="paragraphs"><xsl:with-param name="said" select="d:allowedAnswers/h:said"/></xsl:call-template></td></tr>
        </xsl:if>
        <xsl:if test="$needs">
          <tr>
            <th><h:t zh="需要" en="Needs"/></th>
            <td>
              <xsl:for-each select="$needs">
                <xsl:if test="position() != 1"><xsl:text> · </xsl:text></xsl:if>
                <xsl:variable name="found" select="key('drg', concat(ancestor::h:file/@n, ' ', substring-after(@href, '#')))[1]"/>
                <xsl:choose>
                  <xsl:when test="$found and starts-with(@href, '#')"><xsl:apply-templates select="$found" mode="link"/></xsl:when>
                  <xsl:otherwise><code><xsl:value-of select="@href"/></code></xsl:otherwise>
                </xsl:choose>
              </xsl:for-each>
            </td>
          </tr>
        </xsl:if>
        <xsl:if test="d:variable/@name != ''">
          <tr>
            <th><h:t zh="结果" en="Result"/></th>
            <td><code><xsl:value-of select="d:variable/@name"/></code><xsl:if test="d:variable/@typeRef != ''"><xsl:text> : </xsl:text><code><xsl:value-of select="d:variable/@typeRef"/></code></xsl:if></td>
          </tr>
        </xsl:if>
        <tr><th><h:t zh="被谁使用" en="Used by"/></th><td><xsl:apply-templates select="." mode="users"/></td></tr>
      </tbody>
    </table>
  </xsl:template>

  <!-- ── on the page of a process: the decisions that it asks for ── -->

  <xsl:template match="b:process" mode="decisions-used">
    <xsl:variable name="page" select="@h:page"/>
    <xsl:variable name="refs" select=".//@w:decisionRef | .//w:decision/@ref"/>
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="$page"/>
        <xsl:with-param name="section" select="'decisions'"/>
        <xsl:with-param name="zh" select="'决策'"/>
        <xsl:with-param name="en" select="'Decisions'"/>
      </xsl:call-template>
      <xsl:if test="not($refs)"><p><xsl:call-template name="none"/></p></xsl:if>
      <xsl:for-each select="$all/h:file/d:definitions/d:decision[@id = $refs] | $all/h:file/d:definitions/d:decisionService[@id = $refs]">
        <section>
          <xsl:call-template name="decision-class"/>
          <h3>
            <xsl:apply-templates select="." mode="link"/>
            <xsl:if test="@name != '' and @name != @id"><xsl:text> </xsl:text><code><xsl:value-of select="@id"/></code></xsl:if>
          </h3>
          <p>
            <h:t zh="用于" en="Asked for by"/><xsl:text>: </xsl:text>
            <xsl:for-each select="key('decision-use', @id)[ancestor::b:process/@h:page = $page]">
              <xsl:if test="position() != 1"><xsl:text> · </xsl:text></xsl:if>
              <xsl:apply-templates select="." mode="link"/>
            </xsl:for-each>
          </p>
          <xsl:apply-templates select="." mode="said"/>
          <xsl:apply-templates select="d:*" mode="box"/>
        </section>
      </xsl:for-each>
      <xsl:for-each select="$refs[not(key('decision', string(.)))]">
        <p class="none">
          <code><xsl:value-of select="."/></code><xsl:text> </xsl:text>
          <h:t zh="(不在本手册)" en="(not in this handbook)"/>
        </p>
      </xsl:for-each>
    </section>
  </xsl:template>

  <!-- A table with many columns is printed on a page turned sideways. -->
  <xsl:template name="decision-class">
    <xsl:attribute name="class">
      <xsl:text>decision</xsl:text>
      <xsl:if test="count(d:decisionTable/d:input | d:decisionTable/d:output) + 2 * count(d:decisionTable[d:annotation or d:rule/d:annotationEntry or d:rule/d:description]) &gt; 6"> wide</xsl:if>
    </xsl:attribute>
  </xsl:template>

  <!-- ── boxed expressions ── -->

  <xsl:template match="*" mode="box"/>

  <xsl:template match="d:decisionTable" mode="hit-policy">
    <xsl:variable name="policy">
      <xsl:choose>
        <xsl:when test="@hitPolicy != ''"><xsl:value-of select="@hitPolicy"/></xsl:when>
        <xsl:otherwise>UNIQUE</xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:choose>
      <xsl:when test="$policy = 'UNIQUE'"><h:t zh="U 唯一" en="U unique"/></xsl:when>
      <xsl:when test="$policy = 'ANY'"><h:t zh="A 任意(结果须相同)" en="A any (all agree)"/></xsl:when>
      <xsl:when test="$policy = 'FIRST'"><h:t zh="F 首条" en="F first"/></xsl:when>
      <xsl:when test="$policy = 'PRIORITY'"><h:t zh="P 优先" en="P priority"/></xsl:when>
      <xsl:when test="$policy = 'RULE ORDER'"><h:t zh="R 按规则顺序全部" en="R all in rule order"/></xsl:when>
      <xsl:when test="$policy = 'OUTPUT ORDER'"><h:t zh="O 按输出顺序全部" en="O all in output order"/></xsl:when>
      <xsl:when test="$policy = 'COLLECT' and @aggregation = 'SUM'"><h:t zh="C+ 汇总求和" en="C+ sum of all"/></xsl:when>
      <xsl:when test="$policy = 'COLLECT' and @aggregation = 'MIN'"><h:t zh="C&lt; 取最小" en="C&lt; the least"/></xsl:when>
      <xsl:when test="$policy = 'COLLECT' and @aggregation = 'MAX'"><h:t zh="C&gt; 取最大" en="C&gt; the greatest"/></xsl:when>
      <xsl:when test="$policy = 'COLLECT' and @aggregation = 'COUNT'"><h:t zh="C# 计数" en="C# how many"/></xsl:when>
      <xsl:when test="$policy = 'COLLECT'"><h:t zh="C 汇集全部" en="C collect all"/></xsl:when>
      <xsl:otherwise><code><xsl:value-of select="$policy"/></code></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="d:decisionTable" mode="box">
    <p class="policy"><h:t zh="命中策略" en="Hit policy"/><xsl:text>: </xsl:text><xsl:apply-templates select="." mode="hit-policy"/></p>
    <xsl:variable name="annotations" select="d:annotation"/>
    <xsl:variable name="has-notes" select="d:rule/d:annotationEntry or d:rule/d:description"/>
    <table class="decision-table">
      <thead>
        <tr>
          <th class="number">
            <xsl:choose>
              <xsl:when test="@hitPolicy = 'RULE ORDER'">R</xsl:when>
              <xsl:when test="@hitPolicy = 'OUTPUT ORDER'">O</xsl:when>
              <xsl:when test="@hitPolicy = 'COLLECT'">C<xsl:choose>
                  <xsl:when test="@aggregation = 'SUM'">+</xsl:when>
                  <xsl:when test="@aggregation = 'MIN'">&lt;</xsl:when>
                  <xsl:when test="@aggregation = 'MAX'">&gt;</xsl:when>
                  <xsl:when test="@aggregation = 'COUNT'">#</xsl:when>
                </xsl:choose></xsl:when>
              <xsl:when test="@hitPolicy != ''"><xsl:value-of select="substring(@hitPolicy, 1, 1)"/></xsl:when>
              <xsl:otherwise>U</xsl:otherwise>
            </xsl:choose>
          </th>
          <xsl:for-each select="d:input">
            <th class="input">
              <xsl:if test="@label != ''"><xsl:value-of select="@label"/><br/></xsl:if>
              <code><xsl:value-of select="normalize-space(d:inputExpression/d:text/text())"/></code>
              <xsl:if test="d:inputValues/d:text"><div class="values"><xsl:value-of select="normalize-space(d:inputValues/d:text/text())"/></div></xsl:if>
            </th>
          </xsl:for-each>
          <xsl:for-each select="d:output">
            <th class="output">
              <xsl:if test="@label != ''"><xsl:value-of select="@label"/><br/></xsl:if>
              <code>
                <xsl:choose>
                  <xsl:when test="@name != ''"><xsl:value-of select="@name"/></xsl:when>
                  <xsl:otherwise><xsl:value-of select="ancestor::d:decision[1]/d:variable/@name"/></xsl:otherwise>
                </xsl:choose>
              </code>
              <xsl:if test="d:outputValues/d:text"><div class="values"><xsl:value-of select="normalize-space(d:outputValues/d:text/text())"/></div></xsl:if>
              <xsl:if test="d:defaultOutputEntry/d:text"><div class="values"><h:t zh="默认" en="default"/><xsl:text> </xsl:text><xsl:value-of select="normalize-space(d:defaultOutputEntry/d:text/text())"/></div></xsl:if>
            </th>
          </xsl:for-each>
          <xsl:for-each select="$annotations"><th><xsl:value-of select="@name"/></th></xsl:for-each>
          <xsl:if test="not($annotations) and $has-notes"><th><h:t zh="说明" en="Note"/></th></xsl:if>
        </tr>
      </thead>
      <tbody>
        <xsl:for-each select="d:rule">
          <tr>
            <td class="number"><xsl:value-of select="position()"/></td>
            <xsl:for-each select="d:inputEntry">
              <td><xsl:call-template name="entry"/></td>
            </xsl:for-each>
            <xsl:for-each select="d:outputEntry">
              <td class="output"><xsl:call-template name="entry"/></td>
            </xsl:for-each>
            <xsl:choose>
              <xsl:when test="$annotations">
                <xsl:variable name="rule" select="."/>
                <xsl:for-each select="$annotations">
                  <xsl:variable name="at" select="position()"/>
                  <td><xsl:value-of select="normalize-space($rule/d:annotationEntry[$at]/d:text/text())"/></td>
                </xsl:for-each>
              </xsl:when>
              <xsl:when test="$has-notes">
                <td>
                  <xsl:call-template name="paragraphs"><xsl:with-param name="said" select="d:description/h:said | d:annotationEntry/d:text/h:said"/></xsl:call-template>
                </td>
              </xsl:when>
            </xsl:choose>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template name="entry">
    <xsl:choose>
      <xsl:when test="normalize-space(d:text/text()) = '-' or normalize-space(d:text/text()) = ''">–</xsl:when>
      <xsl:otherwise><code><xsl:value-of select="normalize-space(d:text/text())"/></code></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="d:literalExpression" mode="box">
    <pre><xsl:value-of select="d:text/text()"/></pre>
  </xsl:template>

  <xsl:template match="d:context" mode="box">
    <table class="box">
      <tbody>
        <xsl:for-each select="d:contextEntry">
          <tr>
            <th>
              <xsl:choose>
                <xsl:when test="d:variable/@name != ''"><code><xsl:value-of select="d:variable/@name"/></code></xsl:when>
                <xsl:otherwise><h:t zh="结果" en="result"/></xsl:otherwise>
              </xsl:choose>
            </th>
            <td><xsl:apply-templates select="d:*" mode="box"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template match="d:invocation" mode="box">
    <table class="box">
      <tbody>
        <tr><th><h:t zh="调用" en="calls"/></th><td><xsl:apply-templates select="d:literalExpression" mode="box"/></td></tr>
        <xsl:for-each select="d:binding">
          <tr><th><code><xsl:value-of select="d:parameter/@name"/></code></th><td><xsl:apply-templates select="d:*[not(self::d:parameter)]" mode="box"/></td></tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template match="d:functionDefinition | d:encapsulatedLogic" mode="box">
    <table class="box">
      <tbody>
        <tr>
          <th>ƒ</th>
          <td>
            <xsl:for-each select="d:formalParameter">
              <xsl:if test="position() != 1"><xsl:text>, </xsl:text></xsl:if>
              <code><xsl:value-of select="@name"/><xsl:if test="@typeRef != ''"><xsl:value-of select="concat(': ', @typeRef)"/></xsl:if></code>
            </xsl:for-each>
          </td>
        </tr>
        <tr><th>=</th><td><xsl:apply-templates select="d:*[not(self::d:formalParameter)]" mode="box"/></td></tr>
      </tbody>
    </table>
  </xsl:template>

  <xsl:template match="d:list" mode="box">
    <ol><xsl:for-each select="d:*[not(self::d:description)]"><li><xsl:apply-templates select="." mode="box"/></li></xsl:for-each></ol>
  </xsl:template>

  <xsl:template match="d:relation" mode="box">
    <table class="box">
      <thead><tr><xsl:for-each select="d:column"><th><xsl:value-of select="@name"/></th></xsl:for-each></tr></thead>
      <tbody>
        <xsl:for-each select="d:row">
          <tr><xsl:for-each select="d:*"><td><xsl:apply-templates select="." mode="box"/></td></xsl:for-each></tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <!-- if, for, some, every, filter: their parts by name. -->
  <xsl:template match="d:conditional | d:for | d:some | d:every | d:filter" mode="box">
    <table class="box">
      <tbody>
        <xsl:for-each select="d:*">
          <tr>
            <th><code><xsl:value-of select="local-name()"/><xsl:if test="../@iteratorVariable and position() = 1"><xsl:value-of select="concat(' ', ../@iteratorVariable)"/></xsl:if></code></th>
            <td><xsl:apply-templates select="d:*" mode="box"/></td>
          </tr>
        </xsl:for-each>
      </tbody>
    </table>
  </xsl:template>

  <!-- A service: what it decides and takes. -->
  <xsl:template match="d:outputDecision | d:encapsulatedDecision | d:inputDecision | d:inputData" mode="box">
    <xsl:if test="parent::d:decisionService">
      <xsl:variable name="found" select="key('drg', concat(ancestor::h:file/@n, ' ', substring-after(@href, '#')))[1]"/>
      <p>
        <xsl:choose>
          <xsl:when test="self::d:outputDecision"><h:t zh="输出" en="output"/></xsl:when>
          <xsl:when test="self::d:encapsulatedDecision"><h:t zh="内部" en="inside"/></xsl:when>
          <xsl:otherwise><h:t zh="输入" en="input"/></xsl:otherwise>
        </xsl:choose>
        <xsl:text>: </xsl:text>
        <xsl:choose>
          <xsl:when test="$found"><xsl:apply-templates select="$found" mode="link"/></xsl:when>
          <xsl:otherwise><code><xsl:value-of select="@href"/></code></xsl:otherwise>
        </xsl:choose>
      </p>
    </xsl:if>
  </xsl:template>

  <!-- ── the graph of requirements ── -->

  <xsl:template match="d:definitions" mode="drg">
    <xsl:variable name="layout" select="ancestor::h:file/h:layout"/>
    <xsl:choose>
      <xsl:when test=".//ddi:DMNShape">
        <xsl:for-each select=".//ddi:DMNDiagram[ddi:DMNShape]">
          <xsl:call-template name="drg">
            <xsl:with-param name="bounds" select="ddi:DMNShape/ddc:Bounds"/>
            <xsl:with-param name="edges" select="ddi:DMNEdge[dd:waypoint]"/>
          </xsl:call-template>
        </xsl:for-each>
      </xsl:when>
      <xsl:when test="$layout">
        <xsl:call-template name="drg">
          <xsl:with-param name="bounds" select="$layout//bdi:BPMNShape/dc:Bounds"/>
          <xsl:with-param name="edges" select="$layout//bdi:BPMNEdge[di:waypoint]"/>
        </xsl:call-template>
      </xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="drg">
    <xsl:param name="bounds"/>
    <xsl:param name="edges"/>
    <xsl:variable name="left"><xsl:for-each select="$bounds/@x"><xsl:sort select="." data-type="number"/><xsl:if test="position() = 1"><xsl:value-of select="."/></xsl:if></xsl:for-each></xsl:variable>
    <xsl:variable name="top"><xsl:for-each select="$bounds/@y"><xsl:sort select="." data-type="number"/><xsl:if test="position() = 1"><xsl:value-of select="."/></xsl:if></xsl:for-each></xsl:variable>
    <xsl:variable name="right"><xsl:for-each select="$bounds"><xsl:sort select="@x + @width" data-type="number" order="descending"/><xsl:if test="position() = 1"><xsl:value-of select="@x + @width"/></xsl:if></xsl:for-each></xsl:variable>
    <xsl:variable name="bottom"><xsl:for-each select="$bounds"><xsl:sort select="@y + @height" data-type="number" order="descending"/><xsl:if test="position() = 1"><xsl:value-of select="@y + @height"/></xsl:if></xsl:for-each></xsl:variable>
    <xsl:variable name="w" select="$right - $left + 20"/>
    <xsl:variable name="height" select="$bottom - $top + 20"/>
    <xsl:if test="$w &gt; 0 and $height &gt; 0 and $w &lt; 100000 and $height &lt; 100000">
      <figure class="diagram drg">
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="{$left - 10} {$top - 10} {$w} {$height}" width="{$w}" height="{$height}" role="img"
            aria-label="决策需求图 decision requirements" fill="none" stroke="#222" stroke-width="1.5">
          <xsl:apply-templates select="$edges" mode="drg-edge"/>
          <xsl:apply-templates select="$bounds" mode="drg-shape"/>
        </svg>
      </figure>
    </xsl:if>
  </xsl:template>

  <!-- The element that a shape or line stands for. -->
  <xsl:template match="*" mode="drg-shape">
    <xsl:variable name="file" select="ancestor::h:file"/>
    <xsl:variable name="ref" select="../@dmnElementRef"/>
    <xsl:variable name="local">
      <xsl:choose>
        <xsl:when test="contains($ref, ':')"><xsl:value-of select="substring-after($ref, ':')"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$ref"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="number" select="number(substring-after(../@bpmnElement, 'n'))"/>
    <xsl:variable name="nodes" select="$file/d:definitions/d:*[self::d:decision or self::d:inputData or self::d:businessKnowledgeModel or self::d:knowledgeSource or self::d:decisionService]"/>
    <xsl:variable name="element" select="$nodes[$number = position()] | key('drg', concat($file/@n, ' ', $local))[1]"/>
    <xsl:variable name="x" select="number(@x)"/>
    <xsl:variable name="y" select="number(@y)"/>
    <xsl:variable name="w" select="number(@width)"/>
    <xsl:variable name="h" select="number(@height)"/>
    <xsl:if test="$w &gt; 0 and $h &gt; 0 and $x = $x and $y = $y">
      <xsl:variable name="drawn">
        <xsl:choose>
          <xsl:when test="$element/self::d:inputData">
            <rect xmlns="http://www.w3.org/2000/svg" x="{$x}" y="{$y}" width="{$w}" height="{$h}" rx="{$h div 2}" fill="#fff"/>
          </xsl:when>
          <xsl:when test="$element/self::d:businessKnowledgeModel">
            <path xmlns="http://www.w3.org/2000/svg" d="M{$x + 12} {$y} H{$x + $w} V{$y + $h - 12} L{$x + $w - 12} {$y + $h} H{$x} V{$y + 12} Z" fill="#fff"/>
          </xsl:when>
          <xsl:when test="$element/self::d:knowledgeSource">
            <path xmlns="http://www.w3.org/2000/svg" d="M{$x} {$y} H{$x + $w} V{$y + $h - 8} C{$x + $w * 0.75} {$y + $h - 22} {$x + $w * 0.3} {$y + $h + 14} {$x} {$y + $h - 6} Z" fill="#fff"/>
          </xsl:when>
          <xsl:when test="$element/self::d:textAnnotation">
            <path xmlns="http://www.w3.org/2000/svg" d="M{$x + 16} {$y} H{$x} V{$y + $h} H{$x + 16}"/>
          </xsl:when>
          <xsl:when test="$element/self::d:decisionService">
            <rect xmlns="http://www.w3.org/2000/svg" x="{$x}" y="{$y}" width="{$w}" height="{$h}" rx="14" stroke-width="3"/>
          </xsl:when>
          <xsl:otherwise>
            <rect xmlns="http://www.w3.org/2000/svg" x="{$x}" y="{$y}" width="{$w}" height="{$h}" fill="#f3f6fa"/>
          </xsl:otherwise>
        </xsl:choose>
        <foreignObject xmlns="http://www.w3.org/2000/svg" x="{$x + 6}" y="{$y + 2}" width="{$w - 12}" height="{$h - 4}">
          <div xmlns="http://www.w3.org/1999/xhtml">
            <xsl:attribute name="class">
              <xsl:text>label</xsl:text>
              <xsl:if test="$element/self::d:textAnnotation"> note</xsl:if>
              <xsl:if test="$element/self::d:decisionService"> top</xsl:if>
            </xsl:attribute>
            <span>
              <xsl:choose>
                <xsl:when test="$element/self::d:textAnnotation"><xsl:value-of select="normalize-space($element/d:text/text())"/></xsl:when>
                <xsl:when test="$element/self::d:inputData[@label != '']"><xsl:value-of select="$element/@label"/></xsl:when>
                <xsl:when test="$element"><xsl:apply-templates select="$element" mode="name"/></xsl:when>
                <xsl:otherwise><xsl:value-of select="$ref"/></xsl:otherwise>
              </xsl:choose>
            </span>
          </div>
        </foreignObject>
      </xsl:variable>
      <xsl:variable name="address"><xsl:if test="$element"><xsl:apply-templates select="$element" mode="target"/></xsl:if></xsl:variable>
      <xsl:choose>
        <xsl:when test="$address != ''">
          <a xmlns="http://www.w3.org/2000/svg" href="{$address}"><xsl:copy-of select="$drawn"/></a>
        </xsl:when>
        <xsl:otherwise><xsl:copy-of select="$drawn"/></xsl:otherwise>
      </xsl:choose>
    </xsl:if>
  </xsl:template>

  <!-- Solid for information, dashed for knowledge and authority, dotted for notes. -->
  <xsl:template match="*" mode="drg-edge">
    <xsl:variable name="file" select="ancestor::h:file"/>
    <xsl:variable name="local">
      <xsl:choose>
        <xsl:when test="contains(@dmnElementRef, ':')"><xsl:value-of select="substring-after(@dmnElementRef, ':')"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="@dmnElementRef"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="to" select="number(substring-before(substring-after(@bpmnElement, 'e'), '-'))"/>
    <xsl:variable name="at" select="number(substring-after(@bpmnElement, '-'))"/>
    <xsl:variable name="nodes" select="$file/d:definitions/d:*[self::d:decision or self::d:inputData or self::d:businessKnowledgeModel or self::d:knowledgeSource or self::d:decisionService]"/>
    <xsl:variable name="laid" select="$nodes[position() = $to]/*/*[@href]"/>
    <xsl:variable name="element" select="key('drg', concat($file/@n, ' ', $local))[1] | $laid[position() = $at]/.."/>
    <xsl:variable name="points" select="dd:waypoint | di:waypoint"/>
    <xsl:variable name="last" select="$points[last()]"/>
    <xsl:variable name="before" select="$points[last() - 1]"/>
    <xsl:variable name="dx" select="$last/@x - $before/@x"/>
    <xsl:variable name="dy" select="$last/@y - $before/@y"/>
    <!-- The square root, by Newton. -->
    <xsl:variable name="q" select="$dx * $dx + $dy * $dy"/>
    <xsl:variable name="big" select="translate($dx, '-', '') + translate($dy, '-', '')"/>
    <xsl:variable name="r1" select="($big + $q div $big) div 2"/>
    <xsl:variable name="r2" select="($r1 + $q div $r1) div 2"/>
    <xsl:variable name="r" select="($r2 + $q div $r2) div 2"/>
    <xsl:variable name="ux" select="$dx div $r"/>
    <xsl:variable name="uy" select="$dy div $r"/>
    <xsl:if test="count($points) &gt; 1 and $r &gt; 0">
      <path xmlns="http://www.w3.org/2000/svg">
        <xsl:if test="$element/self::d:knowledgeRequirement or $element/self::d:authorityRequirement"><xsl:attribute name="stroke-dasharray">7 5</xsl:attribute></xsl:if>
        <xsl:if test="$element/self::d:association"><xsl:attribute name="stroke-dasharray">1 4</xsl:attribute></xsl:if>
        <xsl:attribute name="d">
          <xsl:for-each select="$points">
            <xsl:choose><xsl:when test="position() = 1">M</xsl:when><xsl:otherwise> L</xsl:otherwise></xsl:choose>
            <xsl:value-of select="concat(@x, ' ', @y)"/>
          </xsl:for-each>
        </xsl:attribute>
      </path>
      <xsl:variable name="bx" select="$last/@x - 11 * $ux"/>
      <xsl:variable name="by" select="$last/@y - 11 * $uy"/>
      <xsl:choose>
        <xsl:when test="$element/self::d:association"/>
        <xsl:when test="$element/self::d:authorityRequirement">
          <circle xmlns="http://www.w3.org/2000/svg" cx="{$last/@x}" cy="{$last/@y}" r="4" fill="#222"/>
        </xsl:when>
        <xsl:otherwise>
          <path xmlns="http://www.w3.org/2000/svg" d="M{round(($bx - 5 * $uy) * 10) div 10} {round(($by + 5 * $ux) * 10) div 10} L{$last/@x} {$last/@y} L{round(($bx + 5 * $uy) * 10) div 10} {round(($by - 5 * $ux) * 10) div 10}">
            <xsl:if test="not($element/self::d:knowledgeRequirement)"><xsl:attribute name="fill">#222</xsl:attribute></xsl:if>
          </path>
        </xsl:otherwise>
      </xsl:choose>
    </xsl:if>
  </xsl:template>
</xsl:stylesheet>
