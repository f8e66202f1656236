import type { Stage } from '../../../src/model/encryption.ts';
import { configText, sha256, type EncryptionConfig } from '../../../src/simulator/engine/encryption-config.ts';
import type { ProgramResult } from '../../../src/simulator/host/program.ts';
import { runSecretsEncrypt } from '../../../src/simulator/world/secrets-encrypt.ts';
import { createWorld, type World, type WorldOptions } from '../../../src/simulator/world/world.ts';

const ROLES = ['control-plane', 'etcd'] as const;

/** Three RKE2 servers with all roles, a hundred times faster. */
export function makeWorld(options: Partial<WorldOptions> = {}): World {
  return createWorld({
    distribution: 'rke2',
    servers: ['s1', 's2', 's3'].map((name) => ({ name, roles: ROLES })),
    secrets: 5,
    timeScale: 100,
    provider: 'aescbc',
    seed: 1,
    faults: [],
    ...options,
  });
}

/** The engine's command line on a server. */
export function secretsEncrypt(world: World, server: string, ...words: readonly string[]): Promise<ProgramResult> {
  return runSecretsEncrypt(world, world.server(server), words);
}

/** Ends two of three members. */
export function loseQuorum(world: World): void {
  for (const server of ['s2', 's3']) world.inject(`member-down:${server}`);
}

/** What the journal of a server's service says. */
export function journalOf(world: World, server: string): string {
  return world
    .server(server)
    .service.lines.map(({ text }) => text)
    .join('\n');
}

/** Puts every server where a finished roll leaves it, with its apiserver on the changed file. */
export function standAt(world: World, stage: Stage, change: (config: EncryptionConfig) => EncryptionConfig): void {
  for (const server of world.controlPlanes()) {
    const text = configText(change(server.config()));
    server.writeConfig(text);
    server.writeState({ stage, sha256: sha256(text) });
    server.annotate(stage, sha256(text));
    server.apiserver?.start();
  }
}
