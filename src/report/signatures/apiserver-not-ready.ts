import { wordsOfCheck } from '../check-signature-text.ts';

export const apiserverNotReadyWords = wordsOfCheck<'apiserver-not-ready'>('apiservers-ready', [
  'restart another control-plane server meanwhile.',
]);
