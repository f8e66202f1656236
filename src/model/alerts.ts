import type { Count } from './units.ts';

/** Alerts of one name and severity that fire. */
export interface FiringAlerts {
  readonly name: string;
  readonly severity: string | undefined;
  readonly count: Count;
}

/** What Prometheus answered. Whatever is no clear answer is `unasked`, and counts as if an alert fired. */
export type AlertsAnswer =
  | { readonly kind: 'asked'; readonly firing: readonly FiringAlerts[] }
  | { readonly kind: 'unasked'; readonly reason: string };
