// Writes a page for each failure, the list of these pages, and the page of all checks.
import type { Failure, FailureKind } from '../src/model/failure.ts';
import { EXIT_CODES, outcomeOf } from '../src/model/outcome.ts';
import { nextOf } from '../src/report/check-text.ts';
import { CHECK_WORDS } from '../src/report/check-words.ts';
import { SECRET_CHECK_WORDS } from '../src/report/check-words/secrets.ts';
import { SERVER_CHECK_WORDS } from '../src/report/check-words/servers.ts';
import { ALERT_CHECK_WORDS } from '../src/report/check-words/alerts.ts';
import { DATASTORE_CHECK_WORDS } from '../src/report/check-words/datastore.ts';
import { OTHER_ACTOR_CHECK_WORDS } from '../src/report/check-words/other-actors.ts';
import { failureText } from '../src/report/failure-text.ts';
import { NO_HINTS } from '../src/report/hints.ts';
import { CHECK_REASONS } from '../src/report/pages/check-reasons.ts';
import { FAILURE_PAGES, type PageId } from '../src/report/pages/failure-pages.ts';
import { kindsOf, pageIds } from '../src/report/pages/find-page.ts';
import { renderFailure } from '../src/report/render-error.ts';
import { PLAIN } from '../src/report/style.ts';
import { ADVICE_SAMPLES } from '../test/report/advice-samples.ts';
import { SAMPLE_FAILURES } from '../test/report/samples.ts';
import { anchorOf, cell, GENERATED, putDocument } from './document.ts';

/** These end a command before it has changed anything, whatever came before in its run. */
const NEVER_PART_WAY: ReadonlySet<FailureKind> = new Set([
  'preflight-refused',
  'plan-drifted',
  'declined',
  'outside-window',
  'nothing-to-resume',
  'nothing-to-adopt',
  'unfinished-run',
  'mirrored-run-unfinished',
  'not-this-machine',
  'rotation-elsewhere',
  'decision-pending',
]);

/** Every form of a kind that differs in its words or its exit code. */
function samplesOf(kind: FailureKind): readonly Failure[] {
  const all = [SAMPLE_FAILURES[kind], ...ADVICE_SAMPLES.map(({ failure }) => failure)];
  return all.filter((failure) => failure.kind === kind);
}

function exitCodes(kind: FailureKind): string {
  const codes = (changed: boolean): readonly number[] =>
    samplesOf(kind).map((failure) => EXIT_CODES[outcomeOf(failure, changed).kind].code);
  const before = joined(codes(false));
  const partWay = NEVER_PART_WAY.has(kind) ? before : joined(codes(true));
  return before === partWay ? before : `${before} before anything changed, ${partWay} in the middle of a run`;
}

function joined(codes: readonly number[]): string {
  return [...new Set(codes)].toSorted((one, other) => one - other).join(' or ');
}

/** A place in the repository, or an issue, as a link from a page. */
function sourceLink(source: string): string {
  const issue = /^([\w.-]+\/[\w.-]+)#(\d+)$/.exec(source);
  if (issue !== null) return `[${source}](https://github.com/${issue[1]}/issues/${issue[2]})`;
  const [, file = source, , heading] = /^([\w./-]+)( "([^"]+)")?/.exec(source) ?? [];
  const path = file.startsWith('docs/') ? `../${file.slice('docs/'.length)}` : `../../${file}`;
  return `[${source}](${path}${heading === undefined ? '' : `#${anchorOf(heading)}`})`;
}

function example(kind: FailureKind): readonly string[] {
  const text = renderFailure(failureText(SAMPLE_FAILURES[kind], NO_HINTS), { style: PLAIN, width: 100 });
  return ['```text', text.trimEnd(), '```', ''];
}

function pageText(id: PageId): string {
  const { title, meaning, safe, steps, never, sources, forms = {} } = FAILURE_PAGES[id];
  const kinds = kindsOf(id);
  return [
    GENERATED,
    '',
    `# ${title}`,
    '',
    '| kind | exit code |',
    '| --- | --- |',
    ...kinds.map((kind) => `| \`${kind}\` | ${exitCodes(kind)} |`),
    '',
    `The same in a terminal: \`keyturn explain ${id}\`. [All failures](README.md), [all exit codes](../exit-codes.md).`,
    '',
    '## What it means',
    '',
    ...meaning.flatMap((paragraph) => [paragraph, '']),
    ...Object.entries(forms).map(([form, text]) => `- **${form}:** ${text}`),
    '',
    '## What is safe now',
    '',
    safe,
    '',
    '## What to do',
    '',
    ...steps.map((step, index) => `${index + 1}. ${step}`),
    '',
    ...(never.length === 0 ? [] : ['**Do not**', '', ...never.map((warning) => `- ${warning}`), '']),
    '## What keyturn prints',
    '',
    'With the names of a sample:',
    '',
    ...kinds.flatMap(example),
    ...(sources.length === 0 ? [] : ['## Sources', '', ...sources.map((source) => `- ${sourceLink(source)}`), '']),
  ].join('\n');
}

for (const id of pageIds()) await putDocument(`failures/${id}.md`, pageText(id));

await putDocument(
  'failures/README.md',
  [
    GENERATED,
    '',
    '# Failures, a page each',
    '',
    'Every message of a failure ends with `more: keyturn explain ...`, which prints its page in the terminal, without any network. In the output of `--output json` and `ndjson` the kind is',
    '`outcome.failure.kind`. What a check refuses is in [checks](../checks.md), what `keyturn doctor` recognises in [doctor](../doctor.md), and what to do first of all in the [runbook](../runbook.md).',
    '',
    '| page | kinds |',
    '| --- | --- |',
    ...pageIds().map(
      (id) =>
        `| [${cell(FAILURE_PAGES[id].title)}](${id}.md) | ${kindsOf(id)
          .map((kind) => `\`${kind}\``)
          .join(', ')} |`,
    ),
    '',
  ].join('\n'),
);

const CHECK_GROUPS = [
  { title: 'Servers, versions and etcd', words: SERVER_CHECK_WORDS },
  { title: 'Datastore', words: DATASTORE_CHECK_WORDS },
  { title: 'Encryption, Secrets, strategy and proof', words: SECRET_CHECK_WORDS },
  { title: 'Others who restart servers', words: OTHER_ACTOR_CHECK_WORDS },
  { title: 'Alerts of Prometheus', words: ALERT_CHECK_WORDS },
] as const;

function checkSection(id: string): readonly string[] {
  const words = CHECK_WORDS[id];
  const reasons: Readonly<Record<string, string>> = CHECK_REASONS;
  return [
    `### ${id}`,
    '',
    `Passes when ${cell(words?.good ?? id)}. Refuses or warns when ${cell(words?.bad ?? id)}.`,
    '',
    reasons[id] ?? '',
    '',
    ...nextOf(words, NO_HINTS).map((step) => `- ${cell(step)}`),
    '',
  ];
}

await putDocument(
  'checks.md',
  [
    GENERATED,
    '',
    '# The checks before a rotation',
    '',
    'What is looked at before a run, when it is taken up again, and for the proof: when a check passes, why it is made, and what to do where it does not pass. A refusal keeps a rotation from beginning; a warning does not.',
    '`keyturn explain CHECK` prints the same in a terminal. Where consent is enough, the advice names the option.',
    '',
    ...CHECK_GROUPS.flatMap(({ title, words }) => [`## ${title}`, '', ...Object.keys(words).flatMap(checkSection)]),
  ].join('\n'),
);
