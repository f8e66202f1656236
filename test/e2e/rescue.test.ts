import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it, vi } from 'vitest';

import { journalOf, keyturn } from './support/keyturn.ts';
import { atTerminal, HAS_TERMINAL } from './support/terminal.ts';
import { linesThatChange, startSimulation, type RunningSimulation } from './support/simulation.ts';

const LEFT = 12;
const SECRETS = 30;
const SERVERS = ['s1', 's2', 's3'];
const SEALED = '/var/lib/keyturn/sealed/0123456789ab';
const PRELOAD = join(import.meta.dirname, 'support/kill-after-line.ts');

type Distribution = 'k3s' | 'rke2';

function cred(distribution: Distribution): string {
  return `/var/lib/rancher/${distribution}/server/cred`;
}

/** The file of each server, as its host has it. */
async function filesOf(simulation: RunningSimulation, distribution: Distribution): Promise<readonly string[]> {
  const path = `${cred(distribution)}/encryption-config.json`;
  const read = await Promise.all(SERVERS.map((host) => simulation.exec(host, `cat ${path}`)));
  return read.map(({ stdout }) => stdout);
}

/** A cluster whose old key is lost, after a copy of it was sealed on `copyOn`. */
async function lose(
  simulation: RunningSimulation,
  distribution: Distribution,
  { copyOn, everywhere }: { readonly copyOn?: string; readonly everywhere: boolean },
): Promise<void> {
  if (copyOn !== undefined) {
    const line = `install -d -m 0700 ${SEALED}/before && install -m 0600 ${cred(distribution)}/encryption-config.json ${SEALED}/before/encryption-config.json`;
    const copied = await simulation.exec(copyOn, line);
    if (copied.exitCode !== 0) throw new Error(copied.stderr);
  }
  await simulation.fault(`keys-lost:${String(LEFT)}${everywhere ? ':everywhere' : ''}`);
  if (!everywhere) return;
  // A server that starts takes its files from the datastore when it has one.
  await vi.waitFor(
    async () => {
      const [first, ...others] = await filesOf(simulation, distribution);
      if (others.some((text) => text !== first)) throw new Error('not yet');
    },
    { timeout: 150_000, interval: 100 },
  );
}

function rescueArguments(simulation: RunningSimulation, ...more: readonly string[]): readonly string[] {
  return ['rescue', '--inventory', simulation.inventory, '--state-dir', simulation.stateDirectory, ...more];
}

const CONFIRMED = ['--yes', '--confirm-cluster', 'simulated'];

