import { wordsOfCheck } from '../check-signature-text.ts';

export const othersAtWorkWords = wordsOfCheck<'others-at-work'>('upgrade-plans', [
  'rotate or restart a server beside it.',
]);
