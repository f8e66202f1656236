import type { Outage, RefusedWrites, RunSummary } from '../../model/run-summary.ts';
import { serviceText } from '../distribution-text.ts';
import { someNames } from '../server-names.ts';
import { count, durationText, instantText, spanText } from '../units.ts';

/** Servers whose outage is shown one by one, longest first. */
const MOST_SERVERS = 2;

/** How many restarts there were, and how long each apiserver did not answer. Servers without an outage are one group. */
export function outageText({ outages, restarts, killedProcesses, distribution }: RunSummary): string {
  const restarted = `${count(restarts, 'restart')} of ${serviceText(distribution)}`;
  const down = outages.filter(({ ms }) => ms > 0).toSorted((one, other) => other.ms - one.ms);
  const up = outages.filter(({ ms }) => ms === 0).map(({ server }) => server);
  const groups = [...downText(down), ...(up.length === 0 ? [] : [`${someNames(up)} always answered`])];
  const seen = groups.length === 0 ? 'not measured' : groups.join('; ');
  const uncounted = killedProcesses === 0 ? '' : ` (without what ${killedWords(killedProcesses)} saw)`;
  return `${restarted}; apiservers: ${seen}${uncounted}`;
}

function downText(down: readonly Outage[]): readonly string[] {
  const shown = down.slice(0, MOST_SERVERS).map(({ server, ms }) => `${someNames([server])} ${durationText(ms)}`);
  const left = down.length - shown.length;
  const shorter = left === 0 ? [] : [`${left} more ${durationText(down[MOST_SERVERS]?.ms ?? 0)} at most`];
  return shown.length === 0 ? [] : [`no answer from ${[...shown, ...shorter].join(', ')}`];
}

/** The processes whose observations are lost. */
export function killedWords(killed: number): string {
  return killed === 1 ? '1 killed process' : `${killed} killed processes`;
}

/** For how long the run refused writes of Secrets. `isOpen` says that nobody saw the end. */
export function refusedText({ refusedWrites }: RunSummary): { readonly text: string; readonly isOpen: boolean } {
  if (refusedWrites.length === 0) return { text: 'never refused by this run', isOpen: false };
  return {
    text: `of Secrets refused ${refusedWrites.map(periodText).join('; ')}`,
    isOpen: refusedWrites.some(({ until }) => until === undefined),
  };
}

function periodText({ from, until }: RefusedWrites): string {
  return until === undefined
    ? `from ${instantText(from)}Z on; that they are let through again was not seen`
    : `for ${durationText(Date.parse(until) - Date.parse(from))}, ${spanText(from, until)} UTC`;
}

/** How long rewritten Secrets could not be read through some servers, at most. `undefined` where every server reads both keys. */
export function readsText({ readsAtRisk }: RunSummary): string | undefined {
  if (readsAtRisk.length === 0) return undefined;
  const open = readsAtRisk.filter(({ until }) => until === undefined).map(({ server }) => server);
  if (open.length > 0) {
    return `of rewritten Secrets may fail through ${someNames(open)} until the new key is loaded there`;
  }
  const longest = Math.max(...readsAtRisk.map(({ from, until }) => Date.parse(until ?? from) - Date.parse(from)));
  const servers = someNames(readsAtRisk.map(({ server }) => server));
  return `of rewritten Secrets through ${servers} could fail for up to ${durationText(longest)}, until the new key was loaded there`;
}
