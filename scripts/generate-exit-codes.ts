import { EXIT_CODES, type OutcomeKind } from '../src/model/outcome.ts';
import { GENERATED, putDocument } from './document.ts';

/** What a script should do about it. */
const ADVICE: Readonly<Record<OutcomeKind, string>> = {
  done: 'continue',
  'nothing-to-do': 'continue',
  bug: 'report it; look at the cluster before anything else',
  usage: 'fix the command line, the inventory or the plan file',
  refused: 'fix what the text names, then run again',
  'stopped-resumable': 'run again with `--resume`',
  'stopped-for-a-person': 'read the text; nothing more is sent automatically',
  locked: 'wait for the other run',
  'proof-failed': 'read the differences; the sealed copies are there',
  'secrets-lost': 'decide between what the text offers; nothing was changed',
  interrupted: 'run again with `--resume`',
};

const rows = (Object.keys(EXIT_CODES) as OutcomeKind[]).map((kind) => {
  const { code, meaning } = EXIT_CODES[kind];
  return `| ${code} | \`${kind}\` | ${meaning} | ${ADVICE[kind]} |`;
});

await putDocument(
  'exit-codes.md',
  [
    GENERATED,
    '',
    '# Exit codes',
    '',
    'One table for every command. `outcome` is the word in the output of `--output ndjson` and `--output json`.',
    '',
    '| code | outcome | meaning | what to do |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    '`rotate --dry-run` (also with `--resume`) and `plan` give 0 when nothing forbids the rotation and 3 when something does. `verify` gives 7 when the proof fails.',
    '`doctor` gives 0 when nothing is wrong, 7 for any diagnosis, and 3 when no server could be asked.',
    '`plan diff` gives 0 when two saved plans are alike and 3 when they differ, as `rotate --plan` does for a plan that no longer fits.',
    'A third Ctrl-C ends the process at once, with 130; what counts is in the journal already.',
    '',
  ].join('\n'),
);
