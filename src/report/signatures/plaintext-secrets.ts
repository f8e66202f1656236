import { wordsOfCheck } from '../check-signature-text.ts';

export const plaintextSecretsWords = wordsOfCheck<'plaintext-secrets'>('plaintext-secrets', [
  'run secrets-encrypt enable for it: where encryption is on, it changes nothing.',
]);
