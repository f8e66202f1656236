import type { EngineJournal, JournalCause, StartStep } from '../model/engine-journal.ts';
import { quoteArgv, quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import { ENGINES } from './distribution.ts';
import { journalctl } from './engine-journal.ts';
import { parseLogLine } from './log-line.ts';
import { parseRewriteProgress } from './rewrite-progress.ts';
import { causesIn } from './server-cause.ts';
import { withoutSecrets, type SecretPlaces } from './without-secrets.ts';

/** The engine has started, and everything before is past (recorded in test/recordings/2026/start.txt). */
const STARTED = ' is up and running';

/** Steps of a start in which servers were seen to stop (failures.md 3: rancher/rke2#9785, rancher/rke2#3364). */
const STEPS: readonly (readonly [string, StartStep])[] = [
  ['Reconciling bootstrap data between datastore and disk', 'reconciling'],
  ['Waiting to retrieve kube-proxy configuration; server is not ready', 'kube-proxy'],
];

/** Lines that a diagnosis can rest on. No other line leaves the host. */
const SIGNS = [
  'secrets?-encrypt(-| error ID )[0-9]+: ',
  'secrets-reencrypt event broadcaster',
  'Secrets(Progress|UpdateComplete|UpdateError)',
  'level=(fatal|panic)',
  '^panic: ',
  `${STARTED}"?$`,
  ...STEPS.map(([words]) => words),
].join('|');

const REWRITE = /secrets-reencrypt event broadcaster|Secrets(?:Progress|UpdateComplete|UpdateError)/;

/** More than the lines of a rewrite of 40,000 Secrets. */
const MOST_LINES = 1_000;

/** Lines of the journal that are searched. The newest lines decide. */
const SEARCHED_LINES = 20_000;

/** Asks for the known lines of the journal of an engine's unit, without the host's secrets. Read the output with `parseJournalSigns`. */
export function journalSigns(places: SecretPlaces): RemoteCommand {
  const { unit } = ENGINES[places.distribution];
  const lines = `${quoteArgv(journalctl(unit, { lines: SEARCHED_LINES }))} | grep -aE ${quoteWord(SIGNS)} | tail -n ${MOST_LINES}`;
  return {
    name: 'journal signs',
    body: { script: withoutSecrets(lines, places) },
    privileged: true,
    mutates: false,
  };
}

/** Reads the output of `journalSigns`, oldest line first. Unknown lines are ignored. */
export function parseJournalSigns(server: string, text: string): EngineJournal {
  const lines = text.split(/\r?\n/).map((line) => ({ line, parsed: parseLogLine(line) }));
  const messages = lines.map(({ parsed }) => parsed.message);
  const started = messages.findLastIndex((message) => message.endsWith(STARTED));
  const since = lines.slice(started + 1);
  const ended = since.findLastIndex(({ line, parsed }) => isLastWord(line, parsed.fields.get('level')));
  const causes: readonly JournalCause[] = causesIn(text).map(({ id, cause }) => ({ errorId: id, cause }));
  return {
    server,
    rewrite: parseRewriteProgress(text),
    rewriteToldAtMs: timeOf(lines.findLast(({ line }) => REWRITE.test(line))?.parsed.fields.get('time')),
    causes,
    lastWords: since[ended]?.parsed.message,
    startingAt: since
      .slice(ended + 1)
      .flatMap(({ parsed }) => stepOf(parsed.message))
      .at(-1),
  };
}

function timeOf(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? undefined : at;
}

function isLastWord(line: string, level: string | undefined): boolean {
  return level === 'fatal' || level === 'panic' || line.startsWith('panic: ');
}

function stepOf(message: string): readonly StartStep[] {
  return STEPS.flatMap(([words, step]) => (message.includes(words) ? [step] : []));
}
