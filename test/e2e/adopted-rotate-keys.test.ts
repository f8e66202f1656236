import { describe, it } from 'vitest';

import { askApiserver } from './support/ask-apiserver.ts';
import { keyturn, rotateArguments, rotateUntil } from './support/keyturn.ts';
import { linesThatChange, startSimulation, type RunningSimulation } from './support/simulation.ts';

const LAST_RESTARTED = '"type":"step-finished","step":"restart:reencrypt_finished:s3"';

/** Somebody rotates by hand, as the documentation says, and leaves before the first restart. */
async function rotateByHand(simulation: RunningSimulation): Promise<void> {
  await simulation.exec('s1', 'rke2 secrets-encrypt rotate-keys');
}

/** What anybody may write at any time. */
function writeThrough(simulation: RunningSimulation, server: string, name: string) {
  const path = '/api/v1/namespaces/default/secrets';
  return askApiserver(simulation, server, {
    method: 'POST',
    path,
    body: { metadata: { name }, data: { key: 'AA==' } },
  });
}

describe.concurrent('a rotate-keys that was begun elsewhere, on three servers', () => {
  it('given no word about the write window, when it is adopted, then nothing is sent, and it says what can be lost and both ways on', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    await rotateByHand(simulation);
    const before = (await linesThatChange(simulation)).length;

    const refused = await keyturn(rotateArguments(simulation, '--adopt'));

    expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
    const told = refused.stderr.replaceAll(/\s+/g, ' ');
    expect(told).toContain('until every control-plane server has restarted and loaded the new key');
    expect(told).toContain('--adopt --freeze-writes');
    expect(told).toContain('--adopt --accept-write-window');
    expect(await linesThatChange(simulation)).toHaveLength(before);
  });

  it('given writes are to be refused, when it is adopted, then they are before the first restart, a Secret written through the last follower is refused, and none is lost', async ({
    expect,
  }) => {
    await using simulation = await startSimulation({ timeScale: 20 });
    await rotateByHand(simulation);

    const adopted = await rotateUntil(simulation, LAST_RESTARTED, '--adopt', '--freeze-writes');
    const written = await writeThrough(simulation, 's3', 'payment-key');
    const ended = await adopted.finished;
    const after = await writeThrough(simulation, 's3', 'later');
    const changes = await linesThatChange(simulation);

    expect(written.status, written.body).toBe(422);
    expect(ended, ended.stdout.slice(-3_000) + ended.stderr).toMatchObject({ code: 0 });
    expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain('WRITES FROZEN: before the first restart');
    expect(after.status).toBe(201);
    expect(Object.keys(await simulation.secrets())).toHaveLength(1);
    const frozenAt = changes.findIndex((line) => line.includes('validatingadmissionpolicybindings'));
    const restartedAt = changes.findIndex((line) => line.includes('systemctl restart'));
    expect(frozenAt).toBeGreaterThan(-1);
    expect(frozenAt).toBeLessThan(restartedAt);
  });

  it('given the window is accepted, when it is adopted without a question, then the warning and the window are printed all the same', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    await rotateByHand(simulation);

    const adopted = await keyturn(rotateArguments(simulation, '--adopt', '--accept-write-window'));

    expect(adopted, adopted.stdout + adopted.stderr).toMatchObject({ code: 0 });
    const told = adopted.stdout.replaceAll(/\s+/g, ' ');
    expect(told).toContain('WRITE WINDOW: already, and until s2 and s3 have restarted');
    expect(told).toMatch(/WARNING the rotation was begun with rotate-keys/);
  });

  it('given a staged rotation, when it is adopted with writes refused, then that is refused: it has no such window', async ({
    expect,
  }) => {
    await using simulation = await startSimulation();
    await simulation.exec('s1', 'rke2 secrets-encrypt prepare');

    const refused = await keyturn(rotateArguments(simulation, '--adopt', '--freeze-writes'));

    expect(refused, refused.stdout + refused.stderr).toMatchObject({ code: 3 });
    expect(refused.stderr).toContain('only rotate-keys has a window');
  });
});
