import { wordsOfCheck } from '../check-signature-text.ts';

export const tokenDiffersWords = wordsOfCheck<'token-differs'>('tokens-equal', [
  'restart a server before the tokens are equal.',
  'rotate the token while keys are being rotated.',
]);
