import { ALERT_CHECK_WORDS } from './check-words/alerts.ts';
import { DATASTORE_CHECK_WORDS } from './check-words/datastore.ts';
import { OTHER_ACTOR_CHECK_WORDS } from './check-words/other-actors.ts';
import { SECRET_CHECK_WORDS } from './check-words/secrets.ts';
import { SERVER_CHECK_WORDS } from './check-words/servers.ts';
import type { CheckWords } from './check-words/types.ts';

/** Words by id of the check (failures.md 7.1). */
export const CHECK_WORDS: Readonly<Record<string, CheckWords>> = {
  ...SERVER_CHECK_WORDS,
  ...DATASTORE_CHECK_WORDS,
  ...SECRET_CHECK_WORDS,
  ...OTHER_ACTOR_CHECK_WORDS,
  ...ALERT_CHECK_WORDS,
};

/** Id of a check with words. */
export type CheckId =
  | keyof typeof SERVER_CHECK_WORDS
  | keyof typeof DATASTORE_CHECK_WORDS
  | keyof typeof SECRET_CHECK_WORDS
  | keyof typeof OTHER_ACTOR_CHECK_WORDS
  | keyof typeof ALERT_CHECK_WORDS;
