import { keyReachText } from '../key-reach-text.ts';
import type { SignatureWords } from '../signature-form.ts';
import { listed } from '../units.ts';

export const secretsLeftBehindWords: SignatureWords<'secrets-left-behind'> = {
  name: 'Secrets were left under the old key, which only some servers still have; these can rewrite them',
  text: ({ details: { reach } }, hints) => {
    const { what, details, next } = keyReachText(reach, hints);
    return {
      what,
      meaning: details,
      next,
      not: [
        `restart ${listed(reach.holding)} before the count under this key is zero.`,
        'remove a sealed copy of this key.',
      ],
    };
  },
};
