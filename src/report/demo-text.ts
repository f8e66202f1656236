import { commandLine, NO_HINTS } from './hints.ts';
import { table } from './layout.ts';
import { printableLine } from './printable.ts';
import { adviceText, type RenderOptions } from './render-error.ts';
import { count, numberText } from './units.ts';

/** What the writers of Secrets found after a run. */
export interface WritersReport {
  /** Writes acknowledged by an apiserver. */
  readonly acknowledged: number;
  /** Acknowledged Secrets that are no longer readable. */
  readonly lost: number;
  /** Names of the lost Secrets, as `namespace/name`. */
  readonly lostSecrets: readonly string[];
  /** Reads that failed during the run. */
  readonly readErrors: number;
}

/** What the demo saw from outside. The counts per key come from the simulated etcd itself, not from keyturn. */
export interface DemoEvidence {
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
  readonly writers: WritersReport;
}

/** Secrets still under a previous key. */
export function leftBehind({ before, after }: DemoEvidence): number {
  return Object.keys(before).reduce((total, key) => total + (after[key] ?? 0), 0);
}

/** Whether no Secret is under an old key and no Secret was lost. */
export function demoHolds(evidence: DemoEvidence): boolean {
  return leftBehind(evidence) === 0 && evidence.writers.lost === 0 && Object.keys(evidence.after).length > 0;
}

/** The summary above has named files of the demo. */
const TEMPORARY =
  'This cluster and its journal are gone now. To practise on one that stays: keyturn simulate --dir /tmp/cluster';

/** The proof of the demo, from outside. Ends with a line feed. */
export function demoText(evidence: DemoEvidence, { style, width }: RenderOptions): string {
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
    adviceText(TEMPORARY, { style, width }),
    demoHolds(evidence) ? style.green(verdict) : style.red(verdict),
    '',
  ].join('\n');
}

const SHOWN_NAMES = 20;

/** The report of the writers in one line, followed by the names of lost Secrets. */
export function writersText({ acknowledged, lost, lostSecrets, readErrors }: WritersReport): string {
  const left = lostSecrets.length - SHOWN_NAMES;
  return [
    `writers: ${count(acknowledged, 'acknowledged write')}, ${numberText(lost)} lost, ${count(readErrors, 'failed read')}`,
    ...lostSecrets.slice(0, SHOWN_NAMES).map((name) => `  lost: ${printableLine(name)}`),
    ...(left > 0 ? [`  and ${numberText(left)} more`] : []),
  ].join('\n');
}

/** First line of the demo, which announces the run. */
export function demoHeadline(servers: number, secrets: number): string {
  return `Rotating the key of a simulated cluster of ${count(servers, 'server')} with ${count(secrets, 'Secret')}, written to all the time.`;
}

const LINE_CHARACTERS = 200;

/** A request to a simulated host that is not simulated. */
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

/**
 * Where a simulated cluster waits, and the command to type in another terminal. For scripts, the line `ready` follows
 * separately.
 */
export function simulationText(inventoryFile: string): string {
  return [
    `simulated cluster: ${inventoryFile}`,
    `rotate its key from another terminal: ${commandLine({ ...NO_HINTS, inventory: inventoryFile }, 'rotate')}`,
  ].join('\n');
}
