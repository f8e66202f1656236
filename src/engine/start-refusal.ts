import type { StartRefusal } from '../model/failures/gate.ts';
import { quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';

/** `... newer than datastore and could cause a cluster outage. Remove the file(s) from disk and restart ...` (failures.md A4, B14, B15). */
const NEWER = 'newer than datastore';

/**
 * Asks why a service does not stay up, since `sinceSeconds` (seconds since the epoch, the host's clock). Only the words that are known leave
 * the host. Read it with `parseStartRefusal`.
 */
export function startRefusal(options: { readonly unit: string; readonly sinceSeconds: number }): RemoteCommand {
  const since = Math.floor(options.sinceSeconds);
  return {
    name: 'start refusal',
    body: {
      script: `journalctl --unit ${quoteWord(options.unit)} --since @${since} --output cat --no-pager | grep -aoF '${NEWER}' | tail -n 1`,
    },
    privileged: true,
    mutates: false,
  };
}

/** What the service said when it refused to start; `undefined`: nothing that is known. */
export function parseStartRefusal(output: string): StartRefusal | undefined {
  return output.includes(NEWER) ? 'newer-than-datastore' : undefined;
}
