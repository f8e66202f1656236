import { randomInt } from 'node:crypto';

import type { Stage } from '../../model/encryption.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { ProgramResult } from '../program.ts';
import { refusalOf, type EngineCommand } from './guards.ts';
import { configText, newKey } from './keys.ts';
import { notSimulated, printed, refused } from './programs/result.ts';
import { event, rewriteSecrets } from './rewrite.ts';
import type { SimulatedServer } from './server.ts';
import { statusOutput } from './status-output.ts';
import { DURATIONS } from './time.ts';
import type { World } from './world.ts';

const RELOAD_PATIENCE_MS = 120_000;
const RELOAD_POLL_MS = 5_000;

/** `secrets-encrypt ...` on one server (engine.md, "Commands"). */
export async function runSecretsEncrypt(
  world: World,
  server: SimulatedServer,
  words: readonly string[],
): Promise<ProgramResult> {
  const [verb = '', ...options] = words;
  if (server.service.state.activeState !== 'active')
    return fatal(
      `failed to get CA certs: Get "https://127.0.0.1:9345/cacerts": dial tcp 127.0.0.1:9345: connect: connection refused`,
    );
  if (server.apiserver === undefined)
    return byId(server, `cannot manage secrets encryption on non control-plane node ${server.name}`);
  if (verb === 'status') return printed(statusOutput(world, server, options.join(' ').includes('-o json')));
  const skip = options.includes('--skip');
  if (!isCommand(verb) || (skip && verb !== 'reencrypt') || options.includes('--force') || options.includes('-f')) {
    return notSimulated('secrets-encrypt', words.join(' '));
  }
  await world.time.delay(DURATIONS.stageCommand);
  const shown = skip ? 'reencrypt-skip' : verb;
  const refusal =
    world.faults.first('command-refused') === shown
      ? 'hash does not match between s1 and s2'
      : refusalOf(world, server, verb);
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
  const answer = await execute(world, server, verb, skip);
  return world.faults.first('command-times-out') === shown ? timedOut() : answer;
}

function isCommand(verb: string): verb is EngineCommand {
  return verb === 'prepare' || verb === 'rotate' || verb === 'reencrypt' || verb === 'rotate-keys';
}

async function execute(
  world: World,
  server: SimulatedServer,
  command: EngineCommand,
  skip: boolean,
): Promise<ProgramResult> {
  switch (command) {
    case 'prepare': {
      appendKey(world, server, 'last');
      settle(world, server, 'prepare');
      return printed('prepare completed successfully\n');
    }
    case 'rotate': {
      const config = server.config();
      const last = config.keys.at(-1);
      if (last !== undefined) server.writeConfig(configText({ ...config, keys: [last, ...config.keys.slice(0, -1)] }));
      settle(world, server, 'rotate');
      return printed('rotate completed successfully\n');
    }
    case 'reencrypt':
      server.annotate('reencrypt_active', server.configHash());
      void finishRewrite(world, server, skip ? 'keep-old' : 'drop-old');
      return printed('reencryption started\n');
    case 'rotate-keys':
      return rotateKeys(world, server);
    default:
      return unreachable(command);
  }
}

/** Everything in one request; the other servers hear nothing of it until they restart (measured.md 1). */
async function rotateKeys(world: World, server: SimulatedServer): Promise<ProgramResult> {
  server.annotate('reencrypt_active', server.configHash());
  appendKey(world, server, 'first');
  world.saveBootstrap(server);
  const wanted = server.configHash();
  const { generation } = server;
  for (let waited = 0; server.apiserver?.loadedHash !== wanted; waited += RELOAD_POLL_MS) {
    if (waited >= RELOAD_PATIENCE_MS)
      return byId(
        server,
        'apiserver has not reloaded encryption configuration (reload success: 0/0, reload timestamp 0/0)',
      );
    await world.time.delay(RELOAD_POLL_MS);
    if (server.generation !== generation)
      return fatal('Error: see server log for details: Put "https://127.0.0.1:9345/v1-rke2/encrypt/config": EOF');
  }
  const failure = await finishRewrite(world, server, 'drop-old');
  return failure === undefined ? printed('keys rotated, reencryption finished\n') : byId(server, failure);
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
      server.log(event(server, 'SecretsUpdateError', ending.cause));
      return ending.cause;
    case 'complete':
      server.log(event(server, 'SecretsUpdateComplete', `reencrypted ${ending.count} secrets`));
  }
  if (rewrite === 'keep-old') {
    settle(world, server, 'rotate');
    return undefined;
  }
  const config = server.config();
  server.writeConfig(configText({ ...config, keys: config.keys.slice(0, -1) }));
  settle(world, server, 'reencrypt_finished');
  return undefined;
}

function appendKey(world: World, server: SimulatedServer, place: 'first' | 'last'): void {
  const config = server.config();
  const stamp = `${new Date(server.now()).toISOString().slice(0, 19)}Z`;
  const key = newKey(`${config.provider}key-${stamp}`);
  world.keyNames.push(key.name);
  world.ledger.add({ kind: 'key-minted', server: server.name, key: key.name, atMs: world.time.now() });
  server.log(`level=info msg="Adding secrets-encryption key:  [Name: ${key.name}, Secret: [REDACTED]]"`);
  server.writeConfig(configText({ ...config, keys: place === 'last' ? [...config.keys, key] : [key, ...config.keys] }));
}

/** State file, annotation and the copy in the datastore follow the file. */
function settle(world: World, server: SimulatedServer, stage: Stage): void {
  const hash = server.configHash();
  server.writeState({ stage, sha256: hash });
  server.annotate(stage, hash);
  world.saveBootstrap(server);
}

/** The CLI shows an id; the cause is in the server's journal only (failures.md 5.4). */
function byId(server: SimulatedServer, cause: string): ProgramResult {
  const id = randomInt(10_000, 99_999);
  server.log(`level=error msg="secret-encrypt error ID ${id}: ${cause}"`);
  server.log(`level=error msg="Sending HTTP/1.1 400 response to 127.0.0.1:51842: secret-encrypt error ID ${id}"`);
  return fatal(`Error: see server log for details: secret-encrypt error ID ${id}`);
}

function fatal(message: string): ProgramResult {
  return refused(1, `time="${new Date().toISOString()}" level=fatal msg="${message.replaceAll('"', '\\"')}"\n`);
}

function timedOut(): ProgramResult {
  return fatal(
    'Error: see server log for details: Put "https://127.0.0.1:9345/v1-rke2/encrypt/config": net/http: timeout awaiting response headers (Client.Timeout exceeded while awaiting headers)',
  );
}
