import { randomInt } from 'node:crypto';

import type { Stage } from '../../model/encryption.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { ProgramResult } from '../program.ts';
import {
  configText,
  mintKey,
  rightRotated,
  withLastKey,
  withoutLastKey,
  type EncryptionConfig,
} from '../engine/encryption-config.ts';
import { EFFECTS, type Effect, type Occasion } from '../engine/effects.ts';
import { isEngineCommand, notControlPlane, refusalOf, type EngineCommand } from '../engine/guards.ts';
import {
  ANSWERS,
  BROKEN,
  errorById,
  errorJournal,
  fatalLine,
  keyAdded,
  notReloaded,
  notServing,
  requestBroken,
} from '../engine/texts.ts';
import { SaveFailed } from './bootstrap.ts';
import { notSimulated, printed, refused } from './programs/result.ts';
import { rewriteSecrets, tell } from './rewrite.ts';
import type { SimulatedServer } from './server.ts';
import { statusOutput } from './status-output.ts';
import { DURATIONS } from './time.ts';
import type { World } from './world.ts';

const REQUEST = 'Put "https://127.0.0.1:9345/v1-rke2/encrypt/config"';
const RELOAD_PATIENCE_MS = 120_000;
const RELOAD_POLL_MS = 5_000;

/** `secrets-encrypt ...` on one server (engine.md, "Commands"). */
export async function runSecretsEncrypt(
  world: World,
  server: SimulatedServer,
  words: readonly string[],
): Promise<ProgramResult> {
  const [verb = '', ...options] = words;
  if (server.service.state.activeState !== 'active') return fatal(notServing('127.0.0.1:9345'));
  if (server.apiserver === undefined) return byId(server, notControlPlane(server.name));
  if (verb === 'status') return printed(statusOutput(world, server, options.join(' ').includes('-o json')));
  const skip = options.includes('--skip');
  if (
    !isEngineCommand(verb) ||
    (skip && verb !== 'reencrypt') ||
    options.includes('--force') ||
    options.includes('-f')
  ) {
    return notSimulated('secrets-encrypt', words.join(' '));
  }
  await world.time.delay(DURATIONS.stageCommand);
  const shown = skip ? 'reencrypt-skip' : verb;
  const refusal =
    world.faults.first('command-refused') === shown
      ? 'hash does not match between s1 and s2'
      : refusalOf(verb, {
          name: server.name,
          provider: server.config().provider,
          fileHash: server.configHash(),
          nodes: world.annotatedNodes(),
        });
  const { apiserver } = server;
  const down = apiserver.running ? undefined : 'etcdclient: no available endpoints';
  const cause = refusal ?? down;
  world.ledger.add({
    kind: 'engine-command',
    server: server.name,
    command: shown,
    accepted: cause === undefined,
    atMs: world.time.now(),
  });
  if (cause !== undefined) return byId(server, cause);
  const answer = await execute(world, server, verb, skip).catch((error: unknown) => notSaved(server, error));
  return world.faults.first('command-times-out') === shown ? timedOut() : answer;
}

async function execute(
  world: World,
  server: SimulatedServer,
  command: EngineCommand,
  skip: boolean,
): Promise<ProgramResult> {
  switch (command) {
    case 'prepare': {
      server.writeConfig(configText(withNewKey(world, server)));
      settle(world, server, 'changed', 'prepare');
      return printed(ANSWERS.prepare);
    }
    case 'rotate': {
      server.writeConfig(configText(rightRotated(server.config())));
      settle(world, server, 'changed', 'rotate');
      return printed(ANSWERS.rotate);
    }
    case 'reencrypt':
      server.annotate('reencrypt_active', server.configHash());
      // Nobody waits for its answer: what it could not save is told nowhere else either.
      void finishRewrite(world, server, skip ? 'keep-old' : 'drop-old').catch((error: unknown) =>
        notSaved(server, error),
      );
      return printed(ANSWERS.reencrypt);
    case 'rotate-keys':
      return rotateKeys(world, server);
    default:
      return unreachable(command);
  }
}

