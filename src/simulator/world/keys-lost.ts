import { configText, mintKey } from '../engine/encryption-config.ts';
import type { SimulatedCluster } from './cluster.ts';
import { decrypt, encrypt } from './keys.ts';
import { SECRETS } from './objects.ts';
import { restartService } from './service.ts';

/**
 * Puts a cluster where the documented `rotate-keys` with writers leaves it after the restart of its leader: the leader and the datastore have
 * the new key alone, and `leftBehind` Secrets are under the old one (real-engine.md 3). `everywhere`: the others were restarted as well, and
 * no server has the old key any more.
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
