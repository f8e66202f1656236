import { wordsOfCheck } from '../check-signature-text.ts';

export const otherProvidersWords = wordsOfCheck<'other-providers'>('providers-managed', [
  'rotate with secrets-encrypt: it refuses, or loses what it does not manage.',
]);
