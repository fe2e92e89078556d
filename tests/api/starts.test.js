// SPDX-License-Identifier: Apache-2.0
// starts.test.js - what starts instances by itself: timers of the newest version, signals, conditions; how other events
// and receive tasks are shown.
import assert from 'node:assert/strict';
import { start, startOver, process_, flow } from './weir.js';

const ticking = (key, cycle) => process_(key, `<startEvent id="tick"><timerEventDefinition><timeCycle>${cycle}</timeCycle></timerEventDefinition></startEvent>
  ${flow('tick', 'wait')}<userTask id="wait"/>${flow('wait', 'end')}<endEvent id="end"/>`);
const listening = (key, definition, root) => process_(key, `<startEvent id="begin">${definition}</startEvent>
  ${flow('begin', 'wait')}<userTask id="wait"/>${flow('wait', 'end')}<endEvent id="end"/>`, root);
const by = (condition) => `<conditionalEventDefinition><condition>${condition}</condition></conditionalEventDefinition>`;

export async function before() {
  return {};
}

export async function after() {}

const running = async (weir, key) => (await weir.get(`/process-instance/count?processDefinitionKey=${key}`)).count;

export default {
  'a timer starts instances of the newest version alone, survives a restart, and rests while the definition is suspended': async () => {
    const first = await start('--virtual-clock', '--now', '2026-01-05T09:00:00Z');

    await first.weir.deploy('one', { 'ticking.bpmn': ticking('ticking', 'R/PT1H') });
    await first.weir.post('/clock', { advance: 'PT3H' });
    assert.equal(await running(first.weir, 'ticking'), 3);
    first.kill('SIGKILL');
    await first.ended;
    const { weir, stop } = await startOver(first.db, '--virtual-clock');

    await weir.post('/clock', { advance: 'PT1H' });
    assert.equal(await running(weir, 'ticking'), 4);
    const [old] = await weir.get('/process-definition?key=ticking');

    await weir.deploy('two', { 'ticking.bpmn': ticking('ticking', 'R/PT2H') });
    await weir.post('/clock', { advance: 'PT1H59M' });
    assert.equal(await running(weir, 'ticking'), 4);
    await weir.post('/clock', { advance: 'PT1M' });
    assert.equal(await running(weir, 'ticking'), 5);
    assert.equal((await weir.get(`/process-instance/count?processDefinitionId=${old.id}`)).count, 4);

    await weir.put('/process-definition/key/ticking/suspended', { suspended: true }, 204);
    await weir.post('/clock', { advance: 'PT5H' });
    assert.equal(await running(weir, 'ticking'), 5);
    await weir.put('/process-definition/key/ticking/suspended', { suspended: false }, 204);
    await weir.post('/clock', { advance: 'PT1S' });
    assert.equal(await running(weir, 'ticking'), 6); // what was missed is not made up for
    const facts = (await weir.get('/log?maxResults=1000')).filter(({ type }) => type === 'definition.start_due');

    assert.equal(facts.length, 6);
    await stop();
  },

  'a signal starts the newest version of each process that is not suspended': async () => {
    const { weir, stop } = await start();
    const signal = '<signal id="s" name="go"/>';
    const trigger = '<signalEventDefinition signalRef="s"/>';

    for (const key of ['a', 'b', 'a']) await weir.deploy(`${key}${Math.random()}`, { [`${key}.bpmn`]: listening(key, trigger, signal) });
    await weir.put('/process-definition/key/b/suspended', { suspended: true }, 204);
    await weir.post('/signal', { name: 'go', variables: { x: { value: 1 } } }, 204);
    assert.equal(await running(weir, 'a'), 1);
    assert.equal(await running(weir, 'b'), 0);
    const [{ id }] = await weir.get('/process-instance');
    const [{ activityType }] = await weir.get(`/history/activity-instance?processInstanceId=${id}&activityId=begin`);

    assert.equal(activityType, 'signalStartEvent');
    await stop();
  },

  'conditions start processes, and the answer says which': async () => {
    const { weir, stop } = await start();

    await weir.deploy('hot', { 'hot.bpmn': listening('hot', by('temperature &gt; 30')) });
    await weir.deploy('warm', { 'warm.bpmn': listening('warm', by('temperature &gt; 20')) });
    const variables = { temperature: { value: 25 } };
    const started = await weir.post('/condition', { variables, businessKey: 'K' });

    assert.deepEqual(started.map(({ definitionKey, businessKey }) => [definitionKey, businessKey]), [['warm', 'K']]);
    assert.equal((await weir.post('/condition', { variables: { temperature: { value: 40 } } })).length, 2);
    const [hot] = await weir.get('/process-definition?key=hot');

    assert.deepEqual(await weir.post('/condition', { variables, processDefinitionId: hot.id }), []);
    assert.equal((await weir.post('/condition', { variables: { temperature: { value: 31 } }, processDefinitionId: hot.id })).length, 1);
    await stop();
  },

  'conditions, links and receive tasks are shown by the names that clients know': async () => {
    const { weir, stop } = await start();
    const link = '<linkEventDefinition name="over"/>';
    const model = process_('shown', `<startEvent id="start"/>${flow('start', 'go')}
      <intermediateThrowEvent id="go">${link}</intermediateThrowEvent><intermediateCatchEvent id="come">${link}</intermediateCatchEvent>
      ${flow('come', 'receive')}<receiveTask id="receive"/>${flow('receive', 'wait')}
      <boundaryEvent id="hot" attachedToRef="receive" cancelActivity="false">${by('temperature &gt; 30')}</boundaryEvent>${flow('hot', 'end')}
      <intermediateCatchEvent id="wait">${by('ready')}</intermediateCatchEvent>${flow('wait', 'end')}<endEvent id="end"/>`);

    await weir.deploy('shown', { 'shown.bpmn': model });
    const { id } = await weir.post('/process-definition/key/shown/start', {});
    const [hot] = await weir.get(`/event-subscription?processInstanceId=${id}&eventType=conditional`);

    assert.deepEqual([hot.activityId, hot.eventName, hot.eventType], ['hot', null, 'conditional']);
    await weir.post(`/process-instance/${id}/variables`, { modifications: { temperature: { value: 31 } } }, 204);
    await weir.post(`/execution/${id}/signal`, { variables: { x: { value: 1 } } }, 204);
    assert.equal((await weir.get(`/event-subscription?processInstanceId=${id}`)).length, 1);
    await weir.put(`/process-instance/${id}/variables/ready`, { value: true });
    const types = Object.fromEntries((await weir.get(`/history/activity-instance?processInstanceId=${id}`)).map(({ activityId, activityType }) => [activityId, activityType]));

    assert.deepEqual(types, { start: 'startEvent', go: 'intermediateLinkThrow', come: 'intermediateLinkCatch', receive: 'receiveTask',
      hot: 'boundaryConditional', wait: 'intermediateConditional', end: 'noneEndEvent' });
    await stop();
  },
};
