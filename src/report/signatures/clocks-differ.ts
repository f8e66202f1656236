import { wordsOfCheck } from '../check-signature-text.ts';

export const clocksDifferWords = wordsOfCheck<'clocks-differ'>('clocks', [
  'rotate before the clocks agree: key names and reload checks carry times.',
]);
