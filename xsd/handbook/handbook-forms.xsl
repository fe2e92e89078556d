<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- handbook-forms.xsl: forms, as the model has them and as form-js writes them. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns="http://www.w3.org/1999/xhtml"
    xmlns:h="urn:weir:handbook" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:d="urn:weir:handbook:dmn"
    xmlns:w="urn:weir:bpmn" xmlns:s="urn:weir:scenario" xmlns:c="urn:weir:calendar" exclude-result-prefixes="b d w s c">

  <!-- The number of the file of the form of a task: the one it names, else the one that has its id; the nearest first. -->
  <xsl:template match="*" mode="form-found"/>
  <xsl:template match="b:userTask | b:startEvent" mode="form-found">
    <xsl:variable name="wanted">
      <xsl:choose>
        <xsl:when test="@w:formRef != ''"><xsl:value-of select="@w:formRef"/></xsl:when>
        <xsl:when test="starts-with(@w:formKey, 'camunda-forms:')">
          <xsl:value-of select="@id"/>
        </xsl:when>
        <xsl:otherwise><xsl:value-of select="@id"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="folder" select="ancestor::h:file/@folder"/>
    <xsl:variable name="all-forms" select="key('form', string($wanted))"/>
    <xsl:variable name="near" select="$all-forms[starts-with(@path, $folder)]"/>
    <xsl:choose>
      <xsl:when test="$wanted = ''"/>
      <xsl:when test="$near"><xsl:value-of select="$near[1]/@path"/></xsl:when>
      <xsl:when test="@w:formRef != ''"><xsl:value-of select="$all-forms[1]/@path"/></xsl:when>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="b:process" mode="forms">
    <xsl:variable name="page" select="@h:page"/>
    <section>
      <xsl:call-template name="heading">
        <xsl:with-param name="page" select="$page"/>
        <xsl:with-param name="section" select="'forms'"/>
        <xsl:with-param name="zh" select="'表单'"/>
        <xsl:with-param name="en" select="'Forms'"/>
      </xsl:call-template>
      <xsl:variable name="made">
        <xsl:for-each select=".//b:userTask | .//b:*[not(self::b:userTask)][self::b:startEvent or b:extensionElements/w:formData]">
          <xsl:variable name="path"><xsl:apply-templates select="." mode="form-found"/></xsl:variable>
          <xsl:variable name="data" select="b:extensionElements/w:formData[w:formField]"/>
          <xsl:variable name="file" select="$all/h:file[@path = string($path)]"/>
          <xsl:if test="$data or $file or @w:formRef != '' or @w:formKey != ''">
            <h3>
              <xsl:call-template name="id">
                <xsl:with-param name="page" select="$page"/>
                <xsl:with-param name="anchor" select="concat('form:', @h:anchor)"/>
              </xsl:call-template>
              <xsl:apply-templates select="." mode="link"/>
              <xsl:if test="$file"><xsl:text> </xsl:text><code><xsl:value-of select="$file/@path"/></code></xsl:if>
            </h3>
            <xsl:if test="not($data or $file)">
              <p class="none">
                <h:t zh="表单不在本文件夹:" en="The form is not in this folder:"/><xsl:text> </xsl:text>
                <code><xsl:value-of select="concat(@w:formRef, @w:formKey)"/></code>
              </p>
            </xsl:if>
            <xsl:if test="$data or $file">
              <table class="form">
                <thead>
                  <tr>
                    <th class="w25"><h:t zh="字段" en="Field"/></th>
                    <th class="w25"><h:t zh="名称" en="Label"/></th>
                    <th class="type"><h:t zh="类型" en="Type"/></th>
                    <th class="mark"><h:t zh="必填" en="Required"/></th>
                    <th class="w30"><h:t zh="选项与校验" en="Choices and checks"/></th>
                  </tr>
                </thead>
                <tbody>
                  <xsl:apply-templates select="$data/w:formField[not(@id = $file//h:member[@name = 'key'])]" mode="field"/>
                  <xsl:apply-templates select="$file/h:member[@name = 'components']//h:item[h:member[@name = 'key'] or h:member[@name = 'path'] or h:member[@name = 'label']][h:member[@name = 'type']]" mode="field"/>
                </tbody>
              </table>
            </xsl:if>
          </xsl:if>
        </xsl:for-each>
      </xsl:variable>
      <xsl:copy-of select="$made"/>
      <xsl:if test="string($made) = ''"><p><xsl:call-template name="none"/></p></xsl:if>
    </section>
  </xsl:template>

  <xsl:template match="w:formField" mode="field">
    <xsl:variable name="checks" select="w:validation/w:constraint[@name != 'required']"/>
    <tr>
      <td><code><xsl:value-of select="@id"/></code></td>
      <td><xsl:value-of select="@label"/></td>
      <td>
        <xsl:call-template name="field-type"><xsl:with-param name="type" select="@type"/></xsl:call-template>
      </td>
      <td class="mark"><xsl:if test="w:validation/w:constraint[@name = 'required']">●</xsl:if></td>
      <td>
        <xsl:for-each select="w:value">
          <div class="choice"><code><xsl:value-of select="@id"/></code><xsl:if test="@name != '' and @name != @id"><xsl:text> </xsl:text><xsl:value-of select="@name"/></xsl:if></div>
        </xsl:for-each>
        <xsl:for-each select="$checks">
          <div class="check"><xsl:call-template name="check"><xsl:with-param name="name" select="@name"/><xsl:with-param name="value" select="@config"/></xsl:call-template></div>
        </xsl:for-each>
        <xsl:if test="@defaultValue != ''">
          <div class="check"><h:t zh="默认" en="default"/><xsl:text> </xsl:text><code><xsl:value-of select="@defaultValue"/></code></div>
        </xsl:if>
      </td>
    </tr>
  </xsl:template>

  <!-- A component of form-js; what only shows something has no row. -->
  <xsl:template match="h:item" mode="field">
    <xsl:variable name="type" select="h:member[@name = 'type']"/>
    <xsl:variable name="validate" select="h:member[@name = 'validate']"/>
    <xsl:if test="h:member[@name = 'key'] or h:member[@name = 'components'] or h:member[@name = 'path']">
      <tr>
        <xsl:if test="h:member[@name = 'components']"><xsl:attribute name="class">group</xsl:attribute></xsl:if>
        <td><code><xsl:value-of select="(h:member[@name = 'key'] | h:member[@name = 'path'])[1]"/></code></td>
        <td>
          <xsl:for-each select="h:member[@name = 'label' or @name = 'dateLabel' or @name = 'timeLabel']">
            <xsl:if test="position() != 1"><xsl:text> · </xsl:text></xsl:if>
            <xsl:value-of select="."/>
          </xsl:for-each>
          <xsl:if test="h:member[@name = 'description'] != ''">
            <p class="said"><xsl:value-of select="h:member[@name = 'description']"/></p>
          </xsl:if>
        </td>
        <td>
          <xsl:call-template name="field-type">
            <xsl:with-param name="type">
              <xsl:choose>
                <xsl:when test="$type = 'number' and h:member[@name = 'decimalDigits'] = '0'">integer</xsl:when>
                <xsl:otherwise><xsl:value-of select="$type"/></xsl:otherwise>
              </xsl:choose>
              <xsl:if test="$type = 'datetime' and h:member[@name = 'subtype'] = 'date'">-date</xsl:if>
              <xsl:if test="$type = 'datetime' and h:member[@name = 'subtype'] = 'time'">-time</xsl:if>
            </xsl:with-param>
          </xsl:call-template>
          <xsl:if test="h:member[@name = 'readonly'] = 'true' or h:member[@name = 'disabled'] = 'true'">
            <xsl:text> </xsl:text><h:t zh="只读" en="read only"/>
          </xsl:if>
        </td>
        <td class="mark"><xsl:if test="$validate/h:member[@name = 'required'] = 'true'">●</xsl:if></td>
        <td>
          <xsl:for-each select="h:member[@name = 'values' or @name = 'options']/h:item">
            <div class="choice">
              <xsl:choose>
                <xsl:when test="h:member[@name = 'value']">
                  <code><xsl:value-of select="h:member[@name = 'value']"/></code>
                  <xsl:if test="h:member[@name = 'label'] != h:member[@name = 'value']"><xsl:text> </xsl:text><xsl:value-of select="h:member[@name = 'label']"/></xsl:if>
                </xsl:when>
                <xsl:otherwise><code><xsl:value-of select="."/></code></xsl:otherwise>
              </xsl:choose>
            </div>
          </xsl:for-each>
          <xsl:if test="h:member[@name = 'valuesKey' or @name = 'valuesExpression']">
            <div class="choice"><h:t zh="选项取自" en="choices from"/><xsl:text> </xsl:text><code><xsl:value-of select="h:member[@name = 'valuesKey' or @name = 'valuesExpression']"/></code></div>
          </xsl:if>
          <xsl:for-each select="$validate/h:member[@name != 'required'] | h:member[@name = 'decimalDigits' and . != '0'] | h:member[@name = 'increment'][. != '']">
            <div class="check"><xsl:call-template name="check"><xsl:with-param name="name" select="@name"/><xsl:with-param name="value" select="string()"/></xsl:call-template></div>
          </xsl:for-each>
          <xsl:if test="h:member[@name = 'defaultValue'][@kind != 'null'] != ''">
            <div class="check"><h:t zh="默认" en="default"/><xsl:text> </xsl:text><code><xsl:value-of select="h:member[@name = 'defaultValue']"/></code></div>
          </xsl:if>
          <xsl:if test="h:member[@name = 'conditional']/h:member[@name = 'hide'] != ''">
            <div class="check"><h:t zh="隐藏条件" en="hidden if"/><xsl:text> </xsl:text><code><xsl:value-of select="h:member[@name = 'conditional']/h:member[@name = 'hide']"/></code></div>
          </xsl:if>
        </td>
      </tr>
    </xsl:if>
  </xsl:template>

  <xsl:template name="check">
    <xsl:param name="name"/>
    <xsl:param name="value"/>
    <xsl:choose>
      <xsl:when test="$name = 'min'">≥ <code><xsl:value-of select="$value"/></code></xsl:when>
      <xsl:when test="$name = 'max'">≤ <code><xsl:value-of select="$value"/></code></xsl:when>
      <xsl:when test="$name = 'minlength' or $name = 'minLength'"><h:t zh="至少 {$value} 字" en="at least {$value} characters"/></xsl:when>
      <xsl:when test="$name = 'maxlength' or $name = 'maxLength'"><h:t zh="至多 {$value} 字" en="at most {$value} characters"/></xsl:when>
      <xsl:when test="$name = 'pattern'"><h:t zh="格式" en="pattern"/><xsl:text> </xsl:text><code><xsl:value-of select="$value"/></code></xsl:when>
      <xsl:when test="$name = 'readonly'"><h:t zh="只读" en="read only"/></xsl:when>
      <xsl:when test="$name = 'decimalDigits'"><h:t zh="小数 {$value} 位" en="{$value} decimal places"/></xsl:when>
      <xsl:when test="$name = 'increment'"><h:t zh="步长" en="steps of"/><xsl:text> </xsl:text><code><xsl:value-of select="$value"/></code></xsl:when>
      <xsl:otherwise><xsl:value-of select="$name"/><xsl:text> </xsl:text><code><xsl:value-of select="$value"/></code></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template name="field-type">
    <xsl:param name="type"/>
    <xsl:choose>
      <xsl:when test="$type = '' or $type = 'string' or $type = 'textfield'"><h:t zh="文本" en="text"/></xsl:when>
      <xsl:when test="$type = 'textarea'"><h:t zh="多行文本" en="long text"/></xsl:when>
      <xsl:when test="$type = 'integer' or $type = 'long'"><h:t zh="整数" en="whole number"/></xsl:when>
      <xsl:when test="$type = 'number' or $type = 'double'"><h:t zh="数值" en="number"/></xsl:when>
      <xsl:when test="$type = 'boolean' or $type = 'checkbox'"><h:t zh="是/否" en="yes or no"/></xsl:when>
      <xsl:when test="$type = 'date' or $type = 'datetime-date'"><h:t zh="日期" en="date"/></xsl:when>
      <xsl:when test="$type = 'datetime-time'"><h:t zh="时刻" en="time"/></xsl:when>
      <xsl:when test="$type = 'datetime'"><h:t zh="日期时间" en="date and time"/></xsl:when>
      <xsl:when test="$type = 'enum' or $type = 'select' or $type = 'radio'"><h:t zh="单选" en="one choice"/></xsl:when>
      <xsl:when test="$type = 'checklist' or $type = 'taglist'"><h:t zh="多选" en="several choices"/></xsl:when>
      <xsl:when test="$type = 'list'"><h:t zh="列表" en="list"/></xsl:when>
      <xsl:when test="$type = 'dynamiclist'"><h:t zh="可增减的列表" en="list of groups"/></xsl:when>
      <xsl:when test="$type = 'group'"><h:t zh="分组" en="group"/></xsl:when>
      <xsl:when test="$type = 'file' or $type = 'filepicker'"><h:t zh="文件" en="file"/></xsl:when>
      <xsl:otherwise><code><xsl:value-of select="$type"/></code></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
