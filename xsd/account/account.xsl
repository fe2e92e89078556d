<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- account.xsl: an accountability report as a page for print, out of the tree that engine/xml/account.h describes. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml">
  <xsl:output method="xml" encoding="UTF-8"/>
  <xsl:include href="account-words.xsl"/>
  <xsl:include href="account-style.xsl"/>
  <xsl:variable name="main" select="/report/instances[1]"/>
  <xsl:key name="chapter" match="instances" use="instance"/>

  <xsl:template match="/report">
    <html lang="zh">
      <head>
        <meta charset="UTF-8"/>
        <title>责任追溯报告 Accountability report · <xsl:value-of select="$main/process"/> · <xsl:value-of select="$main/businessKey"/></title>
        <xsl:call-template name="style"/>
      </head>
      <body>
        <header>
          <p class="kind">责任追溯报告 <span lang="en">Accountability report</span></p>
          <h1>
            <xsl:choose>
              <xsl:when test="$main/name"><xsl:value-of select="$main/name"/></xsl:when>
              <xsl:otherwise><xsl:value-of select="$main/process"/></xsl:otherwise>
            </xsl:choose>
          </h1>
          <dl class="facts">
            <xsl:call-template name="fact"><xsl:with-param name="zh">业务编号</xsl:with-param><xsl:with-param name="en">Business key</xsl:with-param><xsl:with-param name="value" select="$main/businessKey"/></xsl:call-template>
            <xsl:call-template name="fact"><xsl:with-param name="zh">流程与版本</xsl:with-param><xsl:with-param name="en">Process, version</xsl:with-param><xsl:with-param name="value" select="concat($main/process, ' · v', $main/version, substring(concat(' (标签 tag ', $main/versionTag, ')'), 1, 99 * boolean(string($main/versionTag))))"/></xsl:call-template>
            <xsl:call-template name="fact"><xsl:with-param name="zh">实例号</xsl:with-param><xsl:with-param name="en">Instance</xsl:with-param><xsl:with-param name="value" select="$main/instance"/></xsl:call-template>
            <xsl:call-template name="fact"><xsl:with-param name="zh">起止时间</xsl:with-param><xsl:with-param name="en">Begun, ended</xsl:with-param><xsl:with-param name="value"><xsl:call-template name="span"><xsl:with-param name="of" select="$main"/></xsl:call-template></xsl:with-param></xsl:call-template>
            <xsl:call-template name="fact"><xsl:with-param name="zh">状态</xsl:with-param><xsl:with-param name="en">State</xsl:with-param><xsl:with-param name="value"><xsl:call-template name="word"><xsl:with-param name="of" select="$main/state"/></xsl:call-template><xsl:if test="$main/outcome"><xsl:text> · </xsl:text><xsl:call-template name="word"><xsl:with-param name="of" select="$main/outcome"/></xsl:call-template></xsl:if></xsl:with-param></xsl:call-template>
            <xsl:call-template name="fact"><xsl:with-param name="zh">发起人</xsl:with-param><xsl:with-param name="en">Started by</xsl:with-param><xsl:with-param name="value" select="$main/startedBy"/></xsl:call-template>
            <xsl:call-template name="fact"><xsl:with-param name="zh">制表时间</xsl:with-param><xsl:with-param name="en">Report made</xsl:with-param><xsl:with-param name="value"><xsl:value-of select="made"/></xsl:with-param></xsl:call-template>
          </dl>
          <p class="hash">日志链 <span lang="en">Log chain</span> #<xsl:value-of select="log/position"/> · SHA-256 <code><xsl:value-of select="log/hash"/></code></p>
        </header>
        <p class="notice">本表由日志生成;流程与本报告为自行设计,并非标准原文;法律依据均待核实。“unverified:” 表示姓名由操作者自报,未经身份核验。
          <span lang="en">Read out of the log. Process and report are our own design, not the text of the standard; each legal basis is to be verified. “unverified:” — the name was given, nobody has proved it.</span></p>
        <xsl:if test="isCut = 'true'">
          <p class="bad">步骤过多,本表不完整。<span lang="en">There are more steps than a report holds: this one is not complete.</span></p>
        </xsl:if>
        <xsl:call-template name="summary"/>
        <xsl:apply-templates select="instances"/>
        <section class="end">
          <h2>核验 <span lang="en">How to verify</span></h2>
          <p>在保存日志的机器上执行下列命令;日志若被修改、删除或截断,命令会指出位置。
            <span lang="en">Run this where the log is kept; it names the place if anything was changed, taken out or cut off.</span></p>
          <pre><xsl:value-of select="log/verify"/></pre>
          <table class="sign">
            <tr><td>编制人 <span lang="en">Prepared by</span></td><td>复核人 <span lang="en">Checked by</span></td><td>负责人 <span lang="en">Responsible</span></td></tr>
            <tr class="line"><td/><td/><td/></tr>
            <tr><td>日期 <span lang="en">Date</span></td><td>日期 <span lang="en">Date</span></td><td>日期 <span lang="en">Date</span></td></tr>
          </table>
        </section>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="fact">
    <xsl:param name="zh"/><xsl:param name="en"/><xsl:param name="value"/>
    <xsl:if test="string($value)">
      <div><dt><xsl:value-of select="$zh"/><xsl:text> </xsl:text><span lang="en"><xsl:value-of select="$en"/></span></dt><dd><xsl:value-of select="$value"/></dd></div>
    </xsl:if>
  </xsl:template>

  <!-- What has to be looked at, in numbers. -->
  <xsl:template name="summary">
    <table class="summary">
      <tr>
        <xsl:call-template name="number"><xsl:with-param name="zh">步骤</xsl:with-param><xsl:with-param name="en">steps</xsl:with-param><xsl:with-param name="of" select="count(instances/steps)"/></xsl:call-template>
        <xsl:call-template name="number"><xsl:with-param name="zh">进行中</xsl:with-param><xsl:with-param name="en">still running</xsl:with-param><xsl:with-param name="of" select="count(instances/steps[state = 'active'])"/></xsl:call-template>
        <xsl:call-template name="number"><xsl:with-param name="zh">超期</xsl:with-param><xsl:with-param name="en">limits not kept</xsl:with-param><xsl:with-param name="of" select="count(//limit[isKept = 'false' or (not(isKept) and events/what = 'overdue')])"/><xsl:with-param name="is-bad" select="true()"/></xsl:call-template>
        <xsl:call-template name="number"><xsl:with-param name="zh">延期</xsl:with-param><xsl:with-param name="en">extensions</xsl:with-param><xsl:with-param name="of" select="count(//limit/events[what = 'extended'])"/></xsl:call-template>
        <xsl:call-template name="number"><xsl:with-param name="zh">被拒操作</xsl:with-param><xsl:with-param name="en">refused attempts</xsl:with-param><xsl:with-param name="of" select="count(instances/steps/refusals)"/><xsl:with-param name="is-bad" select="true()"/></xsl:call-template>
        <xsl:call-template name="number"><xsl:with-param name="zh">管理员干预</xsl:with-param><xsl:with-param name="en">acts of administrators</xsl:with-param><xsl:with-param name="of" select="count(instances/acts)"/><xsl:with-param name="is-bad" select="true()"/></xsl:call-template>
        <xsl:call-template name="number"><xsl:with-param name="zh">缺少的证据</xsl:with-param><xsl:with-param name="en">evidence missing</xsl:with-param><xsl:with-param name="of" select="count(//evidence[isMissing])"/><xsl:with-param name="is-bad" select="true()"/></xsl:call-template>
      </tr>
    </table>
  </xsl:template>
  <xsl:template name="number">
    <xsl:param name="zh"/><xsl:param name="en"/><xsl:param name="of"/><xsl:param name="is-bad" select="false()"/>
    <td><b><xsl:if test="$is-bad and $of &gt; 0"><xsl:attribute name="class">bad</xsl:attribute></xsl:if><xsl:value-of select="$of"/></b><xsl:value-of select="$zh"/><xsl:text> </xsl:text><span lang="en"><xsl:value-of select="$en"/></span></td>
  </xsl:template>

  <xsl:template match="instances">
    <section>
      <xsl:if test="position() &gt; 1">
        <h2 id="i-{instance}"><xsl:choose><xsl:when test="name"><xsl:value-of select="name"/></xsl:when><xsl:otherwise><xsl:value-of select="process"/></xsl:otherwise></xsl:choose>
          <small> 被调用 <span lang="en">called</span> · v<xsl:value-of select="version"/> · <xsl:value-of select="instance"/></small></h2>
        <p><xsl:call-template name="word"><xsl:with-param name="of" select="state"/></xsl:call-template><xsl:if test="outcome"><xsl:text> · </xsl:text><xsl:call-template name="word"><xsl:with-param name="of" select="outcome"/></xsl:call-template></xsl:if><xsl:text> · </xsl:text><xsl:call-template name="span"><xsl:with-param name="of" select="."/></xsl:call-template></p>
      </xsl:if>
      <xsl:if test="limit">
        <p>整个流程的时限 <span lang="en">Limit of the whole process</span>: <xsl:apply-templates select="limit"/></p>
      </xsl:if>
      <xsl:if test="exclusiveGroups">
        <p>互斥岗位 <span lang="en">Roles kept apart</span>: <xsl:for-each select="exclusiveGroups"><code><xsl:value-of select="."/></code><xsl:text> </xsl:text></xsl:for-each></p>
      </xsl:if>
      <xsl:if test="documents">
        <p>应归档材料 <span lang="en">Documents to be kept</span>: <xsl:for-each select="documents"><xsl:if test="position() &gt; 1">; </xsl:if><xsl:value-of select="label"/></xsl:for-each></p>
      </xsl:if>
      <xsl:if test="responsibility"><p>整个流程的责任 <span lang="en">Answers for the whole</span>: <xsl:for-each select="responsibility/*"><xsl:if test="position() &gt; 1">, </xsl:if><xsl:call-template name="body"/></xsl:for-each></p></xsl:if>
      <xsl:if test="acts">
        <div class="acts"><p><b class="bad">管理员干预</b><xsl:text> </xsl:text><span lang="en">Acts of administrators</span></p><ul><xsl:apply-templates select="acts"/></ul></div>
      </xsl:if>
      <xsl:if test="messages or notes or evidence or decisions"><ul><xsl:call-template name="evidence"/><xsl:apply-templates select="decisions | messages | notes"/></ul></xsl:if>
      <table class="steps">
        <thead>
          <tr>
            <th class="n">#</th>
            <th>步骤 <span lang="en">Step</span></th>
            <th>责任 <span lang="en">Answers for it</span></th>
            <th>经办 <span lang="en">Who did it</span></th>
            <th>时间与时限 <span lang="en">Time and limit</span></th>
            <th>证据与经过 <span lang="en">Evidence, events</span></th>
          </tr>
        </thead>
        <tbody><xsl:apply-templates select="steps"/></tbody>
      </table>
    </section>
  </xsl:template>

  <xsl:template match="steps">
    <tr class="{state}">
      <xsl:if test="undone/how = 'compensated'"><xsl:attribute name="class">undone</xsl:attribute></xsl:if>
      <td class="n"><xsl:value-of select="position()"/></td>
      <td>
        <b><xsl:choose><xsl:when test="name"><xsl:value-of select="name"/></xsl:when><xsl:otherwise><xsl:value-of select="element"/></xsl:otherwise></xsl:choose></b>
        <xsl:if test="item"> №<xsl:value-of select="item"/></xsl:if>
        <xsl:if test="itemCount"> (<xsl:value-of select="itemCount"/> 项 <span lang="en">items</span>)</xsl:if>
        <xsl:if test="within"><small>属 <span lang="en">in</span><xsl:text> </xsl:text><xsl:choose><xsl:when test="within/name"><xsl:value-of select="within/name"/></xsl:when><xsl:otherwise><xsl:value-of select="within/element"/></xsl:otherwise></xsl:choose> №<xsl:value-of select="within/item"/></small></xsl:if>
        <small><xsl:value-of select="element"/> · <xsl:call-template name="word"><xsl:with-param name="of" select="state"/></xsl:call-template></small>
        <xsl:if test="documentation and not(item)"><p class="doc"><xsl:value-of select="documentation"/></p></xsl:if>
      </td>
      <td>
        <xsl:if test="responsibility">
          <ul>
            <xsl:for-each select="responsibility/*"><li><xsl:call-template name="body"/></li></xsl:for-each>
          </ul>
        </xsl:if>
        <xsl:for-each select="candidateGroups | candidateUsers"><small><xsl:value-of select="."/></small></xsl:for-each>
        <xsl:if test="separateFrom"><small>回避 <span lang="en">not who did</span><xsl:for-each select="separateFrom"><xsl:text> </xsl:text><xsl:value-of select="."/></xsl:for-each></small></xsl:if>
      </td>
      <td>
        <ul>
          <xsl:for-each select="actions"><li class="minor"><xsl:call-template name="word"><xsl:with-param name="of" select="what"/></xsl:call-template><xsl:if test="from or to"><xsl:text> </xsl:text><xsl:value-of select="from"/> → <xsl:value-of select="to"/></xsl:if><xsl:if test="oldDue"><small><xsl:value-of select="oldDue"/> → <xsl:value-of select="due"/></small></xsl:if><xsl:call-template name="by"/></li></xsl:for-each>
          <xsl:apply-templates select="refusals"/>
          <xsl:for-each select="completed"><li>完成 <span lang="en">completed</span>: <b><xsl:value-of select="by"/></b><xsl:call-template name="by"/></li></xsl:for-each>
          <xsl:if test="not(completed) and assignee"><li>现由 <span lang="en">with</span><xsl:text> </xsl:text><b><xsl:value-of select="assignee"/></b></li></xsl:if>
        </ul>
      </td>
      <td>
        <xsl:call-template name="span"><xsl:with-param name="of" select="."/></xsl:call-template>
        <xsl:if test="durationInMillis"><small><xsl:if test="not(ended)">至今 <span lang="en">so far</span>: </xsl:if>自然 <span lang="en">natural</span><xsl:text> </xsl:text><xsl:call-template name="length"><xsl:with-param name="ms" select="durationInMillis"/></xsl:call-template>
          <xsl:if test="workingTimeInMillis"> · 工作 <span lang="en">working</span><xsl:text> </xsl:text><xsl:call-template name="length"><xsl:with-param name="ms" select="workingTimeInMillis"/><xsl:with-param name="has-days" select="false()"/></xsl:call-template></xsl:if></small></xsl:if>
        <xsl:apply-templates select="limit"/>
      </td>
      <td><ul><xsl:call-template name="evidence"/><xsl:apply-templates select="decisions | messages | notes | calls | undone"/></ul></td>
    </tr>
  </xsl:template>

  <xsl:template name="body">
    <xsl:choose>
      <xsl:when test="name() = 'managing'">管理 <span lang="en">managing</span></xsl:when>
      <xsl:when test="name() = 'providing'">提供 <span lang="en">providing</span></xsl:when>
      <xsl:otherwise>使用 <span lang="en">using</span></xsl:otherwise>
    </xsl:choose>
    <xsl:text> </xsl:text><b><xsl:value-of select="."/></b>
  </xsl:template>

  <xsl:template match="limit">
    <span class="limit {state}">时限 <span lang="en">limit</span><xsl:text> </xsl:text><b><xsl:value-of select="limit"/></b><xsl:text> </xsl:text><xsl:value-of select="policy"/>
      → <xsl:value-of select="due"/><xsl:text> · </xsl:text>
      <xsl:choose>
        <xsl:when test="isKept = 'true'">未超期 <span lang="en">kept</span></xsl:when>
        <xsl:when test="isKept = 'false'"><b class="bad">已超期 overdue</b></xsl:when>
        <xsl:otherwise><xsl:call-template name="word"><xsl:with-param name="of" select="state"/></xsl:call-template></xsl:otherwise>
      </xsl:choose>
      <xsl:if test="overdueWd"> +<xsl:value-of select="overdueWd"/>wd</xsl:if>
      <xsl:if test="calendar"><small>日历 <span lang="en">calendar</span><xsl:text> </xsl:text><xsl:value-of select="calendar"/><xsl:if test="version"> v<xsl:value-of select="version"/></xsl:if><xsl:if test="dueProvisional = 'true'"> · 到期日待核 <span lang="en">due date provisional</span></xsl:if></small></xsl:if>
      <xsl:if test="basis"><small>依据 <span lang="en">basis</span><xsl:text> </xsl:text><xsl:value-of select="basis"/>(待核实 <span lang="en">to be verified</span>)</small></xsl:if>
      <xsl:for-each select="events[what != 'started' and what != 'ended']"><small><xsl:call-template name="word"><xsl:with-param name="of" select="what"/></xsl:call-template><xsl:text> </xsl:text><xsl:value-of select="at"/><xsl:if test="oldDue"> (<xsl:value-of select="oldDue"/> → <xsl:value-of select="due"/>)</xsl:if><xsl:for-each select="superior | by | leadNo | reason"> · <xsl:value-of select="."/></xsl:for-each><xsl:if test="what = 'extended'"> · <xsl:value-of select="actor"/></xsl:if><xsl:if test="position"> · #<xsl:value-of select="position"/></xsl:if></small></xsl:for-each>
    </span>
  </xsl:template>

  <xsl:template match="refusals">
    <li class="bad">被拒 <span lang="en">refused</span>: <b><xsl:value-of select="by"/></b><xsl:text> </xsl:text><xsl:call-template name="word"><xsl:with-param name="of" select="tried"/></xsl:call-template> — <xsl:call-template name="word"><xsl:with-param name="of" select="rule"/></xsl:call-template><small><xsl:value-of select="reason"/></small><xsl:call-template name="by"/></li>
  </xsl:template>
  <xsl:template match="acts">
    <li><xsl:call-template name="word"><xsl:with-param name="of" select="what"/></xsl:call-template>
      <xsl:for-each select="element | name | retries | priority | due"><xsl:text> </xsl:text><code><xsl:value-of select="."/></code></xsl:for-each>
      <xsl:if test="value"> = <code><xsl:value-of select="value"/></code></xsl:if>
      <xsl:if test="size"> (<xsl:value-of select="size"/> B)</xsl:if>
      <xsl:for-each select="instructions/*[name() != 'token' and name() != 'ancestor']"><xsl:text> · </xsl:text><xsl:value-of select="name()"/><xsl:text> </xsl:text><code><xsl:value-of select="."/></code></xsl:for-each>
      <xsl:if test="reason"> · 理由 <span lang="en">reason</span>: <xsl:value-of select="reason"/></xsl:if>
      <xsl:call-template name="by"/></li>
  </xsl:template>
  <!-- Of a step, or of the instance: what is kept, one after the other; what is not there in one line. -->
  <xsl:template name="evidence">
    <xsl:if test="evidence">
      <li>证据 <span lang="en">evidence</span>
        <ul class="evidence">
          <xsl:apply-templates select="evidence[not(isMissing)]"/>
          <xsl:if test="evidence[isMissing]">
            <li class="bad">缺 missing:<xsl:for-each select="evidence[isMissing]"><xsl:text> </xsl:text><xsl:call-template name="label"/><xsl:if test="position() &lt; last()">;</xsl:if></xsl:for-each></li>
          </xsl:if>
        </ul>
      </li>
    </xsl:if>
  </xsl:template>
  <xsl:template name="label">
    <xsl:choose><xsl:when test="label"><xsl:value-of select="label"/></xsl:when><xsl:otherwise><code><xsl:value-of select="variable"/></code></xsl:otherwise></xsl:choose>
  </xsl:template>
  <xsl:template match="evidence">
    <li><xsl:call-template name="label"/>:
      <xsl:choose>
        <xsl:when test="sha256"><b><xsl:value-of select="name"/></b><xsl:text> </xsl:text><xsl:value-of select="size"/> B · SHA-256 <code><xsl:value-of select="sha256"/></code></xsl:when>
        <xsl:otherwise><b><xsl:value-of select="value"/></b></xsl:otherwise>
      </xsl:choose>
    </li>
  </xsl:template>
  <xsl:template match="decisions">
    <li>决策 <span lang="en">decision</span><xsl:text> </xsl:text><code><xsl:value-of select="decision"/></code><xsl:if test="rules"> · 规则 <span lang="en">rules</span><xsl:for-each select="rules"><xsl:text> </xsl:text><xsl:value-of select="."/></xsl:for-each></xsl:if></li>
  </xsl:template>
  <xsl:template match="messages">
    <li><xsl:call-template name="word"><xsl:with-param name="of" select="what"/></xsl:call-template><xsl:text> </xsl:text><code><xsl:value-of select="name"/></code><xsl:call-template name="by"/></li>
  </xsl:template>
  <xsl:template match="notes">
    <li><xsl:call-template name="word"><xsl:with-param name="of" select="what"/></xsl:call-template><xsl:text> </xsl:text><xsl:value-of select="code"/><xsl:text> </xsl:text><xsl:value-of select="message"/><xsl:if test="retries"> · 余重试 <span lang="en">retries left</span><xsl:text> </xsl:text><xsl:value-of select="retries"/></xsl:if><xsl:call-template name="by"/></li>
  </xsl:template>
  <xsl:template match="calls">
    <li>调用 <span lang="en">calls</span><xsl:text> </xsl:text><xsl:choose><xsl:when test="key('chapter', instance)"><a href="#i-{instance}"><xsl:value-of select="process"/></a></xsl:when><xsl:otherwise><xsl:value-of select="process"/></xsl:otherwise></xsl:choose><small><xsl:value-of select="instance"/></small></li>
  </xsl:template>
  <xsl:template match="undone">
    <li class="bad"><xsl:call-template name="word"><xsl:with-param name="of" select="how"/></xsl:call-template><xsl:text> </xsl:text><xsl:value-of select="element"/><xsl:call-template name="by"/></li>
  </xsl:template>
</xsl:stylesheet>
