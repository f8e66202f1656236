import { describe, it } from 'vitest';

import { triedBefore } from '../../src/apply/plan-rotation.ts';
import { CLUSTER } from '../facts/healthy-hosts.ts';

describe('updates of Secrets that are to be tried before a rotation', () => {
  it.for([
    ['the strategy is rotate-keys', { strategy: 'rotate-keys' }, 'all'],
    ['the strategy is staged, which can be begun anew', { strategy: 'staged' }, 'sample'],
    ['none was asked for', { strategy: undefined }, 'sample'],
    ['a rotation is taken up in its middle', { strategy: undefined, adopt: true }, 'none'],
  ] as const)('given %s, are asked for so', ([, wish, expected], { expect }) => {
    expect(triedBefore({ ...wish, cluster: CLUSTER })).toBe(expected);
  });

  it('given the inventory asks for rotate-keys, are all', ({ expect }) => {
    const rotation = { ...CLUSTER.rotation, strategy: 'rotate-keys' } as const;
    expect(triedBefore({ strategy: undefined, cluster: { ...CLUSTER, rotation } })).toBe('all');
  });
});
