import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, parseVersion, versionOfOutput, type EngineVersion } from '../../src/engine/version.ts';
import { recorded } from '../support/recordings.ts';

function version(text: string): EngineVersion {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`not a version: ${text}`);
  return parsed;
}

/** Oldest first. */
const ORDERED = [
  'v1.21.3-rc1+rke2r1',
  'v1.32.9+rke2r1',
  'v1.32.13-alpha.1+rke2r1',
  'v1.32.13-beta.0+rke2r1',
  'v1.32.13-rc1+rke2r1',
  'v1.32.13-rc2+rke2r1',
  'v1.32.13',
  'v1.32.13+rke2r1',
  'v1.32.13+rke2r2',
  'v1.32.13+rke2r10',
  'v1.33.0+rke2r1',
];

describe('versions of the engine', () => {
  it.each([
    ['v1.36.3+rke2r1', { minor: 36, patch: 3, preRelease: undefined, distribution: 'rke2', build: 1 }],
    [
      'v1.32.4-rc1+rke2r1',
      { minor: 32, patch: 4, preRelease: { word: 'rc', number: 1 }, distribution: 'rke2', build: 1 },
    ],
    ['v1.34.3+k3s3', { minor: 34, patch: 3, preRelease: undefined, distribution: 'k3s', build: 3 }],
    ['v1.22.7+k3s-5b26c2eb', { minor: 22, patch: 7, preRelease: undefined, distribution: 'k3s', build: undefined }],
    ['v1.36.3', { minor: 36, patch: 3, preRelease: undefined, distribution: undefined, build: undefined }],
  ])('given %s, when it is read, then every part counts', (text, expected) => {
    expect(parseVersion(text)).toEqual({ text, major: 1, ...expected });
  });

  it.each(['', '1.36.3', 'v1.36', 'v1.36.3+rke2', 'v1.36.3+eks1', 'v1.36.3+rke2r1 ', 'v1.36.3-rc+rke2r1'])(
    'given %j, when it is read, then it is none',
    (text) => {
      expect(parseVersion(text)).toBeUndefined();
    },
  );

  it('given versions in any order, when they are sorted, then the oldest comes first', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(ORDERED, { minLength: ORDERED.length }), (shuffled) => {
        const sorted = shuffled.map(version).toSorted(compareVersions);
        expect(sorted.map(({ text }) => text)).toEqual(ORDERED);
      }),
    );
  });

  it('given builds of the two distributions with one number, then neither is older', () => {
    expect(compareVersions(version('v1.36.3+rke2r1'), version('v1.36.3+k3s1'))).toBe(0);
  });

  it.each([
    ['2025/version-rke2', 'v1.32.4-rc1+rke2r1'],
    ['2026/version-march', 'v1.34.3+k3s3'],
    ['2022/version-commit', 'v1.22.7+k3s-5b26c2eb'],
  ])('given the output %s, then the version is %s', (name, expected) => {
    expect(versionOfOutput(recorded(name))).toBe(expected);
  });

  it('given another output, then there is no version', () => {
    expect(versionOfOutput('kubectl version v1.2.3 \n')).toBeUndefined();
  });
});
