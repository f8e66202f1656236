import { describe, it } from 'vitest';

import { halfWayLines, type RotationNotes } from '../../src/report/half-way-text.ts';
import { NO_HINTS } from '../../src/report/hints.ts';
import { createStyle } from '../../src/report/style.ts';
import { FINISHED, PREPARED, SAMPLE_FACTS, START, withFiles, type FileState } from '../support/sample-facts.ts';
import { TORN } from '../support/sample-journal.ts';

const { three } = SAMPLE_FACTS;
const frozen = { ...three, writesFrozen: true };
const halfWay = withFiles(three, { s1: PREPARED, s2: START, s3: START });
const NOTHING: RotationNotes = {
  halfWay: false,
  unfinishedRun: undefined,
  mirroredRun: undefined,
  mirrorFailure: undefined,
  stopped: undefined,
  atWork: false,
  atWorkElsewhere: undefined,
  outOfReach: [],
};

function told(facts: typeof frozen | typeof three, notes: Partial<RotationNotes> = {}): string {
  return halfWayLines(
    facts,
    { ...NOTHING, ...notes },
    { style: createStyle(false), width: 10_000, hints: NO_HINTS },
  ).join('\n');
}

describe('what status says first', () => {
  it('given a cluster between rotations, is nothing', ({ expect }) => {
    expect(told(three)).toBe('');
  });

  it('given writes that are refused and a run that was killed, is the refusal, then the run, then how it is resumed', ({
    expect,
  }) => {
    const lines = told(frozen, { unfinishedRun: 'r1' }).split('\n');
    expect(lines[0]).toBe('Writes of Secrets are refused in the whole cluster, by a freeze of keyturn.');
    expect(lines[1]).toContain('Run r1 is not finished');
    expect(lines[2]).toContain('Continue run r1: keyturn rotate');
  });

  it('given a refusal while every server has both keys, does not say that writes are refused, which it does not know', ({
    expect,
  }) => {
    const said = (s1: FileState, s3: FileState): string | undefined => {
      const files = withFiles(three, { s1, s2: TORN.rotateKeys, s3 });
      return told({ ...files, writesFrozen: true }, { unfinishedRun: 'r1', halfWay: true }).split('\n')[0];
    };
    const deletions =
      'Deletions of Secrets, and perhaps writes, are refused in the whole cluster, by a freeze of keyturn.';
    expect(said(TORN.rotateKeysActive, TORN.rotateKeys)).toBe(deletions);
    // The leader has dropped the old key.
    expect(said(FINISHED, TORN.rotateKeys)).toBe(deletions);
    // A follower has the old key alone, or the new key alone beside such a leader.
    expect(said(TORN.rotateKeysActive, START)).toContain('Writes of Secrets are refused');
    expect(said(FINISHED, FINISHED)).toContain('Writes of Secrets are refused');
  });

  it('given writes that are refused and no run, leads to verify, which says whether they may be let through', ({
    expect,
  }) => {
    expect(told(frozen)).toContain('See whether it may be lifted, and how: keyturn verify');
  });

  it('given a run that stopped for a person, repeats what must not be done, and does not just advise to resume', ({
    expect,
  }) => {
    const failure = { kind: 'gate-broken', server: 's1', gate: 'saved', observed: ['saved at=7'] } as const;
    const text = told(halfWay, {
      halfWay: true,
      unfinishedRun: 'r1',
      stopped: { kind: 'stopped-for-a-person', failure },
    });
    expect(text).toContain('It stopped: ');
    expect(text).toContain('Do not restart s1, nor any other server');
    expect(text).toContain('a person must decide');
    expect(text).not.toContain('Continue run r1');
  });

  it('given a run that stopped and can be resumed, says why and how', ({ expect }) => {
    const failure = { kind: 'connection-lost', server: 's2', command: 'restart' } as const;
    const text = told(halfWay, { halfWay: true, unfinishedRun: 'r1', stopped: { kind: 'stopped-resumable', failure } });
    expect(text).toContain('It stopped: ');
    expect(text).toContain('--resume');
  });

  it('given the run of another machine, says that it can be continued here, and by what', ({ expect }) => {
    const text = told(three, { mirroredRun: { runId: 'r1', server: 's1' } });
    expect(text).toContain('Run r1 was begun on another machine, and s1 has a copy of its journal.');
    expect(text).toContain('--resume');
  });

  it('given such a run whose copy is damaged, names the copy and the line, and does not advise to resume here', ({
    expect,
  }) => {
    const mirrorFailure = {
      kind: 'mirror-corrupt',
      server: 's1',
      file: '/copy',
      line: 7,
      reason: 'hash chain',
    } as const;
    const text = told(three, { mirrorFailure });
    expect(text).toContain("another machine's run, s1:/copy, is damaged at line 7");
    expect(text).toContain('keyturn runs end --inventory');
    expect(text).not.toContain('--resume');
  });

  it('given somebody at work elsewhere, names them, and advises nothing but to wait', ({ expect }) => {
    const atWorkElsewhere = {
      kind: 'lock-held',
      holder: 'ops@laptop (run r7)',
      since: '2026-11-24T01:59:00Z',
      where: 'Lease kube-system/keyturn',
      expiresAt: undefined,
    } as const;
    const text = told(halfWay, { halfWay: true, atWorkElsewhere });
    expect(text).toContain('ops@laptop (run r7) is at work on it now');
    expect(text).not.toContain('--adopt');
  });
});
