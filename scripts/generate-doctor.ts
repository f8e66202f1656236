import { SEVERITIES, type SignatureId } from '../src/model/diagnosis.ts';
import { SIGNATURES } from '../src/plan/signatures.ts';
import { SIGNATURE_WORDS, signatureText } from '../src/report/signature-words.ts';
import { SAMPLE_DIAGNOSES } from '../test/report/sample-diagnoses.ts';
import { cell, GENERATED, putDocument } from './document.ts';
import { putSchema, schemaOf, schemasOf } from './json-schema.ts';

const ids = (Object.keys(SIGNATURE_WORDS) as readonly SignatureId[]).toSorted(
  (one, other) => rankOf(one) - rankOf(other),
);

function rankOf(id: SignatureId): number {
  return SEVERITIES.indexOf(sampleOf(id).severity);
}

function sampleOf(id: SignatureId): (typeof SAMPLE_DIAGNOSES)[number] {
  const sample = SAMPLE_DIAGNOSES.find((diagnosis) => diagnosis.id === id);
  if (sample === undefined) throw new Error(`no sample of ${id}`);
  return sample;
}

function row(id: SignatureId): string {
  const { explainsHere = [], explainsEverywhere = [] } = id === 'unrecognised' ? {} : SIGNATURES[id];
  const explained = [...explainsEverywhere, ...explainsHere.map((each) => `${each} (on the same servers)`)];
  const { severity, source } = sampleOf(id);
  const cells = [
    `[${id}](#${id})`,
    severity,
    SIGNATURE_WORDS[id].name,
    explained.join(', '),
    source.map(where).join(', '),
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** A page of the facts becomes a link. */
function where(source: string): string {
  const [, page, section] = /^docs\/(facts\/[\w.-]+) (.+)$/.exec(source) ?? [];
  return page === undefined ? source : `[${page.replace(/^facts\/|\.md$/g, '')} ${section ?? ''}](${page})`;
}

function details(id: SignatureId): readonly string[] {
  const { what, meaning, next, not } = signatureText(sampleOf(id));
  return [
    `### ${id}`,
    '',
    `${cell(what)}.`,
    '',
    ...meaning.map((line) => `> ${cell(line)}\n>`),
    '',
    ...next.map((line) => `- ${cell(line)}`),
    ...not.map((line) => `- **Do not** ${cell(line)}`),
    '',
  ];
}

await putDocument(
  'doctor.md',
  [
    GENERATED,
    '',
    '# What is wrong: `keyturn doctor`',
    '',
    '`keyturn doctor -i hosts.yaml` reads everything that the other commands read, and the journal of each engine, and changes nothing. It tolerates',
    'servers that are dead or half-dead, and an apiserver that does not answer. What it finds is matched against the signatures below. It names the',
    'cause alone and not its consequences, the most urgent first, with the evidence, what to do, what not to do, and what is in order.',
    '',
    '| severity | means |',
    '| --- | --- |',
    '| danger | a wrong step now can lose Secrets or the control plane for good |',
    '| broken | something does not work |',
    '| waiting | someone is at work; leave it alone |',
    '| caution | everything works, and the next restart or rotation would meet it |',
    '',
    'Exit codes: 0 where nothing is wrong, 7 for any diagnosis, 3 where no server could be asked, 2 for a wrong command line or inventory',
    '([exit-codes.md](exit-codes.md)). `--output json` prints one document, `keyturn.doctor/1`, with all facts ([doctor.schema.json](doctor.schema.json)).',
    '',
    'No key material, token or value of a Secret is printed: keys are names, files are hashes, Secrets are counts. A line of a journal that contains a',
    'token, a password or a key of its host does not leave the host, and what only looks like one is replaced by `[redacted]`.',
    '',
    '## A support bundle',
    '',
    '`keyturn doctor -i hosts.yaml --bundle FILE` also writes one JSON file (mode 0600; an existing file is kept, exit code 2) for somebody who helps: the',
    "document above, the newest 300 lines of each engine's journal, the runs of keyturn from here and the end of the newest three journals, versions.",
    'It is one file of plain text, so that you can read it before you send it. It has names of servers, the paths and addresses by which keyturn reaches',
    'them, key names, hashes and counts. What nobody can recognise stays: a password of your own making that is in no file of the engine, and that some',
    'program repeats in an answer.',
    '',
    '## Signatures',
    '',
    '<!-- prettier-ignore-start -->',
    '| id | severity | what is wrong | explains | source |',
    '| --- | --- | --- | --- | --- |',
    ...ids.map(row),
    '<!-- prettier-ignore-end -->',
    '',
    'Each is a file in `src/plan/signatures/` (the pattern) and one of the same name in `src/report/signatures/` (the words), and has a scenario in',
    '`test/apply/doctor/scenarios.ts` in which doctor names it and nothing else.',
    '',
    '## What to do, with the names of a sample',
    '',
    ...ids.flatMap(details),
  ].join('\n'),
);

await putSchema(
  'doctor.schema.json',
  'The document of keyturn doctor --output json, keyturn.doctor/1',
  schemaOf(schemasOf('src/report/doctor-document.ts'), 'DoctorDocument'),
);
