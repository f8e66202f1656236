import type { CheckWords } from './types.ts';

/** Checks of the operator's own monitoring. */
export const ALERT_CHECK_WORDS = {
  'prometheus-answers': {
    good: 'Prometheus says which alerts fire',
    bad: 'Prometheus does not say which alerts fire, so nobody knows whether the cluster is well',
    next: 'Mend it, or the address, the certificate, the token or the expressions under alerts in the inventory. Where the alerting itself is down and the cluster is known to be well, --prometheus none begins without it.',
  },
  'no-alert-fires': {
    good: 'no alert fires in Prometheus that counts; it is asked again before every restart',
    bad: 'an alert fires in Prometheus',
    next: 'See to it first. One that says nothing of this cluster belongs under alerts.ignore in the inventory, or into --ignore-alerts. A silence does not count, because Prometheus knows of none.',
  },
} satisfies Readonly<Record<string, CheckWords>>;
