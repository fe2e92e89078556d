// SPDX-License-Identifier: Apache-2.0
// business_events.test.js - every event that our processes publish, made to happen, at receivers that verify it: each
// consumer gets what it asked for and nothing else, with exactly the fields of the event.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { events } from './business_events.js';
import { Receiver } from './receiver.mjs';
import { start } from './weir.js';

const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const consumers = [...new Set(events.flatMap((event) => event.consumers)), 'audit'];
const row = (type) => events.find((event) => event.type === type);

// ── what there is before an element is reached ────────────────────────────────────────────────────────────────────────

const at = (text) => ({ value: text, type: 'Date' });
const found = '2026-03-02T01:00:00.000+0000';
const variables = {
  serviceCode: 'SVC-1', serviceName: '政务云主机服务', proposer: '市民政局', background: '异地备份', periodMonths: 3, providerId: 'SPO-01',
  contractNo: 'HT-1', contractAmount: 1200000, contractEnd: '2029-12-31', awardNoticeDate: '2026-02-20', procurementMethod: '公开招标',
  periodNo: 1, periodStart: '2026-01-01', periodEnd: '2026-03-31', phase: 'operation', route: 'renewal', nextAction: 'renew', reason: 'good', decidedBy: 'smo-planner-1',
  reasonCode: 'not-feasible', handOverCert: 'YJ-1', incidentNo: 'INC-1', briefing: '正在恢复', sentAt: at(found), finalAmount: 90000, settlementRatio: 0.95, deductions: 5000, invoiceNo: 'FP-1',
  revisionRound: 1, reviewOpinions: ['pass', 'pass', 'revise'], reviewConclusion: 'pass', protectionLevel: 2, infoObject: 'publicInterest', infoHarm: 'serious', serviceObject: 'publicInterest',
  serviceHarm: 'general', involvesStateSecret: false, dataSensitivity: 'internal', admitted: true, proposedZone: 'dedicated', catalogueItem: 'IAAS-1', slaId: 'SLA-1', designPackageId: 'DP-1',
  meteringUnits: ['vCPU'], priceList: 'sha256:1', slaDoc: 'sla.pdf', effectiveDate: '2026-04-01', poolId: 'POOL-1', readinessVotes: ['gaps', 'ready'], gapItems: ['备用链路'],
  applicationNo: 'APP-1', systemName: '民政业务系统', acceptance: 'accept', missingItems: [], acceptanceNo: 'SL-1', allocationId: 'ALC-1', goLiveDate: '2026-04-02', testPassed: false, testRound: 1,
  requestNo: 'REQ-1', operation: 'create', vcpu: 32, storageTb: 5, gpuCards: 0, poolUtilisationAfter: 60, quotaExceeded: false, creditGrade: 'A', approvalLevel: 'auto', reservationId: 'RSV-1',
  optimiseAction: 'reclaim', noticeWd: 5, erasureMethod: 'overwrite', erasureCertNo: 'XC-1', witness: 'he-min', endpoints: ['10.1.2.3'], errorCode: 'quota',
  reporter: 'he-min', symptom: '备份失败', reportedAt: at(found), impact: 'platform', urgency: 'high', affectedSystems: ['民政业务系统'], restoredAt: at('2026-03-02T03:00:00.000+0000'),
  slaBreached: false, rootCause: '链路配置错误', priority: 'P1', clock: '24x7', foundAt: at(found), incidentLevel: 'major', operatorType: 'ciio', reportLimit: null,
  affectedScope: 'province', directLoss: 100, personalRecords: 0, reportNo: 'BG-1', receiver: ['网信部门'], riskLevel: 'low', reportFile: 'sha256:2', findingNo: 'F-1', highFindings: 1, highFindingItems: [{ no: 'F-1' }],
  qualityScore: 88, qualityGrade: 'good', vetoEvent: false, assessmentNo: 'KH-1', approvedBy: 'smo-leader-1', planNo: 'KH-1', availability: 99.95, satisfaction: 90,
  validEvents: [{ eventType: 'late-delivery', eventSeverity: 'general', sourceNo: 'E-1' }], eventNo: 'E-1', creditLevel: 'minor', points: 2, creditScore: 98, ratingApproved: true, publicity: false,
  minPublicityEnd: '2026-06-01', maxPublicityEnd: '2027-03-01', scoredEvents: [{ publicity: true, minMonths: 3, maxMonths: 12 }], followUp: 'none', restored: true,
  leadNo: 'L-1', leadSource: 'incident', caseNo: 'CASE-1', filed: true, duplicateOf: 'none', responsibleBody: 'provider', breachClass: 'performance', breachSeverity: 'serious', recurrence: 1,
  measures: ['deduct', 'notice'], extraMeasure: [], deductionRate: 0.05, deductionAmount: 15000, deductionNo: 'DED-1', decisionNo: 'JD-1', approver: 'leader',
  memberOpinions: ['agree'], noticeNo: 'TZ-1', rectifyWd: 10, caseResult: 'closed', appealNo: 'SS-1', terminationDecided: false,
};

