import type { SignatureDetails } from '../../model/diagnosis.ts';
import { journalOf, type Examination } from '../examination.ts';
import type { Match, Signature } from '../signature.ts';

const OFTEN = 3;

/** A service ends again and again, for a reason that no other signature knows (failures.md 3). */
export const serviceCrashes: Signature<'service-crashes'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 3', 'rancher/rke2#11056', 'rancher/rke2#3004'],
  explainsHere: [
    'service-not-running',
    'status-unanswered',
    'apiserver-not-ready',
    'node-not-ready',
    'etcd-member-down',
  ],
  find: (examination) => crashing(examination),
};

function crashing(examination: Examination): readonly Match<SignatureDetails['service-crashes']>[] {
  return examination.facts.servers
    .filter(({ unit }) => unit.activeState !== 'active' && unit.restarts >= OFTEN)
    .map(({ name, unit }) => {
      const lastWords = journalOf(examination, name)?.lastWords;
      const evidence = [`NRestarts=${String(unit.restarts)}`, ...(lastWords === undefined ? [] : [lastWords])];
      return { servers: [name], evidence, details: { server: name, restarts: unit.restarts, lastWords } };
    });
}
