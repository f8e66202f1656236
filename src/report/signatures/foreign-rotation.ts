import { commandLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';
import { listed } from '../units.ts';

export const foreignRotationWords: SignatureWords<'foreign-rotation'> = {
  name: 'A rotation that no run here began is half-done',
  text: ({ details: { stages, strategy } }, hints) => ({
    what: `A rotation is half-done, and no run of it is kept here: ${listed(stages)}`,
    meaning: [
      strategy === undefined
        ? 'It cannot be told for certain which rotation this is, so it is not continued by itself.'
        : `It looks like ${strategy}, begun by hand, by another tool or by keyturn elsewhere. Files and stages fit together, and nothing is lost.`,
    ],
    next: [
      'Ask whoever may have begun it. If somebody is at work on it, wait.',
      ...(strategy === undefined
        ? [`Look at all servers side by side: ${commandLine(hints, 'status')}`]
        : [`If nobody is, see how it would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`]),
    ],
    not: ['begin another rotation: the engine refuses it.', 'restart servers until all of them look alike.'],
  }),
};
