import { describe, it } from 'vitest';

import { rotateArguments, start } from './support/keyturn.ts';
import { saw } from './support/saw.ts';
import { engineCommands, restartedServers, startSimulation } from './support/simulation.ts';

const HOUR_MS = 3_600_000;

describe('apiservers that poll their file', () => {
  for (const late of ['s1', 's3']) {
    it(`given ${late} will not load it for an hour, when a roll goes on, then every server is restarted, and no canary is written and no stage command follows`, async ({
      expect,
    }) => {
      await using simulation = await startSimulation({ faults: [`late-reload:${late}:${HOUR_MS}`] });
      const run = start(rotateArguments(simulation, '--output', 'ndjson'));
      const prompt = ['s1', 's2', 's3'].filter((server) => server !== late);
      await Promise.all([
        saw(run.child, `"server":"${late}","gate":"loaded","step":"loaded:prepare"`),
        ...prompt.map((server) => saw(run.child, `"type":"gate-held","server":"${server}","gate":"loaded"`)),
      ]);
      run.child.kill('SIGINT');

      const stopped = await run.finished;

      expect(stopped, stopped.stdout + stopped.stderr).toMatchObject({ code: 130 });
      // A canary under the new key would make Secrets unreadable through the late one.
      expect(stopped.stdout).not.toContain('"gate":"canary"');
      expect(await restartedServers(simulation)).toEqual(['s1', 's2', 's3']);
      expect(await engineCommands(simulation)).toEqual(['prepare']);
    });
  }
});
