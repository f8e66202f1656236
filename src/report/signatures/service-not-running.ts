import { wordsOfCheck } from '../check-signature-text.ts';

export const serviceNotRunningWords = wordsOfCheck<'service-not-running'>('units-active', [
  'restart a service at activating: it is starting, and a start may wait for something else.',
  'restart another server before this one is up.',
]);
