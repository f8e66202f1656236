import { commandLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';
import { listed } from '../units.ts';

export const lateReloadWords: SignatureWords<'late-reload'> = {
  name: 'rotate-keys gave up because the apiserver did not load the new file in time',
  text: ({ details: { server, hasLoaded, blind } }, hints) => ({
    what: `rotate-keys on ${server} gave up before it rewrote anything: its apiserver did not load the new file in time`,
    meaning: [
      hasLoaded
        ? `By now the apiserver of ${server} has loaded it, and writes with the new key.`
        : `The apiserver of ${server} still uses the earlier file; it looks for a new one about once a minute.`,
      ...(blind.length === 0 ? [] : [`${listed(blind)} cannot read what is written under the new key.`]),
    ],
    next: [
      `Leave ${server} running as it is, and hold off whatever writes Secrets through it.`,
      `Where does each Secret stand: ${commandLine(hints, 'status')}`,
      'A person must decide between going on with both keys and the support of the distribution. Show them this text.',
    ],
    not: [
      `restart ${server}: a release of before March 2026 has the new key nowhere else.`,
      'run rotate-keys again: it would make one more key.',
    ],
  }),
};
