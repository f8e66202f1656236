import type { Count, Milliseconds } from './units.ts';

/** The moments at which a program of the operator runs, on the operator's machine. */
export const HOOKS = ['before-run', 'before-restart', 'after-restart', 'after-run', 'on-failure'] as const;

export type HookName = (typeof HOOKS)[number];

/** A program of the operator. */
export interface Hook {
  /** The program and its arguments. No shell reads them. */
  readonly command: readonly string[];
  readonly deadlineMs: number;
}

/** The ends of a command that are reported to somebody. `frozen` means that writes of Secrets stay refused. */
export const NOTIFIED_ENDS = ['done', 'stopped', 'frozen', 'refused'] as const;

export type NotifiedEnd = (typeof NOTIFIED_ENDS)[number];

/** Where a secret is found when it is needed. The secret itself is in no inventory. */
export interface SecretSource {
  readonly file: string | undefined;
  /** Name of an environment variable. */
  readonly variable: string | undefined;
}

/** An HTTP address that receives the end of a command. */
export interface Webhook {
  readonly url: string;
  readonly on: readonly NotifiedEnd[];
  /** Sent as a bearer token. */
  readonly token: SecretSource;
  readonly deadlineMs: number;
}

/** Which of the firing alerts count. Patterns are RE2, evaluated by Prometheus for the whole name. */
export interface AlertFilter {
  /** Only alerts with such a name count. `undefined` for all. */
  readonly only: string | undefined;
  /** Alerts with such a name never count. */
  readonly ignore: string | undefined;
  /** Labels that an alert must have, such as the name of the cluster where one Prometheus watches several. */
  readonly labels: Readonly<Record<string, string>>;
  /** An alert that always fires. Without it the alerting itself is taken for broken. */
  readonly watchdog: string | undefined;
}

/** The Prometheus that is asked before a run begins and before each restart. */
export interface AlertGate extends AlertFilter {
  /** Its address, perhaps with the path that it is served under. */
  readonly prometheus: string;
  /** Certificates to trust instead of those of the system, a PEM file. */
  readonly caFile: string | undefined;
  /** Sent as a bearer token. */
  readonly token: SecretSource;
  /** For one question. */
  readonly deadlineMs: Milliseconds;
}

/** Everything around a rotation that runs on, asks or notifies the operator's own side. */
export interface Automation {
  readonly hooks: Readonly<Partial<Record<HookName, Hook>>>;
  /** Names of environment variables that hooks get besides the usual ones. */
  readonly hookEnvironment: readonly string[];
  readonly notify: readonly Webhook[];
  /** `undefined` where no alert is asked for. */
  readonly alerts: AlertGate | undefined;
}

export const NO_AUTOMATION: Automation = { hooks: {}, hookEnvironment: [], notify: [], alerts: undefined };

/** How a hook ended. `deadline` means that it was killed because it took too long. */
export type HookEnding =
  | { readonly kind: 'exited'; readonly code: Count }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'deadline'; readonly afterMs: number }
  | { readonly kind: 'not-started'; readonly reason: string };