// How an event is made to happen, where the element itself is not all that is needed. from: where the instance begins;
// work: the tasks that are done, in order, with what they bring; undo: the element that throws the compensation then.
const ways = {
  'lifecycle.period.started': { parent: 'sub-operation' },
  'resource.approval.decided': { from: 'decide-approval' },
  'design.approval.overdue': { from: 'approve-design', late: true },
  'preparation.gaps.overdue': { from: 'rectify-gaps', late: true },
  'incident.registered': { story: 'closed' }, 'incident.prioritised': { story: 'closed' }, 'incident.closed': { story: 'closed' },
  'incident.major.declared': { story: 'late' }, 'incident.restore.overdue': { story: 'late' },
  'security.incident.graded': { story: 'security' }, 'security.incident.reported': { story: 'security' },
  'security.finding.overdue': { from: 'rectify-findings', late: true },
  'quality.improvement.overdue': { from: 'make-improvement-plan', late: true },
  'accountability.rectification.overdue': { from: 'track-rectification', late: true },
  'preparation.environment.released': { from: 'prepare-environment', work: ['prepare-environment'], undo: 'throw-compensation', then: ['release-environment'] },
  'resource.provision.failed': { story: 'failed' }, 'resource.reservation.cancelled': { story: 'failed' },
  'accountability.fee.deducted': { story: 'appeal' }, 'accountability.appeal.received': { story: 'appeal' },
  'accountability.fee.refunded': { story: 'appeal' }, 'accountability.revoked': { story: 'appeal' },
};

let taskThatFailed;

// Ways of several steps, by which several events happen.
const stories = {
  async closed(weir) {
    const id = await incident(weir, 'INC-2');

    await doWork(weir, id, 'restore-service', { restoredAt: at('2026-03-02T02:00:00.000+0000'), workaround: '切换备用链路' });
    await doWork(weir, id, 'confirm-restored', { restored: true, satisfaction: 90 });
    await doWork(weir, id, 'review-problem', { rootCause: '链路配置错误', actions: ['双人复核'] });
    return id;
  },
  late: (weir) => incident(weir, 'INC-1'),
  async security(weir) {
    const id = await begin(weir, 'service-security-management', 'confirm-level');

    await tell(weir, id, 'msg-security-incident', { incidentNo: 'SEC-1', foundAt: at(found), phenomenon: '异常外联' });
    await doWork(weir, id, 'grade-incident', { incidentLevel: 'major', operatorType: 'cii', affectedData: 'none' });
    await doWork(weir, id, 'report-authority', { reportedAt: at(found), receiver: ['网信部门'], reportNo: 'BG-1' });
    return id;
  },
  async failed(weir) {
    const id = await begin(weir, 'service-resource-management', 'reserve-resource');

    await doWork(weir, id, 'reserve-resource', { reservationId: 'RSV-1' });
    taskThatFailed = await lock(weir, id, 'provision-resource');
    await weir.post(`/external-task/${taskThatFailed}/bpmnError`, { workerId: 'w', errorCode: 'err-provision-failed', variables: typed({ errorCode: 'quota' }) }, 204);
    await doWork(weir, id, 'cancel-reservation');
    return id;
  },
  async appeal(weir) {
    const id = await begin(weir, 'service-accountability-management', 'deduct-fee');

    await doWork(weir, id, 'deduct-fee', { deductionNo: 'DED-1', deductionAmount: 15000 });
    await tell(weir, id, 'msg-appeal', { appealNo: 'SS-1', appealGrounds: '事实不符' });
    await doWork(weir, id, 'review-appeal', { appealResult: 'revoke', comment: '撤销' });
    await doWork(weir, id, 'refund-fee');
    return id;
  },
};

