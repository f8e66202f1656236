import { commandLine } from '../hints.ts';
import { journalLine } from '../service-lines.ts';
import type { SignatureWords } from '../signature-form.ts';
import { numberText } from '../units.ts';

export const serviceCrashesWords: SignatureWords<'service-crashes'> = {
  name: 'A service ends again and again',
  text: ({ details: { server, restarts, lastWords } }, hints) => ({
    what: `The service on ${server} ends again and again: systemd has started it ${numberText(restarts)} times`,
    meaning: [lastWords === undefined ? 'Its journal has no last words of it.' : `Its last words: ${lastWords}`],
    next: [`Read what came before: ${journalLine(hints, server)}`, `Look again: ${commandLine(hints, 'doctor')}`],
    not: [
      'restart it once more: systemd does that already.',
      'kill its containers or remove files under its cred directory.',
      'restart another server before this one is up.',
    ],
  }),
};
