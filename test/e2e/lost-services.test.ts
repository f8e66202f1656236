import { describe, it } from 'vitest';

import { journalOf, keyturn, rotateArguments } from './support/keyturn.ts';
import { engineCommands, startSimulation } from './support/simulation.ts';

const KILLED_ONCE = ['rewrite-killed:s1:1'];
const STAGED = ['--strategy', 'staged'];

describe.concurrent("a leader's service that is killed while it rewrites Secrets", () => {
  it('given several servers, when the run is resumed, then the rewrite alone is sent again, no second key is made and nothing is lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ faults: KILLED_ONCE, writers: true });

    const stopped = await keyturn(rotateArguments(simulation));
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 4 });
    expect(stopped.stderr).toContain('s1 was restarted while it rewrote Secrets');
    expect(stopped.stderr).toContain('--resume');
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt', 'reencrypt']);
    expect((await simulation.ledger()).filter(({ kind }) => kind === 'key-minted')).toHaveLength(1);
    expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given one server and a rewrite that keeps the old key, when it is killed, then the run goes on and rewrites what is left', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, faults: KILLED_ONCE, writers: true });

    const result = await keyturn(rotateArguments(simulation, ...STAGED));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt-skip', 'reencrypt']);
    expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });

  it('given rotate-keys on one server, when it is killed, then keyturn moves the rest and a person must decide, also when it is resumed, and nothing is sent again', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, faults: KILLED_ONCE, writers: true });

    const stopped = await keyturn(rotateArguments(simulation, '--strategy', 'rotate-keys'));
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 5 });
    expect(stopped.stderr.replaceAll(/\s+/g, ' ')).toContain('all of them are under the new key, and readable');
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 5 });
    expect(resumed.stderr.replaceAll(/\s+/g, ' ')).toContain('all of them are under the new key, and readable');
    expect(await engineCommands(simulation)).toEqual(['rotate-keys']);
    expect((await simulation.ledger()).filter(({ kind }) => kind === 'key-minted')).toHaveLength(1);
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });
});

describe.concurrent('Secrets under the old key on a single server', () => {
  it('given some that the first rewrite missed, when they are counted, then they are repaired before the old key goes', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ servers: 1, faults: ['straggler:3'], writers: true });

    const result = await keyturn(rotateArguments(simulation, ...STAGED));

    expect(result, result.stdout + result.stderr).toMatchObject({ code: 0 });
    const census = journalOf(simulation).filter(
      ({ record }) => 'step' in record && record.step === 'census:before-drop',
    );
    expect(census.map(({ record }) => record.kind)).toEqual(['intended', 'done']);
    expect(await simulation.secrets()).not.toHaveProperty('aescbckey');
    expect(await simulation.writers()).toMatchObject({ lost: 0 });
  });
});
