import { describe, it } from 'vitest';

import { courseOf, TOPOLOGY_NAMES, type Topology } from './support/courses.ts';
import { etcdHealthy, healthy } from './support/lines.ts';
import { traceOf } from './support/record.ts';

/** The only roll, with a count before each server: followers still have the old key alone, and the leader the new one. */
const ROLL: Readonly<Record<Topology, readonly string[]>> = {
  'one server': [
    'awaitGate reencrypt_finished s1 saved',
    ...healthy('reencrypt_finished', 's1', 'before:s1'),
    'awaitApiservers reencrypt_finished s1',
  ],
  'one server and two etcd-only': [
    'awaitGate reencrypt_finished s1 saved',
    ...etcdHealthy('reencrypt_finished', 'e1', 'before:e1'),
    ...etcdHealthy('reencrypt_finished', 'e2', 'before:e2'),
    ...healthy('reencrypt_finished', 's1', 'before:s1'),
    'awaitApiservers reencrypt_finished s1',
  ],
  'three servers': [
    'awaitGate reencrypt_finished s1 saved',
    ...healthy('reencrypt_finished', 's1', 'before:s1'),
    ...healthy('reencrypt_finished', 's2', 'before:s2'),
    ...healthy('reencrypt_finished', 's3', 'before:s3'),
    'awaitApiservers reencrypt_finished s1+s2+s3',
  ],
  'three servers and two etcd-only': [
    'awaitGate reencrypt_finished s1 saved',
    ...etcdHealthy('reencrypt_finished', 'e1', 'before:e1'),
    ...etcdHealthy('reencrypt_finished', 'e2', 'before:e2'),
    ...healthy('reencrypt_finished', 's1', 'before:s1'),
    ...healthy('reencrypt_finished', 's2', 'before:s2'),
    ...healthy('reencrypt_finished', 's3', 'before:s3'),
    'awaitApiservers reencrypt_finished s1+s2+s3',
  ],
  'two control-plane-only and three etcd-only': [
    'awaitGate reencrypt_finished s1 saved',
    ...etcdHealthy('reencrypt_finished', 'e1', 'before:e1'),
    ...etcdHealthy('reencrypt_finished', 'e2', 'before:e2'),
    ...etcdHealthy('reencrypt_finished', 'e3', 'before:e3'),
    ...healthy('reencrypt_finished', 's1', 'before:s1'),
    ...healthy('reencrypt_finished', 's2', 'before:s2'),
    'awaitApiservers reencrypt_finished s1+s2',
  ],
  'five servers': [
    'awaitGate reencrypt_finished s1 saved',
    ...healthy('reencrypt_finished', 's1', 'before:s1'),
    ...healthy('reencrypt_finished', 's2', 'before:s2'),
    ...healthy('reencrypt_finished', 's3', 'before:s3'),
    ...healthy('reencrypt_finished', 's4', 'before:s4'),
    ...healthy('reencrypt_finished', 's5', 'before:s5'),
    'awaitApiservers reencrypt_finished s1+s2+s3+s4+s5',
  ],
};

describe('rotate-keys, in order', () => {
  for (const topology of TOPOLOGY_NAMES) {
    it(`given ${topology}`, async ({ expect }) => {
      expect(await traceOf(courseOf(topology, { strategy: 'rotate-keys' }))).toEqual([
        'sealCredentials before',
        'sendStageCommand rotate-keys',
        'sealCredentials new-key',
        'awaitRewrite drop-old',
        ...ROLL[topology],
        'prove',
        'cleanUp',
      ]);
    });
  }
});
