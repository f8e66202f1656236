import type { Check } from '../model/check.ts';
import type { Diagnosis } from '../model/diagnosis.ts';

/** Checks of a wish, which say nothing about the state of a cluster. */
const OF_WISHES: readonly string[] = ['datastore-backup', 'secret-count', 'adopted-write-window', 'etcd-quorum'];

/**
 * Refused checks that no found signature speaks for, as one diagnosis, so that nothing wrong is called healthy. A check
 * of a server that has a diagnosis already is left out.
 */
export function unrecognised(
  checks: readonly Check[],
  spokenFor: readonly string[],
  known: readonly Diagnosis[],
): readonly Diagnosis[] {
  const inTrouble = known.flatMap(({ servers }) => servers);
  const left = checks.filter(
    ({ id, verdict, server }) =>
      verdict === 'refuse' &&
      !OF_WISHES.includes(id) &&
      !spokenFor.includes(id) &&
      (server === undefined || !inTrouble.includes(server)),
  );
  if (left.length === 0) return [];
  return [
    {
      id: 'unrecognised',
      severity: 'broken',
      servers: [...new Set(left.flatMap(({ server }) => (server === undefined ? [] : [server])))],
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