/** All files below a directory, as one text. */
function everythingBelow(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

/** Values of the keys in these files. */
function materialOf(files: readonly string[]): readonly string[] {
  return [...files.join('\n').matchAll(/"secret":"([^"]+)"/g)].flatMap(([, value]) => value ?? []);
}

/** Steps that the newest journal has done or found done, in order. */
function stepsDone(simulation: RunningSimulation): readonly string[] {
  return journalOf(simulation).flatMap(({ record }) =>
    record.kind === 'done' || record.kind === 'found-done' ? [record.step] : [],
  );
}

describe('keyturn rescue', () => {
  it.for([
    {
      distribution: 'k3s',
      everywhere: true,
      copyOn: 's2',
      name: 'K3s after the documented rotate-keys and all restarts, a copy on one server',
    },
    {
      distribution: 'rke2',
      everywhere: false,
      name: 'RKE2 after the documented rotate-keys, no copy, the key in the files of the followers alone',
    },
  ] as const)(
    'given $name, brings the key back, moves the Secrets, takes the key out again byte for byte, and proves',
    async (given, { expect }) => {
      const { distribution, everywhere } = given;
      await using simulation = await startSimulation({ distribution, secrets: SECRETS });
      const keysBefore = materialOf(await filesOf(simulation, distribution));
      await lose(simulation, distribution, given);
      const before = await filesOf(simulation, distribution);
      const goal = before[0] ?? '';

      const plan = await keyturn(rescueArguments(simulation, '--dry-run', '--commands'));
      expect(plan).toMatchObject({ code: 0, stderr: '' });
      expect(plan.stdout).toContain(`${String(LEFT)}  under aescbc/aescbckey`);
      expect(plan.stdout).toMatch(
        everywhere ? /s2 +\w+ +\w+ +its copy 0123456789ab\/before/ : /s2 +\w+ +\w+ +s1, over SSH \(whole\)/,
      );
      expect(await linesThatChange(simulation)).toEqual([]);

      // Its answer is lost on the way: the file shows that it was written.
      await simulation.fault('link-cut:s2:after:encryption-config.json.keyturn');
      const rescued = await keyturn(rescueArguments(simulation, ...CONFIRMED, '--log-level', 'trace'));
      expect(rescued).toMatchObject({ code: 0 });
      expect(rescued.stdout).toContain('every Secret can be read through every server again, and the proof holds');

      expect(await filesOf(simulation, distribution)).toEqual([goal, goal, goal]);
      const secrets = await simulation.secrets();
      expect(Object.keys(secrets)).toHaveLength(1);
      expect(secrets).not.toHaveProperty('aescbckey');
      const status = await keyturn(['verify', '--inventory', simulation.inventory]);
      expect(status).toMatchObject({ code: 0 });

      // No key is anywhere but in encryption files and their copies on the servers.
      const material = [...keysBefore, ...materialOf(before)];
      expect(new Set(material).size).toBe(2);
      const lines = (await simulation.ledger()).map(({ line }) => line).join('\n');
      const seen = [
        plan.stdout,
        rescued.stdout,
        rescued.stderr,
        lines,
        everythingBelow(simulation.stateDirectory),
      ].join('\n');
      for (const secret of material) expect(seen).not.toContain(secret);

      const restarts = (await simulation.ledger())
        .filter(({ kind }) => kind === 'service-restart')
        .slice(everywhere ? 3 : 1);
      expect(restarts.map(({ server }) => server)).toEqual(['s2', 's3', 's1']);
    },
  );

  it('given kill -9 at three moments, is resumed each time, and by a rotation never', async ({ expect }) => {
    await using simulation = await startSimulation({ distribution: 'k3s', secrets: SECRETS });
    await lose(simulation, 'k3s', { copyOn: 's3', everywhere: true });
    const goal = (await filesOf(simulation, 'k3s'))[0];
    const killedFile = join(simulation.directory, 'killed');
    const run = (...more: readonly string[]) =>
      keyturn(rescueArguments(simulation, ...more), {
        nodeArguments: ['--import', PRELOAD],
        environment: {
          KEYTURN_TEST_KILLED: killedFile,
          KEYTURN_TEST_KILL_AT: 'intended add-key:s2,done return-file:s1,intended restart:reencrypt_finished:s3',
        },
      });

    expect(await run(...CONFIRMED)).toMatchObject({ code: undefined });
    const rotated = await keyturn([
      'rotate',
      '--inventory',
      simulation.inventory,
      '--state-dir',
      simulation.stateDirectory,
      '--yes',
      '--resume',
    ]);
    expect(rotated).toMatchObject({ code: 4, stderr: expect.stringContaining('is a rescue') });
    expect(rotated.stderr).toContain('keyturn rescue --inventory');
    expect(await run('--resume')).toMatchObject({ code: undefined });
    const late = await keyturn(rescueArguments(simulation, '--undo'));
    expect(late).toMatchObject({ code: 4, stderr: expect.stringContaining('is not undone any more') });
    expect(await run('--resume')).toMatchObject({ code: undefined });
    expect(await run('--resume')).toMatchObject({ code: 0 });

    expect(await filesOf(simulation, 'k3s')).toEqual([goal, goal, goal]);
    const done = stepsDone(simulation);
    const writes = done.filter((step) => /^(?:add-key|return-file):/.test(step));
    expect(writes).toEqual([
      ...SERVERS.map((name) => `add-key:${name}`),
      ...SERVERS.map((name) => `return-file:${name}`),
    ]);
    expect(done.at(-1)).toBe('clean-up');
    expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
  });

  it('given it is undone before the Secrets have moved, every file is as it was', async ({ expect }) => {
    await using simulation = await startSimulation({ distribution: 'rke2', secrets: SECRETS });
    await lose(simulation, 'rke2', { everywhere: false });
    const before = await filesOf(simulation, 'rke2');
    if (HAS_TERMINAL) {
      const asked = await atTerminal(rescueArguments(simulation), {
        question: /type the name of the cluster\s+\(simulated\): $/,
        answer: () => 'yes',
      });
      expect(asked, asked.stdout).toMatchObject({ code: 3 });
      expect(await filesOf(simulation, 'rke2')).toEqual(before);
    }
    const killed = await keyturn(rescueArguments(simulation, ...CONFIRMED), {
      nodeArguments: ['--import', PRELOAD],
      environment: {
        KEYTURN_TEST_KILLED: join(simulation.directory, 'killed'),
        KEYTURN_TEST_KILL_AT: 'done add-key:s2',
      },
    });
    expect(killed).toMatchObject({ code: undefined });
    expect(await filesOf(simulation, 'rke2')).not.toEqual(before);

    const undone = await keyturn(rescueArguments(simulation, '--undo'));

    expect(undone).toMatchObject({ code: 0, stdout: expect.stringContaining('undone') });
    expect(await filesOf(simulation, 'rke2')).toEqual(before);
    // What is over is not resumed.
    expect(await keyturn(rescueArguments(simulation, '--resume'))).toMatchObject({ code: 3 });
  });

  it('given no copy at all, says what is lost and what is left to choose, with an exit code of its own, and changes nothing', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ distribution: 'k3s', secrets: SECRETS });
    await lose(simulation, 'k3s', { everywhere: true });

    const { code, stderr } = await keyturn(rescueArguments(simulation, ...CONFIRMED));

    expect(code).toBe(8);
    const said = stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain(`${String(LEFT)} Secrets are under aescbc/aescbckey, of which no copy is left`);
    expect(said).toContain('default/tls-certificate-0');
    expect(said).toContain('keyturn did not open any');
    expect(said).toContain('/v3/kv/deleterange');
    expect(await linesThatChange(simulation)).toEqual([]);
    expect(journalOf(simulation)).toEqual([]);
  });

  it('given a healthy cluster, or another name than the cluster has, refuses, and changes nothing', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ distribution: 'k3s', secrets: SECRETS });
    const [plan, other, unnamed, unasked] = await Promise.all([
      keyturn(rescueArguments(simulation, '--dry-run')),
      keyturn(rescueArguments(simulation, '--yes', '--confirm-cluster', 'production')),
      keyturn(rescueArguments(simulation, '--yes')),
      keyturn(rescueArguments(simulation, '--resume')),
    ]);
    expect([plan, other, unnamed, unasked].map(({ code }) => code)).toEqual([3, 2, 2, 3]);
    expect(plan.stderr).toContain('every control-plane server has the key of every Secret');
    expect(other.stderr).toContain('names production, but the cluster is simulated');
    expect(await linesThatChange(simulation)).toEqual([]);
  });
});
