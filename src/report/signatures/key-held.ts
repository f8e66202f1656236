import { keyReachText } from '../key-reach-text.ts';
import type { SignatureWords } from '../signature-form.ts';
import { listed } from '../units.ts';

export const keyHeldWords: SignatureWords<'key-held'> = {
  name: 'Secrets are under a key that only some servers still have, and the rotation is past it',
  text: ({ details: { reach } }, hints) => {
    const { what, details, next } = keyReachText(reach, hints);
    return {
      what,
      meaning: details,
      next,
      not: [
        `restart ${listed(reach.holding)}, reboot its host or upgrade it: a start takes the files of the datastore, which lack this key.`,
        'remove a sealed copy of this key, or a snapshot from the time of this key.',
        'run rotate-keys, prepare or reencrypt again.',
      ],
    };
  },
};
