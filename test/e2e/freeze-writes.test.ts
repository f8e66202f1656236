import { describe, it } from 'vitest';

import type { Plan } from '../../src/model/plan.ts';
import type { PlannedCommand } from '../../src/model/step.ts';
import { keyturn, rotateArguments, rotateUntil } from './support/keyturn.ts';
import { killedRun } from './support/killed-run.ts';
import { SAVES_AT_THE_END } from './support/saves-at-the-end.ts';
import { engineCommands, startSimulation, type RunningSimulation } from './support/simulation.ts';

const FREEZE = ['--strategy', 'rotate-keys', '--freeze-writes'];
const POLICY = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/keyturn-freeze-secrets';

/** Status of a GET of the policy through one apiserver. */
async function policyStatus(simulation: RunningSimulation): Promise<string> {
  const tls = '/var/lib/rancher/rke2/server/tls';
  const curl = `curl -sS --cacert ${tls}/server-ca.crt --cert ${tls}/client-admin.crt --key ${tls}/client-admin.key`;
  const { stdout } = await simulation.exec('s2', `${curl} https://127.0.0.1:6443${POLICY} -w '\\n%{http_code}'`);
  return stdout.trim().split('\n').at(-1) ?? '';
}

/** The lines that put the policy in force, as a plan has them. */
async function freezeCommands(simulation: RunningSimulation): Promise<readonly PlannedCommand[]> {
  const planned = await keyturn(rotateArguments(simulation, ...FREEZE, '--dry-run', '--output', 'json'));
  const { steps } = JSON.parse(planned.stdout) as Plan;
  return steps.flatMap((step) => (step.id === 'freeze-writes' ? step.commands : []));
}

