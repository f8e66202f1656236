import type { SignatureDetails } from '../../model/diagnosis.ts';
import type { Examination } from '../examination.ts';
import { loadedBy, settledServers } from '../settled-state.ts';
import type { Match, Signature } from '../signature.ts';

/** An apiserver polls its file about once a minute. After three periods it will not come by itself. */
const PERIODS = 3;

/** An apiserver uses another encryption file than the one on its disk (measured.md 1b, 3). */
export const apiserverNotLoaded: Signature<'apiserver-not-loaded'> = {
  severity: 'danger',
  source: ['docs/facts/measured.md 1b', 'docs/facts/measured.md 3', 'docs/facts/failures.md B1'],
  checks: ['apiserver-loaded'],
  find: (examination) => notLoaded(examination),
};

function notLoaded({ facts, cluster, now }: Examination): readonly Match<SignatureDetails['apiserver-not-loaded']>[] {
  const { timing } = cluster;
  return settledServers(facts)
    .filter((server) => loadedBy(server, { nowMs: now, timing }) === 'no')
    .map(({ server, file, loaded, clockOffsetMs }) => {
      const ageMs = now + clockOffsetMs - (file?.changedAtSeconds ?? 0) * 1_000;
      const used = loaded?.kind === 'hash' ? loaded.sha256 : 'an earlier one';
      return {
        servers: [server],
        evidence: [`file=${file?.sha256 ?? 'absent'}`, `loaded=${used}`],
        details: { server, ageMs, isOverdue: ageMs > timing.reloadPeriodMs * PERIODS },
      };
    });
}
