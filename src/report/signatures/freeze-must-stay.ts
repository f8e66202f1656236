import { wordsOfCheck } from '../check-signature-text.ts';

export const freezeMustStayWords = wordsOfCheck<'freeze-must-stay'>('writes-left-frozen', [
  'remove the policy by hand: a Secret that is written through a server with another key can be lost.',
]);
