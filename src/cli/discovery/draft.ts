import { inventoryEnvironment } from '../../../inventory/environment.ts';
import { readInventory } from '../../../inventory/load.ts';
import { systemClock } from '../../apply/system-clock.ts';
import type { SshTarget } from '../../model/cluster.ts';
import type { Result } from '../../model/result.ts';
import { createFleet } from '../../remote/fleet.ts';
import { createRedactor } from '../../remote/redaction.ts';
import type { Fleet } from '../../remote/runner.ts';
import { passphraseQuestion } from '../../report/question-text.ts';
import type { CliIo } from '../io.ts';
import { askSecretly, oneAtATime } from '../prompt.ts';
import type { DiscoverOptions } from './options.ts';

interface Draft {
  readonly fleet: Fleet;
  readonly targets: readonly SshTarget[];
}

interface Drafting {
  readonly io: CliIo;
  readonly signal: AbortSignal;
  readonly servers: readonly { readonly name: string; readonly host: string }[];
}

/**
 * Connects to hosts as the inventory that is to be written would: a draft of it is read by the reader of every
 * inventory, so that what works here works afterwards. Fails with the draft's problems.
 */
export async function withDraftFleet<T>(
  { ssh, file }: DiscoverOptions,
  { io, signal, servers }: Drafting,
  work: (draft: Draft) => Promise<Result<T>>,
): Promise<Result<T>> {
  // The distribution says nothing about how hosts are reached.
  const draft = { version: 1, clusters: { draft: { distribution: 'rke2', ssh, servers } } };
  const read = readInventory(file, JSON.stringify(draft), inventoryEnvironment(io.environment));
  if (!read.ok) return read;
  const [cluster] = read.value;
  if (cluster === undefined) throw new Error('a draft without its cluster');
  const givingUp = { soft: signal, interrupt: () => process.kill(process.pid, 'SIGINT') };
  await using fleet = createFleet({
    cluster,
    redactor: createRedactor(),
    clock: systemClock,
    askPassphrase: oneAtATime((key, again) => askSecretly(io, passphraseQuestion(key, again), givingUp)),
  });
  return await work({ fleet, targets: cluster.servers.map((server) => server.ssh) });
}
