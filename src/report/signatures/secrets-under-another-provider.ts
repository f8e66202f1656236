import { wordsOfCheck } from '../check-signature-text.ts';

export const secretsUnderAnotherProviderWords = wordsOfCheck<'secrets-under-another-provider'>('unknown-prefixes', [
  'rotate before it is clear which provider wrote them.',
]);
