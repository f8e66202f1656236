import type { RunReport } from '../../../model/run-report.ts';
import { RUN_STAGES, type RunStage } from '../../../model/run-summary.ts';
import { text, type Block, type Section } from '../document.ts';
import { holdingAt, keyFiles, type Holding } from './key-files.ts';

/** A list as in the encryption file. The first key writes, every one reads. */
export const HOLDING_WORDS: Readonly<Record<Holding, string>> = {
  old: '[old]',
  'old-new': '[old, new]',
  'new-old': '[new, old]',
  new: '[new]',
  unsure: 'not certain',
};

/** Which server had which key, over the time of the run and at the end of each stage. */
export function keysSection(report: RunReport): Section {
  const title = 'Who held which key';
  const files = keyFiles(report);
  if (files === undefined) {
    const words =
      'The journal does not say which keys the servers had before: somebody else had begun the rotation, or an earlier release wrote it.';
    return { title, blocks: [text(words)], isRecord: true };
  }
  const stages = stagesBegun(report);
  const table: Block = {
    kind: 'table',
    head: ['at the end of', ...stages.map(({ stage }) => stage)],
    rows: files.map((file) => [file.server, ...stages.map(({ until }) => HOLDING_WORDS[holdingAt(file, until)])]),
  };
  return {
    title,
    blocks: [
      text(
        'The keys in the encryption file of each server. A server writes with the first key and reads with every key in the list, as soon as its apiserver has loaded the file.',
      ),
      { kind: 'picture', of: 'keys' },
      table,
    ],
    isRecord: true,
  };
}

function stagesBegun({ steps }: RunReport): readonly { readonly stage: RunStage; readonly until: string }[] {
  return RUN_STAGES.flatMap((stage) => {
    const ends = steps.filter((step) => step.stage === stage).flatMap(({ spans }) => spans.map(({ until }) => until));
    const until = ends.toSorted().at(-1);
    return until === undefined ? [] : [{ stage, until }];
  });
}
