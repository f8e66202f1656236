import { wordsOfCheck } from '../check-signature-text.ts';

export const configDiffersWords = wordsOfCheck<'config-differs'>('config-equal', [
  'restart a server before the setting is equal.',
]);