describe.concurrent('writes refused while rotate-keys goes on', () => {
  const CLUSTERS = [
    { name: 'three servers', options: {}, more: FREEZE },
    { name: 'two control-plane-only', options: { servers: 0, controlPlaneOnly: 2, etcdOnly: 3 }, more: FREEZE },
    { name: 'K3s', options: { distribution: 'k3s' }, more: FREEZE },
    { name: 'secretbox keys', options: { provider: 'secretbox' }, more: ['--freeze-writes'] },
  ] as const;
  for (const { name, options, more } of CLUSTERS) {
    it(`given ${name} and writers at work, when it ends, then no acknowledged Secret is lost and writes go on`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation({ ...options, writers: true });

      const result = await keyturn(rotateArguments(simulation, ...more));
      const before = await simulation.writers();
      const acknowledged = async () => (await simulation.writers()).acknowledged;
      await expect.poll(acknowledged).toBeGreaterThan(before.acknowledged);

      expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
      expect(await engineCommands(simulation)).toEqual(['rotate-keys']);
      expect(Object.keys(await simulation.secrets())).toHaveLength(1);
      expect(await simulation.writers()).toMatchObject({ lost: 0 });
    });
  }

  it('given a dry run, when it is printed, then it shows the policy as it would be sent, and sends nothing', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();

    const result = await keyturn(rotateArguments(simulation, ...FREEZE, '--dry-run', '--commands'));

    expect(result, result.stderr).toMatchObject({ code: 0 });
    expect(result.stdout).toContain(`${POLICY}?fieldManager=keyturn`);
    expect(result.stdout).toContain('WRITES FROZEN');
    expect(await policyStatus(simulation)).toBe('404');
  });

  it('given the engine refuses the command, when the run has stopped, then writes are let through again', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['command-refused:rotate-keys'] });

    const result = await keyturn(rotateArguments(simulation, ...FREEZE));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 4 });
    expect(await policyStatus(simulation)).toBe('404');
  });

  it('given it is killed while servers differ, when it is resumed, then nothing was written meanwhile, nothing is lost and writes go on', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ ...SAVES_AT_THE_END, writers: true, timeScale: 20 });
    await killedRun(simulation, '"step":"restart:reencrypt_finished:s2"', ...FREEZE);
    const between = await policyStatus(simulation);
    const place = ['--inventory', simulation.inventory, '--state-dir', simulation.stateDirectory];
    const status = await keyturn(['status', ...place]);

    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(between).toBe('200');
    expect(status.stdout, status.stderr).toMatch(
      /^Writes of Secrets are refused in the whole cluster, by a freeze of keyturn\.\nA rotation is half-way: /m,
    );
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    const told = resumed.stdout.replaceAll(/\s+/g, ' ');
    expect(told).toMatch(/ writes of Secrets refused for \d.*, \d{4}-.* to .* UTC/);
    expect(told).toMatch(/ reads of rewritten Secrets through s2 and s3 could fail for up to \d/);
    expect(await policyStatus(simulation)).toBe('404');
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
    expect(await engineCommands(simulation)).toEqual(['rotate-keys']);
  });

  it('given the operator stops it while servers differ, when it has stopped, then it says that writes stay refused and how to lift it', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ ...SAVES_AT_THE_END, writers: true, timeScale: 20 });
    const run = await rotateUntil(simulation, '"step":"restart:reencrypt_finished:s1"', ...FREEZE);
    run.child.kill('SIGINT');

    const stopped = await run.finished;
    const between = await policyStatus(simulation);
    const place = ['--inventory', simulation.inventory, '--state-dir', simulation.stateDirectory];
    const verified = await keyturn(['verify', ...place]);
    const status = await keyturn(['status', ...place]);
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 130 });
    expect(stopped.stdout).toContain('"writes-left-frozen"');
    expect(stopped.stdout).toContain('"servers-differ"');
    expect(between).toBe('200');
    for (const { stdout } of [verified, status]) {
      expect(stdout).toMatch(/keyturn rotate --inventory \S+ --state-dir \S+ --resume$/m);
      expect(stdout).not.toMatch(/kubectl delete|--adopt/);
    }
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect(await policyStatus(simulation)).toBe('404');
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given it is killed while servers differ and given up, when its rotation is adopted, then writes stay refused until the end, and then go on', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ ...SAVES_AT_THE_END, writers: true, timeScale: 20 });
    await killedRun(simulation, '"step":"restart:reencrypt_finished:s2"', ...FREEZE);
    await keyturn(['runs', 'end', '--yes', '--state-dir', simulation.stateDirectory]);

    const anew = await keyturn(rotateArguments(simulation, ...FREEZE.slice(0, 2), '--accept-write-window'));
    const verified = await keyturn(['verify', '--inventory', simulation.inventory]);
    const planned = await keyturn(rotateArguments(simulation, '--adopt', '--dry-run'));
    const adopted = await keyturn(rotateArguments(simulation, '--adopt'));

    expect(anew, anew.stdout + anew.stderr).toMatchObject({ code: 3 });
    expect(anew.stderr).toContain('Leave the policy in force');
    expect(verified.stdout).toContain('must be for now');
    for (const { stdout, stderr } of [anew, verified]) expect(stdout + stderr).not.toContain('kubectl delete');
    expect(planned.stdout).toMatch(/frozen: NOBODY CAN WRITE SECRETS for about \d/);
    expect(adopted, adopted.stdout + adopted.stderr).toMatchObject({ code: 0 });
    expect(await policyStatus(simulation)).toBe('404');
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
    expect(await engineCommands(simulation)).toEqual(['rotate-keys']);
  });

  it('given a refusal that somebody left behind, when a run that wants one stops before its first command, then writes are let through again', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['snapshot-fails'] });
    for (const { server, line } of await freezeCommands(simulation)) await simulation.exec(server, line);
    const left = await policyStatus(simulation);

    const refused = await keyturn(rotateArguments(simulation));
    const stopped = await keyturn(rotateArguments(simulation, ...FREEZE));

    expect(left).toBe('200');
    expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
    expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'kubectl delete validatingadmissionpolicybinding,validatingadmissionpolicy keyturn-freeze-secrets',
    );
    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
    expect(await policyStatus(simulation)).toBe('404');
  });

  it('given a policy of somebody that refuses the engine too, when a rotation is planned, then it is refused before anything changed, and nothing was written', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    const foreign = (line: string): string =>
      line.replaceAll('keyturn-freeze-secrets', 'no-updates').replaceAll('system:rke2-supervisor', 'somebody');
    for (const { server, line } of await freezeCommands(simulation)) await simulation.exec(server, foreign(line));
    const tried = async () => (await keyturn(rotateArguments(simulation, '--dry-run', '--output', 'json'))).stdout;

    await expect.poll(tried).toMatch(/"secrets-updatable",\s+"verdict": "refuse"/);
    const refused = await keyturn(rotateArguments(simulation));

    expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
    expect(refused.stderr.replaceAll(/\s+/g, ' ')).toContain('updates of Secrets that change nothing are refused');
    expect(refused.stderr).toContain('of=40');
    expect(await engineCommands(simulation)).toEqual([]);
  });

  it('given the staged strategy or Kubernetes 1.29, when it is asked for, then it is refused with exit code 3 and the reason', async ({
    expect,
  }) => {
    const old = ['s1', 's2', 's3'].map((server) => `version:${server}:v1.29.15+rke2r1`);
    await using simulation = await startSimulation();
    await using earlier = await startSimulation({ faults: old });

    const staged = await keyturn(rotateArguments(simulation, '--freeze-writes'));
    const tooOld = await keyturn(rotateArguments(earlier, ...FREEZE));

    expect(staged).toMatchObject({ code: 3 });
    expect(staged.stderr).toContain('only rotate-keys has a window');
    expect(tooOld).toMatchObject({ code: 3 });
    expect(tooOld.stderr).toContain('1.30');
  });
});
