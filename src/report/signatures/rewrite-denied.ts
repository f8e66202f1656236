import type { SignatureWords } from '../signature-form.ts';
import { givenUpText } from '../given-up-text.ts';

export const rewriteDeniedWords: SignatureWords<'rewrite-denied'> = {
  name: 'The engine gave a rewrite up because an update of a Secret was denied',
  text: ({ details }, hints) =>
    givenUpText(details, hints, {
      what: `${details.server} gave the rewrite of Secrets up: an update was denied`,
      cause: 'The engine sends each Secret back unchanged, and gives up at the first one that admission refuses.',
      next: [
        "Find what refuses it, named in the cause, and let it admit unchanged Secrets while the rotation lasts; to try one: kubectl patch secret NAME -n NAMESPACE --type=merge -p '{}' --dry-run=server",
      ],
    }),
};
