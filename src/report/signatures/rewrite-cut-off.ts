import { commandLine, type Hints } from '../hints.ts';
import type { SignatureWords } from '../signature-form.ts';
import { listed } from '../units.ts';
import { restartLine } from '../service-lines.ts';

export const rewriteCutOffWords: SignatureWords<'rewrite-cut-off'> = {
  name: 'A rewrite of Secrets was cut off by a crash or a restart, and the stage looks clean',
  text: ({ servers, details: { server, key, blind } }, hints) => ({
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
        ? whenAllHaveBoth(servers, hints)
        : [
            `Hold off whatever writes Secrets through ${server} until every server has the later key.`,
            `Then restart the service on each of ${listed(blind)}, one at a time and only when the one before is healthy, and do not restart ${server}: ${restartLine(hints, blind[0] ?? '')}`,
            `Look again after each: ${commandLine(hints, 'doctor')}`,
          ],
    not: [
      `restart ${listed(servers.length > 1 ? servers : [server])}, and leave the credential files as they are.`,
      'run rotate-keys again: it would make one more key.',
    ],
  }),
};

/** `--adopt` continues on a single control plane, and refuses several servers with two keys under a clean stage. */
function whenAllHaveBoth(servers: readonly string[], hints: Hints): readonly string[] {
  if (servers.length < 2) {
    return [`See how it would be continued: ${commandLine(hints, 'rotate', '--adopt', '--dry-run')}`];
  }
  return [
    `${listed(servers)} have both keys, and the cluster can stay in this state: keep both keys, and the sealed copies under /var/lib/keyturn/sealed.`,
    'A person who knows the engine must decide how the old key is removed, with the support of the distribution: keyturn does not continue from here, and refuses the next rotation until then.',
  ];
}
