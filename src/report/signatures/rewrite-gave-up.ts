import { givenUpText } from '../given-up-text.ts';
import type { SignatureWords } from '../signature-form.ts';

export const rewriteGaveUpWords: SignatureWords<'rewrite-gave-up'> = {
  name: 'The engine gave a rewrite up half-way',
  text: ({ details }, hints) =>
    givenUpText(details, hints, {
      what: `${details.server} gave the rewrite of Secrets up half-way`,
      cause: `In its words: ${details.cause}.`,
      next: ['Remove the cause that it names, often the datastore or the apiserver of that server.'],
    }),
};
