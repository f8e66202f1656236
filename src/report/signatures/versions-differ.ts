import { wordsOfCheck } from '../check-signature-text.ts';

export const versionsDifferWords = wordsOfCheck<'versions-differ'>('versions-equal', [
  'rotate in the middle of an upgrade.',
]);
