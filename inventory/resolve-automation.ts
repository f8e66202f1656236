import {
  HOOKS,
  NOTIFIED_ENDS,
  type AlertGate,
  type Automation,
  type Hook,
  type SecretSource,
  type Webhook,
} from '../src/model/automation.ts';
import { expandPath, type PathBase } from './expand-path.ts';
import { parseDuration } from './formats.ts';
import type { WrittenAlerts, WrittenHooks, WrittenWebhook } from './automation-schema.ts';
import type { WrittenCluster } from './schema.ts';

const HOOK_DEADLINE = '5m';
const WEBHOOK_DEADLINE = '10s';
const QUESTION_DEADLINE = '10s';
const LEAST_MS = 1_000;
/** A timer of more than 24.8 days would end at once. */
const MOST_MS = 86_400_000;

/** Applies every default of hooks, notifications and alerts. Programs and files that are named by a path become absolute. */
export function resolveAutomation({ hooks = {}, notify = [], alerts }: WrittenCluster, base: PathBase): Automation {
  return {
    hooks: Object.fromEntries(
      HOOKS.flatMap((name) => {
        const hook = hooks[name];
        return hook === undefined ? [] : [[name, resolveHook(hook, base)] as const];
      }),
    ),
    hookEnvironment: hooks.environment ?? [],
    notify: notify.map((webhook) => resolveWebhook(webhook, base)),
    alerts: alerts === undefined ? undefined : resolveAlerts(alerts, base),
  };
}

function resolveHook({ command, deadline }: NonNullable<WrittenHooks['before-run']>, base: PathBase): Hook {
  const [program = '', ...args] = command;
  return {
    // A bare name is looked for in PATH.
    command: [program.includes('/') ? expandPath(program, base) : program, ...args],
    deadlineMs: bounded(deadline ?? HOOK_DEADLINE),
  };
}

function resolveWebhook({ url, on, tokenFile, tokenVariable, deadline }: WrittenWebhook, base: PathBase): Webhook {
  return {
    url,
    on: on ?? NOTIFIED_ENDS,
    token: tokenOf({ tokenFile, tokenVariable }, base),
    deadlineMs: bounded(deadline ?? WEBHOOK_DEADLINE),
  };
}

function resolveAlerts(written: WrittenAlerts, base: PathBase): AlertGate {
  const { prometheus, only, ignore, labels = [], watchdog, caFile, deadline } = written;
  return {
    prometheus,
    only,
    ignore,
    labels: Object.fromEntries(labels.map(labelOf)),
    watchdog,
    caFile: caFile === undefined ? undefined : expandPath(caFile, base),
    token: tokenOf(written, base),
    deadlineMs: bounded(deadline ?? QUESTION_DEADLINE),
  };
}

function labelOf(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

function tokenOf(
  { tokenFile, tokenVariable }: Pick<WrittenWebhook, 'tokenFile' | 'tokenVariable'>,
  base: PathBase,
): SecretSource {
  return { file: tokenFile === undefined ? undefined : expandPath(tokenFile, base), variable: tokenVariable };
}

function bounded(duration: string): number {
  return Math.min(MOST_MS, Math.max(LEAST_MS, parseDuration(duration) ?? 0));
}
