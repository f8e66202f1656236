import { describe, it } from 'vitest';

import { courseOf, TOPOLOGY_NAMES, type Topology } from './support/courses.ts';
import { etcdHealthy, healthy, healthyByContainer, loaded } from './support/lines.ts';
import { traceOf } from './support/record.ts';

const STAGED: Readonly<Record<Topology, readonly string[]>> = {
  'one server': [
    'sealCredentials before',
    'sendStageCommand prepare',
    'sealCredentials new-key',
    'awaitGate prepare s1 saved',
    ...healthy('prepare', 's1'),
    'awaitApiservers prepare s1',
    'sendStageCommand rotate',
    'awaitGate rotate s1 saved',
    ...healthy('rotate', 's1'),
    'awaitApiservers rotate s1',
    'sendStageCommand reencrypt-skip',
    'awaitRewrite keep-old',
    'takeCensus before-drop',
    'sendStageCommand reencrypt',
    'awaitRewrite drop-old',
    'awaitGate reencrypt_finished s1 saved',
    ...healthy('reencrypt_finished', 's1', 'before:s1'),
    'awaitApiservers reencrypt_finished s1',
    'prove',
    'cleanUp',
  ],
  'one server and two etcd-only': [
    'sealCredentials before',
    'sendStageCommand prepare',
    'sealCredentials new-key',
    'awaitGate prepare s1 saved',
    ...etcdHealthy('prepare', 'e1'),
    ...etcdHealthy('prepare', 'e2'),
    ...healthy('prepare', 's1'),
    'awaitApiservers prepare s1',
    'sendStageCommand rotate',
    'awaitGate rotate s1 saved',
    ...etcdHealthy('rotate', 'e1'),
    ...etcdHealthy('rotate', 'e2'),
    ...healthy('rotate', 's1'),
    'awaitApiservers rotate s1',
    'sendStageCommand reencrypt-skip',
    'awaitRewrite keep-old',
    'takeCensus before-drop',
    'sendStageCommand reencrypt',
    'awaitRewrite drop-old',
    'awaitGate reencrypt_finished s1 saved',
    ...etcdHealthy('reencrypt_finished', 'e1', 'before:e1'),
    ...etcdHealthy('reencrypt_finished', 'e2', 'before:e2'),
    ...healthy('reencrypt_finished', 's1', 'before:s1'),
    'awaitApiservers reencrypt_finished s1',
    'prove',
    'cleanUp',
  ],
  'three servers': [
    'sealCredentials before',
    'sendStageCommand prepare',
    'sealCredentials new-key',
    'awaitGate prepare s1 saved',
    ...healthy('prepare', 's1'),
    ...healthy('prepare', 's2'),
    ...healthy('prepare', 's3'),
    'awaitApiservers prepare s1+s2+s3',
    'sendStageCommand rotate',
    'awaitGate rotate s1 saved',
    ...healthy('rotate', 's1'),
    ...healthy('rotate', 's2'),
    ...healthy('rotate', 's3'),
    'awaitApiservers rotate s1+s2+s3',
    'sendStageCommand reencrypt',
    'awaitRewrite drop-old',
    'takeCensus before-roll',
    'awaitGate reencrypt_finished s1 saved',
    ...healthy('reencrypt_finished', 's1'),
    ...healthy('reencrypt_finished', 's2'),
    ...healthy('reencrypt_finished', 's3', 'last-holder'),
    'awaitApiservers reencrypt_finished s1+s2+s3',
    'prove',
    'cleanUp',
  ],
  'three servers and two etcd-only': [
    'sealCredentials before',
    'sendStageCommand prepare',
    'sealCredentials new-key',
    'awaitGate prepare s1 saved',
    ...etcdHealthy('prepare', 'e1'),
    ...etcdHealthy('prepare', 'e2'),
    ...healthy('prepare', 's1'),
    ...healthy('prepare', 's2'),
    ...healthy('prepare', 's3'),
    'awaitApiservers prepare s1+s2+s3',
    'sendStageCommand rotate',
    'awaitGate rotate s1 saved',
    ...etcdHealthy('rotate', 'e1'),
    ...etcdHealthy('rotate', 'e2'),
    ...healthy('rotate', 's1'),
    ...healthy('rotate', 's2'),
    ...healthy('rotate', 's3'),
    'awaitApiservers rotate s1+s2+s3',
    'sendStageCommand reencrypt',
    'awaitRewrite drop-old',
    'takeCensus before-roll',
    'awaitGate reencrypt_finished s1 saved',
    ...etcdHealthy('reencrypt_finished', 'e1'),
    ...etcdHealthy('reencrypt_finished', 'e2'),
    ...healthy('reencrypt_finished', 's1'),
    ...healthy('reencrypt_finished', 's2'),
    ...healthy('reencrypt_finished', 's3', 'last-holder'),
    'awaitApiservers reencrypt_finished s1+s2+s3',
    'prove',
    'cleanUp',
  ],
  'two control-plane-only and three etcd-only': [
    'sealCredentials before',
    'sendStageCommand prepare',
    'sealCredentials new-key',
    'awaitGate prepare s1 saved',
    ...etcdHealthy('prepare', 'e1'),
    ...etcdHealthy('prepare', 'e2'),
    ...etcdHealthy('prepare', 'e3'),
    ...healthy('prepare', 's1'),
    ...healthy('prepare', 's2'),
    'awaitApiservers prepare s1+s2',
    'sendStageCommand rotate',
    'awaitGate rotate s1 saved',
    ...etcdHealthy('rotate', 'e1'),
    ...etcdHealthy('rotate', 'e2'),
    ...etcdHealthy('rotate', 'e3'),
    ...healthy('rotate', 's1'),
    ...healthy('rotate', 's2'),
    'awaitApiservers rotate s1+s2',
    'sendStageCommand reencrypt',
    'awaitRewrite drop-old',
    'takeCensus before-roll',
    'awaitGate reencrypt_finished s1 saved',
    ...etcdHealthy('reencrypt_finished', 'e1'),
    ...etcdHealthy('reencrypt_finished', 'e2'),
    ...etcdHealthy('reencrypt_finished', 'e3'),
    ...healthy('reencrypt_finished', 's1'),
    ...healthy('reencrypt_finished', 's2', 'last-holder'),
    'awaitApiservers reencrypt_finished s1+s2',
    'prove',
    'cleanUp',
  ],
  'five servers': [
    'sealCredentials before',
    'sendStageCommand prepare',
    'sealCredentials new-key',
    'awaitGate prepare s1 saved',
    ...healthy('prepare', 's1'),
    ...healthy('prepare', 's2'),
    ...healthy('prepare', 's3'),
    ...healthy('prepare', 's4'),
    ...healthy('prepare', 's5'),
    'awaitApiservers prepare s1+s2+s3+s4+s5',
    'sendStageCommand rotate',
    'awaitGate rotate s1 saved',
    ...healthy('rotate', 's1'),
    ...healthy('rotate', 's2'),
    ...healthy('rotate', 's3'),
    ...healthy('rotate', 's4'),
    ...healthy('rotate', 's5'),
    'awaitApiservers rotate s1+s2+s3+s4+s5',
    'sendStageCommand reencrypt',
    'awaitRewrite drop-old',
    'takeCensus before-roll',
    'awaitGate reencrypt_finished s1 saved',
    ...healthy('reencrypt_finished', 's1'),
    ...healthy('reencrypt_finished', 's2'),
    ...healthy('reencrypt_finished', 's3'),
    ...healthy('reencrypt_finished', 's4'),
    ...healthy('reencrypt_finished', 's5', 'last-holder'),
    'awaitApiservers reencrypt_finished s1+s2+s3+s4+s5',
    'prove',
    'cleanUp',
  ],
};

