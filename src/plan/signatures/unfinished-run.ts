import type { SignatureDetails } from '../../model/diagnosis.ts';
import type { Examination } from '../examination.ts';
import { isRotationUnfinished } from '../rotation-unfinished.ts';
import type { Match, Signature } from '../signature.ts';

/** A run of keyturn from this state directory is not finished (design.md, resume). */
export const unfinishedRun: Signature<'unfinished-run'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 7.3'],
  explainsEverywhere: ['foreign-rotation', 'annotation-outdated', 'apiserver-not-loaded'],
  find: (examination) => unfinished(examination),
};

function unfinished({ facts, unfinishedRun: run }: Examination): readonly Match<SignatureDetails['unfinished-run']>[] {
  if (run === undefined) return [];
  const failure = run.stopped !== undefined && 'failure' in run.stopped ? run.stopped.failure : undefined;
  return [
    {
      servers: [],
      evidence: [`run=${run.runId}`, `ended=${run.stopped?.kind ?? 'without an end'}`],
      details: { run: run.runId, failure, isHalfWay: isRotationUnfinished(facts) },
    },
  ];
}
