import { configText, mintKey } from '../engine/encryption-config.ts';
import type { SimulatedCluster } from './cluster.ts';
import { decrypt, encrypt } from './keys.ts';
import { SECRETS } from './objects.ts';
import { restartService } from './service.ts';

/**
 * Puts a cluster into the state of the documented `rotate-keys` with writers after the restart of its leader. The
 * leader and the datastore have only the new key, and `leftBehind` Secrets are under the old key (real-engine.md 3).
 * With `everywhere` all servers were restarted, and no server has the old key.
 */
export function loseKeys(
  cluster: SimulatedCluster,
  { leftBehind, everywhere }: { leftBehind: number; everywhere: boolean },
): void {
  const [leader, ...followers] = cluster.controlPlanes();
  if (leader === undefined) return;
  const before = leader.config();
  const key = mintKey(before.provider, new Date(leader.now()));
  const after = { ...before, keys: [key] };
  cluster.keyNames.push(key.name);
  cluster.ledger.add({ kind: 'key-minted', server: leader.name, key: key.name, atMs: cluster.time.now() });
  leader.writeConfig(configText(after));
  leader.writeState({ stage: 'reencrypt_finished', sha256: leader.configHash() });
  leader.annotate('reencrypt_finished', leader.configHash());
  cluster.saveBootstrap(leader);
  const { store } = cluster.etcd;
  const rewritten = store.range(SECRETS.from, SECRETS.to).slice(leftBehind);
  for (const { key: path, value } of rewritten) store.put(path, encrypt(after, decrypt(before, value).plain));
  for (const server of everywhere ? [leader, ...followers] : [leader]) restartService(cluster, server);
}
