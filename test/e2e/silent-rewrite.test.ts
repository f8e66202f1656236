import { describe, it, type ExpectStatic } from 'vitest';

import type { StoredKey } from '../../src/simulator/world/etcd-store.ts';
import { SECRETS, type SecretObject } from '../../src/simulator/world/objects.ts';
import { restartService } from '../../src/simulator/world/service.ts';
import { TELLING } from './support/eras.ts';
import { atEntry, minted, startInProcess, type InProcessSimulation } from './support/in-process.ts';
import { keyturn, rotateArguments, type Finished } from './support/keyturn.ts';
import { progressIn, startLeaping } from './support/leaping.ts';
import { saw } from './support/saw.ts';

/** Longer than a rewrite of a few Secrets may take. */
const TOO_LONG_MS = 600_000;
/** Less than a rewrite that moves on may pause. */
const PAUSE_MS = 150_000;
/** Those that were counted for the plan, those that were made since, and the canary of each server. */
const ALL = 500 + 20 + 3;
/** What they would take at the slowest rate that is documented. */
const GIVEN_MS = 180_000 + (ALL / 5) * 1_000;

/** So many Secrets are rewritten when the list expires; the progress before was the last that is told. */
const EXPIRES_AT = 1_000;
const GIVEN_FOR_5_000_MS = 180_000 + (5_000 / 5) * 1_000;
/** Enough for the list to expire. A busy machine sees only some of the lines of progress, so there are many more than these. */
const MOST_LEAPS = 4;

const REENCRYPT = {
  fits: (entry: { readonly kind: string; readonly command?: string }) => entry.command === 'reencrypt',
  nth: 1,
};

function firstSecret({ world: { etcd } }: InProcessSimulation): StoredKey {
  const [secret] = etcd.store.range(SECRETS.from, SECRETS.to);
  if (secret === undefined) throw new Error('there is no Secret');
  return secret;
}

function madeSince(nth: number): SecretObject {
  const name = `made-since-${String(nth)}`;
  return { metadata: { name, namespace: 'default', uid: name }, data: { value: 'bWFkZQ==' } };
}

/** Runs until the rewrite is waited for; then the time that it has is over. */
async function untilPatienceEnds(simulation: InProcessSimulation): Promise<Finished> {
  const { child, finished, leap } = startLeaping(
    simulation.directory,
    rotateArguments(simulation, '--output', 'ndjson'),
  );
  await saw(child, '"step":"rewrite-finished","elapsedMs"');
  leap(TOO_LONG_MS);
  return finished;
}

/** By hand, as the message asks. */
async function restartLeader({ world }: InProcessSimulation, expect: ExpectStatic): Promise<void> {
  const leader = world.server('s1');
  restartService(world, leader);
  await expect.poll(() => leader.service.state.activeState).toBe('active');
}

