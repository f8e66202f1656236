/**
 * Engines whose journal tells of a rewrite, one of each way to print; RKE2 of 2025 logs no events (silent-journal.test.ts). `toldEvery`: Secrets
 * between two lines of progress; `notUpdated`: how it begins to say which Secret it gave up at.
 */
export const TELLING = [
  { era: '2026', distribution: 'rke2', toldEvery: 50, notUpdated: 'failed to update secret' },
  { era: '2025', distribution: 'k3s', toldEvery: 50, notUpdated: 'failed to update secret' },
  { era: '2022', distribution: 'rke2', toldEvery: 10, notUpdated: 'failed to reencrypted secret' },
] as const;
