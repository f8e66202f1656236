import type { Signature } from '../signature.ts';
import { NOT_STARTED } from './consequences.ts';
import { lastWordsMatch } from './last-words.ts';

/** The engine panics at its start, as where it is asked for its status too early (failures.md B16). */
export const enginePanics: Signature<'engine-panics'> = {
  severity: 'broken',
  source: ['docs/facts/failures.md B16', 'rancher/rke2#8236', 'k3s-io/k3s#12339'],
  explainsHere: NOT_STARTED,
  find: (examination) =>
    lastWordsMatch(examination, /^panic: /).map(({ server, lastWords }) => {
      const version = examination.facts.servers.find(({ name }) => name === server)?.binaryVersion ?? 'unknown';
      const isKnown = examination.knownIssuesFor(version).some(({ id }) => id === 'panic-during-startup');
      return { servers: [server], evidence: [lastWords, `version=${version}`], details: { server, version, isKnown } };
    }),
};
