import { commandLine } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';
import { listed } from '../units.ts';
import { restartLine } from '../service-lines.ts';

export const rewriteCutOffWords: SignatureWords<'rewrite-cut-off'> = {
  name: 'A rewrite of Secrets was cut off by a crash or a restart, and the stage looks clean',
  text: ({ details: { server, key, blind } }, hints) => ({
    what: `A rewrite of Secrets on ${server} was cut off: its encryption file has two keys, and its stage knows nothing of the later one, ${key}`,
    meaning:
      blind.length === 0
        ? ['Every control-plane server has the later key, so every Secret can be read.']
        : [
            `${listed(blind)} cannot read what was rewritten, nor what is written through ${server} from now on.`,
            'This release has saved both keys in the datastore: a server that starts takes both.',
          ],
    next:
      blind.length === 0
        ? [`See how it would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`]
        : [
            `Hold off whatever writes Secrets through ${server} until every server has the later key.`,
            `Then restart the service on each of ${listed(blind)}, one at a time and only when the one before is healthy, and do not restart ${server}: ${restartLine(hints, blind[0] ?? '')}`,
            `Look again after each: ${commandLine(hints, 'doctor')}`,
          ],
    not: [
      `restart ${server}, and leave its credential files as they are.`,
      'run rotate-keys again: it would make one more key.',
    ],
  }),
};
