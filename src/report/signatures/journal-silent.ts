import { wordsOfCheck } from '../check-signature-text.ts';

export const journalSilentWords = wordsOfCheck<'journal-silent'>('journal-tells', [
  'take the silence for health: a rewrite that was given up would not be seen.',
]);
