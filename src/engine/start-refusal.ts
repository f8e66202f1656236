import type { StartRefusal } from '../model/failures/gate.ts';
import { quoteArgv } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import { journalctl } from './engine-journal.ts';

/** `... newer than datastore and could cause a cluster outage. Remove the file(s) from disk and restart ...` (failures.md A4, B14, B15). */
const NEWER = 'newer than datastore';

/**
 * Asks why a service has not stayed up since `sinceSeconds` (seconds since the epoch, the host's clock). Only known
 * words leave the host. Read the output with `parseStartRefusal`.
 */
export function startRefusal({
  unit,
  sinceSeconds,
}: {
  readonly unit: string;
  readonly sinceSeconds: number;
}): RemoteCommand {
  return {
    name: 'start refusal',
    body: {
      script: `${quoteArgv(journalctl(unit, { sinceSeconds }))} | grep -aoF '${NEWER}' | tail -n 1`,
    },
    privileged: true,
    mutates: false,
  };
}

/** The known words of a service that refused to start, or `undefined` without known words. */
export function parseStartRefusal(output: string): StartRefusal | undefined {
  return output.includes(NEWER) ? 'newer-than-datastore' : undefined;
}
