import type { SignatureDetails } from '../../model/diagnosis.ts';
import type { Examination } from '../examination.ts';
import type { Match, Signature } from '../signature.ts';
import { HALF_DONE } from './consequences.ts';

/** A run of keyturn is at work on this cluster, and everything that it does looks half-way meanwhile. */
export const runAtWork: Signature<'run-at-work'> = {
  severity: 'waiting',
  source: ['docs/facts/failures.md 7.2'],
  explainsEverywhere: [
    ...HALF_DONE,
    'rewrite-running',
    'freeze-must-stay',
    'freeze-left',
    'service-not-running',
    'waits-for-own-apiserver',
    'apiserver-not-ready',
    'node-not-ready',
    'etcd-member-down',
    'status-unanswered',
  ],
  find: (examination) => atWork(examination),
};

function atWork({
  atWorkHere,
  atWorkElsewhere,
  unfinishedRun,
}: Examination): readonly Match<SignatureDetails['run-at-work']>[] {
  if (atWorkElsewhere === undefined && !atWorkHere) return [];
  const { holder, where, since } = atWorkElsewhere ?? {};
  return [
    {
      servers: [],
      evidence:
        atWorkElsewhere === undefined ? ['lock=held here'] : [`holder=${String(holder)}`, `since=${String(since)}`],
      details: { holder: holder ?? unfinishedRun?.runId, where },
    },
  ];
}
