import { quoteArgv } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import { ENGINES } from './distribution.ts';
import { withoutSecrets, type SecretPlaces } from './without-secrets.ts';

/** The words that print the messages of a unit's journal, since a time of the host's clock (s) or the newest lines. */
export function journalctl(
  unit: string,
  part: { readonly sinceSeconds: number } | { readonly lines: number },
): string[] {
  const since = 'sinceSeconds' in part ? ['--since', `@${Math.floor(part.sinceSeconds)}`] : [];
  const newest = 'lines' in part ? ['--lines', String(part.lines)] : [];
  return ['journalctl', '--unit', unit, ...since, '--output', 'cat', '--no-pager', ...newest];
}

/**
 * Lines about a stage command: error ids with their causes, and the beginning and the events of a rewrite (failures.md
 * 5.4, 5.5; real-engine.md 2).
 */
const TELLING =
  'secrets?-encrypt(-| error ID )[0-9]+|secrets-reencrypt event broadcaster|Secrets(Progress|UpdateComplete|UpdateError)';

/**
 * The newest lines decide. A rewrite of 100,000 Secrets logs 2,000 lines, and keyturn reads the lines every two
 * seconds.
 */
const MOST_LINES = 1_000;

/**
 * The journal of the server's own unit since `sinceSeconds` (seconds since the epoch, the host's clock), filtered to
 * the lines about stage commands. Read the output with `causeOf` and `parseRewriteProgress`. Without a matching line
 * the output is empty and the exit status 0.
 */
export function engineJournal({
  unit,
  sinceSeconds,
}: {
  readonly unit: string;
  readonly sinceSeconds: number;
}): RemoteCommand {
  return {
    name: 'engine journal',
    body: {
      script: `${quoteArgv(journalctl(unit, { sinceSeconds }))} | grep -aE '${TELLING}' | tail -n ${MOST_LINES}`,
    },
    privileged: true,
    mutates: false,
  };
}

/** Lines of a server's journal for somebody who helps. */
const LINES = 300;

/** The newest lines of the journal of an engine's unit. Lines with a secret of the host do not leave the host. */
export function journalTail(places: SecretPlaces): RemoteCommand {
  const { unit } = ENGINES[places.distribution];
  const lines = quoteArgv(journalctl(unit, { lines: LINES }));
  return { name: 'journal tail', body: { script: withoutSecrets(lines, places) }, privileged: true, mutates: false };
}
