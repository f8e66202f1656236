import { describe, it } from 'vitest';

import { savesBothKeysFirst } from '../../../src/simulator/engine/early-save.ts';

describe('when an engine saves the keys of rotate-keys (failures.md B11)', () => {
  for (const [version, first] of [
    ['v1.31.14+rke2r1', false],
    ['v1.32.13+rke2r1', false],
    ['v1.32.13+rke2r2', true],
    ['v1.32.13+k3s1', false],
    ['v1.33.9+rke2r2', false],
    ['v1.33.10+rke2r1', true],
    ['v1.34.5+k3s1', false],
    ['v1.34.6+k3s1', true],
    ['v1.35.2+rke2r1', false],
    ['v1.35.3+rke2r1', true],
    ['v1.36.0+rke2r1', true],
  ] as const) {
    it(`given ${version}, then ${first ? 'both before the rewrite' : 'only at the end'}`, ({ expect }) => {
      expect(savesBothKeysFirst(version)).toBe(first);
    });
  }
});
