/** How far a rewrite of the Secrets has come, as the server's journal tells it. */
export type RewriteProgress =
  /** No line of it, yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly rewritten: number }
  /** `rewritten` is `undefined` where the line names no count. */
  | { readonly kind: 'complete'; readonly rewritten: number | undefined }
  /** The engine gave up half-way. `rewritten` is the last count it told before. */
  | { readonly kind: 'failed'; readonly rewritten: number | undefined; readonly cause: string };

/**
 * failures.md 5.5, both eras: `reason="SecretsProgress" message="reencrypted 50 secrets"` and
 * `reason: 'SecretsProgress' reencrypted 8490 secrets`. The quotes are escaped where a logger wraps the line.
 */
const EVENT =
  /\breason(?:=|: )\\?["'](SecretsProgress|SecretsUpdateComplete|SecretsUpdateError)\\?["'] *(?:message=\\?")?(.*)$/;

const COUNT = /\b(?:reencrypted|completed reencrypt of) (\d+) secrets\b/;

/** Reads the newest state of a rewrite from journal text, oldest line first. Other lines are passed over. */
export function parseRewriteProgress(journalText: string): RewriteProgress {
  let progress: RewriteProgress = { kind: 'none' };
  for (const line of journalText.split(/\r?\n/)) {
    progress = after(progress, line);
  }
  return progress;
}

function after(progress: RewriteProgress, line: string): RewriteProgress {
  const event = EVENT.exec(line);
  const message = event?.[2] ?? '';
  const counted = COUNT.exec(message)?.[1];
  const rewritten = counted === undefined ? undefined : Number(counted);
  switch (event?.[1]) {
    case 'SecretsProgress':
      return rewritten === undefined ? progress : { kind: 'running', rewritten };
    case 'SecretsUpdateComplete':
      return { kind: 'complete', rewritten };
    case 'SecretsUpdateError':
      return {
        kind: 'failed',
        rewritten: progress.kind === 'running' ? progress.rewritten : undefined,
        cause: unquoted(message),
      };
    default:
      return progress;
  }
}

/** Takes the closing quote and the escapes off a message. */
function unquoted(message: string): string {
  return message
    .replace(/\\?["']\s*$/, '')
    .replaceAll(/\\(["'\\])/g, '$1')
    .trim();
}
