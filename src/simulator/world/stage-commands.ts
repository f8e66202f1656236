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
import { causeOf, ClusterError } from './cluster-error.ts';
import { annotateOwnNode } from './own-apiserver.ts';
import { rewriteSecrets } from './rewrite.ts';
import type { SimulatedServer } from './server.ts';
import type { World } from './world.ts';

const RELOAD_PATIENCE_MS = 120_000;
const RELOAD_POLL_MS = 5_000;

/**
 * Does what a command asks for, in the engine's own order; it ends early when the service does. Throws `ClusterError` where it cannot go
 * on: what is written then stays.
 */
export async function perform(
  world: World,
  server: SimulatedServer,
  command: EngineCommand,
  skip: boolean,
): Promise<void> {
  switch (command) {
    case 'prepare':
      server.writeConfig(configText(withNewKey(world, server)));
      settle(world, server, 'changed', 'prepare');
      return;
    case 'rotate':
      server.writeConfig(configText(rightRotated(server.config())));
      server.log(keysRotated(server.config().provider, server.printer().at));
      settle(world, server, 'changed', 'rotate');
      return;
    case 'reencrypt':
      annotateOwnNode(world, server, { stage: 'reencrypt_active', sha256: server.configHash() });
      // Nobody waits for its answer: a list that fails, or files that it could not save, are told nowhere else either.
      void finishRewrite(world, server, skip ? 'keep-old' : 'drop-old').catch(causeOf);
      return;
    case 'rotate-keys':
      return rotateKeys(world, server);
    default:
      return unreachable(command);
  }
}

/** Everything in one request; the other servers hear nothing of it until they restart (measured.md 1). */
async function rotateKeys(world: World, server: SimulatedServer): Promise<void> {
  annotateOwnNode(world, server, { stage: 'reencrypt_active', sha256: server.configHash() });
  server.writeConfig(configText(rightRotated(withNewKey(world, server))));
  server.log(rotatingKeys(server.config().provider, server.printer().at));
  settle(world, server, 'both-keys');
  const wanted = server.configHash();
  const { generation } = server;
  for (let waited = 0; server.apiserver?.loadedHash !== wanted; waited += RELOAD_POLL_MS) {
    if (waited >= RELOAD_PATIENCE_MS)
      throw new ClusterError(notReloaded({ before: 0, after: 0, beforeSeconds: 0, afterSeconds: 0 }));
    await world.time.delay(RELOAD_POLL_MS);
    if (server.generation !== generation) return;
  }
  server.log(reloaded(1, server.printer().at));
  await finishRewrite(world, server, 'drop-old');
}

/** Rewrites, then drops the last key, or keeps it and goes back to `rotate`. */
async function finishRewrite(world: World, server: SimulatedServer, rewrite: 'keep-old' | 'drop-old'): Promise<void> {
  if ((await rewriteSecrets(world, server)) === 'abandoned') return;
  if (rewrite === 'keep-old') {
    settle(world, server, 'old-key-kept');
    return;
  }
  const config = server.config();
  server.log(keyRemoved(config.provider, config.keys.at(-1)?.name ?? '', server.printer()));
  server.writeConfig(configText(withoutLastKey(config)));
  settle(world, server, 'changed', 'reencrypt_finished');
}

/** The server's configuration with one more key at its end. */
function withNewKey(world: World, server: SimulatedServer): EncryptionConfig {
  const config = server.config();
  const key = mintKey(config.provider, new Date(server.now()));
  world.keyNames.push(key.name);
  world.ledger.add({ kind: 'key-minted', server: server.name, key: key.name, atMs: world.time.now() });
  server.log(keyAdded(key.name, server.printer().at));
  return withLastKey(config, key);
}

/** Everyone who hears of the encryption file, in the engine's own order; `stage` is the one that begins. */
function settle(world: World, server: SimulatedServer, occasion: Occasion, stage: Stage = server.state().stage): void {
  const sha256 = server.configHash();
  const effects: Readonly<Record<Effect, () => void>> = {
    annotation: () => annotateOwnNode(world, server, { stage, sha256 }),
    'state-file': () => server.writeState({ stage, sha256 }),
    datastore: () => {
      server.log(savingToDatastore(server.printer().at));
      world.saveBootstrap(server);
    },
    'kept-annotation': () => annotateOwnNode(world, server, server.state()),
  };
  for (const effect of EFFECTS[occasion]) effects[effect]();
}
