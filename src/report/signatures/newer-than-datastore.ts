import { commandLine } from '../hints.ts';
import { journalLine } from '../service-lines.ts';
import type { SignatureWords } from '../signature-form.ts';
import { listed } from '../units.ts';

export const newerThanDatastoreWords: SignatureWords<'newer-than-datastore'> = {
  name: 'A server refuses to start: its credential files are newer than the datastore',
  text: ({ details: { server, others } }, hints) => ({
    what: `The service on ${server} refuses to start: its encryption files are newer than those of the datastore`,
    meaning: [
      `The engine advises to remove files. If a key is only in the file of ${server}, that destroys the only copy of the key.`,
      `systemd starts ${server} again every few seconds, and that changes nothing.`,
    ],
    next: [
      `Leave ${others.length === 0 ? 'everything' : listed(others)} running, and every file as it is.`,
      `See which keys each server has, and how many Secrets are under each: ${commandLine(hints, 'status')}`,
      `Read what happened before on ${server}, a command that could not save its files or an edit by hand: ${journalLine(hints, server)}`,
      'A person must decide, with a copy of both credential files of this server kept in a safe place of the same host.',
    ],
    not: [
      `do what the engine says, and remove no file under the cred directory of ${server}.`,
      `restart ${others.length === 0 ? 'the service once more' : listed(others)} meanwhile.`,
    ],
  }),
};
