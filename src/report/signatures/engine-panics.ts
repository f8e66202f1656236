import { commandLine } from '../hints.ts';
import { journalLine } from '../service-lines.ts';
import type { SignatureWords } from '../signature-form.ts';

export const enginePanicsWords: SignatureWords<'engine-panics'> = {
  name: 'The engine panics when it starts',
  text: ({ details: { server, version, isKnown } }, hints) => ({
    what: `The engine on ${server} panics when it starts`,
    meaning: isKnown
      ? [`${version} is known to panic when somebody asks for the status of its encryption while it starts.`]
      : [`No panic of ${version} at its start is known to keyturn.`],
    next: [
      ...(isKnown
        ? [
            'Stop whatever asks for secrets-encrypt status there: monitoring, scripts, other tools. systemd starts it again by itself.',
          ]
        : [`Read the lines around the panic, and report them to the distribution: ${journalLine(hints, server)}`]),
      `Look again: ${commandLine(hints, 'doctor')}`,
    ],
    not: [`ask ${server} for its status while it starts.`, 'restart another server meanwhile.'],
  }),
};
