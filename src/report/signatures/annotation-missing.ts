import { wordsOfCheck } from '../check-signature-text.ts';

export const annotationMissingWords = wordsOfCheck<'annotation-missing'>('nodes-annotated', [
  'write the annotation by hand: the engine compares it with the file, and trusts it.',
]);
