import { quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';

/** Lines that tell of a stage command: error ids with their causes, and the events of a rewrite (failures.md 5.4, 5.5). */
const TELLING = 'secrets?-encrypt(-| error ID )[0-9]+|Secrets(Progress|UpdateComplete|UpdateError)';

/**
 * The journal of the server's own unit since `sinceSeconds` (seconds since the epoch, the host's clock), only the lines
 * that tell of stage commands. Read it with `causeOf` and `parseRewriteProgress`. No such line: empty output, exit 0.
 */
export function engineJournal(options: { readonly unit: string; readonly sinceSeconds: number }): RemoteCommand {
  const since = Math.floor(options.sinceSeconds);
  return {
    name: 'engine journal',
    body: {
      script: `journalctl --unit ${quoteWord(options.unit)} --since @${since} --output cat --no-pager | grep -aE '${TELLING}' || true`,
    },
    privileged: true,
    mutates: false,
  };
}
