import { EXIT_CODES } from '../../model/outcome.ts';
import { explainableText, explainText } from '../../report/explain-text.ts';
import { findPage } from '../../report/pages/find-page.ts';
import { createStyle } from '../../report/style.ts';
import { terminalOf } from '../../report/terminal.ts';
import type { CliIo } from '../io.ts';
import type { GlobalArguments } from '../options.ts';
import { tellFailure } from '../tell-error.ts';

/** `keyturn explain`. Contacts no host, and needs no file. */
export function handleExplain(args: GlobalArguments, io: CliIo, words: readonly string[]): Promise<number> {
  const output = terminalOf(io.stdout, { environment: io.environment, noColour: !args.color });
  const layout = { style: createStyle(output.colour), width: output.columns() };
  if (words.length === 0) {
    output.write(explainableText(layout));
    return Promise.resolve(EXIT_CODES.done.code);
  }
  const pages = words.flatMap((word) => findPage(word) ?? []);
  const unknown = words.filter((word) => findPage(word) === undefined);
  if (unknown.length > 0) {
    const message = `nothing is called ${unknown.join(', ')}; keyturn explain lists all names`;
    return Promise.resolve(tellFailure({ kind: 'usage', message, command: 'explain' }, io));
  }
  output.write(pages.map((page) => explainText(page, layout)).join('\n'));
  return Promise.resolve(EXIT_CODES.done.code);
}
