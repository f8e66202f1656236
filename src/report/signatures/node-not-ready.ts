import { wordsOfCheck } from '../check-signature-text.ts';

export const nodeNotReadyWords = wordsOfCheck<'node-not-ready'>('nodes-ready', [
  'delete the Node of a server that exists: its etcd member goes with it.',
]);
