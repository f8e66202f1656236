import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { TELLING } from './support/eras.ts';
import { journalOf, keyturn, rotateArguments } from './support/keyturn.ts';
import { engineCommands, linesThatChange, startSimulation } from './support/simulation.ts';

interface Refusal {
  readonly kind: string;
  readonly server?: string;
  readonly evidence?: readonly string[];
  readonly checks?: readonly (Refusal & { readonly id: string; readonly verdict: string })[];
}

/** The failure in the result that `--output json` prints. */
function refusalIn(stdout: string): Refusal {
  return (JSON.parse(stdout) as { readonly outcome: { readonly failure: Refusal } }).outcome.failure;
}

describe.concurrent('refused before anything changes', () => {
  /** The failure, or the check that refuses, with the server or the evidence that must name the culprit. */
  const REFUSALS: readonly {
    readonly fault: string;
    readonly failure?: string;
    readonly check?: string;
    readonly server?: string;
    readonly evidence?: string;
  }[] = [
    { fault: 'encryption-disabled', check: 'encryption-enabled', server: 's1' },
    { fault: 'status-unreadable:s2', check: 'questions-answered', server: 's2' },
    { fault: 'sudo-password:s2', failure: 'sudo-needs-password', server: 's2' },
    { fault: 'sudo-denied:s3', failure: 'sudo-not-allowed', server: 's3' },
    { fault: 'version:s2:v1.36.2+rke2r1', check: 'versions-equal', evidence: 's2=v1.36.2+rke2r1' },
    { fault: 'cordoned:s3', check: 'nodes-schedulable', evidence: 'node=s3' },
    { fault: 'stale-node:s9', check: 'inventory-complete', evidence: 'node=s9' },
    { fault: 'etcd-alarm:NOSPACE', check: 'etcd-alarms', evidence: 'alarm=NOSPACE' },
    { fault: 'clock-skew:s2:90000', check: 'clocks', evidence: 'fastest=s2' },
  ];
  for (const { fault, failure = 'preflight-refused', check, server, evidence } of REFUSALS) {
    it(`given ${fault}, when a rotation is asked for, then it exits 3, says which check and server, and sends no command`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation({ faults: [fault] });

      const result = await keyturn(rotateArguments(simulation, '--output', 'json'));

      expect(result, result.stdout + result.stderr).toMatchObject({ code: 3 });
      const told = refusalIn(result.stdout);
      expect(told).toMatchObject({ kind: failure });
      const culprit =
        check === undefined ? told : told.checks?.find(({ id, verdict }) => id === check && verdict === 'refuse');
      expect(culprit).toMatchObject(server === undefined ? {} : { server });
      if (evidence !== undefined) expect(culprit?.evidence).toContain(evidence);
      expect(await engineCommands(simulation)).toEqual([]);
    });
  }

  it('given a host key that changed, when a rotation is asked for, then it exits 3 and names host, file and line', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    const file = join(simulation.directory, 'known_hosts');
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    const [first = '', second = ''] = lines;
    const swapped = `${first.split(' ')[0]} ${second.split(' ').slice(1).join(' ')}`;
    writeFileSync(file, `${[swapped, ...lines.slice(1)].join('\n')}\n`);

    const result = await keyturn(rotateArguments(simulation));

    expect(result).toMatchObject({ code: 3 });
    expect(result.stderr).toContain('known_hosts:1');
    expect(await simulation.ledger()).not.toContainEqual(expect.objectContaining({ kind: 'line', server: 's1' }));
  });

  it('given a server that does not answer, when a rotation is asked for, then it exits 3 and names the server', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['host-dead:s2'] });

    const result = await keyturn(rotateArguments(simulation));

    expect(result).toMatchObject({ code: 3 });
    expect(result.stderr).toContain('s2');
  });

  it('given a plan whose cluster changed since, when it is applied, then it exits 3 and names what drifted', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    const plan = join(simulation.directory, 'plan.json');
    const planned = await keyturn(['plan', '--inventory', simulation.inventory, '--out', plan]);
    const between = await keyturn(rotateArguments(simulation));

    const stale = await keyturn(rotateArguments(simulation, '--plan', plan));

    expect(planned, planned.stderr).toMatchObject({ code: 0 });
    expect(between, between.stderr).toMatchObject({ code: 0 });
    expect(stale).toMatchObject({ code: 3 });
    expect(stale.stderr).toContain('keys');
    expect(stale.stderr).not.toContain('steps.');
    expect(await engineCommands(simulation)).toHaveLength(3);
  });

  it('given a plan that still fits, when it is applied, then exactly that plan is run', async ({ expect }) => {
    await using simulation = await startSimulation();
    const plan = join(simulation.directory, 'plan.json');
    const planned = await keyturn(['plan', '--inventory', simulation.inventory, '--out', plan]);
    const { id } = JSON.parse(readFileSync(plan, 'utf8')) as { id: string };

    const applied = await keyturn(rotateArguments(simulation, '--plan', plan));

    expect(planned.stdout).toContain(`The plan is saved: ${plan}.`);
    expect(planned.stdout).toContain(`keyturn rotate --inventory ${simulation.inventory} --plan ${plan}\n`);
    expect(applied, applied.stderr).toMatchObject({ code: 0 });
    expect(journalOf(simulation)[0]?.record).toMatchObject({ kind: 'run-started', plan: { id } });
  });
});

