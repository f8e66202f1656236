import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import { startSimulation } from './support/simulation.ts';

const CREDENTIALS = '/var/lib/rancher/rke2/server/cred';

describe('sealed copies of the credential files', () => {
  it('given a run that ended, then they are on their host for root alone, and the line that report --copies prints removes them', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 20 });
    const credentials = await simulation.exec('s1', `ls ${CREDENTIALS}`);
    const result = await keyturn(rotateArguments(simulation));
    const copies = await keyturn(['report', 'last', '--copies', '--state-dir', simulation.stateDirectory]);
    const removals = [...copies.stdout.matchAll(/on s1: (sudo rm -r (\S+))/g)].map(([, line = '', path = '']) => ({
      line,
      path,
    }));
    const paths = removals.map(({ path }) => path);
    const globs = paths.flatMap((path) => [path, `${path}/*`]).join(' ');

    const stat = await simulation.exec('s1', `stat -c '%a %U %F %n' ${globs}`);
    for (const { line } of removals) await simulation.exec('s1', line);
    const left = await simulation.exec('s1', `ls ${paths.join(' ')} ${CREDENTIALS}`);

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(paths.map((path) => path.replace(/[0-9a-f]{12}/, 'PLAN'))).toEqual([
      '/var/lib/keyturn/sealed/PLAN/before',
      '/var/lib/keyturn/sealed/PLAN/new-key',
    ]);
    expect(stat.stdout.trimEnd().split('\n')).toEqual(
      paths.flatMap((path) => [
        `700 root directory ${path}`,
        `600 root regular file ${path}/encryption-config.json`,
        `600 root regular file ${path}/encryption-state.json`,
      ]),
    );
    expect(credentials.stdout).toContain('encryption-config.json');
    expect(left.stdout).toBe(`${CREDENTIALS}:\n${credentials.stdout}`);
  });

  it('given several servers, when a run ended, then another one has a second copy of the new key, byte for byte and for root alone, and no key is in anything that was printed, logged or sent as a line', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ secrets: 20 });
    const result = await keyturn(rotateArguments(simulation, '--output', 'ndjson', '--log-level', 'trace'));
    const config = 'encryption-config.json';

    const first = await simulation.exec('s1', `sha256sum /var/lib/keyturn/sealed/*/new-key/${config}`);
    const second = await simulation.exec('s2', `sha256sum /var/lib/keyturn/sealed/*/new-key-of-s1/${config}`);
    const stat = await simulation.exec('s2', `stat -c '%a %U' /var/lib/keyturn/sealed/*/new-key-of-s1/*`);
    const keys = await simulation.exec('s1', `cat /var/lib/keyturn/sealed/*/new-key/${config}`);
    const values = [...keys.stdout.matchAll(/"secret":"([^"]+)"/g)].map(([, value = '']) => value);
    const written = readdirSync(simulation.stateDirectory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    const sent = (await simulation.ledger()).flatMap(({ line = '' }) => line);

    expect(result, result.stdout.slice(-3_000) + result.stderr).toMatchObject({ code: 0 });
    expect(second.stdout.slice(0, 64)).toBe(first.stdout.slice(0, 64));
    expect(stat.stdout.trim().split('\n')).toEqual(['600 root', '600 root']);
    expect(values).toHaveLength(2);
    expect(written.join('\n')).toContain('new-key-of-s1');
    for (const value of values)
      for (const text of [result.stdout, result.stderr, ...written, ...sent]) expect(text.includes(value)).toBe(false);
  });
});
