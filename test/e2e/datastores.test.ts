import { describe, it } from 'vitest';

import { journalOf, keyturn, rotateArguments } from './support/keyturn.ts';
import { startSimulation, type RunningSimulation, type SimulationOptions } from './support/simulation.ts';

const CLUSTERS: readonly { readonly name: string; readonly options: SimulationOptions; readonly named: boolean }[] = [
  {
    name: 'K3s as it comes, one server on SQLite',
    options: { distribution: 'k3s', datastore: 'sqlite', servers: 1 },
    named: false,
  },
  {
    name: 'one RKE2 server on SQLite, with TLS on the socket',
    options: { distribution: 'rke2', datastore: 'sqlite', servers: 1 },
    named: false,
  },
  {
    name: 'two K3s servers on MySQL',
    options: { distribution: 'k3s', datastore: 'kine-sql', servers: 2 },
    named: true,
  },
  {
    name: 'two RKE2 servers on MySQL, configured as Rancher does',
    options: { distribution: 'rke2', datastore: 'kine-sql', servers: 2, configForm: 'json' },
    named: true,
  },
  {
    name: 'two K3s servers on an external etcd',
    options: { distribution: 'k3s', datastore: 'external-etcd', servers: 2 },
    named: true,
  },
];

const REFERENCE = 'pg_dump of 28 November, with the token, in vault 7';
const PASSWORD = 'never-read';

function asked(command: string, { inventory, stateDirectory }: RunningSimulation, ...more: readonly string[]) {
  return keyturn([command, '--inventory', inventory, '--state-dir', stateDirectory, ...more]);
}

/** Text without the line breaks that a narrow terminal puts in. */
function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

describe.concurrent('a rotation where the datastore is none of the engine’s own', () => {
  for (const { name, options, named } of CLUSTERS) {
    it(`given ${name}, when it ends, then no Secret is lost, none is under the old key, and nothing is told of an etcd that is not there`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation({ ...options, writers: true });
      const hasEtcd = options.datastore === 'external-etcd';
      const backup = named ? ['--backup-reference', REFERENCE] : [];

      const plan = await asked('plan', simulation, '--strategy', 'staged', ...backup);
      const rotated = await keyturn(rotateArguments(simulation, '--strategy', 'staged', ...backup));
      const status = await asked('status', simulation);
      const verified = await asked('verify', simulation);

      expect(plan, plan.stdout + plan.stderr).toMatchObject({ code: 0 });
      expect(rotated, rotated.stderr + rotated.stdout).toMatchObject({ code: 0 });
      expect(status).toMatchObject({ code: 0 });
      expect(verified, verified.stdout).toMatchObject({ code: 0 });
      const underKeys = await simulation.secrets();
      expect(Object.keys(underKeys).filter((key) => key === 'aescbckey')).toEqual([]);
      expect(await simulation.writers()).toMatchObject({ lost: 0 });
      const ledger = await simulation.ledger();
      expect(ledger.filter(({ kind }) => kind === 'unknown-program').map(({ line }) => line)).toEqual([]);
      const told = [plan, rotated, status, verified].map(({ stdout, stderr }) => stdout + stderr).join('\n');
      if (!hasEtcd) expect(told).not.toMatch(/etcd (?:has|snapshot|members|is whole)|\bmembers?\b|every member/);
      expect(told).not.toMatch(/total +0\b/);
      expect(told).not.toContain(PASSWORD);
      const journal = JSON.stringify(journalOf(simulation));
      expect(journal).not.toContain(PASSWORD);
      expect(journal.includes(REFERENCE)).toBe(named);
    });
  }
});

