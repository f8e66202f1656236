import { item, wrap } from './layout.ts';
import { printable, printableLine, visibleLength } from './printable.ts';
import type { FailureText } from './failures/failure-text.ts';
import type { Style } from './style.ts';

/** How a text is laid out. */
export interface RenderOptions {
  readonly style: Style;
  /** Columns. */
  readonly width: number;
}

/** Details beyond these are in the log and in `--output json`. */
const DETAILS_SHOWN = 40;

/** The one shape of an error: what, details, how to go on. Ends with a line feed. */
export function renderFailure({ what, details, next, byChoice }: FailureText, { style, width }: RenderOptions): string {
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
    '',
  ].join('\n');
}

/** `words: command`. */
const WITH_COMMAND = /^(.*?:) ((?:keyturn|kubectl|ssh|ssh-add|ssh-keygen|sudo) .*)$/;

/** One way on. A command that does not fit beside its words gets a line of its own and is not broken, so that it can be copied. */
export function adviceText(advice: string, { style, width }: RenderOptions, indent = '  '): string {
  const options = { bullet: style.cyan('->'), width, indent };
  const [, words, command] = WITH_COMMAND.exec(advice) ?? [];
  const fits = visibleLength(advice) + indent.length + 3 <= width;
  return words === undefined || fits ? item(advice, options) : `${item(words, options)}\n${indent}   ${command}`;
}