describe('staged, in order', () => {
  for (const topology of TOPOLOGY_NAMES) {
    it(`given ${topology}`, async ({ expect }) => {
      expect(await traceOf(courseOf(topology))).toEqual(STAGED[topology]);
    });
  }

  it('given container restarts, has each server use the new file before the next one', async ({ expect }) => {
    const trace = await traceOf(
      courseOf('two control-plane-only and three etcd-only', { apiserverReload: 'restart-container' }),
    );
    const from = trace.indexOf('sendStageCommand rotate');
    expect(trace.slice(from, trace.indexOf('sendStageCommand reencrypt'))).toEqual([
      'sendStageCommand rotate',
      'awaitGate rotate s1 saved',
      ...etcdHealthy('rotate', 'e1'),
      ...etcdHealthy('rotate', 'e2'),
      ...etcdHealthy('rotate', 'e3'),
      ...healthyByContainer('rotate', 's1'),
      ...healthyByContainer('rotate', 's2'),
    ]);
    expect(trace.filter((line) => line.startsWith('awaitApiservers'))).toEqual([]);
  });

  it('given apiservers that load at the restart, has the leader use the new file before the next one, and the others at the end', async ({
    expect,
  }) => {
    const trace = await traceOf(courseOf('three servers', { apiserverReload: 'at-restart' }));
    const from = trace.indexOf('sendStageCommand rotate');
    expect(trace.slice(from, trace.indexOf('sendStageCommand reencrypt'))).toEqual([
      'sendStageCommand rotate',
      'awaitGate rotate s1 saved',
      ...healthy('rotate', 's1'),
      ...loaded('rotate', 's1'),
      ...healthy('rotate', 's2'),
      ...healthy('rotate', 's3'),
      'awaitApiservers rotate s2+s3',
    ]);
  });

  it('given snapshots, takes one before everything and one after the proof', async ({ expect }) => {
    const course = courseOf('three servers', { snapshot: true });
    const [first, ...rest] = await traceOf(course);
    expect(first).toBe('takeSnapshot before');
    expect(rest).toEqual([...STAGED['three servers'].slice(0, -1), 'takeSnapshot after', 'cleanUp']);
  });
});
