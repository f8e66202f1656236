import { controlPlanesOf } from '../../src/model/course.ts';
import type { Check } from '../../src/model/check.ts';
import type { JournalLine, JournalRecord } from '../../src/model/journal.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { SeenSince } from '../../src/model/seen-since.ts';
import type { StepId } from '../../src/model/step.ts';
import { parseStepId } from '../../src/model/step-id.ts';
import { NEW_KEY, SAMPLE_FACTS, SAMPLE_NOW } from './sample-facts.ts';
import { samplePlan } from './sample-journal.ts';

const { census } = SAMPLE_FACTS.three;

/** Seconds of a step, from its intention to its end, and to the next line. */
const STEP_S = 10;
const GAP_S = 2;

export interface SampleRunOptions {
  readonly strategy?: 'staged' | 'rotate-keys';
  /** The last step that is done; by default all are, and the run has ended. */
  readonly until?: StepId;
  /** What a release before wrote: nothing of what a process saw. */
  readonly earlier?: boolean;
}

export interface SampleRun {
  readonly plan: Plan;
  readonly lines: readonly JournalLine[];
}

/** A journal as a run of three servers writes it, with a line every few seconds. */
export function sampleRun({ strategy = 'staged', until, earlier = false }: SampleRunOptions = {}): SampleRun {
  const plan = planWithCommands(samplePlan(SAMPLE_FACTS.three, strategy));
  const journal = createLines();
  journal.add({
    kind: 'run-started',
    runId: `20261124T020000000Z-${plan.id}`,
    version: '0.1.0',
    operator: 'ops@laptop',
    plan,
    ...(earlier ? {} : { maxKeyAgeMs: 90 * 86_400_000, earlierCopies: EARLIER_COPIES }),
  });
  journal.add({ kind: 'counted', census });
  let seen: SeenSince = {};
  for (const { id, mutates, commands } of plan.steps) {
    if (mutates) journal.add({ kind: 'intended', step: id, before: { kind: 'none' } }, earlier ? undefined : seen);
    journal.pass(STEP_S);
    const sent = mutates ? commands.map((command) => sentCommand(journal.now(), id, command)) : [];
    const counts = id === 'prove' ? [{ at: journal.now(), step: id, census: AFTER }] : [];
    const rewrite = id.startsWith('rewrite-') ? [{ at: journal.now(-5), rewritten: 250, total: 500 }] : [];
    const own: SeenSince = {
      ...(sent.length === 0 ? {} : { commands: sent }),
      ...(counts.length === 0 ? {} : { counts }),
      ...(rewrite.length === 0 ? {} : { rewrite }),
      ...(mutates || seen.steps === undefined ? {} : { steps: seen.steps }),
    };
    journal.add({ kind: 'done', step: id, evidence: evidenceOf(id, plan) }, earlier ? undefined : own);
    seen = { steps: [{ step: id, at: journal.now(GAP_S - 1), ms: (STEP_S + GAP_S - 1) * 1_000, found: false }] };
    journal.pass(GAP_S);
    if (id === until) return { plan, lines: journal.lines };
  }
  const outages = controlPlanesOf(plan.course).map(({ name }) => ({ server: name, ms: 0 }));
  journal.add({ kind: 'run-ended', outcome: 'done', outages }, earlier ? undefined : seen);
  return { plan, lines: journal.lines };
}

export const EARLIER_COPIES = [
  {
    server: 's1',
    directory: '/var/lib/keyturn/sealed/ba9876543210/before',
    madeAtSeconds: SAMPLE_NOW / 1_000 - 86_400,
  },
];

/** The count of the proof. */
export const AFTER = { ...census, total: 503, byKey: { [`aescbc/${NEW_KEY.name}`]: 503 } };

/** More lines at the end of a journal, each `seconds` after the line before. */
export function continued(
  { lines, plan }: SampleRun,
  ...records: readonly (readonly [seconds: number, record: JournalRecord, seen?: SeenSince])[]
): SampleRun {
  const journal = createLines(lines);
  for (const [seconds, record, seen] of records) {
    journal.pass(seconds);
    journal.add(record, seen);
  }
  return { plan, lines: journal.lines };
}

function createLines(before: readonly JournalLine[] = []) {
  const lines = [...before];
  let at = before.length === 0 ? SAMPLE_NOW : Date.parse(before.at(-1)?.at ?? '');
  const now = (seconds = 0): string => new Date(at + seconds * 1_000).toISOString();
  return {
    lines,
    now,
    pass: (seconds: number) => void (at += seconds * 1_000),
    add: (record: JournalRecord, seen?: SeenSince) => {
      const told = seen === undefined || Object.keys(seen).length === 0 ? {} : { seen };
      lines.push({ sequence: lines.length, at: now(), previous: '0'.repeat(64), record, ...told });
    },
  };
}

/** Sample plans have no commands; a report shows them. */
function planWithCommands(plan: Plan): Plan {
  const warning: Check = {
    id: 'etcd-size',
    verdict: 'warn',
    server: 's2',
    evidence: ['dbSize=1.9 GiB'],
    issues: [],
  };
  const steps = plan.steps.map((step) => {
    const parts = parseStepId(step.id);
    const mutates = !['census', 'prove', 'rewrite-kept', 'rewrite-finished'].includes(parts?.kind ?? '');
    const server = step.servers[0] ?? plan.leader;
    return { ...step, mutates, commands: mutates ? [{ server, line: `sudo -n true ${step.id}` }] : [] };
  });
  return { ...plan, steps, checks: [...plan.checks, warning] };
}

function sentCommand(at: string, step: StepId, { server, line }: { readonly server: string; readonly line: string }) {
  return { at, server, step, line, ending: 'exited', exitCode: 0 } as const;
}

function evidenceOf(id: StepId, { id: planId, leader }: Plan): Readonly<Record<string, string | number>> {
  const parts = parseStepId(id);
  switch (parts?.kind) {
    case 'snapshot-before':
    case 'snapshot-after':
      return { server: leader, snapshot: `keyturn-${planId}-${parts.kind.slice(9)}`, bytes: 77_824 };
    case 'seal':
      return { server: parts.server, path: `/var/lib/keyturn/sealed/${planId}/before` };
    case 'seal-new-key':
      return { server: leader, path: `/var/lib/keyturn/sealed/${planId}/new-key`, newKey: NEW_KEY.name };
    case 'prove':
      return {
        total: AFTER.total,
        newKey: NEW_KEY.name,
        underOtherKeys: 0,
        readBack: 500,
        readBackOf: AFTER.total,
        apiservers: 3,
      };
    default:
      return {};
  }
}
