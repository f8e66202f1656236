import { HOOKS, NOTIFIED_ENDS, type Automation, type Hook, type Webhook } from '../src/model/automation.ts';
import { expandPath, type PathBase } from './expand-path.ts';
import { parseDuration } from './formats.ts';
import type { WrittenHooks, WrittenWebhook } from './automation-schema.ts';
import type { WrittenCluster } from './schema.ts';

const HOOK_DEADLINE = '5m';
const WEBHOOK_DEADLINE = '10s';
const LEAST_MS = 1_000;
/** A timer of more than 24.8 days would end at once. */
const MOST_MS = 86_400_000;

/** Applies every default of hooks and notifications. Programs and files that are named by a path become absolute. */
export function resolveAutomation({ hooks = {}, notify = [] }: WrittenCluster, base: PathBase): Automation {
  return {
    hooks: Object.fromEntries(
      HOOKS.flatMap((name) => {
        const hook = hooks[name];
        return hook === undefined ? [] : [[name, resolveHook(hook, base)] as const];
      }),
    ),
    hookEnvironment: hooks.environment ?? [],
    notify: notify.map((webhook) => resolveWebhook(webhook, base)),
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
    token: {
      file: tokenFile === undefined ? undefined : expandPath(tokenFile, base),
      variable: tokenVariable,
    },
    deadlineMs: bounded(deadline ?? WEBHOOK_DEADLINE),
  };
}

function bounded(duration: string): number {
  return Math.min(MOST_MS, Math.max(LEAST_MS, parseDuration(duration) ?? 0));
}
