import { wordsOfCheck } from '../check-signature-text.ts';

export const nodeCordonedWords = wordsOfCheck<'node-cordoned'>('nodes-schedulable', [
  'uncordon it before whoever cordoned it is asked.',
]);
