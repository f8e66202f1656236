import { describe, it } from 'vitest';

import { freeNetwork } from './registry.ts';

describe('networks of the lab', () => {
  it('given no other cluster, when a name is given a network twice, then it is the same one', ({ expect }) => {
    expect(freeNetwork('lab', new Set())).toBe(freeNetwork('lab', new Set()));
  });

  it('given another cluster has the network of a name, when it is given one, then it is another', ({ expect }) => {
    const wanted = freeNetwork('lab', new Set());

    expect(freeNetwork('lab', new Set([wanted]))).not.toBe(wanted);
  });

  it('given all networks but one are taken, when a name is given one, then it is that one', ({ expect }) => {
    const all = Array.from({ length: 250 }, (_, index) => index + 1);

    expect(freeNetwork('lab', new Set(all.filter((network) => network !== 77)))).toBe(77);
    expect(() => freeNetwork('lab', new Set(all))).toThrow('all 250 networks');
  });
});
