import { commandLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';
import { listed } from '../units.ts';

export const serversMadeOwnKeysWords: SignatureWords<'servers-made-own-keys'> = {
  name: 'Servers have different keys of the same name, each made by itself',
  text: ({ servers, details: { keys } }, hints) => ({
    what: `The encryption files of ${listed(servers)} differ although the names of their keys (${listed(keys)}) are the same: servers made keys of their own`,
    meaning: [
      'A Secret that one of them wrote cannot be read through another one. It happens where encryption was switched on in several configurations at once.',
      'The count by key name cannot tell these keys apart.',
    ],
    next: [
      'Hold off whatever writes Secrets until a person has decided.',
      `Read Secrets through every server, to learn whose key they need: ${commandLine(hints, 'verify', '--read-back', 'all')}`,
      'Keep every encryption file: each may be the only copy of its key. Take the way back from the documentation of the distribution or its support.',
    ],
    not: [
      `restart ${listed(servers)}: a start may replace a file, and a key goes with it.`,
      'rotate: the engine refuses, and a later key does not make these Secrets readable.',
    ],
  }),
};