describe.concurrent('K3s on SQLite', () => {
  const SQLITE: SimulationOptions = { distribution: 'k3s', datastore: 'sqlite', servers: 1 };

  it('given no wish, when it is rotated, then its database is copied before and after, and what it still holds of older values is told', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ ...SQLITE, secrets: 12 });

    const rotated = await keyturn(rotateArguments(simulation));
    const verified = await asked('verify', simulation, '--read-back', 'all');

    expect(rotated, rotated.stderr).toMatchObject({ code: 0 });
    const copies = await simulation.exec('s1', 'stat -c "%a %U:%G %n" /var/lib/rancher/k3s/server/db/keyturn-copies/*');
    expect(copies.stdout).toMatch(/^600 root:root \S+-after\.db\n600 root:root \S+-before\.db\n$/);
    const directory = await simulation.exec('s1', 'stat -c "%a %U:%G" /var/lib/rancher/k3s/server/db/keyturn-copies');
    expect(directory.stdout).toBe('700 root:root\n');
    // Twelve rows of before and twelve that keep the value of before; and two of the canary, which was first written under the old key.
    expect(flat(rotated.stdout)).toContain(
      '26 rows of the database still hold an older value of a Secret under another key.',
    );
    expect(flat(verified.stdout)).toContain('kine keeps the value before in each row: rows=26, not encrypted=0');
    expect(flat(verified.stdout)).toContain('under other keys=0');
  });

  it('given no sqlite3 on the server, when it is planned, then it is refused with the package, and older values are told as not known', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ ...SQLITE, faults: ['no-sqlite3:s1'] });

    const refused = await asked('plan', simulation);
    const status = await asked('status', simulation);

    expect(refused).toMatchObject({ code: 3 });
    expect(flat(refused.stderr)).toContain('there would be no backup to go back to: s1: sqlite3=missing');
    expect(flat(refused.stderr)).toContain('install the package sqlite3 on that server');
    expect(flat(status.stdout)).toContain('is not known: sqlite3 is not on the server');
  });

  it('given a curl without HTTP/2, when it is planned, then it is refused with what to install, and nothing is claimed of the Secrets', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ ...SQLITE, faults: ['no-http2:s1'] });

    const refused = await asked('plan', simulation);
    const status = await asked('status', simulation);

    expect(refused).toMatchObject({ code: 3 });
    expect(flat(refused.stderr)).toContain('the datastore of a server cannot be asked there: s1: curl=without HTTP/2');
    expect(flat(status.stdout)).toContain('Secrets, per key not counted');
  });

  it('given a copy that is damaged, when it is rotated, then nothing is changed', async ({ expect }) => {
    await using simulation = await startSimulation({ ...SQLITE, faults: ['snapshot-fails'] });

    const stopped = await keyturn(rotateArguments(simulation, '--output', 'json'));

    expect(stopped.code, stopped.stderr).toBe(4);
    expect(JSON.parse(stopped.stdout)).toMatchObject({
      outcome: {
        failure: { kind: 'snapshot-unconfirmed', listing: expect.stringContaining('in database main') as string },
      },
      summary: { keys: 'as-before' },
    });
    expect((await simulation.ledger()).filter(({ kind }) => kind === 'engine-command')).toEqual([]);
    expect(await simulation.secrets()).toEqual({ aescbckey: 40 });
  });

  it('given a run that was killed, when it is resumed, then it ends as any other', async ({ expect }) => {
    await using simulation = await startSimulation({ ...SQLITE, writers: true, faults: ['rewrite-killed:s1:1'] });

    const first = await keyturn(rotateArguments(simulation, '--strategy', 'staged'));
    const resumed = first.code === 0 ? first : await keyturn(rotateArguments(simulation, '--resume'));

    expect(resumed, resumed.stderr + resumed.stdout).toMatchObject({ code: 0 });
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });
});

describe.concurrent('a datastore that keyturn cannot copy', () => {
  it.for(['kine-sql', 'external-etcd'] as const)(
    'given %s and no named backup, when it is planned, then it is refused with what to name; with one it is planned',
    async (datastore, { expect }) => {
      await using simulation = await startSimulation({ distribution: 'k3s', datastore, servers: 2 });

      const refused = await asked('plan', simulation);
      const plan = await asked('plan', simulation, '--backup-reference', REFERENCE, '--output', 'json');

      expect(refused).toMatchObject({ code: 3 });
      expect(flat(refused.stderr)).toContain('--backup-reference TEXT');
      expect(plan).toMatchObject({ code: 0 });
      expect(JSON.parse(plan.stdout)).toMatchObject({ backupReference: REFERENCE, course: { snapshot: false } });
    },
  );

  it('given an external etcd that does not answer, when it is planned, then it is refused with what it asked', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ distribution: 'k3s', datastore: 'external-etcd', servers: 1 });
    for (const member of ['10.9.0.1', '10.9.0.2', '10.9.0.3']) await simulation.fault(`member-down:${member}`);

    const refused = await asked('plan', simulation, '--backup-reference', REFERENCE);

    expect(refused).toMatchObject({ code: 3 });
    expect(refused.stderr).toContain('nobody could count the Secrets');
  });
});
