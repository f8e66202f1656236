import type { SignatureDetails } from '../../model/diagnosis.ts';
import { majorityOf } from '../checks/etcd.ts';
import type { Examination } from '../examination.ts';
import type { Match, Signature } from '../signature.ts';
import { REWRITE_LEFT, SERVER_DOWN } from './consequences.ts';

/** Fewer etcd members answer than a majority, so that nothing can be read or written (failures.md 3). */
export const quorumLost: Signature<'quorum-lost'> = {
  severity: 'danger',
  source: ['docs/facts/failures.md 3', 'k3s-io/k3s#2316'],
  explainsEverywhere: [
    ...SERVER_DOWN,
    ...REWRITE_LEFT,
    'server-unasked',
    'datastore-unaskable',
    'annotation-missing',
    'server-not-listed',
    'encryption-off',
  ],
  checks: ['secrets-counted'],
  find: (examination) => lostQuorum(examination),
};

/** Without a quorum no member lists the members. A host that cannot be asked counts as one that has a member. */
function lostQuorum({ facts, members, unasked }: Examination): readonly Match<SignatureDetails['quorum-lost']>[] {
  if (facts.etcd !== undefined || members.length === 0) return [];
  const silent = members.filter(({ state }) => state === 'silent').map(({ server }) => server);
  const down = [...silent, ...unasked.map(({ name }) => name)];
  const voters = members.length + unasked.length;
  const answering = voters - down.length;
  const majority = majorityOf(voters);
  if (answering >= majority) return [];
  const evidence = [
    ...members.map(({ server, state }) => `${server}: etcd member is ${state}`),
    ...unasked.map(({ name }) => `${name}: cannot be asked`),
  ];
  return [{ servers: down, evidence, details: { voters, answering, majority } }];
}
