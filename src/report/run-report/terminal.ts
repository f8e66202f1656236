import { unreachable } from '../../model/unreachable.ts';
import { painted, table, wrap } from '../layout.ts';
import { printableLine } from '../printable.ts';
import type { RenderOptions } from '../render-error.ts';
import { rowText } from '../summary/row.ts';
import type { Block, ReportDocument, Section } from './document.ts';

/** The report on a terminal, without what is there for the record. Ends with a line feed. */
export function terminalReport(document: ReportDocument, options: RenderOptions): string {
  const { style, width } = options;
  const tones = { good: style.green, bad: style.red, plain: (words: string) => words };
  return [
    style.bold(tones[document.tone](wrap(printableLine(document.verdict), width))),
    ...document.sections
      .filter(({ isRecord }) => isRecord !== true)
      .flatMap((section) => ['', ...sectionLines(section, options)]),
    '',
  ].join('\n');
}

/** One section with its title. */
export function sectionLines({ title, blocks }: Section, options: RenderOptions): readonly string[] {
  return [options.style.bold(printableLine(title)), ...blocks.flatMap((block) => blockLines(block, options))];
}

const INDENT = '  ';

function blockLines(block: Block, { style, width }: RenderOptions): readonly string[] {
  switch (block.kind) {
    case 'text': {
      const paint = { good: style.green, bad: style.red, plain: (line: string) => line }[block.tone];
      return wrap(printableLine(block.text), width, INDENT).split('\n').map(paint);
    }
    case 'facts':
      return factLines(block.rows, width);
    case 'list':
      return block.items.map((item) => `${INDENT}- ${printableLine(item)}`);
    case 'table':
      return [table([block.head.map((cell) => painted(style.dim, cell)), ...block.rows], INDENT)];
    case 'commands':
      return block.lines.map(([head, line]) => `${INDENT}${INDENT}${printableLine(head)}: ${printableLine(line)}`);
    case 'picture':
      return [];
    default:
      return unreachable(block);
  }
}

function factLines(rows: readonly (readonly [string, string])[], width: number): readonly string[] {
  const column = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => rowText({ name, text: printableLine(value) }, width, column));
}
