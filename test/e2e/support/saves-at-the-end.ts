/**
 * Three servers of a release that saves the keys of `rotate-keys` only at the end (failures.md B11), so that no follower takes both keys early.
 * Only secretbox keys are rotated there by `rotate-keys`.
 */
export const SAVES_AT_THE_END = {
  provider: 'secretbox',
  faults: ['s1', 's2', 's3'].map((server) => `version:${server}:v1.34.5+rke2r1`),
} as const;
