import { stripVTControlCharacters } from 'node:util';
import { describe, it } from 'vitest';

import type { Stage } from '../../src/model/encryption.ts';
import type { Event, ServerView, WaitingEvent } from '../../src/model/event.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Gate, StepId } from '../../src/model/step.ts';
import { outlineOf } from '../../src/plan/steps.ts';
import { liveFrame } from '../../src/report/live-frame.ts';
import { liveState, see, type LiveState } from '../../src/report/live-state.ts';
import { createStyle, PLAIN } from '../../src/report/style.ts';
import { visibleLength } from '../../src/report/printable.ts';
import { fileHash, FINISHED, OLD_KEY, PREPARED, ROTATED, SAMPLE_FACTS, SAMPLE_NOW } from '../support/sample-facts.ts';
import { samplePlan } from '../support/sample-journal.ts';

const STAGED = samplePlan(SAMPLE_FACTS.three, 'staged');
const FROZEN = withCourse(samplePlan(SAMPLE_FACTS.three, 'rotate-keys'), { freezeWrites: true });
const EARLY = withCourse(FROZEN, { earlyRoll: true });
/** A follower that started while the leader rewrites. */
const BOTH_KEYS = { stage: 'start', sha256: fileHash(ROTATED.keys) } as const;
/** Three control-plane servers with etcd, and nineteen with the control plane alone. */
const MANY = withCourse(STAGED, {
  order: [
    ...STAGED.course.order,
    ...Array.from({ length: 19 }, (_, index) => ({ name: `c${index + 1}`, part: 'follower' as const, hasEtcd: false })),
  ],
});

/** The plan of another course, with the steps of that course. */
function withCourse(plan: Plan, change: Partial<Plan['course']>): Plan {
  const course = { ...plan.course, ...change };
  const steps = outlineOf(course).map((outline) => ({ ...outline, mutates: true, commands: [], estimateMs: 20_000 }));
  const [first] = plan.fingerprint.servers;
  const servers = course.order.flatMap(({ name }) => (first === undefined ? [] : [{ ...first, name }]));
  return { ...plan, course, steps, fingerprint: { ...plan.fingerprint, servers } };
}

const HASHES: Partial<Record<Stage, string>> = {
  start: fileHash([OLD_KEY]),
  prepare: fileHash(PREPARED.keys),
  rotate: fileHash(ROTATED.keys).replace('b', 'c'),
  reencrypt_active: fileHash(ROTATED.keys).replace('b', 'c'),
  reencrypt_finished: fileHash(FINISHED.keys),
};

function view(
  server: string,
  stage: Stage,
  more: Partial<Omit<ServerView, 'loadedSha256'>> & { readonly loaded?: Stage; readonly loadedSha?: string } = {},
): Event {
  const { loaded = stage, loadedSha = HASHES[loaded], ...rest } = more;
  return {
    type: 'server-view',
    view: {
      server,
      stage: { stage, sha256: HASHES[stage] ?? '' },
      loadedSha256: loadedSha,
      health: 'healthy',
      restarts: 0,
      ...rest,
    },
  };
}

function started(plan: Plan, step: StepId): Event {
  const index = plan.steps.findIndex(({ id }) => id === step);
  return { type: 'step-started', step, index, total: plan.steps.length, estimateMs: 20_000 };
}

function finished(step: StepId, durationMs = 20_000): Event {
  return { type: 'step-finished', step, durationMs, found: false, evidence: {} };
}

function waiting(server: string, gate: Gate, step: StepId, more: Partial<WaitingEvent> = {}): Event {
  return {
    type: 'waiting',
    server,
    gate,
    step,
    elapsedMs: 12_000,
    deadlineMs: 600_000,
    observed: ['ActiveState=activating', 'SubState=start', 'NRestarts=0'],
    ...more,
  };
}

interface Moment {
  readonly name: string;
  readonly plan: Plan;
  readonly events: readonly Event[];
}

