import { wordsOfCheck } from '../check-signature-text.ts';

export const fileReadableByOthersWords = wordsOfCheck<'file-readable-by-others'>('file-modes', [
  "change the file's content: a file newer than the datastore stops the next start.",
]);
