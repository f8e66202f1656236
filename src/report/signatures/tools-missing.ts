import { wordsOfCheck } from '../check-signature-text.ts';

export const toolsMissingWords = wordsOfCheck<'tools-missing'>('tools-present', [
  'rotate before it is there: questions about this server stay open.',
]);
