<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- account-words.xsl: words of an accountability report in both languages; instants and durations. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml">
  <xsl:template name="word">
    <xsl:param name="of"/>
    <xsl:choose>
      <xsl:when test="$of = 'active'">进行中 active</xsl:when>
      <xsl:when test="$of = 'completed'">已完成 completed</xsl:when>
      <xsl:when test="$of = 'interrupted'">被中断 interrupted</xsl:when>
      <xsl:when test="$of = 'ended'">已结束 ended</xsl:when>
      <xsl:when test="$of = 'error'">出错 error</xsl:when>
      <xsl:when test="$of = 'terminated'">终止 terminated</xsl:when>
      <xsl:when test="$of = 'cancelled'">撤销 cancelled</xsl:when>
      <xsl:when test="$of = 'claimed'">认领 claimed</xsl:when>
      <xsl:when test="$of = 'assigned'">指派 assigned</xsl:when>
      <xsl:when test="$of = 'delegated'">委托 delegated</xsl:when>
      <xsl:when test="$of = 'resolved'">交回 resolved</xsl:when>
      <xsl:when test="$of = 'updated'">变更 updated</xsl:when>
      <xsl:when test="$of = 'running'">计时中 running</xsl:when>
      <xsl:when test="$of = 'reminded'">已提醒 reminded</xsl:when>
      <xsl:when test="$of = 'overdue'">已超期 overdue</xsl:when>
      <xsl:when test="$of = 'stopped'">停钟 clock stopped</xsl:when>
      <xsl:when test="$of = 'resumed'">恢复计时 clock runs again</xsl:when>
      <xsl:when test="$of = 'escalated'">已上报 told to the superior</xsl:when>
      <xsl:when test="$of = 'reported'">报效能监督 told to supervision</xsl:when>
      <xsl:when test="$of = 'lead'">生成问责线索 accountability lead</xsl:when>
      <xsl:when test="$of = 'extended'">延期 extended</xsl:when>
      <xsl:when test="$of = 'rescheduled'">重新计算 counted again</xsl:when>
      <xsl:when test="$of = 'sent'">发出消息 message sent</xsl:when>
      <xsl:when test="$of = 'received'">收到消息 message received</xsl:when>
      <xsl:when test="$of = 'caught'">收到信号 signal caught</xsl:when>
      <xsl:when test="$of = 'thrown'">发出信号 signal thrown</xsl:when>
      <xsl:when test="$of = 'escalation'">升级 escalation</xsl:when>
      <xsl:when test="$of = 'incident'">异常 incident</xsl:when>
      <xsl:when test="$of = 'incidentResolved'">异常已处理 incident resolved</xsl:when>
      <xsl:when test="$of = 'failed'">失败 failed</xsl:when>
      <xsl:when test="$of = 'deleted'">实例被删除 instance deleted</xsl:when>
      <xsl:when test="$of = 'suspended'">挂起 suspended</xsl:when>
      <xsl:when test="$of = 'activated'">恢复运行 activated again</xsl:when>
      <xsl:when test="$of = 'variableSet'">变量被改写 variable set</xsl:when>
      <xsl:when test="$of = 'variableRemoved'">变量被删除 variable removed</xsl:when>
      <xsl:when test="$of = 'retriesSet'">重试次数被改 retries set</xsl:when>
      <xsl:when test="$of = 'prioritySet'">优先级被改 priority set</xsl:when>
      <xsl:when test="$of = 'dueSet'">到期时间被改 due date set</xsl:when>
      <xsl:when test="$of = 'firedByHand'">人工触发 fired by hand</xsl:when>
      <xsl:when test="$of = 'separate-from'">须由他人办理 duties kept apart</xsl:when>
      <xsl:when test="$of = 'exclusive'">互斥岗位 exclusive roles</xsl:when>
      <xsl:when test="$of = 'not-by'">本人事项须回避 a matter of their own</xsl:when>
      <xsl:when test="$of = 'named'">须实名办理 a name is needed</xsl:when>
      <xsl:when test="$of = 'claim'">认领 claim</xsl:when>
      <xsl:when test="$of = 'assign'">指派 assign</xsl:when>
      <xsl:when test="$of = 'link'">指派 link</xsl:when>
      <xsl:when test="$of = 'delegate'">委托 delegate</xsl:when>
      <xsl:when test="$of = 'update-task'">变更 update</xsl:when>
      <xsl:when test="$of = 'complete'">完成 complete</xsl:when>
      <xsl:when test="$of = 'submit'">提交 submit</xsl:when>
      <xsl:when test="$of = 'resolve'">交回 resolve</xsl:when>
      <xsl:when test="$of = 'throw-error'">报错 throw an error</xsl:when>
      <xsl:when test="$of = 'escalate'">升级 escalate</xsl:when>
      <xsl:when test="$of = 'modified'">人工调整 modified by hand</xsl:when>
      <xsl:when test="$of = 'compensated'">已撤回(补偿) undone (compensation)</xsl:when>
      <xsl:otherwise><xsl:value-of select="$of"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="span">
    <xsl:param name="of"/>
    <xsl:value-of select="$of/begun"/>
    <xsl:if test="$of/ended and string($of/ended) != string($of/begun)"> – <xsl:value-of select="$of/ended"/></xsl:if>
  </xsl:template>

  <xsl:template name="by">
    <small><xsl:value-of select="actor"/><xsl:text> · </xsl:text><xsl:value-of select="at"/><xsl:if test="position"> · #<xsl:value-of select="position"/></xsl:if></small>
  </xsl:template>

  <!-- "2d 3h 5min", "12s"; of working time no days, since none of these has 24 hours -->
  <xsl:template name="length">
    <xsl:param name="ms"/>
    <xsl:param name="has-days" select="true()"/>
    <xsl:variable name="min" select="floor($ms div 60000)"/>
    <xsl:choose>
      <xsl:when test="$min = 0"><xsl:value-of select="$ms div 1000"/>s</xsl:when>
      <xsl:otherwise>
        <xsl:variable name="days" select="floor($min div 1440) * $has-days"/>
        <xsl:variable name="hours" select="floor($min div 60) - 24 * $days"/>
        <xsl:if test="$days &gt; 0"><xsl:value-of select="$days"/>d </xsl:if>
        <xsl:if test="$hours &gt; 0"><xsl:value-of select="$hours"/>h </xsl:if>
        <xsl:if test="$min mod 60 &gt; 0"><xsl:value-of select="$min mod 60"/>min</xsl:if>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
