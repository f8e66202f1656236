import { wordsOfCheck } from '../check-signature-text.ts';

export const datastoreUnaskableWords = wordsOfCheck<'datastore-unaskable'>('datastore-access', [
  'rotate without a count: no key may go before the datastore shows that no Secret needs it.',
]);
