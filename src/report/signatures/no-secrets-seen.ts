import { wordsOfCheck } from '../check-signature-text.ts';

export const noSecretsSeenWords = wordsOfCheck<'no-secrets-seen'>('secrets-seen', [
  'take a count of none for a proof: no key may go on the strength of it.',
]);
