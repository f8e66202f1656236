import type { Signature } from '../signature.ts';
import { keyMatches } from './key-matches.ts';

/** Secrets are under the old key, which a server with both keys can still rewrite (measured.md 2). */
export const secretsLeftBehind: Signature<'secrets-left-behind'> = {
  severity: 'danger',
  source: ['docs/facts/measured.md 2', 'docs/facts/failures.md 7.4'],
  explainsEverywhere: ['foreign-rotation', 'unfinished-run', 'annotation-outdated', 'apiserver-not-loaded'],
  find: (examination) => keyMatches(examination, 'repairable'),
};
