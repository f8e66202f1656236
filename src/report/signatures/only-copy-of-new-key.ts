import { commandLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';
import { listed } from '../units.ts';

export const onlyCopyOfNewKeyWords: SignatureWords<'only-copy-of-new-key'> = {
  name: 'A rewrite of Secrets was cut off, and the only copy of the new key is one file on one server',
  text: ({ details: { server, key, blind, version } }, hints) => ({
    what: `A rewrite of Secrets on ${server} was cut off, and the only copy of the new key ${key} may be the encryption file of ${server}`,
    meaning: [
      `${version} saves a new key in the datastore only after the whole rewrite. Secrets that were rewritten are lost with that file.`,
      ...(blind.length === 0 ? [] : [`${listed(blind)} cannot read what was rewritten.`]),
    ],
    next: [
      `Keep ${server} running, and hold off whatever could restart or rebuild it: upgrades, reboots, configuration management, other people.`,
      `Hold off whatever writes Secrets through ${server}: nobody else can read what is written there.`,
      'A person must decide. The way back is to bring this key to every server before any restart: have that done by somebody who knows it, and show them this text.',
      `How many Secrets are under which key: ${commandLine(hints, 'status')}`,
    ],
    not: [
      `restart ${server}, even where its log asks for it.`,
      `remove or edit anything under the cred directory of ${server}, even where the engine says "Remove the file(s) from disk".`,
      'run rotate-keys again: it would make one more key.',
    ],
  }),
};