async function incident(weir, incidentNo) {
  const id = await begin(weir, 'service-assurance-management', 'plan-assurance');

  await tell(weir, id, 'msg-incident-report', { incidentNo, reporter: 'he-min', symptom: '备份失败', reportedAt: at(found) });
  await doWork(weir, id, 'register-incident', { impact: 'platform', urgency: 'high', affectedSystems: ['民政业务系统'] });
  return id;
}

// ── the world ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function filesBelow(folder, suffixes) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);

    if (entry.isDirectory()) return filesBelow(path, suffixes);
    return suffixes.some((suffix) => entry.name.endsWith(suffix)) ? [path] : [];
  });
}

const typed = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => {
  if (value?.type === 'Date') return [name, value];
  return [name, value !== null && typeof value === 'object' ? { value: JSON.stringify(value), type: 'Json' } : { value }];
}));

// Duties are kept apart: each task is done by somebody else.
let personCount = 0;
const somebody = () => ({ Authorization: `Basic ${btoa(`person-${++personCount}:`)}` });

// The unverified worker who does all that is left to workers.
async function doWork(weir, id, element, more = {}) {
  for (const task of await weir.get(`/task?processInstanceId=${id}&taskDefinitionKey=${element}`))
    await weir.post(`/task/${task.id}/complete`, { variables: typed(more) }, 204, somebody());
  for (const { id: task } of await weir.get(`/external-task?processInstanceId=${id}&activityId=${element}`)) {
    await weir.post(`/external-task/${task}/lock`, { workerId: 'w', lockDuration: 60000 }, 204);
    await weir.post(`/external-task/${task}/complete`, { workerId: 'w', variables: typed(more) }, 204);
  }
}

async function lock(weir, id, element) {
  const [task] = await weir.get(`/external-task?processInstanceId=${id}&activityId=${element}`);

  await weir.post(`/external-task/${task.id}/lock`, { workerId: 'w', lockDuration: 60000 }, 204);
  return task.id;
}

const tell = (weir, id, messageName, more) => weir.post('/message', { messageName, processInstanceId: id, processVariables: typed(more) }, 204);

async function begin(weir, process, element, more = {}) {
  const body = { businessKey: `K-${element}`, variables: typed({ ...variables, ...more }) };

  return (await weir.post(`/process-definition/key/${process}/start`,
    { ...body, startInstructions: [{ type: 'startBeforeActivity', activityId: element }] })).id;
}

async function happen(weir, event, told) {
  const way = ways[event.type] ?? { work: [event.element] };

  if (way.story) return told[way.story] ??= await stories[way.story](weir);
  const id = await begin(weir, event.process, way.from ?? event.element);

  for (const element of way.work ?? []) await doWork(weir, id, element);
  if (way.undo) {
    await weir.post(`/process-instance/${id}/modification`, { instructions: [{ type: 'startBeforeActivity', activityId: way.undo }] }, 204);
    for (const element of way.then) await doWork(weir, id, element);
  }
  return id;
}

export async function before() {
  const server = await start('--virtual-clock', '--now', '2026-03-02T09:00:00+08:00');
  const { weir } = server;
  const world = { server, weir, receivers: new Map(), instances: new Map(), told: {} };
  const paths = filesBelow('processes', ['.bpmn', '.dmn', '.form']);

  await weir.deploy('platform', Object.fromEntries(paths.map((path) => [path, readFileSync(path, 'utf8')])));
  for (const name of consumers) {
    const receiver = new Receiver(name, undefined, { keeps_events: true, is_filtered: name !== 'audit', begins_anywhere: /./ });
    const types = events.filter((event) => event.consumers.includes(name)).map(({ type }) => `platform.${type}`);

    receiver.secret = secret;
    world.receivers.set(name, receiver);
    receiver.webhook = await weir.post('/webhook', { url: await receiver.listen(), secret, ...(name === 'audit' ? {} : { eventTypes: types }) });
  }
  for (const event of events) {
    try {
      world.instances.set(event.type, await happen(weir, event, world.told));
    } catch (error) {
      world.instances.set(event.type, error);
    }
  }
  await weir.post('/clock', { advance: 'P60D' });
  await arrived(world);
  return world;
}