/** Everything in one request; the other servers hear nothing of it until they restart (measured.md 1). */
async function rotateKeys(world: World, server: SimulatedServer): Promise<ProgramResult> {
  server.annotate('reencrypt_active', server.configHash());
  server.writeConfig(configText(rightRotated(withNewKey(world, server))));
  settle(world, server, 'both-keys');
  const wanted = server.configHash();
  const { generation } = server;
  for (let waited = 0; server.apiserver?.loadedHash !== wanted; waited += RELOAD_POLL_MS) {
    if (waited >= RELOAD_PATIENCE_MS)
      return byId(server, notReloaded({ before: 0, after: 0, beforeSeconds: 0, afterSeconds: 0 }));
    await world.time.delay(RELOAD_POLL_MS);
    if (server.generation !== generation) return fatal(requestBroken(REQUEST, BROKEN.dropped));
  }
  const failure = await finishRewrite(world, server, 'drop-old');
  return failure === undefined ? printed(ANSWERS['rotate-keys']) : byId(server, failure);
}

/** Rewrites in the background, then drops the last key, or keeps it and goes back to `rotate`. */
async function finishRewrite(
  world: World,
  server: SimulatedServer,
  rewrite: 'keep-old' | 'drop-old',
): Promise<string | undefined> {
  const ending = await rewriteSecrets(world, server);
  switch (ending.kind) {
    case 'abandoned':
      return 'EOF';
    case 'failed':
      tell(server, 'SecretsUpdateError', ending.cause);
      return ending.cause;
    case 'complete':
      tell(server, 'SecretsUpdateComplete', `reencrypted ${ending.count} secrets`);
  }
  if (rewrite === 'keep-old') {
    settle(world, server, 'old-key-kept');
    return undefined;
  }
  server.writeConfig(configText(withoutLastKey(server.config())));
  settle(world, server, 'changed', 'reencrypt_finished');
  return undefined;
}

/** The server's configuration with one more key at its end. */
function withNewKey(world: World, server: SimulatedServer): EncryptionConfig {
  const config = server.config();
  const key = mintKey(config.provider, new Date(server.now()));
  world.keyNames.push(key.name);
  world.ledger.add({ kind: 'key-minted', server: server.name, key: key.name, atMs: world.time.now() });
  server.log(keyAdded(key.name));
  return withLastKey(config, key);
}

/** Everyone who hears of the encryption file, in the engine's own order; `stage` is the one that begins. */
function settle(world: World, server: SimulatedServer, occasion: Occasion, stage: Stage = server.state().stage): void {
  const hash = server.configHash();
  const effects: Readonly<Record<Effect, () => void>> = {
    annotation: () => server.annotate(stage, hash),
    'state-file': () => server.writeState({ stage, sha256: hash }),
    datastore: () => world.saveBootstrap(server),
    'kept-annotation': () => {
      const kept = server.state();
      server.annotate(kept.stage, kept.sha256);
    },
  };
  for (const effect of EFFECTS[occasion]) effects[effect]();
}

/** Files and annotation are written by then, and stay. */
function notSaved(server: SimulatedServer, error: unknown): ProgramResult {
  if (!(error instanceof SaveFailed)) throw error;
  return byId(server, error.message);
}

/** The CLI shows an id; the cause is in the server's journal only (failures.md 5.4). */
function byId(server: SimulatedServer, cause: string): ProgramResult {
  const id = randomInt(10_000, 99_999);
  for (const line of errorJournal(id, cause, '127.0.0.1:51842')) server.log(line);
  return fatal(errorById(id));
}

function fatal(message: string): ProgramResult {
  return refused(1, fatalLine(message, new Date()));
}

function timedOut(): ProgramResult {
  return fatal(requestBroken(REQUEST, BROKEN.timedOut));
}
