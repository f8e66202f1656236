import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import type { Stage } from '../../../src/model/encryption.ts';
import {
  configText,
  firstConfig,
  parseConfig,
  sha256,
  type EncryptionConfig,
} from '../../../src/simulator/engine/encryption-config.ts';
import { reconcile, type BootstrapFile } from '../../../src/simulator/engine/reconcile.ts';
import { newerOnDisk, takenFromDatastore } from '../../../src/simulator/engine/texts.ts';
import type { Datastore } from './datastore.ts';
import type { Host } from './host.ts';
import { journalLine } from './journal.ts';
import { ENCRYPTION_CONFIG, ENCRYPTION_STATE } from './paths.ts';
import { open, seal, storageKey } from './sealed-value.ts';

/** The files that the datastore has a copy of, by K3s's names for them. */
const FILES = { EncryptionConfig: ENCRYPTION_CONFIG, EncryptionHash: ENCRYPTION_STATE } as const;
const NAMES = ['EncryptionConfig', 'EncryptionHash'] as const;

type Copy = Readonly<Record<(typeof NAMES)[number], { readonly Timestamp: string; readonly Content: string }>>;

export function readConfig(): EncryptionConfig {
  return parseConfig(readFileSync(ENCRYPTION_CONFIG, 'utf8'));
}

export function writeConfig(config: EncryptionConfig): void {
  writePrivate(ENCRYPTION_CONFIG, configText(config));
}

export function configHash(): string {
  return sha256(readFileSync(ENCRYPTION_CONFIG));
}

/** The state file's text: `<stage>-<sha256>`. */
export function readState(): string {
  return readFileSync(ENCRYPTION_STATE, 'utf8');
}

export function writeState(stage: Stage, hash: string): void {
  writePrivate(ENCRYPTION_STATE, `${stage}-${hash}`);
}

/** Saves this host's files in the datastore. */
export async function saveCredentials(host: Host, datastore: Datastore): Promise<void> {
  await datastore.put(storageKey(host.token), sealedCopy(host));
}

/**
 * What a server does with its credentials when it starts: the first of the cluster mints them; others take what is newer in
 * the datastore. Gives the last words of one that refuses to start.
 */
export async function settleCredentials(host: Host, datastore: Datastore): Promise<string | undefined> {
  const key = storageKey(host.token);
  const stored = await datastore.get(key);
  if (stored !== undefined) return takeCredentials(host, stored);
  if (fileAt(ENCRYPTION_CONFIG) === undefined) {
    const config = firstConfig(host.provider);
    writeConfig(config);
    writeState('start', sha256(configText(config)));
  }
  if (await datastore.createIfAbsent(key, sealedCopy(host))) return undefined;
  // Another host was first: its keys are the cluster's, and nothing was ever encrypted with ours.
  const winner = await datastore.get(key);
  if (winner !== undefined) writeCopy(openCopy(host, winner));
  return undefined;
}

function takeCredentials(host: Host, stored: Buffer): string | undefined {
  const copy = openCopy(host, stored);
  const pairs = NAMES.map((name) => ({ path: FILES[name], local: fileAt(FILES[name]), stored: fileOf(copy[name]) }));
  const decision = reconcile(pairs);
  if (decision.kind === 'refuse') return newerOnDisk(decision.newer);
  if (decision.kind === 'take') {
    for (const line of takenFromDatastore(Object.values(FILES), new Date())) journalLine(line);
    writeCopy(copy);
  }
  return undefined;
}

function sealedCopy(host: Host): Buffer {
  const entry = (path: string): { readonly Timestamp: string; readonly Content: string } => ({
    Timestamp: statSync(path).mtime.toISOString(),
    Content: readFileSync(path).toString('base64'),
  });
  const copy: Copy = { EncryptionConfig: entry(ENCRYPTION_CONFIG), EncryptionHash: entry(ENCRYPTION_STATE) };
  return seal(host.token, Buffer.from(JSON.stringify(copy)));
}

function openCopy(host: Host, stored: Buffer): Copy {
  return JSON.parse(open(host.token, stored).toString()) as Copy;
}

/** All of them, with the times that they had on the server that saved them. */
function writeCopy(copy: Copy): void {
  for (const name of NAMES) {
    const { content, modifiedAtMs } = fileOf(copy[name]);
    writePrivate(FILES[name], content);
    utimesSync(FILES[name], modifiedAtMs / 1_000, modifiedAtMs / 1_000);
  }
}

function fileOf({ Timestamp, Content }: Copy[keyof Copy]): BootstrapFile {
  return { content: Buffer.from(Content, 'base64').toString(), modifiedAtMs: Date.parse(Timestamp) };
}

function fileAt(path: string): BootstrapFile | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : { content: readFileSync(path, 'utf8'), modifiedAtMs: stats.mtimeMs };
}

function writePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
}
