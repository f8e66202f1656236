import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

import { describe, it } from 'vitest';

import { inventoryEnvironment } from '../../inventory/environment.ts';
import { loadInventory } from '../../inventory/load.ts';
import { sshLine } from '../../src/report/service-lines.ts';
import { startSimulation } from './support/simulation.ts';

const run = promisify(execFile);

describe.runIf(existsSync('/usr/bin/ssh')).concurrent('the login that an operator is told to try by hand', () => {
  it.for([
    ['directly', false],
    ['through a jump host', true],
  ] as const)(
    'given a server that is reached %s, when the line is typed, then OpenSSH gets in',
    async ([, jump], { expect }) => {
      await using simulation = await startSimulation({ servers: 1, jump });
      const clusters = await loadInventory(simulation.inventory, inventoryEnvironment({ HOME: '/', USER: 'ops' }));
      const target = clusters.ok ? clusters.value[0]?.servers[0]?.ssh : undefined;
      if (target === undefined) throw new Error('no server');

      const { stdout } = await run('sh', ['-c', `${sshLine(target)} hostname </dev/null`]);

      expect(stdout).toBe('s1\n');
    },
  );
});
