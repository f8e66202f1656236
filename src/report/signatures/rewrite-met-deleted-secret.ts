import type { SignatureWords } from '../signature-form.ts';
import { givenUpText } from '../given-up-text.ts';

export const rewriteMetDeletedSecretWords: SignatureWords<'rewrite-met-deleted-secret'> = {
  name: 'The engine gave a rewrite up at a Secret that was deleted meanwhile',
  text: ({ details }, hints) =>
    givenUpText(details, hints, {
      what: `${details.server} gave the rewrite of Secrets up at one that was deleted meanwhile`,
      cause: 'The engine does that at the first Secret that is gone since it listed them. Nothing else is wrong.',
      next: [],
    }),
};
