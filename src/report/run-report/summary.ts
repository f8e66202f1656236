import { isOutcomeKind, type OutcomeKind } from '../../model/outcome.ts';
import type { RunReport, RunState } from '../../model/run-report.ts';
import { explainLine } from '../explained-by.ts';
import { failureText } from '../failure-text.ts';
import { keysAtEndText } from '../keys-at-end-text.ts';
import { changedText } from '../summary/changed.ts';
import { proofText, secretsText } from '../summary/secrets.ts';
import { timeText, whenText } from '../summary/time.ts';
import { placeText, verdictText } from '../summary/verdict.ts';
import { listed } from '../units.ts';
import { facts, text, type Block, type Section, type Tone } from './document.ts';

/** The state of a run, in one sentence. */
export function stateVerdict({ state, summary }: RunReport): { readonly verdict: string; readonly tone: Tone } {
  if (isOutcomeKind(state)) return { verdict: verdictText(summary, state), tone: state === 'done' ? 'good' : 'bad' };
  const place = placeText(summary.stopped);
  const words: Readonly<Record<Exclude<RunState, OutcomeKind>, string>> = {
    unfinished: `its process was killed${place}; the run is not finished.`,
    running: `the run is at work${place}.`,
    'given-up': `an operator gave the run up${place}; the run is not finished.`,
  };
  return { verdict: `${summary.cluster}: ${words[state]}`, tone: state === 'running' ? 'plain' : 'bad' };
}

/** What happened, in figures and in words. */
export function summarySection(report: RunReport): Section {
  const { summary, state, exitCode, planId, servers } = report;
  const versions = [...new Set(servers.map(({ version }) => version))];
  const isDone = state === 'done';
  return {
    title: 'What happened',
    blocks: [
      facts(
        ['cluster', `${summary.cluster} (${summary.distribution}, ${versions.join(', ')})`],
        ['key', `${summary.oldKey} -> ${summary.newKey ?? 'none yet'}`],
        ['when', whenText(summary)],
        ['Secrets', secretsText(summary).text],
        ['proof', proofText(summary)],
        ['changed', isDone ? undefined : changedText(summary)],
        ['state of the keys', isDone ? undefined : keysAtEndText(summary.keys)],
        ['strategy', strategyText(report)],
        ['adopted', summary.adopted ? 'the rotation was begun by another operator or tool' : undefined],
        ['left out', summary.leftOut.length === 0 ? undefined : listed(summary.leftOut.map(({ name }) => name))],
        ['time', timeText(summary)],
        ['run', summary.runId],
        ['plan', planId],
        ['exit code', exitCode === undefined ? 'none: its process wrote no ending' : String(exitCode)],
        ['keyturn', versionsText(report)],
      ),
      ...failureBlocks(report),
    ],
  };
}

/** With an early roll, writes are refused for a short time where the followers came in time, and otherwise to the end. */
function strategyText({ course, steps, state }: RunReport): string {
  if (!course.freezeWrites) return course.strategy;
  const isThawed = steps.some((one) => one.step === 'allow-writes' && one.state === 'done');
  if (isThawed) return `${course.strategy}, with writes of Secrets refused until every apiserver had loaded both keys`;
  return course.earlyRoll === true && state === 'done'
    ? `${course.strategy}, with writes of Secrets refused to the end: the rewrite was over before every follower had both keys`
    : `${course.strategy}, with writes of Secrets refused meanwhile`;
}

function versionsText({ summary }: RunReport): string | undefined {
  const versions = [...new Set(summary.parts.flatMap(({ version }) => (version === undefined ? [] : [version])))];
  return versions.length === 0 ? undefined : versions.join(', ');
}

function failureBlocks({ failure }: RunReport): readonly Block[] {
  if (failure === undefined) return [];
  const { what, details, next, explain } = failureText(failure);
  return [
    text(`Why it stopped: ${what}`, 'bad'),
    ...(details.length === 0 ? [] : [{ kind: 'list', items: details } as const]),
    ...(next.length === 0 ? [] : [text('What to do:'), { kind: 'list', items: next } as const]),
    ...(explain === undefined ? [] : [text(`More: ${explainLine(explain)}`)]),
  ];
}