const MOMENTS: readonly Moment[] = [
  {
    name: 'restart',
    plan: STAGED,
    events: [
      view('s1', 'prepare', { restarts: 1 }),
      view('s2', 'prepare', { restarts: 1, loaded: 'start' }),
      view('s3', 'start', { restarts: 1, health: 'restarting' }),
      finished('command:prepare', 1_500),
      finished('restart:prepare:s1'),
      finished('restart:prepare:s2'),
      started(STAGED, 'restart:prepare:s3'),
      waiting('s3', 'unit', 'restart:prepare:s3'),
    ],
  },
  {
    name: 'side-by-side',
    plan: STAGED,
    events: [
      ...['s1', 's2', 's3'].map((server) => view(server, 'prepare', { restarts: 1, loaded: 'start' })),
      finished('restart:prepare:s3'),
      started(STAGED, 'loaded:prepare'),
      ...['s1', 's2', 's3'].map((server) =>
        waiting(server, 'loaded', 'loaded:prepare', { deadlineMs: 180_000, observed: ['file=a', 'apiserver=b'] }),
      ),
    ],
  },
  {
    name: 'rewrite',
    plan: STAGED,
    events: [
      view('s1', 'reencrypt_active', { restarts: 2 }),
      view('s2', 'rotate', { restarts: 2 }),
      view('s3', 'rotate', { restarts: 2 }),
      started(STAGED, 'rewrite-finished'),
      {
        type: 'rewrite-progress',
        rewritten: 1_900,
        total: 3_003,
        source: 'journal',
        perSecond: 217,
        leftMs: 5_080,
      },
      waiting('s1', 'stage', 'rewrite-finished', { sinceProgressMs: 1_200, patienceMs: 180_000, observed: [] }),
    ],
  },
  {
    name: 'frozen',
    plan: FROZEN,
    events: [
      started(FROZEN, 'freeze-writes'),
      finished('freeze-writes', 800),
      view('s1', 'reencrypt_finished', { restarts: 1 }),
      view('s2', 'start', { restarts: 1, health: 'restarting' }),
      view('s3', 'start'),
      finished('restart:reencrypt_finished:s1'),
      started(FROZEN, 'restart:reencrypt_finished:s2'),
      waiting('s2', 'node', 'restart:reencrypt_finished:s2', { observed: ['Ready=false', 'heartbeat=none'] }),
    ],
  },
  {
    name: 'early-roll',
    plan: EARLY,
    events: [
      started(EARLY, 'freeze-writes'),
      finished('freeze-writes', 800),
      view('s1', 'reencrypt_active'),
      view('s2', 'start', { restarts: 1, stage: BOTH_KEYS, loadedSha: BOTH_KEYS.sha256 }),
      view('s3', 'start', { restarts: 1, stage: BOTH_KEYS, loadedSha: BOTH_KEYS.sha256 }),
      finished('loaded:early'),
      finished('allow-writes', 800),
      started(EARLY, 'rewrite-finished'),
      waiting('s1', 'stage', 'rewrite-finished', { sinceProgressMs: 1_200, patienceMs: 180_000, observed: [] }),
    ],
  },
  {
    name: 'stopping',
    plan: STAGED,
    events: [
      view('s1', 'prepare', { restarts: 1 }),
      view('s2', 'start', { restarts: 1, health: 'restarting' }),
      view('s3', 'start'),
      started(STAGED, 'restart:prepare:s2'),
      waiting('s2', 'apiserver', 'restart:prepare:s2', { observed: ['readyz=false'] }),
      { type: 'interrupt-requested', hard: false, signal: 'SIGINT' },
    ],
  },
  {
    name: 'many-servers',
    plan: MANY,
    events: [
      ...MANY.course.order.map(({ name }, index) =>
        index < 9 ? view(name, 'prepare', { restarts: 1 }) : view(name, 'start'),
      ),
      view('c4', 'start', { health: 'unhealthy' }),
      view('c7', 'start', { restarts: 1, health: 'restarting' }),
      started(MANY, 'restart:prepare:c7'),
      waiting('c7', 'unit', 'restart:prepare:c7'),
    ],
  },
];

function stateOf({ plan, events }: Moment): LiveState {
  const begun = liveState({ runId: '20261124T020000000Z-d2edbeb7c6c2', plan }, SAMPLE_NOW);
  return events.reduce((state, event, index) => see(state, event, SAMPLE_NOW + (index + 1) * 20_000), begun);
}

/** Seconds after the last event, so that what goes on between two looks is seen to go on. */
const LATER_MS = 2_000;

function frameOf(moment: Moment, columns: number, rows = 24, style = PLAIN): readonly string[] {
  const now = SAMPLE_NOW + moment.events.length * 20_000 + LATER_MS;
  return liveFrame(stateOf(moment), now, { style, columns, rows });
}

const SIZES = [80, 120] as const;
const SCREENS = MOMENTS.flatMap((moment) => SIZES.map((columns) => ({ moment, columns, name: moment.name })));

describe('the whole view', () => {
  it.for(SCREENS)('given $name at $columns columns, is as recorded', async ({ moment, columns }, { expect }) => {
    const text = `${frameOf(moment, columns).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(`golden/live-${moment.name}-${columns}.txt`);
  });

  it.for(MOMENTS)(
    'given $name at any size, fits, is plain ASCII, and has at most twelve lines and one for each server',
    (moment, { expect }) => {
      for (const columns of [40, 60, 80, 100, 120, 200]) {
        for (const rows of [12, 24, 60]) {
          const lines = frameOf(moment, columns, rows);
          expect(Math.max(...lines.map(visibleLength)), `${columns} columns`).toBeLessThan(columns);
          expect(lines.join('')).toMatch(/^[ -~]*$/);
          expect(lines.length).toBeLessThanOrEqual(12 + moment.plan.course.order.length);
          if (rows > 14) expect(lines.length).toBeLessThan(rows);
        }
      }
    },
  );

  it.for(SCREENS)(
    'given $name at $columns columns, colours only repeat the words',
    ({ moment, columns }, { expect }) => {
      const coloured = frameOf(moment, columns, 24, createStyle(true));
      const withoutColours = coloured.map(stripVTControlCharacters);
      expect(coloured.join('')).toContain('\u001B[');
      expect(withoutColours).toEqual(frameOf(moment, columns));
    },
  );

  it('given a line that is too long, cuts out its middle and keeps how long of how long', ({ expect }) => {
    const [restart] = MOMENTS;
    const lines = restart === undefined ? [] : frameOf(restart, 50);
    expect(lines.find((line) => line.startsWith('now'))).toMatch(/\.\..* 0:14 of at most 10:00$/);
  });

  it('given frozen writes, says so first of all, in red where colours are on', ({ expect }) => {
    const frozen = MOMENTS.find(({ name }) => name === 'frozen');
    const lines = frozen === undefined ? [] : frameOf(frozen, 80, 24, createStyle(true));
    expect(lines[0]?.startsWith('\u001B[31m')).toBe(true);
    expect(lines[0]).toContain('!! WRITES OF SECRETS ARE REFUSED in the whole cluster since 02:00:20Z');
  });
});
