import { describe, it, onTestFinished } from 'vitest';

import { keyturn, start } from './support/keyturn.ts';
import { saw } from './support/saw.ts';
import { startSimulation, type RunningSimulation } from './support/simulation.ts';
import { atTerminal, HAS_TERMINAL } from './support/terminal.ts';

describe('keyturn status --watch', () => {
  it('given a cluster, looks again until it is stopped, also where nobody answers any more', async ({ expect }) => {
    let simulation: RunningSimulation | undefined = await startSimulation({ servers: 1, secrets: 4 });
    onTestFinished(() => simulation?.[Symbol.asyncDispose]());
    const args = ['status', '-i', simulation.inventory, '--watch', '1s'];

    const watching = start([...args, '--output', 'json']);
    await saw(watching.child, '"keyturn.status/1"');
    const shown = HAS_TERMINAL
      ? await atTerminal(args, {
          question: /again every 1 s; Ctrl-C ends[\s\S]*s1[\s\S]*total/,
          answer: (pid) => {
            process.kill(pid, 'SIGINT');
            return undefined;
          },
        })
      : undefined;
    await simulation[Symbol.asyncDispose]();
    simulation = undefined;
    await saw(watching.child, '"keyturn.error/1"');
    watching.child.kill('SIGINT');
    const { code, stdout } = await watching.finished;

    const schemas = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly schema: string }).schema);
    expect(schemas[0]).toBe('keyturn.status/1');
    expect(schemas.at(-1)).toBe('keyturn.error/1');
    expect(code).toBe(3);
    expect(shown?.code ?? 0).toBe(0);
  });

  it('given a time that is none, asks nobody, exit code 2', async ({ expect }) => {
    const { code, stderr } = await keyturn(['status', '-i', 'hosts.yaml', '--watch', 'often']);
    expect(stderr).toContain('--watch expects an age such as 90d or 12h, not often');
    expect(code).toBe(2);
  });
});
