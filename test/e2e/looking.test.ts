import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

import { describe, it } from 'vitest';
import { parseDocument } from 'yaml';

import { BUILT_MAIN } from '../support/built.ts';
import { journalFileOf, keyturn, rotateArguments, rotateUntil } from './support/keyturn.ts';
import { engineCommands, linesThatChange, startSimulation, type RunningSimulation } from './support/simulation.ts';

function looking(simulation: RunningSimulation, command: string, ...more: readonly string[]) {
  return keyturn([command, '--inventory', simulation.inventory, ...more]);
}

/** The documented procedure by hand, which counts nothing; the only server restarts itself with the new key alone. */
async function rotateByHand(simulation: RunningSimulation): Promise<void> {
  await simulation.exec('s1', 'rke2 secrets-encrypt rotate-keys');
  for (;;) {
    const { stdout } = await simulation.exec('s1', 'rke2 secrets-encrypt status');
    if (stdout.includes('reencrypt_finished')) break;
  }
}

describe.concurrent('the commands that only look', () => {
  it('given a healthy cluster, when status is asked for, then every server, key and Secret is there, exit code 0', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 3, secrets: 12 });

    const shown = await looking(simulation, 'status');
    const json = await looking(simulation, 'status', '--output', 'json');
    const inventory = readFileSync(simulation.inventory, 'utf8');
    writeFileSync(simulation.inventory, inventory.replace('distribution: rke2', 'distribution: k3s'));
    const mistaken = await looking(simulation, 'plan');

    expect(mistaken, mistaken.stderr).toMatchObject({ code: 3 });
    expect(mistaken.stderr).toContain('s1, s2 and s3 have no k3s.service\n    They run rke2-server.service.');
    expect(mistaken.stderr).toContain('write `distribution: rke2` in the inventory');
    expect(shown, shown.stderr).toMatchObject({ code: 0 });
    expect(shown.stdout).toMatch(/Cluster simulated \(RKE2\)/);
    for (const server of ['s1', 's2', 's3']) {
      expect(shown.stdout).toMatch(new RegExp(`${server} +control-plane\\+etcd +v[\\d.]+\\S* +active +Ready +start `));
    }
    expect(shown.stdout).toMatch(/total +\d+/);
    expect(json, json.stderr).toMatchObject({ code: 0, stderr: '' });
    const document = JSON.parse(json.stdout) as { schema: string; servers: readonly { name: string }[] };
    expect(document.schema).toBe('keyturn.status/1');
    expect(document.servers.map(({ name }) => name)).toEqual(['s1', 's2', 's3']);
  });

  it('given one host that is dead and then two, when status is asked for, then it shows the others and names all that are dead, exit code 3; a rotation is refused, and names them too', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 3, secrets: 12 });

    await simulation.fault('host-dead:s3');
    const one = await looking(simulation, 'status');
    await simulation.fault('host-dead:s2');
    const two = await looking(simulation, 'status');
    const json = await looking(simulation, 'status', '--output', 'json');
    const rotated = await keyturn(rotateArguments(simulation));

    expect(one, one.stderr).toMatchObject({ code: 3 });
    expect(one.stdout).toContain('Server s3 cannot be reached');
    expect(one.stdout).toMatch(/s1 +control-plane\+etcd +v[\d.]+\S* +active +Ready +start /);
    expect(one.stdout).toMatch(/s3 +not asked +-/);
    expect(two).toMatchObject({ code: 3 });
    expect(two.stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /2 servers cannot be asked: s2 and s3 Server s2 cannot be reached .* Server s3 cannot be reached .* about the other servers only/,
    );
    expect(json, json.stderr).toMatchObject({ code: 3, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({
      servers: [{ name: 's1' }],
      unasked: [{ name: 's2', failure: { kind: 'host-unreachable' } }, { name: 's3' }],
    });
    expect(rotated).toMatchObject({ code: 3 });
    expect(rotated.stderr).toContain('2 servers cannot be asked: s2 and s3');
    expect(rotated.stderr).toMatch(/--without s2 --without s3/);
    expect(await engineCommands(simulation)).toEqual([]);
  });

  it('given a rotation that was begun by hand, when status is asked for, then it says so first, and how it is continued, as the refusal of a plan does', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 2, secrets: 12 });
    await simulation.exec('s1', 'rke2 secrets-encrypt prepare');

    const shown = await looking(simulation, 'status', '--state-dir', simulation.stateDirectory);
    const json = await looking(simulation, 'status', '--output', 'json');
    const refused = await looking(simulation, 'plan', '--state-dir', simulation.stateDirectory);

    expect(shown, shown.stderr).toMatchObject({ code: 0 });
    const told = shown.stdout.replaceAll(/\s+/g, ' ');
    expect(told).toContain(
      'Cluster simulated (RKE2) A rotation is half-way: s1 is at stage prepare with 2 keys and s2 is at stage start with 1 key.',
    );
    const place = `--inventory ${simulation.inventory} --state-dir ${simulation.stateDirectory}`;
    expect(told).toContain(`keyturn rotate ${place} --adopt --dry-run`);
    expect(JSON.parse(json.stdout)).toMatchObject({ rotation: { halfWay: true, atWork: false } });
    expect(refused, refused.stdout).toMatchObject({ code: 3 });
    // Refusals are printed once.
    expect(refused.stdout).not.toContain('REFUSED');
    expect(refused.stderr).toMatch(new RegExp(`keyturn rotate ${place} --resume$`, 'm'));
    expect(refused.stderr).toMatch(new RegExp(`keyturn rotate ${place} --adopt --dry-run$`, 'm'));
  });

  it('given a healthy cluster, when a rotation is to be adopted, then there is none, it says so without leading back to itself, exit code 3', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 12 });

    const refused = await keyturn(rotateArguments(simulation, '--adopt'));

    expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
    const told = refused.stderr.replaceAll(/\s+/g, ' ');
    expect(told).toContain('All servers of cluster simulated have the same single key: there is nothing to adopt');
    expect(told).not.toContain('--adopt');
  });

  it('given a run that was killed, when status is asked for, then it names the run and gives the command that resumes it; a dry run of that shows what is left, and changes neither cluster nor journal', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ secrets: 12, timeScale: 10 });
    const run = await rotateUntil(simulation, '"step":"restart:prepare:s2"');
    // It stands still where it is, however long the looking takes.
    run.child.kill('SIGSTOP');
    const state = ['--state-dir', simulation.stateDirectory];
    const during = await looking(simulation, 'status', ...state);
    const busy = await looking(simulation, 'rotate', ...state, '--resume', '--dry-run');
    run.child.kill('SIGKILL');
    await run.finished;

    const after = await looking(simulation, 'status', ...state);
    const journal = journalFileOf(simulation) ?? '';
    const written = readFileSync(journal);
    const changed = await linesThatChange(simulation);
    const left = await looking(simulation, 'rotate', ...state, '--resume', '--dry-run');
    const json = await looking(simulation, 'rotate', ...state, '--resume', '--dry-run', '--output', 'json');

    expect(during.stdout.replaceAll(/\s+/g, ' ')).toMatch(/Run \S+ is at work on it now: wait\./);
    expect(busy, busy.stdout).toMatchObject({ code: 6 });
    expect(left, left.stderr).toMatchObject({ code: 0 });
    expect(left.stdout).toMatch(/^simulated: resume run \d{8}T\d+Z-\w+ +plan \w+$/m);
    expect(left.stdout).toMatch(/prepare +every server learns the new key +(?:s1 )?(?:s2 )?s3 /);
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'keyturn.resume-plan/1', entry: { at: 'prepare' } });
    expect(readFileSync(journal)).toEqual(written);
    expect(await linesThatChange(simulation)).toEqual(changed);
    const told = after.stdout.replaceAll(/\s+/g, ' ');
    expect(told).toContain('A rotation is half-way: s1 is at stage ');
    expect(told).toMatch(/Continue run \d{8}T\d+Z-\w+: keyturn rotate --inventory \S+ --state-dir \S+ --resume/);
  });

  it('given a healthy cluster, when it is verified, then the proof holds, exit code 0, and nothing was changed', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 2, controlPlaneOnly: 1, secrets: 12 });
    const before = await simulation.secrets();

    const shown = await looking(simulation, 'verify', '--read-back', 'all');
    const json = await looking(simulation, 'verify', '--output', 'json');

    expect(shown, shown.stdout + shown.stderr).toMatchObject({ code: 0 });
    expect(shown.stdout).toContain('The proof holds');
    for (const server of ['s1', 's2', 'c1'])
      expect(shown.stderr).toMatch(new RegExp(`^read (\\d+) of \\1 Secrets through ${server}$`, 'm'));
    expect(shown.stderr.trim().split('\n')).toHaveLength(3);
    expect(json, json.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'keyturn.proof/1', cluster: 'simulated', holds: true });
    expect(await simulation.secrets()).toEqual(before);
  });

  it('given a server that the inventory lacks, when the others are verified, then the proof fails: nobody looked there', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ secrets: 12 });
    const document = parseDocument(readFileSync(simulation.inventory, 'utf8'));
    document.deleteIn(['clusters', 'simulated', 'servers', 2]);
    writeFileSync(simulation.inventory, document.toString());

    const shown = await looking(simulation, 'verify');

    expect(shown, shown.stdout + shown.stderr).toMatchObject({ code: 7 });
    expect(shown.stdout).toContain('s3');
  });

  it('given Secrets that a rotation by hand left under the old key, when it is verified, then the proof fails, exit code 7', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 12, faults: ['straggler:2'] });
    await rotateByHand(simulation);

    const shown = await looking(simulation, 'verify');
    const json = await looking(simulation, 'verify', '--output', 'json');

    expect(shown, shown.stdout + shown.stderr).toMatchObject({ code: 7 });
    expect(shown.stdout).toContain('not every Secret in the datastore is under the active key');
    expect(shown.stdout).toContain('The proof fails');
    expect(json).toMatchObject({ code: 7 });
    expect(JSON.parse(json.stdout)).toMatchObject({ holds: false });
  });

  it('given a rotation whose output cannot be written, when it ends, then its exit code is its own, and runs lists it', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 12 });
    const words = [process.execPath, BUILT_MAIN, ...rotateArguments(simulation)];
    const child = spawn('sh', ['-c', 'exec "$@" > /dev/full', 'sh', ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    const state = ['--state-dir', simulation.stateDirectory];

    const shown = await keyturn(['runs', ...state]);
    const json = await keyturn(['runs', ...state, '--cluster', 'simulated', '--output', 'json']);

    expect(stderr).toContain('Standard output cannot be written');
    expect(stderr).toContain('the exit code is that of the run');
    expect(status).toBe(0);
    expect(shown, shown.stderr).toMatchObject({ code: 0 });
    expect(shown.stdout).toMatch(/ simulated +\S+ .*\n {2}done \(exit 0\), by \S+; aescbckey -> aescbckey-/);
    expect(shown.stdout).toContain(`${simulation.stateDirectory}/runs/CLUSTER/RUN/journal.ndjson`);
    for (const line of shown.stdout.split('\n').filter((row) => row.includes(' done'))) {
      expect(line.length).toBeLessThan(100);
    }
    expect(json, json.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(json.stdout)).toMatchObject({ runs: [{ cluster: 'simulated', outcome: 'done' }] });
  });

  it.for(['pretty', 'ndjson', 'json'] as const)(
    'given something inside that throws and --output %s, when a rotation is asked for, then it is told as a bug, exit code 1, and stdout has its answer',
    async (form, { expect }) => {
      await using simulation = await startSimulation({ servers: 1, secrets: 12 });
      const preload = resolve(import.meta.dirname, '../preloads/broken-hostname.ts');

      const broken = await keyturn(rotateArguments(simulation, '--output', form), {
        nodeArguments: ['--import', preload],
      });

      expect(broken, broken.stdout).toMatchObject({ code: 1 });
      expect(broken.stderr).toContain('error: keyturn has a bug: planted: no hostname');
      expect(broken.stderr).toContain('broken-hostname');
      expect(broken.stderr.replaceAll(/\s+/g, ' ')).toContain(`keyturn status --inventory ${simulation.inventory}`);
      expect(broken.stderr.split('keyturn has a bug')).toHaveLength(2);
      if (form === 'ndjson') {
        const last: unknown = JSON.parse(broken.stdout.trimEnd().split('\n').at(-1) ?? '');
        expect(last).toMatchObject({ type: 'run-ended', outcome: { kind: 'bug' } });
      }
      if (form === 'json') {
        expect(JSON.parse(broken.stdout)).toMatchObject({ outcome: { kind: 'bug' }, exitCode: 1 });
      }
      expect((await simulation.ledger()).filter(({ kind }) => kind === 'engine-command')).toEqual([]);
    },
  );
});
