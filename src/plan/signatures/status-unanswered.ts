import type { SignatureDetails } from '../../model/diagnosis.ts';
import type { Examination } from '../examination.ts';
import { controlPlaneServers } from '../fact-reading.ts';
import type { Match, Signature } from '../signature.ts';

/** A running server cannot report the state of its encryption (failures.md 2.2, 5.4). */
export const statusUnanswered: Signature<'status-unanswered'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md 2.2', 'docs/facts/failures.md 5.4', 'docs/facts/failures.md B17'],
  checks: ['questions-answered'],
  find: (examination) => unanswered(examination),
};

function unanswered({ facts }: Examination): readonly Match<SignatureDetails['status-unanswered']>[] {
  return controlPlaneServers(facts).flatMap(({ name, encryption }) => {
    const status = encryption?.status;
    if (status?.kind !== 'unread' || status.because === 'service-not-active') return [];
    const failure = facts.unanswered.find(
      (one) =>
        'server' in one && one.server === name && (one.kind === 'status-refused' || one.kind === 'command-failed'),
    );
    const cause = failure?.kind === 'status-refused' ? failure.cause : undefined;
    const evidence = [cause ?? (status.raw.trim().split('\n')[0] || status.because)];
    return [{ servers: [name], evidence, details: { server: name, cause } }];
  });
}