const asksFor = ({ eventTypes }, { type }) => !eventTypes?.length
  || eventTypes.map((one) => one.split('(')[0]).some((name) => (name.endsWith('*') ? type.startsWith(name.slice(0, -1)) : name === type));

async function readLog(weir) {
  const facts = [];

  for (let more = [null]; more.length > 0; facts.push(...more)) more = await weir.get(`/log?maxResults=10000&after=${facts.at(-1)?.position ?? 0}`);
  return facts;
}

// All has come that is in the log and was asked for: the last of it tells each receiver.
async function arrived({ weir, receivers }) {
  const facts = await readLog(weir);

  for (const receiver of receivers.values()) {
    const { webhook, events: come } = receiver;
    const count = facts.filter((fact) => fact.position >= webhook.from && asksFor(webhook, fact)).length;

    await receiver.until(() => come.length >= count);
  }
}

export async function after({ server, receivers }) {
  for (const receiver of receivers.values()) receiver.close();
  assert.equal((await server.stop()).code, 0);
}

const of = (receiver, id) => receiver.events.filter((event) => event.source.endsWith(`/instances/${id}`));

// What any consumer heard of an instance, in the order it happened.
function heard(receivers, id, area) {
  const all = [...receivers.values()].flatMap((receiver) => of(receiver, id)).filter(({ type }) => type.startsWith(`platform.${area}.`));

  return [...new Map(all.sort((a, b) => Number(a.sequence) - Number(b.sequence)).map(({ id: event, type }) => [event, type.slice('platform.'.length)])).values()];
}

