import { describe, it } from 'vitest';
import { faultsProblem, simulationProblem } from '../../src/cli/simulation-problem.ts';
import { runKeyturn } from './run-keyturn.ts';

describe('the size of a simulated cluster', () => {
  it.for([
    [1, 0, 0],
    [3, 0, 0],
    [1, 2, 0],
    [0, 3, 2],
    [5, 0, 0],
  ] as const)(
    'given %i with all roles, %i etcd-only, %i control-plane-only, is fine',
    ([servers, etcdOnly, controlPlaneOnly], { expect }) => {
      expect(simulationProblem({ servers, etcdOnly, controlPlaneOnly })).toBeUndefined();
    },
  );

  it('given no control-plane server, says which options bring one', ({ expect }) => {
    expect(simulationProblem({ servers: 0, etcdOnly: 3, controlPlaneOnly: 0 })).toContain('--control-plane-only');
  });

  it('given no etcd, says which options bring one', ({ expect }) => {
    expect(simulationProblem({ servers: 0, etcdOnly: 0, controlPlaneOnly: 2 })).toContain('--etcd-only');
  });

  it.for([
    ['given no server at all, the command says so', ['--servers', '0'], /control-plane server/],
    [
      'given a fault that is none, the command names those that are',
      ['--fault', 'sloth:s1'],
      /sloth:s1[\s\S]*straggler/,
    ],
    ['given a time scale of 0, the command says so', ['--time-scale', '0'], /above 0/],
    ['given another provider than the two, the command says so', ['--provider', 'kms'], /aescbc/],
  ] as const)('%s, exit code 2', async ([, args, expected], { expect }) => {
    const { code, stderr } = await runKeyturn(['simulate', '--dir', '/nonexistent/keyturn', ...args]);
    expect(stderr).toMatch(expected);
    expect(code).toBe(2);
  });
});

describe('the faults of a simulated cluster', () => {
  const topology = { servers: 2, etcdOnly: 1, controlPlaneOnly: 0 };

  it.for([
    'late-reload:s1:5',
    'host-dead:e1',
    'no-reload-metric',
    'straggler:2',
    'upgrade-plan:channel',
    'planned-reboot:s1:over',
    'host-gone:s2:removed',
    'link-cut:s1',
    'link-cut:s1:after:reencrypt',
  ])('given %s, nothing is wrong', (spec, { expect }) => {
    expect(faultsProblem([spec], topology)).toBeUndefined();
  });

  it.for([
    ['late-reload:s9:5', 'there is no server s9; there are s1, s2, e1'],
    ['link-cut:s9', 'there is no server s9'],
    ['late-reload', 'it needs SERVER:MS'],
    ['late-reload:s1', 'it needs SERVER:MS'],
    ['late-reload:s1:soon', 'soon is not a number'],
    ['link-cut:s1:never:x', 'it cannot be read'],
    ['no-such', 'no such fault; known are keys-lost'],
  ] as const)('given %s, it is refused: %s', ([spec, told], { expect }) => {
    expect(faultsProblem(['no-reload-metric', spec], topology)).toContain(told);
  });
});
