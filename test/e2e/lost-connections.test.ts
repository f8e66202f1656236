import { describe, it } from 'vitest';

import { keyturn, rotateArguments, type Finished } from './support/keyturn.ts';
import { engineCommands, startSimulation, type RunningSimulation } from './support/simulation.ts';

const CUTS = [
  { moment: 'before a stage command is taken', spec: 'link-cut:s1:before:secrets-encrypt prepare' },
  { moment: 'after a stage command was taken and before its answer', spec: 'link-cut:s1:after:secrets-encrypt rotate' },
  { moment: 'after the rewrite was asked for', spec: 'link-cut:s1:after:secrets-encrypt reencrypt' },
  { moment: 'before a restart is asked for', spec: 'link-cut:s2:before:systemctl restart' },
  { moment: 'after a restart was asked for', spec: 'link-cut:s3:after:systemctl restart' },
  { moment: 'while Secrets are counted', spec: 'link-cut:s1:after:/v3/kv/range' },
] as const;

describe.concurrent('an SSH connection that breaks', () => {
  for (const { moment, spec } of CUTS) {
    it(`given it breaks ${moment}, when the run goes on or is resumed, then it ends well and sent each command once`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation({ faults: [spec], writers: true });

      const ended = await untilEnded(simulation);

      expect(ended, ended.stdout + ended.stderr).toMatchObject({ code: 0 });
      expect(await engineCommands(simulation)).toEqual(['prepare', 'rotate', 'reencrypt']);
      expect((await simulation.ledger()).filter(({ kind }) => kind === 'key-minted')).toHaveLength(1);
      expect(await simulation.writers()).toMatchObject({ lost: 0 });
    });
  }
});

/** A break that the run cannot mend by itself stops it with 3 or 4, and the operator goes on once. */
async function untilEnded(simulation: RunningSimulation): Promise<Finished> {
  const first = await keyturn(rotateArguments(simulation));
  if (first.code === 3) return keyturn(rotateArguments(simulation));
  return first.code === 4 ? keyturn(rotateArguments(simulation, '--resume')) : first;
}
