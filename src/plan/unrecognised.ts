import type { Check } from '../model/check.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import { preflightMidRotation } from './preflight.ts';
import type { Examination } from './examination.ts';
import { settledChecks } from './checks/settled.ts';
import { isRotationUnfinished } from './rotation-unfinished.ts';

/** Checks of a wish or of a release, which say nothing about the state of a cluster. */
const OF_WISHES: readonly string[] = [
  'datastore-backup',
  'known-issues',
  'secret-count',
  'adopted-write-window',
  'etcd-quorum',
];

/**
 * Refused checks without a signature, as one diagnosis, so that nothing wrong is called healthy. A check whose servers
 * have a diagnosis already is left out.
 */
export function unrecognised(examination: Examination, known: readonly Diagnosis[]): readonly Diagnosis[] {
  const { facts, cluster, now, knownIssuesFor } = examination;
  const input = {
    facts,
    cluster,
    now,
    knownIssuesFor,
    resolved: 'staged',
    strategy: undefined,
    acceptWriteWindow: false,
    freezeWrites: false,
  } as const;
  const checks = [...preflightMidRotation(input), ...(isRotationUnfinished(facts) ? [] : settledChecks(input))];
  const left = checks.filter((check) => isLeft(check, known));
  if (left.length === 0) return [];
  const servers = [...new Set(left.flatMap(({ server }) => (server === undefined ? [] : [server])))];
  return [
    {
      id: 'unrecognised',
      severity: 'broken',
      servers,
      evidence: left.map(({ id, server, evidence }) =>
        [id, ...(server === undefined ? [] : [server]), ...evidence].join(' '),
      ),
      details: {
        checks: [...new Set(left.map(({ id }) => id))],
        failures: left.flatMap(({ failure }) => (failure === undefined ? [] : [failure])),
      },
      source: [],
      explained: [],
    },
  ];
}

function isLeft({ id, verdict, server }: Check, known: readonly Diagnosis[]): boolean {
  if (verdict !== 'refuse' || OF_WISHES.includes(id)) return false;
  return known.every(({ servers }) => server !== undefined && !servers.includes(server));
}
