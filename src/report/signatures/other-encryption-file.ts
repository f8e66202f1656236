import { wordsOfCheck } from '../check-signature-text.ts';

export const otherEncryptionFileWords = wordsOfCheck<'other-encryption-file'>('managed-path', [
  'rotate with secrets-encrypt: it would change a file that the apiserver does not read.',
]);
