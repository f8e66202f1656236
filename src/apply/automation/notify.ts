import type { NotifiedEnd, Webhook } from '../../model/automation.ts';
import type { Clock } from '../../model/clock.ts';
import type { RunEndedEvent } from '../../model/event.ts';
import type { Emit } from '../../model/event.ts';
import type { Outcome } from '../../model/outcome.ts';
import { unreachable } from '../../model/unreachable.ts';
import { readSecret } from './secret-source.ts';

/** The body of a notification, before secrets are taken out. */
export interface Notification {
  readonly schema: 'keyturn.notification/1';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly cluster: string;
  readonly ends: readonly NotifiedEnd[];
  /** One sentence for people. Chat programs show the field `text` of a webhook. */
  readonly text: string;
  readonly event: RunEndedEvent;
}

/** What notifications need of the command. */
export interface NotifyOptions {
  readonly clock: Clock;
  readonly emit: Emit;
  readonly scrub: (text: string) => string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

const PAUSES_MS = [1_000, 3_000];

/** Ends for webhooks. A wrong command line, or an answer of no, is known to the person who typed it. */
export function endsOf(
  outcome: Outcome,
  facts: { readonly frozen: boolean; readonly began: boolean },
): readonly NotifiedEnd[] {
  return [...endOf(outcome, facts.began), ...(facts.frozen ? (['frozen'] as const) : [])];
}

function endOf(outcome: Outcome, began: boolean): readonly NotifiedEnd[] {
  switch (outcome.kind) {
    case 'done':
      return ['done'];
    case 'nothing-to-do':
    case 'usage':
      return [];
    case 'refused':
      return outcome.failure.kind === 'declined' ? [] : ['refused'];
    case 'locked':
    case 'secrets-lost':
      return ['refused'];
    case 'interrupted':
      return began ? ['stopped'] : [];
    case 'bug':
    case 'stopped-resumable':
    case 'stopped-for-a-person':
    case 'proof-failed':
      return ['stopped'];
    default:
      return unreachable(outcome);
  }
}

/** Tells each webhook that asks for one of the ends. A webhook that fails is reported, and changes nothing else. */
export async function notify(
  webhooks: readonly Webhook[],
  notification: Notification,
  options: NotifyOptions,
): Promise<void> {
  const wanted = webhooks.filter(({ on }) => on.some((end) => notification.ends.includes(end)));
  const body = options.scrub(JSON.stringify(notification));
  await Promise.all(
    wanted.map(async (webhook) => {
      const failure = await deliver(webhook, body, options);
      // The path of an address can be a secret of its own.
      options.emit({ type: 'notified', target: originOf(webhook.url), failure });
    }),
  );
}

/** Tries a few times. Returns why the notification was not taken. */
async function deliver(webhook: Webhook, body: string, options: NotifyOptions): Promise<string | undefined> {
  const token = await readSecret(webhook.token, options.environment);
  if (!token.ok) return token.failure;
  let failure: string | undefined;
  for (const pause of [0, ...PAUSES_MS]) {
    if (pause > 0) await options.clock.sleep(pause, options.signal);
    if (options.signal.aborted) return failure ?? 'interrupted';
    const answer = await post(webhook, body, token.value, options.signal);
    if (answer === undefined) return undefined;
    failure = answer.reason;
    if (!answer.passes) break;
  }
  return failure;
}

/** `undefined` for an answer that says yes. `passes` says whether another try may help. */
async function post(
  { url, deadlineMs }: Webhook,
  body: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly reason: string; readonly passes: boolean } | undefined> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'keyturn',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body,
      // A token must not follow to another host.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
    });
    await answer.body?.cancel();
    if (answer.ok) return undefined;
    return { reason: `status ${answer.status}`, passes: answer.status >= 500 || answer.status === 429 };
  } catch (error) {
    return { reason: reasonOf(error), passes: true };
  }
}

/** Node wraps the system's code into a `TypeError: fetch failed`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : error.name;
}

/** Scheme, host and port. */
function originOf(url: string): string {
  return new URL(url).origin;
}
