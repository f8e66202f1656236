import { commandLine } from '../hints.ts';
import { restartLine } from '../service-lines.ts';
import type { SignatureWords } from '../signature-form.ts';

export const startHangsWords: SignatureWords<'start-hangs'> = {
  name: 'A start hangs where the engine compares its files with the datastore',
  text: ({ details: { server, version } }, hints) => ({
    what: `The start of ${server} has stopped at reconciling its bootstrap data with the datastore`,
    meaning: [
      `Releases of January and February 2026 copy etcd's files while they change, and can hang there; this is ${version}. A crash at this point heals by itself, a hang does not.`,
    ],
    next: [
      'Hold off whatever writes many objects, and give it five minutes.',
      `If the log has told nothing else by then, and only when every other server is healthy, restart the service on ${server} alone, once: ${restartLine(hints, server)}`,
      `Then look again: ${commandLine(hints, 'doctor')}`,
    ],
    not: ['restart it again and again, or kill its containers.', 'restart another server meanwhile.'],
  }),
};
