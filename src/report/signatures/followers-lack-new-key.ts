import { commandLine } from '../hints.ts';
import { keyReachText } from '../key-reach-text.ts';
import type { SignatureWords } from '../signature-form.ts';
import { listed } from '../units.ts';

export const followersLackNewKeyWords: SignatureWords<'followers-lack-new-key'> = {
  name: 'Secrets are under a new key that other servers do not have yet',
  text: ({ details: { reach } }, hints) => {
    const { what, details, next } = keyReachText(reach, hints);
    return {
      what,
      meaning: details,
      next: [
        ...next,
        `See how the rotation would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`,
      ],
      not: [
        `write Secrets through ${listed(reach.lacking)} either: what lands under the earlier key is lost when that key goes.`,
        'run rotate-keys again: it would make one more key.',
      ],
    };
  },
};
