import { commandLine, NO_HINTS } from './hints.ts';
import { table } from './layout.ts';
import { printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';
import { count, numberText } from './units.ts';

/** What those who wrote Secrets during a run found afterwards. */
export interface WritersReport {
  /** Writes that an apiserver acknowledged. */
  readonly acknowledged: number;
  /** Acknowledged Secrets that cannot be read any more. */
  readonly lost: number;
  /** Their names, as `namespace/name`. */
  readonly lostSecrets: readonly string[];
  /** Reads that failed while the run went on. */
  readonly readErrors: number;
}

/** What the demo saw from outside: counts per key of the simulated etcd itself, not keyturn's own word. */
export interface DemoEvidence {
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  readonly writers: WritersReport;
}

/** Secrets that are still under a key of before. */
export function leftBehind({ before, after }: DemoEvidence): number {
  return Object.keys(before).reduce((total, key) => total + (after[key] ?? 0), 0);
}

/** Whether nothing is under an old key and nothing was lost. */
export function demoHolds(evidence: DemoEvidence): boolean {
  return leftBehind(evidence) === 0 && evidence.writers.lost === 0 && Object.keys(evidence.after).length > 0;
}

/** The proof of the demo, from outside. Ends with a line feed. */
export function demoText(evidence: DemoEvidence, { style }: RenderOptions): string {
  const { before, after } = evidence;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const verdict = `${leftBehind(evidence)} on the old key, ${evidence.writers.lost} lost`;
  return [
    '',
    style.bold('The same, as seen by the simulated etcd and by the writers'),
    table(
      [
        ['key', 'before', 'after'],
        ...keys.map((key) => [printableLine(key), numberText(before[key] ?? 0), numberText(after[key] ?? 0)]),
      ],
      '  ',
    ),
    ...writersText(evidence.writers)
      .split('\n')
      .map((line) => `  ${line}`),
    demoHolds(evidence) ? style.green(verdict) : style.red(verdict),
    '',
  ].join('\n');
}

const SHOWN_NAMES = 20;

/** What the writers say: one line, and below it the lost Secrets by name. */
export function writersText({ acknowledged, lost, lostSecrets, readErrors }: WritersReport): string {
  const left = lostSecrets.length - SHOWN_NAMES;
  return [
    `writers: ${count(acknowledged, 'acknowledged write')}, ${numberText(lost)} lost, ${count(readErrors, 'failed read')}`,
    ...lostSecrets.slice(0, SHOWN_NAMES).map((name) => `  lost: ${printableLine(name)}`),
    ...(left > 0 ? [`  and ${numberText(left)} more`] : []),
  ].join('\n');
}

/** First line of the demo: what is about to be seen. */
export function demoHeadline(servers: number, secrets: number): string {
  return `Rotating the key of a simulated cluster of ${count(servers, 'server')} with ${count(secrets, 'Secret')}, written to all the time.`;
}

const LINE_CHARACTERS = 200;

/** What a line asked of a simulated host and is not simulated. */
export function notSimulatedText(unknown: {
  readonly server: string;
  readonly program: string;
  readonly line: string;
}): string {
  const [program, line] = [unknown.program, unknown.line].map((text) => shortened(printableLine(text)));
  return `${unknown.server}: not simulated, so it failed there: ${program}; asked for by: ${line}`;
}

function shortened(text: string): string {
  return text.length <= LINE_CHARACTERS ? text : `${text.slice(0, LINE_CHARACTERS)}…`;
}

/** Where a simulated cluster waits, and what to type in another terminal; the line `ready` follows by itself, for scripts. */
export function simulationText(inventoryFile: string): string {
  return [
    `simulated cluster: ${inventoryFile}`,
    `rotate its key from another terminal: ${commandLine({ ...NO_HINTS, inventory: inventoryFile }, 'rotate')}`,
  ].join('\n');
}
