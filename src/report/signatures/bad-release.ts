import { wordsOfCheck } from '../check-signature-text.ts';

export const badReleaseWords = wordsOfCheck<'bad-release'>('known-issues', ['rotate on this release.']);
