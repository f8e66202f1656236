import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { describe, it } from 'vitest';

import { holdMaking, holdName } from './lock.ts';

const LOCK = join(import.meta.dirname, 'lock.ts');
/** No cluster has such a name, and no other process of these tests. */
const name = (word: string): string => `unit-${word}-${String(process.pid)}`;

describe.skipIf(process.platform !== 'linux')('the name of a cluster', () => {
  it('given it is held, when it is asked for again, then that is refused with who holds it, until it is given back', async ({
    expect,
  }) => {
    const held = await holdName(name('own'));

    await expect(holdName(name('own'))).rejects.toThrow(`in use by process ${String(process.pid)}`);

    held[Symbol.dispose]();
    using again = await holdName(name('own'));
    expect(again).toBeDefined();
  });

  it('given another name is held, when one is asked for, then it is given', async ({ expect }) => {
    using one = await holdName(name('one'));
    using other = await holdName(name('other'));

    expect([one, other]).toHaveLength(2);
  });

  it('given what all clusters are made from is being made, when another one begins to make it, then that is refused with what it is and who is at it; a cluster of that name is another thing', async ({
    expect,
  }) => {
    const made = name('image');
    using making = await holdMaking(made);

    await expect(holdMaking(made)).rejects.toThrow(`${made} is in use by process ${String(process.pid)}`);
    using cluster = await holdName(made);
    expect([making, cluster]).toHaveLength(2);
  });

  it('given a process that holds it is killed, when it is asked for, then it is given', async ({ expect }) => {
    const program = `import { holdName } from '${LOCK}'; await holdName('${name('killed')}'); console.log('held'); setInterval(() => {}, 1_000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    await expect(holdName(name('killed'))).rejects.toThrow(`in use by process ${String(holder.pid)}`);

    holder.kill('SIGKILL');
    await once(holder, 'exit');

    using held = await holdName(name('killed'));
    expect(held).toBeDefined();
  });
});
