import { wordsOfCheck } from '../check-signature-text.ts';

export const reloadOffWords = wordsOfCheck<'reload-off'>('automatic-reload', [
  'run rotate-keys: it would wait for a reload that never comes.',
]);
