import { alertObservations } from '../alerts.ts';
import { judge } from './check-result.ts';
import type { FactsCheck } from './preflight-input.ts';

/** Prometheus was asked, and no alert fires that counts. Without a gate in the inventory there is no such check. */
export const alertChecks: readonly FactsCheck[] = [
  ({ facts: { alerts } }) => {
    if (alerts === undefined) return [];
    const silent = alerts.kind === 'unasked' ? [{ evidence: [alerts.reason] }] : [];
    return judge({ id: 'prometheus-answers', verdict: 'refuse' }, silent);
  },
  ({ facts: { alerts } }) => {
    if (alerts?.kind !== 'asked') return [];
    const findings = alertObservations(alerts.firing).map((evidence) => ({ evidence }));
    return judge({ id: 'no-alert-fires', verdict: 'refuse' }, findings);
  },
];
