import { describe, it } from 'vitest';

import { keyturn, rotateArguments } from './support/keyturn.ts';
import { startSimulation } from './support/simulation.ts';

const CREDENTIALS = '/var/lib/rancher/rke2/server/cred';

describe('sealed copies of the credential files', () => {
  it('given a run that ended, then they are on their host for root alone, and the line that the summary prints removes them', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, secrets: 20 });
    const result = await keyturn(rotateArguments(simulation));
    const removals = [...result.stdout.matchAll(/on s1: (sudo rm -r (\S+))/g)].map(([, line = '', path = '']) => ({
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
    expect(left.stdout).toBe(`${CREDENTIALS}:\nencryption-config.json\nencryption-state.json\n`);
  });
});
