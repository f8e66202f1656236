import type { RewriteProgress } from '../model/encryption.ts';
import { parseLogLine, type LogLine } from './log-line.ts';

/**
 * The form of an event in client-go before pairs (failures.md 5.5): `type: 'Normal' reason: 'SecretsProgress'
 * reencrypted 8490 secrets`.
 */
const OLD_EVENT = /: type: '\w+' reason: '(\w+)' (.*)$/s;

/**
 * By reading (k3s v1.36, `updateSecrets`), each rewrite creates its own recorder of events and logs this line before
 * its first event.
 */
const BEGUN = 'Creating secrets-reencrypt event broadcaster';

const COUNT = /^(?:reencrypted|completed reencrypt of) (\d+) secrets\b/;

/**
 * Reads the newest state of a rewrite from journal text, oldest line first, of every release (real-engine.md 2,
 * failures.md 5.5). Unrelated lines are ignored. Lines of an earlier rewrite stop counting when the next rewrite
 * begins.
 */
export function parseRewriteProgress(journalText: string): RewriteProgress {
  let progress: RewriteProgress = { kind: 'none' };
  for (const line of journalText.split(/\r?\n/)) {
    progress = after(progress, parseLogLine(line));
  }
  return progress;
}

function after(progress: RewriteProgress, line: LogLine): RewriteProgress {
  if (line.message === BEGUN) return { kind: 'begun' };
  const { reason, message } = eventOf(line);
  const counted = COUNT.exec(message)?.[1];
  const rewritten = counted === undefined ? undefined : Number(counted);
  switch (reason) {
    case 'SecretsProgress':
      return rewritten === undefined ? progress : { kind: 'running', rewritten };
    case 'SecretsUpdateComplete':
      return { kind: 'complete', rewritten };
    case 'SecretsUpdateError':
      return {
        kind: 'failed',
        rewritten: progress.kind === 'running' ? progress.rewritten : undefined,
        cause: message.trim(),
      };
    default:
      return progress;
  }
}

function eventOf({ message, fields }: LogLine): { readonly reason: string; readonly message: string } {
  const [, reason, told] = OLD_EVENT.exec(message) ?? [];
  if (reason !== undefined) return { reason, message: told ?? '' };
  return { reason: fields.get('reason') ?? '', message: fields.get('message') ?? '' };
}
