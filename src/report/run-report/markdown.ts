import { printableLine } from '../printable.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { Block, ReportDocument } from './document.ts';

/** The report in Markdown (CommonMark with tables). Ends with a line feed. */
export function markdownReport({ title, verdict, sections }: ReportDocument): string {
  return (
    [
      `# ${escaped(title)}`,
      `**${escaped(verdict)}**`,
      ...sections
        .map(({ title: name, blocks }) => ({ name, texts: blocks.flatMap((block) => blockText(block) ?? []) }))
        .filter(({ texts }) => texts.length > 0)
        .flatMap(({ name, texts }) => [`## ${escaped(name)}`, ...texts]),
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

/** A picture is no text. */
function blockText(block: Block): string | undefined {
  switch (block.kind) {
    case 'text':
      return escaped(block.text);
    case 'facts':
      return tableText(['', ''], block.rows, []);
    case 'list':
      return block.items.map((item) => `- ${escaped(item)}`).join('\n');
    case 'table':
      return tableText(block.head, block.rows, block.numeric ?? []);
    case 'commands':
      return block.lines.map(([head, line]) => `${escaped(head)}:\n\n${code(line)}`).join('\n\n');
    case 'picture':
      return undefined;
    default:
      return unreachable(block);
  }
}

function tableText(head: readonly string[], rows: readonly (readonly string[])[], numeric: readonly number[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  const rule = `| ${head.map((_, column) => (numeric.includes(column) ? '---:' : '---')).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** Characters that Markdown or the HTML in Markdown could read as more than text. */
const SPECIAL = /[\\`*_{}[\]<>#+!|~&]/g;

/** A text on one line that no reader of Markdown takes for anything but text. */
function escaped(text: string): string {
  return printableLine(text)
    .replace(SPECIAL, (character) => `\\${character}`)
    .replace(/^(\d+)\./, '$1\\.')
    .replace(/^-/, '\\-');
}

/** A line to copy, in a fence that is longer than any run of backticks inside. */
function code(line: string): string {
  const shown = printableLine(line);
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${shown}\n${fence}`;
}
