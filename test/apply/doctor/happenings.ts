import { systemClock } from '../../../src/apply/system-clock.ts';
import { freezeCommands, sendFreezeCommands } from '../../../src/cluster/freeze.ts';
import { mintKey } from '../../../src/simulator/engine/encryption-config.ts';
import { eventLines } from '../../../src/simulator/engine/events.ts';
import { secretKey } from '../../../src/simulator/world/objects.ts';
import type { UnitState } from '../../../src/simulator/world/unit.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { worldRunner } from '../../simulator/world-runner.ts';
import { journalOf, secretsEncrypt, standAt } from '../../simulator/world/make-world.ts';

/** Waits for a condition, and never for a time. */
export async function until(isMet: () => boolean): Promise<void> {
  for (let tries = 0; !isMet(); tries += 1) {
    if (tries > 4_000) throw new Error('it never happens');
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
}

export async function hangs(world: World, server: string): Promise<void> {
  await until(() => world.server(server).service.state.activeState === 'activating');
}

/** `rotate-keys` on the first server, which is killed in the middle of the rewrite and comes back. */
export async function cutOff(world: World): Promise<void> {
  world.inject('rewrite-killed:s1:1');
  await secretsEncrypt(world, 's1', 'rotate-keys');
  await until(() => world.server('s1').service.state.activeState === 'active');
}

/** Runs `rotate-keys` until its rewrite has begun, and acts then. */
export async function inTheRewrite(world: World, act: () => void): Promise<void> {
  const ended = secretsEncrypt(world, 's1', 'rotate-keys');
  await until(() => /SecretsProgress|broadcaster/.test(journalOf(world, 's1')));
  act();
  await ended;
}

export const RELOADS = '--encryption-provider-config-automatic-reload=true';
export const ALONE = { name: 's1', roles: ['control-plane'] } as const;

export function contentOf(world: World, server: string): string {
  const { files, configPath } = world.server(server);
  return files.read(configPath)?.content.toString() ?? '';
}

/** keyturn's own refusal of writes, as a run puts it in force. */
export async function freeze(world: World): Promise<void> {
  const context = { signal: new AbortController().signal, clock: systemClock };
  const target = { url: 'https://127.0.0.1:6443', dataDir: world.server('s1').dataDir };
  const commands = freezeCommands(target, world.distribution, 'writes');
  const sent = await sendFreezeCommands(context, worldRunner(world, 's1', 'root'), commands);
  if (!sent.ok) throw new Error(JSON.stringify(sent.failure));
}

/** All servers at stage `rotate`, with both keys loaded. */
export function bothKeys(world: World): void {
  const key = mintKey('aescbc', new Date());
  world.keyNames.push(key.name);
  const [leader] = world.hosts;
  const config = leader?.config();
  if (config !== undefined) standAt(world, 'rotate', () => ({ ...config, keys: [key, ...config.keys] }));
}

export function eventOf(reason: 'SecretsProgress' | 'SecretsUpdateError', message: string, agoMs: number): string {
  const printer = { era: '2026', engine: 'k3s', at: new Date(Date.now() - agoMs) } as const;
  return eventLines(printer, { node: 's1', reason, message }).join('\n');
}

export function stands(world: World, server: string, activeState: UnitState['activeState'], subState: string): void {
  Object.assign(world.server(server).service.state, { activeState, subState });
}

/** A server that is starting, with its newest line. */
export function startsAt(world: World, server: string, words: string): void {
  stands(world, server, 'activating', 'start');
  world.server(server).log(`time="2026-11-27T23:01:11Z" level=info msg="${words}"`);
}

export function manifest(world: World, server: string, words: readonly string[]): void {
  const { files, dataDir } = world.server(server);
  files.write(`${dataDir}/agent/pod-manifests/kube-apiserver.yaml`, words.map((word) => `    - ${word}\n`).join(''));
}

/** A value in etcd as it is, whatever wrote it. */
export function stored(world: World, value: string): void {
  world.etcd.store.put(secretKey('default', 'stranger'), Buffer.from(value));
}

/** A setting in a file of its own, which is older than the engine's start. */
export function configured(world: World, server: string, line: string): void {
  const host = world.server(server);
  const past = host.now() - 86_400_000;
  host.files.write(`/etc/rancher/${world.distribution}/config.yaml.d/60-own.yaml`, `${line}\n`, {
    mode: 0o600,
    mtimeMs: past,
    ctimeMs: past,
  });
  host.annotateSettings();
}

export function lease(world: World): Readonly<Record<string, unknown>> {
  const renewTime = new Date(world.time.now()).toISOString().replace('Z', '000Z');
  return {
    metadata: {
      name: 'keyturn',
      resourceVersion: '1',
      annotations: { 'keyturn/operator': 'ops', 'keyturn/host': 'bastion', 'keyturn/place': 'elsewhere' },
    },
    spec: { holderIdentity: 'r1/1', acquireTime: renewTime, renewTime, leaseDurationSeconds: 60 },
  };
}
