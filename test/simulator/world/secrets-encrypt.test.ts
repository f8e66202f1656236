import { afterEach, beforeEach, describe, it, vi } from 'vitest';

import { crashService } from '../../../src/simulator/world/service.ts';
import { DURATIONS } from '../../../src/simulator/world/time.ts';
import type { World } from '../../../src/simulator/world/world.ts';
import { journalOf, loseQuorum, makeWorld, secretsEncrypt, standAt } from './make-world.ts';

const BY_NUMBER =
  /^time="\S+" level=fatal msg="Error: see server log for details: (?:Internal error occurred: )?secret-encrypt error ID \d{5}"\n$/;

const worlds: World[] = [];
afterEach(() => worlds.splice(0).forEach((world) => world.dispose()));

function threeServers(timeScale = 100): World {
  const world = makeWorld({ timeScale });
  worlds.push(world);
  return world;
}

function credentials(world: World): unknown {
  const server = world.server('s1');
  return [server.configHash(), server.state(), server.annotation()];
}

describe('a stage command without what its guards need to see', () => {
  for (const [what, break_, cause] of [
    ['a quorum', loseQuorum, 'etcdserver: request timed out'],
    [
      'its apiserver',
      (world: World) => world.server('s1').apiserver?.stop(),
      'dial tcp 127.0.0.1:6443: connect: connection refused',
    ],
  ] as const) {
    it(`given ${what} is missing, when prepare is sent, then it fails by a number before it writes anything, and the journal has the cause`, async ({
      expect,
    }) => {
      const world = threeServers();
      const before = credentials(world);
      break_(world);

      const answer = await secretsEncrypt(world, 's1', 'prepare');

      expect(answer.exitCode).toBe(1);
      expect(answer.stderr).toMatch(BY_NUMBER);
      expect(journalOf(world, 's1')).toContain(cause);
      expect(journalOf(world, 's1')).toContain('Sending HTTP/1.1 400 response');
      expect(credentials(world)).toEqual(before);
      expect(world.ledger.snapshot()).toMatchObject([{ kind: 'engine-command', accepted: false }]);
    });
  }
});

describe('secrets-encrypt status (failures.md 2.2 and 5.4)', () => {
  it('given a server that is as it should be, then it answers', async ({ expect }) => {
    const answer = await secretsEncrypt(threeServers(), 's1', 'status');
    expect(answer.exitCode).toBe(0);
    expect(answer.stdout.toString()).toContain('All hashes match');
  });

  for (const [what, break_, cause] of [
    [
      'its own apiserver is stopped',
      (world: World) => world.server('s1').apiserver?.stop(),
      'connect: connection refused',
    ],
    ['there is no quorum', loseQuorum, 'etcdserver: request timed out'],
    [
      'its own Node has no annotation',
      (world: World) => {
        const node = world.nodes.get('s1');
        if (node !== undefined) node.annotations = {};
      },
      'missing annotation on node s1',
    ],
  ] as const) {
    it(`given ${what}, then it fails by a number, with 500, and the journal has the cause`, async ({ expect }) => {
      const world = threeServers();
      break_(world);

      const answer = await secretsEncrypt(world, 's1', 'status', '-o json');

      expect(answer).toMatchObject({ exitCode: 1, stdout: Buffer.from('') });
      expect(answer.stderr).toMatch(BY_NUMBER);
      expect(journalOf(world, 's1')).toContain(cause);
      expect(journalOf(world, 's1')).toContain('Sending HTTP/1.1 500 response');
    });
  }
});

describe('a Node of a server that is gone', () => {
  it('given every server has taken the next stage, then the engine still compares with it, and refuses', async ({
    expect,
  }) => {
    const world = makeWorld({ faults: ['stale-node:s9'] });
    worlds.push(world);
    expect((await secretsEncrypt(world, 's1', 'status')).stdout.toString()).toContain('All hashes match');
    standAt(world, 'prepare', (config) => config);

    const status = await secretsEncrypt(world, 's1', 'status');
    const answer = await secretsEncrypt(world, 's1', 'rotate');

    expect(status.stdout.toString()).toContain('hash does not match between s1 and s9');
    expect(answer.exitCode).toBe(1);
    expect(journalOf(world, 's1')).toContain('hash does not match between s1 and s9');
  });
});

describe('the answer to a stage command, which the engine holds for a second (engine.md, "Timing")', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  for (const [command, stage] of [
    ['prepare', 'prepare'],
    ['rotate-keys', 'reencrypt_finished'],
  ] as const) {
    it(`given ${command}, when everything is written, then the answer comes a second later`, async ({ expect }) => {
      const world = threeServers(1);
      let answered = false;
      const answer = secretsEncrypt(world, 's1', command).finally(() => {
        answered = true;
      });
      while (world.server('s1').state().stage !== stage) await vi.advanceTimersByTimeAsync(100);

      await vi.advanceTimersByTimeAsync(DURATIONS.answerHeld - 100);
      expect(answered).toBe(false);
      await vi.advanceTimersByTimeAsync(100);
      expect(await answer).toMatchObject({ exitCode: 0 });
    });
  }

  it('given the service ends in that second, then the request is dropped, and what was written stays', async ({
    expect,
  }) => {
    const world = threeServers(1);
    const answer = secretsEncrypt(world, 's1', 'prepare');
    await vi.advanceTimersByTimeAsync(DURATIONS.stageCommand);

    crashService(world, world.server('s1'));
    await vi.advanceTimersByTimeAsync(DURATIONS.answerHeld);

    const { exitCode, stderr } = await answer;
    expect(exitCode).toBe(1);
    expect(stderr).toContain('/v1-rke2/encrypt/config\\": EOF');
    expect(world.server('s1').state().stage).toBe('prepare');
  });
});
