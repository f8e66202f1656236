import { describe, it } from 'vitest';

import { HOLDS, type Look } from '../../src/model/step.ts';
import {
  judgeActors,
  judgeCluster,
  judgeLeftOut,
  judgeOtherNode,
  judgeOtherUnit,
  judgeSpread,
} from '../../src/plan/judge-cluster.ts';
import type { OtherActor } from '../../src/model/other-actor.ts';
import { FINISHED, PREPARED, ROTATED, SAMPLE_FACTS, serverState } from '../support/sample-facts.ts';
import { TORN } from '../support/sample-journal.ts';

const DOWN: Look<undefined> = { kind: 'not-yet', observed: ['ActiveState=failed'] };
const STRANGE: Look<undefined> = { kind: 'broken', observed: ['host-key-changed'] };

describe('the whole cluster, before a server is taken out of it', () => {
  it('given every part holds, then it holds', ({ expect }) => {
    expect(
      judgeCluster([
        { server: 's2', look: HOLDS },
        { server: undefined, look: HOLDS },
      ]),
    ).toEqual(HOLDS);
  });

  it('given a server that is down, then it is about that one, and every part that does not hold is told', ({
    expect,
  }) => {
    const verdict = judgeCluster([
      { server: undefined, look: { kind: 'not-yet', observed: ['no leader'] } },
      { server: 's2', look: HOLDS },
      { server: 's3', look: DOWN },
    ]);
    expect(verdict).toEqual({ kind: 'not-yet', observed: ['no leader', 's3: ActiveState=failed'], on: 's3' });
  });

  it('given an etcd member that is not well, then it is about its server', ({ expect }) => {
    const etcd: Look<undefined> = { kind: 'not-yet', observed: ['unhealthy=s3'], on: 's3' };
    expect(judgeCluster([{ server: undefined, look: etcd }])).toEqual(etcd);
  });

  it('given a part that waiting cannot mend, then it is broken, and about that server', ({ expect }) => {
    const verdict = judgeCluster([
      { server: 's2', look: DOWN },
      { server: 's3', look: STRANGE },
    ]);
    expect(verdict).toMatchObject({ kind: 'broken', on: 's3' });
  });

  it.for([
    ['active', 'running', 'holds'],
    ['activating', 'start', 'not-yet'],
    ['failed', 'failed', 'not-yet'],
  ] as const)('given a service that is %s (%s), then it %s', ([activeState, subState, kind], { expect }) => {
    expect(judgeOtherUnit({ activeState, subState })).toMatchObject({ kind });
  });

  it.for([
    [true, false, 'holds'],
    [false, false, 'not-yet'],
    [true, true, 'not-yet'],
  ] as const)(
    'given a Node that is Ready (%s) and cordoned (%s), then it %s',
    ([ready, unschedulable, kind], { expect }) => {
      expect(judgeOtherNode({ ready, unschedulable })).toMatchObject({ kind });
    },
  );

  it.for([
    ['prepare', PREPARED, 'holds'],
    ['rotate', ROTATED, 'holds'],
    ['reencrypt_finished', FINISHED, 'holds'],
    // Its service would start with the new key alone, while Secrets are being rewritten.
    ['rotate', FINISHED, 'not-yet'],
    ['rotate', TORN.dropping, 'not-yet'],
    ['prepare', ROTATED, 'not-yet'],
    ['early', TORN.rotateKeysActive, 'holds'],
    ['early', FINISHED, 'holds'],
    ['early', TORN.droppingActive, 'not-yet'],
  ] as const)('given the roll %s and a leader with the files of %o, then it %s', ([roll, files, kind], { expect }) => {
    expect(judgeSpread(roll, serverState(files))).toMatchObject({ kind });
  });

  it('given a server that was left out and has come back, by its Node or by its apiserver alone, then it does not hold', ({
    expect,
  }) => {
    const { nodes, servers } = SAMPLE_FACTS.three;
    const known = { servers: servers.slice(0, 2), planes: 2 };

    expect(judgeLeftOut({ nodes: nodes.slice(0, 2), serving: ['s1', 's2'] }, known)).toEqual(HOLDS);
    expect(judgeLeftOut({ nodes: nodes.slice(0, 2), serving: ['s1'] }, known)).toEqual(HOLDS);
    expect(judgeLeftOut({ nodes, serving: ['s1', 's2', 's3'] }, known)).toEqual({
      kind: 'not-yet',
      observed: ['unexpected node=s3', 'unexpected apiserver among s1,s2,s3'],
    });
  });

  it('given somebody else at work, then it does not hold yet, and names who and where; who may begin later was told before the run', ({
    expect,
  }) => {
    const reboot: OtherActor = { kind: 'reboot', name: 'shutdown', server: 's3', phase: 'acting', evidence: [] };
    expect(judgeActors([reboot])).toEqual({ kind: 'not-yet', observed: ['reboot=shutdown'], on: 's3' });
    expect(judgeActors([{ ...reboot, phase: 'present' }])).toEqual(HOLDS);
    expect(judgeActors([])).toEqual(HOLDS);
  });
});
