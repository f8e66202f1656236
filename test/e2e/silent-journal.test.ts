import { describe, it } from 'vitest';

import { restartService } from '../../src/simulator/world/service.ts';
import { minted, startInProcess, type InProcessSimulation } from './support/in-process.ts';
import { keyturn, rotateArguments } from './support/keyturn.ts';
import { progressIn, startLeaping } from './support/leaping.ts';

const REWRITING = '"step":"rewrite-finished","elapsedMs"';
/** More than the pause between two counts, at each look. */
const LOOK_MS = 12_000;
const SECRETS = 500;

/** keyturn rotates; while it waits for the rewrite its time passes by `LOOK_MS` from look to look. `onOutput` is told all of it so far. */
async function rotateInHaste(simulation: InProcessSimulation, onOutput: (seen: string) => void = () => {}) {
  const { child, finished, leap } = startLeaping(
    simulation.directory,
    rotateArguments(simulation, '--output', 'ndjson'),
  );
  let seen = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    leap((seen.split(REWRITING).length - 1) * LOOK_MS);
    onOutput(seen);
  });
  return finished;
}

/** How many different counts of rewritten Secrets were told. */
function countsIn(ndjson: string): number {
  return new Set(progressIn(ndjson).map(({ rewritten }) => rewritten)).size;
}

/** Why the journal of the leader has no line of a rewrite. */
const SILENT = [
  ['it has no line at all', { faults: ['journal-silent:s1'] }, true],
  ['RKE2 of 2025, which logs no events', { era: '2025' }, false],
] as const;

describe('a journal that tells nothing of a rewrite', () => {
  it.for(SILENT)(
    'given %s, when the Secrets are rewritten, then their progress is counted in etcd, which is said once, and the run ends well',
    async ([, options, warned], { expect }) => {
      const faults = 'faults' in options ? options.faults : [];
      await using simulation = await startInProcess({
        ...options,
        secrets: SECRETS,
        faults: [...faults, 'slow-rewrite:300'],
      });
      const plan = await keyturn([
        'plan',
        '--inventory',
        simulation.inventory,
        '--state-dir',
        simulation.stateDirectory,
      ]);

      // It takes its time until its progress was told twice.
      const ended = await rotateInHaste(simulation, (seen) => {
        if (countsIn(seen) > 1) simulation.world.inject('slow-rewrite:1');
      });

      expect(plan.stdout.replaceAll(/\s+/g, ' ').includes('the journal of a service has no line of the engine')).toBe(
        warned,
      );
      expect(ended, ended.stdout.slice(-3_000) + ended.stderr).toMatchObject({ code: 0 });
      expect(ended.stdout.match(/"type":"rewrite-unreported","server":"s1"/g)).toHaveLength(1);
      const told = progressIn(ended.stdout);
      expect(new Set(told.map(({ source }) => source))).toEqual(new Set(['datastore']));
      expect(told.at(-1)?.perSecond).toBeGreaterThan(0);
      expect(simulation.census()).not.toHaveProperty('aescbckey');
    },
  );

  it.for(SILENT)(
    'given %s and the engine gives the rewrite up, when nothing has moved for three minutes, then a person is told what is known and must decide; when the leader is restarted, the resumed run ends well',
    async ([, options], { expect }) => {
      const faults = 'faults' in options ? options.faults : [];
      await using simulation = await startInProcess({
        ...options,
        secrets: 60,
        faults: [...faults, 'rewrite-fails:30'],
      });

      const stopped = await rotateInHaste(simulation);
      simulation.world.inject('rewrite-fails:1000000');
      const leader = simulation.world.server('s1');
      restartService(simulation.world, leader);
      await expect.poll(() => leader.service.state.activeState).toBe('active');
      const resumed = await keyturn(rotateArguments(simulation, '--resume'));

      expect(stopped, stopped.stdout.slice(-3_000) + stopped.stderr).toMatchObject({ code: 5 });
      const told = stopped.stderr.replaceAll(/\s+/g, ' ');
      expect(told).toMatch(/After 3 min( \d+ s)? s1 has reported neither the end of the rewrite nor a failure/);
      expect(told).toContain('Neither the journal of the service on s1 nor the count in the datastore');
      expect(told).toContain('Every Secret can be read through s1');
      expect(told).toContain('restart the service on s1 alone');
      expect(resumed, resumed.stdout + resumed.stderr).toMatchObject({ code: 0 });
      expect(minted(simulation)).toBe(1);
      expect(simulation.census()).not.toHaveProperty('aescbckey');
    },
  );
});
