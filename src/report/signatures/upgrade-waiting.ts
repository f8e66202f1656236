import { wordsOfCheck } from '../check-signature-text.ts';

export const upgradeWaitingWords = wordsOfCheck<'upgrade-waiting'>('disk-matches-running', [
  'restart the server as part of anything else: the restart is the upgrade.',
]);
