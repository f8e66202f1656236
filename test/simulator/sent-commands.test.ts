import { engineEtcdFiles } from '../../src/cluster/target.ts';
import { randomBytes } from 'node:crypto';

import { afterEach, describe, it } from 'vitest';

import { readLoaded, readReadiness } from '../../src/cluster/apiserver.ts';
import { readBootstrapRevision } from '../../src/cluster/bootstrap.ts';
import { checkCanary, deleteCanary } from '../../src/cluster/canary.ts';
import { takeCensus } from '../../src/cluster/census.ts';
import { readApiserverContainer } from '../../src/cluster/container.ts';
import { readEtcd, readEtcdHealth } from '../../src/cluster/etcd.ts';
import { acquireLease, releaseLease } from '../../src/cluster/lease.ts';
import { readNodes } from '../../src/cluster/nodes.ts';
import { readBack } from '../../src/cluster/read-back.ts';
import { repairSecrets } from '../../src/cluster/repair.ts';
import { readSealedCopies } from '../../src/cluster/sealed-copies.ts';
import { sealCommand, verifySeal } from '../../src/cluster/sealed-copy.ts';
import { confirmSnapshot, saveSnapshotCommand } from '../../src/cluster/snapshot.ts';
import { readUnit } from '../../src/cluster/unit.ts';
import { lookForOtherActors } from '../../src/cluster/other-actors.ts';
import { readFailClosedSecretWebhooks } from '../../src/cluster/webhooks.ts';
import { encryptionFileCommand, parseEncryptionFile } from '../../src/engine/encryption-file.ts';
import { engineJournal } from '../../src/engine/engine-journal.ts';
import { stageCommand, transientUnitName } from '../../src/engine/stage-command.ts';
import {
  clearTransientUnit,
  parseTransientUnit,
  transientUnitOutput,
  transientUnitQuery,
} from '../../src/engine/transient-unit.ts';
import { discover } from '../../src/facts/discover.ts';
import { readHostDetails } from '../../src/facts/host-details.ts';
import { readStatus } from '../../src/facts/status.ts';
import type { Distribution } from '../../src/model/cluster.ts';
import { configText } from '../../src/simulator/engine/encryption-config.ts';
import { createWorld, type World } from '../../src/simulator/world/world.ts';
import { worldRunner } from './world-runner.ts';

const SECRETS = 7;
const PLAN = 'abc123';
const GONE = { namespace: 'default', name: 'gone' };
const NAME = { namespace: 'default', name: 'tls-certificate-0' };

const context = {
  signal: new AbortController().signal,
  clock: {
    now: () => Date.now(),
    wall: () => Date.now(),
    sleep: (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms)),
  },
};

const worlds: World[] = [];
afterEach(() => worlds.splice(0).forEach((world) => world.dispose()));

function oneServer(distribution: Distribution) {
  const roles = ['control-plane', 'etcd'] as const;
  const world = createWorld({
    distribution,
    servers: [{ name: 's1', roles }],
    secrets: SECRETS,
    timeScale: 100,
    provider: 'aescbc',
    seed: 1,
    faults: [],
  });
  worlds.push(world);
  const dataDir = `/var/lib/rancher/${distribution}`;
  const supervisorUrl = distribution === 'rke2' ? 'https://127.0.0.1:9345' : 'https://127.0.0.1:6443';
  const engine = { distribution, binary: `/usr/local/bin/${distribution}`, dataDir, supervisorUrl };
  const apiserver = { url: 'https://127.0.0.1:6443', dataDir };
  const etcd = { kind: 'etcd', url: 'https://127.0.0.1:2382', tls: engineEtcdFiles(dataDir) } as const;
  return { world, runner: worldRunner(world, 's1', 'ops'), engine, apiserver, etcd };
}

/** Lines, and in them programs or syntax, that the simulated hosts did not know. */
function unknownOf(world: World): readonly string[] {
  return world.ledger
    .snapshot()
    .flatMap((entry) => (entry.kind === 'unknown-program' ? [`${entry.program}: ${entry.line}`] : []));
}

