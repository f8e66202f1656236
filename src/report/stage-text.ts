import type { StepParts } from '../model/step.ts';
import { parseStepId } from '../model/step-id.ts';
import { unreachable } from '../model/unreachable.ts';
import type { EndedStep, LiveState } from './live-state.ts';
import { printableLine, visibleLength } from './printable.ts';
import { stageCommandText } from './step-text.ts';
import { count, listed, stopwatch } from './units.ts';

/**
 * All steps of a stage as one line when the stage is over, as `22:25:40Z  prepare in 1:13: 3 servers restarted ...`,
 * wrapped with a hanging indent. `undefined` where no step of the stage ended.
 */
export function stageText(stage: LiveState['stage'], now: number, width: number): string | undefined {
  if (stage.ended.length === 0) return undefined;
  const isFound = stage.ended.every(({ found }) => found);
  const head = `${clockText(stage.startedAt)}  ${stage.name}`;
  if (isFound) return hanging(`${head}: done before`, '', width);
  return hanging(`${head} in ${stopwatch(now - stage.startedAt)}:`, factsOf(stage.ended).join('; '), width);
}

/** `02:15:07Z`. The time is always UTC, because operators compare times of several machines. */
export function clockText(ms: number): string {
  return `${new Date(ms).toISOString().slice(11, 19)}Z`;
}

const HANGING_INDENT = ' '.repeat(11);

function hanging(head: string, body: string, width: number): string {
  const lines: string[] = [];
  let line = head;
  for (const word of printableLine(body).split(' ')) {
    if (visibleLength(line) + 1 + visibleLength(word) > width) {
      lines.push(line);
      line = `${HANGING_INDENT}${word}`;
    } else line = `${line} ${word}`.trimEnd();
  }
  return [...lines, line].join('\n');
}

interface Ended extends Omit<EndedStep, 'step'> {
  readonly parts: StepParts;
}

/** What the steps did, one entry for each kind, in the order of first ends. */
function factsOf(ended: readonly EndedStep[]): readonly string[] {
  const groups = new Map<StepParts['kind'], Ended[]>();
  for (const { step, ...rest } of ended) {
    const parts = parseStepId(step);
    if (parts === undefined) continue;
    const kind = parts.kind === 'seal-new-key' || parts.kind === 'seal-elsewhere' ? 'seal' : parts.kind;
    groups.set(kind, [...(groups.get(kind) ?? []), { parts, ...rest }]);
  }
  return [...groups.values()].map(factOf);
}

function factOf(steps: readonly Ended[]): string {
  const [first] = steps;
  if (first === undefined) return '';
  const { parts, evidence } = first;
  switch (parts.kind) {
    case 'snapshot-before':
    case 'snapshot-after':
      return `snapshot ${evidence['snapshot'] ?? 'taken'}`;
    case 'seal':
    case 'seal-new-key':
    case 'seal-elsewhere':
      return steps.length === 1 ? '1 sealed copy' : `${steps.length} sealed copies`;
    case 'add-key':
      return `${count(steps.length, 'file')} with the missing key`;
    case 'return-file':
      return `${count(steps.length, 'file')} as the engine left it`;
    case 'undo':
      return `${count(steps.length, 'file')} as before`;
    case 'all-keys-loaded':
    case 'one-key-loaded':
      return `every apiserver has loaded it${tookText(first)}`;
    case 'all-readable':
      return `every Secret is readable through every apiserver${tookText(first)}`;
    case 'freeze-writes':
      return 'writes of Secrets refused';
    case 'allow-writes':
      return 'writes of Secrets allowed again, deletions still refused';
    case 'allow-deletes':
      return 'deletions of Secrets allowed again';
    case 'unfreeze-writes':
      return 'all writes of Secrets allowed again';
    case 'command':
      return steps.map(commandText).join('; ');
    case 'rewrite-kept':
    case 'rewrite-finished':
      return `${typeof evidence['secrets'] === 'number' ? count(evidence['secrets'], 'Secret') : 'all Secrets'} rewritten${tookText(first)}`;
    case 'restart':
      return restartsText(steps, 'restarted');
    case 'container':
      return restartsText(steps, 'with a new kube-apiserver container');
    case 'loaded':
      return `every apiserver has loaded its file${tookText(first)}`;
    case 'census':
      return `${steps.length === 1 ? 'counted' : `counted ${steps.length} times`}: 0 Secrets under the old key`;
    case 'prove':
      return `the proof holds${tookText(first)}`;
    case 'clean-up':
      return 'canaries removed';
    default:
      return unreachable(parts);
  }
}

function commandText({ parts, evidence }: Ended): string {
  const sent = parts.kind === 'command' ? `"${stageCommandText(parts.command)}" took effect` : '';
  const isMinted = parts.kind === 'command' && (parts.command === 'prepare' || parts.command === 'rotate-keys');
  return isMinted && evidence['newKey'] !== undefined ? `${sent}, new key ${evidence['newKey']}` : sent;
}

/** `s1 (18 s), s2 (21 s) and s3 (19 s) restarted`, or a number where there are many. */
function restartsText(steps: readonly Ended[], did: string): string {
  const servers = steps.map((step) => ('server' in step.parts ? `${step.parts.server ?? ''}${tookText(step)}` : ''));
  if (servers.length <= 3) return `${listed(servers)} ${did}`;
  const took = steps.filter(({ found }) => !found).map(({ durationMs }) => durationMs);
  const range = took.length === 0 ? '' : ` (${stopwatch(Math.min(...took))} to ${stopwatch(Math.max(...took))} each)`;
  return `${steps.length} servers ${did}${range}`;
}

function tookText({ found, durationMs }: Ended): string {
  return found ? ' (done before)' : ` (${stopwatch(durationMs)})`;
}
