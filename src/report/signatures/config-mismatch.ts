import { commandLine } from '../hints.ts';
import { journalLine } from '../service-lines.ts';
import type { SignatureWords } from '../signature-form.ts';

export const configMismatchWords: SignatureWords<'config-mismatch'> = {
  name: 'A server refuses to start: a setting that must be the same on all servers differs',
  text: ({ details: { server } }, hints) => ({
    what: `The service on ${server} refuses to start: a setting that must be the same on all servers is not`,
    meaning: ['systemd starts it again every few seconds. The other servers are not touched by it.'],
    next: [
      `See which setting its log names: ${journalLine(hints, server)}`,
      `Make it equal in the configuration of ${server}; systemd starts the service by itself then. Look again: ${commandLine(hints, 'doctor')}`,
    ],
    not: ['change the setting on the servers that run.', 'restart another server meanwhile.'],
  }),
};
