import { wordsOfCheck } from '../check-signature-text.ts';

export const encryptionOffWords = wordsOfCheck<'encryption-off'>('encryption-enabled', [
  'set secrets-encryption on several servers at once: each would make a key of its own (k3s-io/k3s#7195).',
]);