describe.each(['rke2', 'k3s'] as const)('the commands that keyturn sends to a simulated %s server', (distribution) => {
  it('tell what the host is', async ({ expect }) => {
    const { world, runner, engine } = oneServer(distribution);
    expect(await discover(context, runner, distribution)).toMatchObject({
      ok: true,
      value: { nodeName: 's1', dataDir: engine.dataDir, supervisorUrl: engine.supervisorUrl, missingTools: [] },
    });
    world.hosts[0]?.files.write(`/etc/rancher/${distribution}/config.yaml.d/10.yaml`, 'node-name: other\n');
    expect(await discover(context, runner, distribution)).toMatchObject({ ok: true, value: { nodeName: 'other' } });
    expect(await readHostDetails(context, runner, { ...engine, configFiles: [] })).toMatchObject({
      ok: true,
      value: {
        tokenPresent: true,
        tokenHash: expect.stringMatching(/^[0-9a-f]{16}$/),
        packageManagers: [],
        engineCommands: [],
        journalTells: true,
        automaticReload: distribution === 'rke2' ? true : undefined,
        traces: { etcdUrl: 'https://127.0.0.1:2382' },
        binaryVersion: world.version,
      },
    });
    expect(unknownOf(world)).toEqual([]);
  });

  it('tell how its encryption stands, without a key leaving it', async ({ expect }) => {
    const { world, runner, engine } = oneServer(distribution);
    expect(await readStatus(context, runner, engine)).toMatchObject({
      ok: true,
      value: { enablement: 'enabled', stage: 'start', hashesMatch: true, activeKey: { name: 'aescbckey' } },
    });
    const output = await runner.output(context, encryptionFileCommand(engine.dataDir));
    const text = output.ok ? output.value : '';
    const sha256 = world.hosts[0]?.configHash();
    expect(parseEncryptionFile(text)).toMatchObject({ ok: true, value: { file: { sha256 }, state: { sha256 } } });
    const host = world.server('s1');
    const [key = ''] = host.config().keys.map(({ secret }) => secret.toString('base64'));
    expect(host.files.read(host.configPath)?.content.toString()).toContain(key);
    expect(text).not.toContain(key);
    expect(unknownOf(world)).toEqual([]);
  });

  it('read apiserver and etcd', async ({ expect }) => {
    const { world, runner, apiserver, etcd } = oneServer(distribution);
    expect(await readReadiness(context, runner, apiserver)).toEqual({ ok: true, value: true });
    expect(await readLoaded(context, runner, apiserver)).toEqual({
      ok: true,
      value: { kind: 'hash', sha256: world.hosts[0]?.configHash() },
    });
    expect(await readNodes(context, runner, apiserver, distribution)).toMatchObject({
      ok: true,
      value: [{ name: 's1' }],
    });
    const question = { hosts: [runner], planes: [{ runner, target: apiserver }], nodes: ['s1'] };
    expect(await lookForOtherActors(context, question)).toEqual({ ok: true, value: [] });
    for (const spec of ['upgrade-plan:waiting', 'kured:s1', 'system-agent:s1:applying', 'planned-reboot:s1:60'])
      world.inject(spec);
    world.inject('update-timer:s1:60');
    expect(await lookForOtherActors(context, question)).toMatchObject({
      ok: true,
      value: [
        { kind: 'upgrade-plan', phase: 'acting', evidence: ['waiting=s1'] },
        { kind: 'kured', phase: 'acting', evidence: ['lock=s1'] },
        { kind: 'system-agent', phase: 'acting', server: 's1' },
        { kind: 'reboot', phase: 'acting', server: 's1' },
        { kind: 'update-timer', phase: 'present', server: 's1' },
      ],
    });
    expect(await readFailClosedSecretWebhooks(context, runner, apiserver)).toEqual({ ok: true, value: [] });
    expect(await readEtcdHealth(context, runner, etcd)).toEqual({ ok: true, value: true });
    expect(await readEtcd(context, runner, etcd)).toMatchObject({ ok: true, value: { members: [{}], alarms: [] } });
    expect(unknownOf(world)).toEqual([]);
  });

  it('count Secrets and read them back, and write and remove a canary', async ({ expect }) => {
    const { world, runner, apiserver, etcd } = oneServer(distribution);
    const activeKey = { provider: 'aescbc', name: 'aescbckey' } as const;
    const options = { knownKeys: [activeKey], activeKey, maxNames: 5 };
    expect(await takeCensus(context, runner, etcd, options)).toMatchObject({
      ok: true,
      value: { stragglerCount: 0, census: { total: SECRETS } },
    });
    expect(await readBack(context, runner, apiserver, [NAME, GONE], {})).toMatchObject({
      ok: true,
      value: { read: 1, unreadable: [] },
    });
    const canary = { apiserver: { runner, target: apiserver }, datastore: { runner, target: etcd }, server: 's1' };
    const checked = await checkCanary(context, { ...canary, mark: `${PLAN}-1`, knownKeys: [activeKey] });
    expect(checked).toMatchObject({ ok: true, value: activeKey });
    expect(world.census()).toEqual({ aescbckey: SECRETS + 1 });
    expect(await deleteCanary(context, runner, apiserver, 's1')).toMatchObject({ ok: true });
    expect(world.census()).toEqual({ aescbckey: SECRETS });
    expect(unknownOf(world)).toEqual([]);
  });

  it('rewrite a Secret under a new key once the apiserver uses it, and leave the others alone', async ({ expect }) => {
    const { world, runner, apiserver } = oneServer(distribution);
    const host = world.server('s1');
    const config = host.config();
    world.keyNames.push('new');
    host.writeConfig(configText({ ...config, keys: [{ name: 'new', secret: randomBytes(32) }, ...config.keys] }));
    const repair = async () => {
      expect(await repairSecrets(context, runner, apiserver, [NAME])).toEqual({ ok: true, value: 1 });
      return world.census();
    };
    await expect.poll(repair).toEqual({ new: 1, aescbckey: SECRETS - 1 });
    expect(await readBack(context, runner, apiserver, [NAME], {})).toMatchObject({ value: { read: 1 } });
    expect(unknownOf(world)).toEqual([]);
  });

  it('take the lock and give it back', async ({ expect }) => {
    const { world, runner, apiserver } = oneServer(distribution);
    const holder = { runId: 'run-1', process: 'a1', place: 'p1', operator: 'anna', host: 'laptop' };
    const wish = { holder, durationSeconds: 60, renews: false };
    expect(await acquireLease(context, runner, apiserver, wish)).toEqual({ ok: true, value: { kind: 'acquired' } });
    const other = { ...wish, holder: { ...holder, runId: 'run-2', process: 'b2', place: 'p2' } };
    expect(await acquireLease(context, runner, apiserver, other)).toMatchObject({
      ok: true,
      value: { kind: 'held', holder: expect.stringContaining('anna') as string },
    });
    expect(await releaseLease(context, runner, apiserver, holder)).toMatchObject({ ok: true });
    expect(await acquireLease(context, runner, apiserver, other)).toEqual({ ok: true, value: { kind: 'acquired' } });
    expect(unknownOf(world)).toEqual([]);
  });

  it('seal the credential files and take a snapshot', async ({ expect }) => {
    const { world, runner, engine } = oneServer(distribution);
    const place = { dataDir: engine.dataDir, planId: PLAN, when: 'before' } as const;
    expect(await readSealedCopies(context, runner)).toEqual({ ok: true, value: { found: [], leftOut: 0 } });
    expect(await runner.output(context, sealCommand(place))).toMatchObject({ ok: true });
    const directory = `/var/lib/keyturn/sealed/${PLAN}/before`;
    const [host] = world.hosts;
    expect(await verifySeal(context, runner, place)).toEqual({
      ok: true,
      value: { directory, fileSha256: host?.configHash() },
    });
    expect(await readSealedCopies(context, runner)).toMatchObject({
      ok: true,
      value: { found: [{ directory, sha256: host?.configHash(), keys: [{ name: 'aescbckey' }] }], leftOut: 0 },
    });
    expect(host?.files.directory(directory)).toMatchObject({ mode: 0o700, owner: 'root:root' });
    expect(host?.files.read(`${directory}/encryption-config.json`)).toMatchObject({ mode: 0o600, owner: 'root:root' });
    const name = `keyturn-${PLAN}-before`;
    expect(await runner.output(context, saveSnapshotCommand(engine, name))).toMatchObject({ ok: true });
    expect(await confirmSnapshot(context, runner, engine, { name: name, before: [], said: '' })).toMatchObject({
      ok: true,
    });
    expect(unknownOf(world)).toEqual([]);
  });

  it('tell when the credential files were last saved in the datastore', async ({ expect }) => {
    const { world, runner, etcd } = oneServer(distribution);
    const before = await readBootstrapRevision(context, runner, etcd);
    world.saveBootstrap(world.server('s1'));
    const after = await readBootstrapRevision(context, runner, etcd);
    expect(before).toMatchObject({ ok: true });
    expect(after).toEqual({ ok: true, value: world.etcd.store.revision });
    expect(before).not.toEqual(after);
    expect(unknownOf(world)).toEqual([]);
  });

  it('run a stage command once, tell how it ended, and clear it away', async ({ expect }) => {
    const { world, runner, engine } = oneServer(distribution);
    const unit = transientUnitName(PLAN, 'prepare');
    const state = async () => {
      const output = await runner.output(context, transientUnitQuery(unit));
      return output.ok ? parseTransientUnit(output.value).kind : output.failure.kind;
    };
    const send = () => runner.run(context, stageCommand({ target: engine, planId: PLAN, command: 'prepare' }));
    expect(await state()).toBe('absent');
    expect(await send()).toMatchObject({ value: { ending: { kind: 'exited', exitCode: 0 } } });
    expect(await send()).toMatchObject({
      value: { ending: { exitCode: 1 }, stderr: expect.stringContaining('was already loaded') as string },
    });
    await expect.poll(state).toBe('succeeded');
    expect(world.ledger.snapshot().filter(({ kind }) => kind === 'engine-command')).toHaveLength(1);
    expect(await runner.output(context, transientUnitOutput(unit))).toMatchObject({ ok: true });
    const service = distribution === 'rke2' ? 'rke2-server.service' : 'k3s.service';
    expect(await runner.output(context, engineJournal({ unit: service, sinceSeconds: 0 }))).toMatchObject({ ok: true });
    expect(await readUnit(context, runner, service)).toMatchObject({
      ok: true,
      value: { activeState: 'active', binary: engine.binary },
    });
    expect(await runner.output(context, clearTransientUnit(unit))).toMatchObject({ ok: true });
    expect(await state()).toBe('absent');
    expect(unknownOf(world)).toEqual([]);
  });
});

describe('the commands that keyturn sends to simulated RKE2 servers only', () => {
  it('find the container of the apiserver', async ({ expect }) => {
    const { world, runner, engine } = oneServer('rke2');
    expect(await readApiserverContainer(context, runner, engine.dataDir)).toMatchObject({
      ok: true,
      value: expect.stringMatching(/^[0-9a-f]+$/) as string,
    });
    expect(unknownOf(world)).toEqual([]);
  });
});
