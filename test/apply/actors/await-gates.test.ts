import { beforeEach, describe, expect, it, vi } from 'vitest';

import { awaitApiservers, awaitGate } from '../../../src/apply/actors/await-gates.ts';
import { lookAtGate } from '../../../src/apply/gates/look-at-gate.ts';
import { NO_MIRROR } from '../../../src/apply/journal/journal-mirror.ts';
import type { Run } from '../../../src/apply/run/run.ts';
import type { Failure } from '../../../src/model/failure.ts';
import type { JournalRecord } from '../../../src/model/journal.ts';
import { HOLDS, type Look } from '../../../src/model/step.ts';
import { SAMPLE_FACTS } from '../../support/sample-facts.ts';
import { samplePlan } from '../../support/sample-journal.ts';

vi.mock('../../../src/apply/gates/look-at-gate.ts', () => ({ lookAtGate: vi.fn<typeof lookAtGate>() }));

const NOT_YET: Look<undefined> = { kind: 'not-yet', observed: ['apiserver=old file'] };
const TIMING = { reloadPeriodMs: 60_000, restartDeadlineMs: 60_000 };

/** What was looked at, and what was written into the journal. */
function watched(answer: (gate: string, server: string, look: number) => Look<undefined>) {
  const looks: string[] = [];
  const records: JournalRecord[] = [];
  vi.mocked(lookAtGate).mockImplementation((_, gate, { server }) => {
    const line = `${gate} ${server}`;
    looks.push(line);
    return Promise.resolve(answer(gate, server, looks.filter((one) => one === line).length));
  });
  const never = new AbortController().signal;
  let now = 0;
  const run = {
    journal: {
      lines: [],
      append: (record: JournalRecord) => {
        records.push(record);
        return { ok: true, value: undefined };
      },
    },
    mirror: NO_MIRROR,
    confirmLock: () => Promise.resolve(undefined),
    interrupts: { soft: never, hard: never, halt: never },
    clock: {
      now: () => now,
      sleep: (ms: number) => {
        now += ms;
        return Promise.resolve();
      },
    },
    progress: { started: () => now, finished: () => {} },
    cluster: { timing: TIMING },
    plan: samplePlan(SAMPLE_FACTS.three, 'rotate-keys'),
    scrubFailure: (failure: Failure) => failure,
    emit: () => {},
  } as unknown as Run;
  return { run, looks, records };
}

describe('canaries under a new key that the leader loads last', () => {
  beforeEach(() => void vi.mocked(lookAtGate).mockReset());

  it('given several apiservers, then none writes a canary before each of them has loaded', async () => {
    const { run, looks } = watched((gate, server, look) =>
      gate === 'loaded' && server === 's1' && look < 5 ? NOT_YET : HOLDS,
    );

    expect(await awaitApiservers(run, { roll: 'early', servers: ['s1', 's2', 's3'] })).toMatchObject({ ok: true });
    expect(looks.slice(looks.indexOf('canary s1'))).toEqual(['canary s1', 'canary s2', 'canary s3']);
    expect(looks.lastIndexOf('loaded s1')).toBeLessThan(looks.findIndex((look) => look.startsWith('canary')));
  });

  it('given one that never loads, then none writes a canary', async () => {
    const { run, looks } = watched((_, server) => (server === 's1' ? NOT_YET : HOLDS));

    expect(await awaitApiservers(run, { roll: 'early', servers: ['s1', 's2'] })).toMatchObject({
      failure: { kind: 'gate-timed-out', server: 's1', gate: 'loaded' },
    });
    expect(looks.filter((look) => look.startsWith('canary'))).toEqual([]);
  });

  it.for([
    ['early', [{ kind: 'done', step: 'loaded:early:s2', evidence: { servers: 's2' } }]],
    ['reencrypt_finished', []],
  ] as const)('given a follower alone in the roll %s, then its step ends with its last gate', async ([roll, ends]) => {
    const { run, records } = watched(() => HOLDS);

    expect(await awaitGate(run, { roll, server: 's2', gate: 'loaded' })).toMatchObject({ ok: true });
    expect(records).toEqual(ends);
  });
});
