import { keyReachText } from '../key-reach-text.ts';
import type { SignatureWords } from '../signature-form.ts';

export const keyGoneWords: SignatureWords<'key-gone'> = {
  name: 'Secrets are under a key that no server has any more',
  text: ({ details: { reach } }, hints) => {
    const { what, details, next } = keyReachText(reach, hints);
    return {
      what,
      meaning: details,
      next,
      not: [
        'restart a server, however long its service stays at activating.',
        "remove a sealed copy, a snapshot or anything under a server's cred directory.",
        'edit an encryption file without a plan: a file newer than the datastore stops the next start.',
      ],
    };
  },
};
