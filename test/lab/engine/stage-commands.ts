import { setTimeout as delay } from 'node:timers/promises';

import type { Stage } from '../../../src/model/encryption.ts';
import { unreachable } from '../../../src/model/unreachable.ts';
import {
  mintKey,
  rightRotated,
  withLastKey,
  withoutLastKey,
  type EncryptionConfig,
} from '../../../src/simulator/engine/encryption-config.ts';
import {
  hashMismatch,
  missingAnnotation,
  notControlPlane,
  refusalOf,
  stageOf,
  type EngineCommand,
} from '../../../src/simulator/engine/guards.ts';
import { EFFECTS, type Effect, type Occasion } from '../../../src/simulator/engine/effects.ts';
import type { StatusInput } from '../../../src/simulator/engine/status-output.ts';
import {
  keyAdded,
  keyRemoved,
  keysRotated,
  rotatingKeys,
  savingToDatastore,
} from '../../../src/simulator/engine/texts.ts';
import { configHash, readConfig, readState, saveCredentials, writeConfig, writeState } from './credentials.ts';
import type { Datastore } from './datastore.ts';
import type { Host } from './host.ts';
import { journalLine, printerOf } from './journal.ts';
import type { Kubernetes } from './kubernetes.ts';
import { annotate, listAnnotated } from './node-object.ts';
import { awaitReload, readReloads } from './reload-metrics.ts';
import { rewriteSecrets } from './rewrite.ts';

/** A running server, as its commands need it. */
export interface Engine {
  readonly host: Host;
  readonly datastore: Datastore;
  /** This server's own apiserver. */
  readonly kubernetes: Kubernetes;
}

/** What `status` tells. Rejects with why it cannot. */
export async function statusOf({ host, kubernetes }: Engine): Promise<StatusInput> {
  if (!host.hasApiserver) throw new Error(notControlPlane(host.name));
  const nodes = await listAnnotated(kubernetes);
  const annotation = nodes.find(({ name }) => name === host.name)?.annotation;
  if (annotation === undefined) throw new Error(missingAnnotation(host.name));
  return {
    config: readConfig(),
    stage: stageOf(annotation),
    mismatch: hashMismatch(nodes),
    bareNames: host.era === '2022',
  };
}

/** Does what a command asks for, in the engine's own order. Rejects with the cause: before any write, or after some. */
export async function perform(engine: Engine, command: EngineCommand, skip: boolean): Promise<void> {
  const { host, kubernetes } = engine;
  if (!host.hasApiserver) throw new Error(notControlPlane(host.name));
  const nodes = await listAnnotated(kubernetes);
  const refusal = refusalOf(command, { name: host.name, provider: host.provider, fileHash: configHash(), nodes });
  if (refusal !== undefined) throw new Error(refusal);
  switch (command) {
    case 'prepare':
      writeConfig(withNewKey());
      return tell(engine, 'changed', 'prepare');
    case 'rotate':
      writeConfig(rightRotated(readConfig()));
      journalLine(keysRotated(host.provider, new Date()));
      return tell(engine, 'changed', 'rotate');
    case 'reencrypt':
      await annotate(host, kubernetes, `reencrypt_active-${configHash()}`);
      // Its end shows in the stage and in events only; a list that fails shows nowhere.
      void rewriteAndDrop(engine, skip).catch(() => {});
      return undefined;
    case 'rotate-keys':
      return rotateKeys(engine);
    default:
      return unreachable(command);
  }
}

async function rotateKeys(engine: Engine): Promise<void> {
  const { host, kubernetes } = engine;
  const before = await readReloads(kubernetes);
  await annotate(host, kubernetes, `reencrypt_active-${configHash()}`);
  const added = withNewKey();
  writeConfig(added);
  journalLine(rotatingKeys(host.provider, new Date()));
  writeConfig(rightRotated(added));
  await tell(engine, 'both-keys');
  await awaitReload(kubernetes, before);
  return rewriteAndDrop(engine, false);
}

async function rewriteAndDrop(engine: Engine, skip: boolean): Promise<void> {
  const { host, kubernetes } = engine;
  await rewriteSecrets(host, kubernetes);
  if (skip) return tell(engine, 'old-key-kept');
  const config = readConfig();
  journalLine(keyRemoved(host.provider, config.keys.at(-1)?.name ?? '', printerOf(host)));
  writeConfig(withoutLastKey(config));
  return tell(engine, 'changed', 'reencrypt_finished');
}

function withNewKey(): EncryptionConfig {
  const config = readConfig();
  const key = mintKey(config.provider, new Date());
  journalLine(keyAdded(key.name, new Date()));
  return withLastKey(config, key);
}

/** Everyone who hears of the encryption file, in the engine's own order; `stage` is the one that begins. */
async function tell(
  { host, kubernetes, datastore }: Engine,
  occasion: Occasion,
  stage: Stage = stageOf(readState()),
): Promise<void> {
  const hash = configHash();
  const effects: Readonly<Record<Effect, () => unknown>> = {
    annotation: () => annotate(host, kubernetes, `${stage}-${hash}`),
    'state-file': () => writeState(stage, hash),
    datastore: async () => {
      await delay(host.saveDelayMs);
      journalLine(savingToDatastore(new Date()));
      await saveCredentials(host, datastore);
    },
    'kept-annotation': () => annotate(host, kubernetes, readState() as `${Stage}-${string}`),
  };
  for (const effect of EFFECTS[occasion]) await effects[effect]();
}
