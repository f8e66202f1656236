import { wordsOfCheck } from '../check-signature-text.ts';

export const diskNearlyFullWords = wordsOfCheck<'disk-nearly-full'>('free-space', [
  'make room by removing sealed copies or the newest snapshot.',
]);
