import { explainLine } from './explained-by.ts';
import { item, wrap } from './layout.ts';
import { printable, printableLine, visibleLength } from './printable.ts';
import type { FailureText } from './failures/types.ts';
import type { Style } from './style.ts';

/** The layout of a text. */
export interface RenderOptions {
  readonly style: Style;
  /** Columns. */
  readonly width: number;
}

/** The log and `--output json` contain the details beyond this number. */
const DETAILS_SHOWN = 40;

/** The only shape of an error, with what is wrong, details and advice. Ends with a line feed. */
export function renderFailure(
  { what, details, next, explain, byChoice }: FailureText,
  { style, width }: RenderOptions,
): string {
  const title = byChoice === true ? style.yellow(printableLine(what)) : style.red(`error: ${printableLine(what)}`);
  const shown = details.slice(0, DETAILS_SHOWN);
  const left = details.length - shown.length;
  return [
    wrap(style.bold(title), width),
    ...shown.flatMap((detail) =>
      printable(detail)
        .split('\n')
        .map((line) => wrap(line, width, '    ')),
    ),
    ...(left > 0 ? [`    (and ${left} more)`] : []),
    ...next.map((advice) => adviceText(printableLine(advice), { style, width })),
    ...(explain === undefined ? [] : [style.dim(`   more: ${explainLine(explain)}`)]),
    '',
  ].join('\n');
}

const COMMAND = /^(?:keyturn|kubectl|ssh|ssh-add|ssh-keygen|sudo|printf|for NAMESPACE in) /;

/** Splits `words: command`. */
function wordsAndCommand(advice: string): readonly [words: string, command: string] | undefined {
  for (let at = advice.indexOf(': '); at >= 0; at = advice.indexOf(': ', at + 1)) {
    const rest = advice.slice(at + 2);
    if (COMMAND.test(rest.slice(0, 18)) || isJournalLine(rest)) return [advice.slice(0, at + 1), rest];
  }
  return undefined;
}

/** Where more words follow, the line is no command to copy. */
function isJournalLine(text: string): boolean {
  return text.startsWith('journalctl ') && !text.includes(';');
}

/**
 * One advice. A command too long for the line of its words gets its own line and is not broken, so that the command can
 * be copied.
 */
export function adviceText(advice: string, { style, width }: RenderOptions, indent = '  '): string {
  const options = { bullet: style.cyan('->'), width, indent };
  const [words, command] = wordsAndCommand(advice) ?? [];
  const fits = visibleLength(advice) + indent.length + 3 <= width;
  return words === undefined || fits ? item(advice, options) : `${item(words, options)}\n${indent}   ${command}`;
}
