import { wordsOfCheck } from '../check-signature-text.ts';

export const freezeLeftWords = wordsOfCheck<'freeze-left'>('writes-open', [
  'remove any other admission policy for it.',
]);
