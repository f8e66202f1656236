import { wordsOfCheck } from '../check-signature-text.ts';

export const configUnreadableWords = wordsOfCheck<'config-unreadable'>('config-readable', [
  'take the configurations for equal.',
]);