describe.concurrent('a dry run', () => {
  it('given a healthy cluster, when it is planned, then the plan is printed and no line that changes anything was sent', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();

    const first = await keyturn(rotateArguments(simulation, '--dry-run', '--commands'));
    const second = await keyturn(rotateArguments(simulation, '--dry-run', '--commands'));

    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(first.stdout).toContain('secrets-encrypt prepare');
    expect(first.stdout).toContain('systemctl restart --no-block rke2-server.service');
    expect(second.stdout).toBe(first.stdout);
    const ledger = await simulation.ledger();
    expect(ledger.length).toBeGreaterThan(0);
    expect(await linesThatChange(simulation)).toEqual([]);
    expect(ledger.filter(({ kind }) => kind !== 'line')).toEqual([]);
  });
});

describe.concurrent('trouble on the way', () => {
  it('given a follower whose apiserver loads its file late, when the run ends, then it was waited for and nothing is lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['late-reload:s3:90000'], writers: true });

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given Secrets under the old key after the rewrite, when they are counted, then they are repaired through a follower', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['straggler:3'] });

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
    const census = journalOf(simulation).filter(
      ({ record }) => 'step' in record && record.step === 'census:before-roll',
    );
    expect(census.map(({ record }) => record.kind)).toEqual(['intended', 'done']);
  });

  it('given releases without the hash metric, when the run ends, then it waited by the times and nothing is lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['no-reload-metric'], writers: true });

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it.for(['2026', '2025', '2022'] as const)(
    'given a prepare that the engine refuses in the words of %s, when it is mended, then the resumed run sends it again and ends',
    async (era, { expect }) => {
      await using simulation = await startSimulation({ era, faults: ['command-refused:prepare'] });

      const refused = await keyturn(rotateArguments(simulation));
      await simulation.fault('command-refused:none');
      const resumed = await keyturn(rotateArguments(simulation, '--resume'));

      expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 4 });
      expect(refused.stderr).toContain('hash does not match between s1 and s2');
      expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
      expect(await engineCommands(simulation)).toEqual(['prepare', 'prepare', 'rotate', 'reencrypt']);
    },
  );

  it('given a CLI that times out although the engine works, when the effect shows, then the run goes on', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['command-times-out:rotate'] });

    const result = await keyturn(rotateArguments(simulation));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);
  });

  it.for(TELLING)(
    'given the log of $era on $distribution and a rewrite that aborts, when it is seen, then a person must decide; with its cause gone and the leader restarted, the run is resumed',
    async ({ era, distribution }, { expect }) => {
      await using simulation = await startSimulation({
        era,
        distribution,
        faults: ['rewrite-fails:10'],
        writers: true,
      });

      const stopped = await keyturn(rotateArguments(simulation));
      const sentThen = await engineCommands(simulation);
      await simulation.fault('rewrite-fails:1000000');
      await simulation.exec('s1', `systemctl restart ${distribution === 'k3s' ? 'k3s' : 'rke2-server'}.service`);
      const resumed = await keyturn(rotateArguments(simulation, '--resume'));

      expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 5 });
      expect(stopped.stderr).toContain('restart the service on s1 alone');
      expect(sentThen).toEqual(['prepare', 'rotate', 'reencrypt']);
      expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
      expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt', 'reencrypt']);
      expect((await simulation.ledger()).filter(({ kind }) => kind === 'key-minted')).toHaveLength(1);
      expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
      expect(await simulation.writers()).toMatchObject({ lost: 0 });
    },
  );

  it('given an older snapshot of the same name, when saving one fails silently, then the older one is not taken for it', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1 });
    const planned = await keyturn(rotateArguments(simulation, '--dry-run', '--output', 'json'));
    const { id }: { readonly id: string } = JSON.parse(planned.stdout);
    const saved = await simulation.exec('s1', `rke2 etcd-snapshot save --name keyturn-${id}-before`);
    await simulation.fault('snapshot-fails');

    const result = await keyturn(rotateArguments(simulation, '--output', 'json'));

    expect(saved.exitCode).toBe(0);
    expect(result, result.stdout + result.stderr).toMatchObject({ code: 4 });
    expect(JSON.parse(result.stdout)).toMatchObject({
      outcome: { failure: { kind: 'snapshot-unconfirmed', said: expect.stringContaining('Snapshot keyturn-') } },
      summary: { keys: 'as-before' },
    });
    expect(await engineCommands(simulation)).toEqual([]);
  });

  it('given an unfinished run, when a new one is asked for, then it is refused and told to resume', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: ['snapshot-fails'] });

    const first = await keyturn(rotateArguments(simulation));
    const second = await keyturn(rotateArguments(simulation));

    expect(first).toMatchObject({ code: 4 });
    expect(second).toMatchObject({ code: 3 });
    expect(second.stderr).toContain('--resume');
  });
});
