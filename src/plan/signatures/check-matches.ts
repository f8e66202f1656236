import type { Check } from '../../model/check.ts';
import type { CheckDetails } from '../../model/diagnosis.ts';
import { isMemberOf } from '../../model/datastore.ts';
import type { Examination } from '../examination.ts';
import type { Match } from '../signature.ts';

/** All findings of some checks as one match. The judgement is the one that a rotation meets before its first step. */
export function checkMatches(
  examination: Examination,
  checks: readonly Check[],
  { ids, verdicts }: { readonly ids: readonly string[]; readonly verdicts: readonly Check['verdict'][] },
): readonly Match<CheckDetails>[] {
  const found = checks.filter(({ id, verdict }) => ids.includes(id) && verdicts.includes(verdict));
  const [first] = found;
  if (first === undefined) return [];
  const servers = new Set(found.flatMap((check) => serversOf(examination, check)));
  const names = found.flatMap(({ evidence }) => evidence.flatMap((text) => nodeIn(text) ?? []));
  return [
    {
      servers: [...servers],
      evidence: found.map(({ server, evidence }) =>
        [...(server === undefined ? [] : [`${server}:`]), evidence.join(', ')].join(' '),
      ),
      details: { check: first.id, nodes: [...new Set(names)] },
    },
  ];
}

/** The servers of a check, which may name a Node, an etcd member, or each server with its own value. */
function serversOf({ facts, unasked }: Examination, { server, evidence }: Check): readonly string[] {
  if (server !== undefined) return [server];
  const { servers } = facts;
  return evidence.flatMap((text) => {
    const [, kind = '', value = ''] = /^([^=]+)=(.*)$/.exec(text) ?? [];
    if (kind === 'node') return servers.filter(({ nodeName }) => nodeName === value).map(({ name }) => name);
    if (kind === 'member') {
      const alive = servers.filter((one) => isMemberOf(value, one)).map(({ name }) => name);
      const dead = unasked.filter(({ name }) => isMemberOf(value, { etcdMember: undefined, nodeName: name }));
      return [...alive, ...dead.map(({ name }) => name)];
    }
    return servers.filter(({ name }) => name === kind).map(({ name }) => name);
  });
}

function nodeIn(text: string): string | undefined {
  return /^node=(.+)$/.exec(text)?.[1];
}
