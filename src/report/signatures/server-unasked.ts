import { failureText } from '../failure-text.ts';
import { commandLine, unitOf } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';

export const serverUnaskedWords: SignatureWords<'server-unasked'> = {
  name: 'A host of the inventory cannot be asked',
  text: ({ details: { server, failure, isNodeReady } }, hints) => {
    const { what, details } = failureText(failure, hints);
    return {
      what,
      meaning: [
        ...details,
        ...(isNodeReady === true
          ? [`Its Node is Ready, so ${server} probably runs, and only the way from here is shut.`]
          : ['Everything else is said of the other servers alone.']),
      ],
      next: [
        isNodeReady === true
          ? `Mend the way to ${server}: address, firewall, keys, sudo.`
          : `See whether its host runs, by its console or its provider, and whether ${unitOf(hints)} runs on it.`,
        `Then look again: ${commandLine(hints, 'doctor')}`,
      ],
      not: [`restart another server meanwhile: with ${server} out of reach nobody sees what that costs.`],
    };
  },
};
