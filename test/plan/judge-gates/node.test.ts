import { describe, expect, it } from 'vitest';

import type { NodeFacts } from '../../../src/model/facts.ts';
import type { Look } from '../../../src/model/step.ts';
import { judgeNode } from '../../../src/plan/judge-gates.ts';

const BEFORE = '2026-11-24T02:00:00Z';
const READY: NodeFacts = {
  name: 's1',
  roles: ['control-plane', 'etcd'],
  ready: true,
  heartbeatAt: '2026-11-24T02:00:10.123456Z',
  unschedulable: false,
  kubeletVersion: 'v1.36.3+rke2r1',
  annotation: undefined,
  unreadableAnnotation: undefined,
  bootId: undefined,
  runningWith: undefined,
};

type Row = readonly [
  given: string,
  node: Partial<NodeFacts>,
  before: string | undefined,
  kind: Look<undefined>['kind'],
];

const ROWS: readonly Row[] = [
  ['a heartbeat since the restart', {}, BEFORE, 'holds'],
  ['the heartbeat from before the restart', { heartbeatAt: BEFORE }, BEFORE, 'not-yet'],
  ['the same moment in other digits', { heartbeatAt: '2026-11-24T02:00:00.000000Z' }, BEFORE, 'not-yet'],
  ['a fresh heartbeat that is not ready', { ready: false }, BEFORE, 'not-yet'],
  ['no heartbeat', { heartbeatAt: undefined }, BEFORE, 'not-yet'],
  ['no restart by this process, and any heartbeat', { heartbeatAt: BEFORE }, undefined, 'holds'],
  ['no restart by this process, and none', { heartbeatAt: undefined }, undefined, 'holds'],
  ['that somebody cordoned it meanwhile', { unschedulable: true }, BEFORE, 'broken'],
];

describe('the gate of the Node', () => {
  it.each(ROWS)('given %s', (_given, node, before, kind) => {
    expect(judgeNode({ ...READY, ...node }, before).kind).toBe(kind);
  });
});
