import { quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import { ENGINES } from './distribution.ts';
import { withoutSecrets, type SecretPlaces } from './without-secrets.ts';

/** Lines of a server's journal for somebody who helps. */
const LINES = 300;

/** The newest lines of the journal of an engine's unit. Lines with a secret of the host do not leave the host. */
export function journalTail(places: SecretPlaces): RemoteCommand {
  const { unit } = ENGINES[places.distribution];
  const lines = `journalctl --unit ${quoteWord(unit)} --output cat --no-pager --lines ${LINES}`;
  return { name: 'journal tail', body: { script: withoutSecrets(lines, places) }, privileged: true, mutates: false };
}