describe('a rewrite that ends without a word', () => {
  it('given a Secret that the apiserver of the leader cannot decrypt, when its time is over, then that Secret is named and a person must decide; when it is mended and the leader restarted, the resumed run ends well', async ({
    expect,
  }) => {
    await using simulation = await startInProcess();
    const { store } = simulation.world.etcd;
    const { key, value } = firstSecret(simulation);
    atEntry(simulation, REENCRYPT, () => {
      store.put(key, Buffer.from('k8s:enc:aescbc:v1:nobody-has-it:bytes'));
    });

    const stopped = await untilPatienceEnds(simulation);
    store.put(key, value);
    await restartLeader(simulation, expect);
    const resumed = await keyturn(rotateArguments(simulation, '--resume'));

    expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 5 });
    const told = stopped.stderr.replaceAll(/\s+/g, ' ');
    expect(told).toContain(`1 Secret cannot be read through s1, among them: ${key.slice(SECRETS.from.length)}`);
    expect(told).toContain('restart the service on s1 alone');
    expect(stopped.stdout).toMatch(/"type":"read-back-progress","server":"s1","read":\d+,"total":\d+/);
    expect(told).not.toContain('A resumed run restarts');
    expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
    expect(simulation.census()).not.toHaveProperty('aescbckey');
    expect(minted(simulation)).toBe(1);
  });

  it('given an apiserver that compacts etcd sooner than all Secrets can be rewritten, when it is planned, then staged is warned of a list that expires, and rotate-keys refused', async ({
    expect,
  }) => {
    await using simulation = await startInProcess({ secrets: 100 });
    const place = ['--inventory', simulation.inventory, '--state-dir', simulation.stateDirectory];
    const whole = await keyturn(['plan', ...place]);
    const { files } = simulation.world.server('s2');
    files.write('/etc/rancher/rke2/config.yaml.d/50.yaml', 'kube-apiserver-arg: ["etcd-compaction-interval=1s"]\n');

    const staged = await keyturn(['plan', ...place]);
    const frozen = await keyturn(['plan', ...place, '--strategy', 'rotate-keys', '--freeze-writes']);

    const words = 'the rewrite is expected to take longer than its list of the Secrets lives';
    expect(whole.stdout).not.toContain(words);
    expect(staged, staged.stderr).toMatchObject({ code: 0 });
    expect(staged.stdout.replaceAll(/\s+/g, ' ')).toContain(`WARNING ${words}`);
    expect(frozen, frozen.stdout).toMatchObject({ code: 3 });
    expect(frozen.stderr.replaceAll(/\s+/g, ' ')).toContain(words);
  });

  it.for(TELLING)(
    'given the log of $era on $distribution and a rewrite that moved on for longer than its list of Secrets lives, and then no more, when a little time has passed, then that is told and nobody waits for what all Secrets were given; when the leader was restarted, the resumed run ends well',
    async ({ era, distribution, toldEvery }, { expect }) => {
      const stopsAt = EXPIRES_AT - toldEvery;
      await using simulation = await startInProcess({
        era,
        distribution,
        secrets: 5_000,
        faults: ['slow-rewrite:60', `list-expires:${String(EXPIRES_AT)}:1`],
      });
      const { child, finished, leap } = startLeaping(
        simulation.directory,
        rotateArguments(simulation, '--output', 'ndjson'),
      );
      let seen = '';
      let leaptMs = 0;

      child.stdout?.on('data', (chunk: Buffer) => {
        seen += chunk.toString();
        const counts = new Set(progressIn(seen).map(({ rewritten }) => rewritten));
        leaptMs = (Math.min(counts.size, MOST_LEAPS) + (counts.has(stopsAt) ? 2 : 0)) * PAUSE_MS;
        leap(leaptMs);
      });
      const stopped = await finished;
      await restartLeader(simulation, expect);
      simulation.world.faults.add({ name: 'slow-rewrite', arguments: ['1'] });
      const resumed = await keyturn(rotateArguments(simulation, '--resume'));

      expect(stopped, stopped.stdout.slice(-3_000) + stopped.stderr).toMatchObject({ code: 5 });
      const told = stopped.stderr.replaceAll(/\s+/g, ' ');
      expect(told).toContain(
        'The rewrite has most likely ended: it went on for longer than its list of the Secrets lives',
      );
      expect(told).toContain('restart the service on s1 alone');
      expect(leaptMs).toBeLessThan(GIVEN_FOR_5_000_MS);
      expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
      expect(simulation.census()).not.toHaveProperty('aescbckey');
      expect(minted(simulation)).toBe(1);
    },
  );

  it.for(TELLING)(
    'given the log of $era on $distribution and a server that rewrites more slowly than any that is known, when it moves on all the time, then it is waited for, long past the time that its Secrets were given; the progress counts Secrets that were made since the plan',
    async ({ era, distribution }, { expect }) => {
      await using simulation = await startInProcess({ era, distribution, secrets: 500, faults: ['slow-rewrite:120'] });
      const { apiserver } = simulation.world.server('s2');
      atEntry(simulation, REENCRYPT, () => {
        for (let made = 1; made <= 20; made += 1) apiserver?.write(madeSince(made));
      });
      const { child, finished, leap } = startLeaping(
        simulation.directory,
        rotateArguments(simulation, '--output', 'ndjson'),
      );
      let seen = '';
      let leaps = 0;

      child.stdout?.on('data', (chunk: Buffer) => {
        seen += chunk.toString();
        leaps = new Set(progressIn(seen).map(({ rewritten }) => rewritten)).size;
        leap(leaps * PAUSE_MS);
      });
      const ended = await finished;

      expect(ended, ended.stderr).toMatchObject({ code: 0 });
      expect(leaps * PAUSE_MS).toBeGreaterThan(GIVEN_MS);
      expect(new Set(progressIn(seen).map(({ total }) => total))).toEqual(new Set([ALL]));
      expect(simulation.census()).not.toHaveProperty('aescbckey');
    },
  );
});
