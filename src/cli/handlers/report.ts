import { readJournal } from '../../apply/journal/journal.ts';
import { findRun, type FoundRun } from '../../apply/runs/find-run.ts';
import { readRun } from '../../apply/runs/read-run.ts';
import { runReport } from '../../history/run-report.ts';
import { jsonText } from '../../model/json-text.ts';
import { EXIT_CODES } from '../../model/outcome.ts';
import type { RunReport } from '../../model/run-report.ts';
import { chainText } from '../../report/chain-text.ts';
import type { RenderOptions } from '../../report/render-error.ts';
import { htmlReport } from '../../report/run-report/html.ts';
import { leftBehindSection } from '../../report/run-report/left-behind.ts';
import { markdownReport } from '../../report/run-report/markdown.ts';
import { reportDocument } from '../../report/run-report/report-document.ts';
import { sectionLines, terminalReport } from '../../report/run-report/terminal.ts';
import { createStyle } from '../../report/style.ts';
import { terminalOf, type Terminal } from '../../report/terminal.ts';
import { stateDirectory } from '../environment.ts';
import type { CliIo } from '../io.ts';
import type { GlobalArguments } from '../options.ts';
import { tellFailure } from '../tell-error.ts';
import { writePrivately } from '../write-file.ts';

const FORMS = ['html', 'markdown', 'json'] as const;
type Form = (typeof FORMS)[number];

/** The arguments of `report` and of `runs show`. */
interface ReportArguments extends GlobalArguments, Readonly<Partial<Record<Form, string>>> {
  readonly cluster?: string;
  readonly check?: true;
  readonly copies?: true;
}

/** `keyturn report` and `keyturn runs show`. Contacts no host. */
export async function handleReport(
  args: ReportArguments,
  io: CliIo,
  [wanted = '']: readonly string[],
): Promise<number> {
  const output = terminalOf(io.stdout, { environment: io.environment, noColour: !args.color });
  const layout = { style: createStyle(output.colour), width: output.columns() };
  const directory = stateDirectory(args.stateDir, io.environment);
  const found = findRun(directory, wanted, args.cluster);
  if (!found.ok) return tellFailure(found.failure, io);
  if (args.check === true) return checkChain(found.value, { io, output, layout });
  const source = readRun(directory, found.value);
  if (!source.ok) return tellFailure(source.failure, io);
  const report = runReport(source.value);
  const files = FORMS.flatMap((form) => (args[form] === undefined ? [] : [{ form, file: args[form] }]));
  if (args.copies === true) {
    output.write(`${sectionLines(leftBehindSection(report), layout).join('\n')}\n`);
  } else if (files.length === 0) {
    output.write(terminalReport(reportDocument(report), layout));
  } else {
    return writeFiles(report, files, { io, output });
  }
  return EXIT_CODES.done.code;
}

function checkChain(
  { runId, journal }: FoundRun,
  { io, output, layout }: { readonly io: CliIo; readonly output: Terminal; readonly layout: RenderOptions },
): number {
  const content = readJournal(journal);
  if (!content.ok) {
    const { failure } = content;
    const isAltered = failure.kind === 'journal-corrupt' && failure.writtenBy === undefined;
    return tellFailure(isAltered ? { ...failure, kind: 'journal-altered' } : failure, io);
  }
  output.write(
    chainText({ runId, file: journal, lines: content.value.lines.length, head: content.value.head }, layout),
  );
  return EXIT_CODES.done.code;
}

/** `-` is stdout, which has room for one report. */
const STDOUT = '-';

function writeFiles(
  report: RunReport,
  files: readonly { readonly form: Form; readonly file: string }[],
  { io, output }: { readonly io: CliIo; readonly output: Terminal },
): number {
  if (files.filter(({ file }) => file === STDOUT).length > 1) {
    const message = 'only one of --html, --markdown and --json can be written to stdout';
    return tellFailure({ kind: 'usage', command: 'report', message }, io);
  }
  const document = reportDocument(report);
  const texts: Readonly<Record<Form, () => string>> = {
    html: () => htmlReport(document, report),
    markdown: () => markdownReport(document),
    json: () => `${jsonText(report, 2)}\n`,
  };
  for (const { form, file } of files) {
    if (file === STDOUT) {
      output.write(texts[form]());
      continue;
    }
    const written = writePrivately(file, texts[form]());
    if (!written.ok) return tellFailure(written.failure, io);
  }
  return EXIT_CODES.done.code;
}
