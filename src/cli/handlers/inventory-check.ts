import { inventoryEnvironment } from '../../../inventory/environment.ts';
import { loadInventory, selectCluster } from '../../../inventory/load.ts';
import type { Cluster, SshTarget } from '../../model/cluster.ts';
import type { KeySource } from '../../model/failures/host.ts';
import { createIdentities } from '../../remote/identity.ts';
import { keysToTry } from '../../remote/keys-to-try.ts';
import { createRedactor } from '../../remote/redaction.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import { success, type Result } from '../../model/result.ts';
import { inventoryText, type KeysOfHost } from '../../report/inventory-text.ts';
import { createStyle } from '../../report/style.ts';
import { terminalOf } from '../../report/terminal.ts';
import type { CliIo } from '../io.ts';
import type { ClusterArguments, GlobalArguments } from '../options.ts';
import { tellFailureAs } from '../tell-error.ts';

/** The arguments of `inventory check`. */
interface InventoryCheckArguments extends ClusterArguments, GlobalArguments {
  readonly output: 'pretty' | 'json';
}

/** `keyturn inventory check`. With `--cluster` only that cluster is shown. The whole inventory is checked always. */
export async function handleInventoryCheck(args: InventoryCheckArguments, io: CliIo): Promise<number> {
  const output = terminalOf(io.stdout, { environment: io.environment, noColour: !args.color });
  const leftOut: string[] = [];
  const clusters = await checkedClusters(args, io, leftOut);
  if (!clusters.ok) return tellFailureAs(args.output, clusters.failure, { io, output });
  const layout = { style: createStyle(output.colour), width: output.columns(), leftOut };
  output.write(
    args.output === 'json'
      ? `${jsonText({ schema: 'keyturn.inventory/1', leftOut, clusters: clusters.value }, 2)}\n`
      : inventoryText(args.inventory, { clusters: clusters.value, keysOf: await keysOf(clusters.value) }, layout),
  );
  return EXIT_CODES.done.code;
}

async function checkedClusters(
  { inventory, serversGroup, cluster }: InventoryCheckArguments,
  io: CliIo,
  leftOut: string[],
): Promise<Result<readonly Cluster[]>> {
  const clusters = await loadInventory(inventory, inventoryEnvironment(io.environment), {
    serversGroups: serversGroup ?? [],
    cluster,
    onLeftOut: (files) => leftOut.push(...files),
  });
  if (!clusters.ok || cluster === undefined) return clusters;
  const chosen = selectCluster(clusters.value, cluster, inventory);
  return chosen.ok ? success([chosen.value]) : chosen;
}

/** Looks at key files and agents, and asks nobody for a passphrase. */
async function keysOf(clusters: readonly Cluster[]): Promise<KeysOfHost> {
  const identities = createIdentities({ askPassphrase: async () => undefined, redactor: createRedactor() });
  const found = new Map<SshTarget, readonly KeySource[]>();
  const look = async (target: SshTarget): Promise<void> => {
    const keys = await keysToTry(target, identities);
    found.set(target, keys.sources);
    if (target.jump !== undefined) await look(target.jump);
  };
  for (const { servers } of clusters) for (const { ssh } of servers) await look(ssh);
  return (target) => found.get(target) ?? [];
}
