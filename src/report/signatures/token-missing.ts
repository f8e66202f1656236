import { wordsOfCheck } from '../check-signature-text.ts';

export const tokenMissingWords = wordsOfCheck<'token-missing'>('token-present', [
  'restart this server before its token is back.',
]);