export default {
  ...Object.fromEntries(events.map((event) => [`${event.type} arrives with its fields`, ({ receivers, instances }) => {
    const id = instances.get(event.type);

    if (id instanceof Error) throw id;
    for (const name of event.consumers) {
      const got = of(receivers.get(name), id).filter(({ type }) => type === `platform.${event.type}`);

      assert.ok(got.length > 0, `${name} did not hear of it`);
      for (const { data, subject } of got) {
        assert.deepEqual(Object.keys(data), event.fields);
        assert.equal(subject, `${event.process}/${event.element}`);
        assert.deepEqual(Object.keys(data).filter((field) => data[field] === null), [], JSON.stringify(data));
      }
    }
  }])),

  'what fails to be provisioned is undone: no consumer hears that it was provisioned (SR-4)': ({ receivers, told }) => {
    assert.deepEqual(heard(receivers, told.failed, 'resource'), ['resource.provision.failed', 'resource.reservation.cancelled']);
  },

  'what fails to be provisioned names the job: that of the worker, else the task it had locked': async (world) => {
    const { weir, receivers, told } = world;
    const failed = (id) => of(receivers.get('sms'), id).find(({ type }) => type === 'platform.resource.provision.failed').data.jobId;
    const id = await begin(weir, 'service-resource-management', 'provision-resource');
    const task = await lock(weir, id, 'provision-resource');

    assert.equal(failed(told.failed), taskThatFailed);
    await weir.post(`/external-task/${task}/bpmnError`, { workerId: 'w', errorCode: 'err-provision-failed', variables: typed({ jobId: 'JOB-1' }) }, 204);
    await arrived(world);
    assert.equal(failed(id), 'JOB-1');
  },

  'which rules hit is told by decision, number and id': ({ receivers, instances }) => {
    const hits = (type) => of(receivers.get(row(type).consumers[0]), instances.get(type)).find((event) => event.type === `platform.${type}`).data.ruleHits;
    const hit = (decision, rule) => ({ decision, rule, ruleId: `${decision}-rule-${rule}` });

    assert.deepEqual(hits('resource.approval.decided'), [hit('resource-approval', 11)]); // 32 processors, 5 TB
    assert.deepEqual(hits('accountability.determined'), [hit('accountability-measure', 8)]); // provider, performance, serious, once before
  },

  'a fee that was deducted is refunded as a whole when the appeal succeeds (AM-4)': ({ receivers, told }) => {
    const story = ['accountability.fee.deducted', 'accountability.appeal.received', 'accountability.fee.refunded', 'accountability.revoked'];

    assert.deepEqual(heard(receivers, told.appeal, 'accountability'), story);
    const paid = of(receivers.get('billing'), told.appeal).map(({ data }) => data.deductionAmount ?? data.refundAmount);

    assert.deepEqual(paid, [15000, 15000]);
  },

  'a major incident is declared before its limit is over; two consumers hear of both (SA-3)': ({ receivers, told }) => {
    for (const name of ['supervision', 'sms']) {
      const types = of(receivers.get(name), told.late).map(({ type }) => type.slice('platform.'.length));
      const first = types.indexOf('incident.major.declared');

      assert.ok(first >= 0 && first < types.indexOf('incident.restore.overdue'), `${name}: ${types}`);
    }
  },

  'a service ends in the transaction that tells everybody so, and another instance gives its resources back (LC-1)': async (world) => {
    const { weir, receivers, instances } = world;
    const facts = await weir.get(`/log?processInstanceId=${instances.get('lifecycle.terminated')}`);
    const ended = facts.find(({ type }) => type === 'platform.lifecycle.terminated'), thrown = facts.find(({ type }) => type === 'signal.thrown');

    assert.equal(thrown.commandPosition, ended.commandPosition);
    const waiting = await weir.get('/process-instance?processDefinitionKey=service-resource-management&activityIdIn=confirm-backup');
    const started = waiting.find(({ businessKey }) => businessKey === null); // by the signal

    await doWork(weir, started.id, 'confirm-backup', { backupConfirmed: true });
    await doWork(weir, started.id, 'erase-and-release', { erasureMethod: 'overwrite', erasureCertNo: 'XC-2', witness: 'he-min' });
    await arrived(world);
    for (const name of row('resource.released').consumers)
      assert.ok(of(receivers.get(name), started.id).some(({ type }) => type === 'platform.resource.released'), name);
  },

  'a webhook gets no other fields than it is allowed to': async (world) => {
    const { weir, told } = world;
    const receiver = new Receiver('short', undefined, { keeps_events: true, is_filtered: true, begins_anywhere: /./ });

    receiver.secret = secret;
    receiver.webhook = await weir.post('/webhook', { url: await receiver.listen(), secret, from: 1, eventTypes: ['platform.incident.major.declared(incidentNo, declaredAt)', 'platform.incident.*(incidentNo)'] });

    await arrived({ weir, receivers: new Map([['short', receiver]]) });
    const fields = of(receiver, told.late).map(({ type, data }) => [type.slice('platform.incident.'.length), Object.keys(data)]);

    receiver.close();
    await weir.delete(`/webhook/${receiver.webhook.id}`);
    await weir.post('/webhook', { url: 'http://127.0.0.1:9/', eventTypes: ['task.created(element)'] }, 400);
    assert.deepEqual(fields.find(([type]) => type === 'major.declared')[1], ['incidentNo', 'declaredAt']);
    assert.ok(fields.filter(([type]) => type !== 'major.declared').every(([, names]) => names.join() === 'incidentNo') && fields.length > 2);
  },

  'a worker who fails and tries again provisions once': async (world) => {
    const { weir, receivers } = world;
    const id = await begin(weir, 'service-resource-management', 'provision-resource');

    await weir.post(`/external-task/${await lock(weir, id, 'provision-resource')}/failure`, { workerId: 'w', errorMessage: 'timeout', retries: 1, retryTimeout: 0 }, 204);
    await doWork(weir, id, 'provision-resource', { allocationId: 'ALC-2' });
    await arrived(world);
    const got = of(receivers.get('billing'), id).filter(({ type }) => type === 'platform.resource.provisioned');

    assert.deepEqual(got.map(({ data }) => data.allocationId), ['ALC-2']);
  },

  'no consumer hears of what it did not ask for, and all that came was in order and signed': ({ receivers }) => {
    for (const [name, receiver] of receivers) {
      assert.deepEqual(receiver.faults, []);
      if (name === 'audit') continue;
      for (const { type } of receiver.events) assert.ok(row(type.slice('platform.'.length)).consumers.includes(name), `${name}: ${type}`);
    }
    assert.ok(receivers.get('audit').events.some(({ type }) => type === 'io.weir.bpmn.element.activated.v1'));
  },
};
