import type { Stage } from '../../model/encryption.ts';
import { unreachable } from '../../model/unreachable.ts';
import {
  configText,
  mintKey,
  rightRotated,
  withLastKey,
  withoutLastKey,
  type EncryptionConfig,
} from '../engine/encryption-config.ts';
import { savesBothKeysFirst } from '../engine/early-save.ts';
import { EFFECTS, type Effect, type Occasion } from '../engine/effects.ts';
import type { EngineCommand } from '../engine/guards.ts';
import {
  keyAdded,
  keyRemoved,
  keysRotated,
  notReloaded,
  reloaded,
  rotatingKeys,
  savingToDatastore,
} from '../engine/texts.ts';
import type { SimulatedCluster } from './cluster.ts';
import { causeOf, ClusterError } from './cluster-error.ts';
import { annotateOwnNode } from './own-apiserver.ts';
import { rewriteSecrets } from './rewrite.ts';
import type { SimulatedServer } from './server.ts';

const RELOAD_PATIENCE_MS = 120_000;
const RELOAD_POLL_MS = 5_000;
const FOLLOWED_POLL_MS = 1_000;

/**
 * Performs a command in the engine's own order, and ends early if the service ends. Throws `ClusterError` if the
 * command cannot continue, and everything already written stays.
 */
export async function perform(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  command: EngineCommand,
  skip: boolean,
): Promise<void> {
  switch (command) {
    case 'prepare':
      server.writeConfig(configText(withNewKey(cluster, server)));
      settle(cluster, server, 'changed', 'prepare');
      return;
    case 'rotate':
      server.writeConfig(configText(rightRotated(server.config())));
      server.log(keysRotated(server.config().provider, server.printer().at));
      settle(cluster, server, 'changed', 'rotate');
      return;
    case 'reencrypt':
      annotateOwnNode(cluster, server, { stage: 'reencrypt_active', sha256: server.configHash() });
      // The command does not wait for the rewrite. The engine reports a failed list or unsaved files nowhere either.
      void finishRewrite(cluster, server, skip ? 'keep-old' : 'drop-old').catch(causeOf);
      return;
    case 'rotate-keys':
      return rotateKeys(cluster, server);
    default:
      return unreachable(command);
  }
}

/**
 * Everything happens in one request. The followers learn of the new key only at their restart (measured.md 1). A follower
 * that restarts before the end of the rewrite takes both keys, where the engine saves them first (real-engine.md 7).
 */
async function rotateKeys(cluster: SimulatedCluster, server: SimulatedServer): Promise<void> {
  annotateOwnNode(cluster, server, { stage: 'reencrypt_active', sha256: server.configHash() });
  server.writeConfig(configText(rightRotated(withNewKey(cluster, server))));
  server.log(rotatingKeys(server.config().provider, server.printer().at));
  if (savesBothKeysFirst(server.version)) settle(cluster, server, 'both-keys');
  const wanted = server.configHash();
  const { generation } = server;
  for (let waited = 0; server.apiserver?.loadedHash !== wanted; waited += RELOAD_POLL_MS) {
    if (waited >= RELOAD_PATIENCE_MS)
      throw new ClusterError(notReloaded({ before: 0, after: 0, beforeSeconds: 0, afterSeconds: 0 }));
    await cluster.time.delay(RELOAD_POLL_MS);
    if (server.generation !== generation) return;
  }
  server.log(reloaded(1, server.printer().at));
  await untilOthersFollow(cluster, server);
  if (server.generation !== generation) return;
  await finishRewrite(cluster, server, 'drop-old');
}

/** Fault. The rewrite begins only when so many other servers have the file with both keys. */
async function untilOthersFollow(cluster: SimulatedCluster, server: SimulatedServer): Promise<void> {
  const { generation } = server;
  const wanted = cluster.faults.number('rewrite-waits');
  const following = () =>
    cluster.controlPlanes().filter((other) => other !== server && other.configHash() === server.configHash());
  while (following().length < wanted && server.generation === generation) await cluster.time.delay(FOLLOWED_POLL_MS);
}

/** Rewrites, then drops the last key, or keeps the last key and goes back to `rotate`. */
async function finishRewrite(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  rewrite: 'keep-old' | 'drop-old',
): Promise<void> {
  if ((await rewriteSecrets(cluster, server)) === 'abandoned') return;
  if (rewrite === 'keep-old') {
    settle(cluster, server, 'old-key-kept');
    return;
  }
  const config = server.config();
  server.log(keyRemoved(config.provider, config.keys.at(-1)?.name ?? '', server.printer()));
  server.writeConfig(configText(withoutLastKey(config)));
  settle(cluster, server, 'changed', 'reencrypt_finished');
}

/** The server's configuration with one more key at its end. */
function withNewKey(cluster: SimulatedCluster, server: SimulatedServer): EncryptionConfig {
  const config = server.config();
  const key = mintKey(config.provider, new Date(server.now()));
  cluster.keyNames.push(key.name);
  cluster.ledger.add({ kind: 'key-minted', server: server.name, key: key.name, atMs: cluster.time.now() });
  server.log(keyAdded(key.name, server.printer().at));
  return withLastKey(config, key);
}

/** Sends the encryption file to all places in the engine's own order. `stage` is the new stage. */
function settle(
  cluster: SimulatedCluster,
  server: SimulatedServer,
  occasion: Occasion,
  stage: Stage = server.state().stage,
): void {
  const sha256 = server.configHash();
  const effects: Readonly<Record<Effect, () => void>> = {
    annotation: () => annotateOwnNode(cluster, server, { stage, sha256 }),
    'state-file': () => server.writeState({ stage, sha256 }),
    datastore: () => {
      server.log(savingToDatastore(server.printer().at));
      cluster.saveBootstrap(server);
    },
    'kept-annotation': () => annotateOwnNode(cluster, server, server.state()),
  };
  for (const effect of EFFECTS[occasion]) effects[effect]();
}
