import type { RunReport } from '../../model/run-report.ts';
import { unreachable } from '../../model/unreachable.ts';
import { printableLine } from '../printable.ts';
import type { Block, Picture, ReportDocument, Section, TableBlock } from './document.ts';
import { htmlPage } from './html-page.ts';
import { keysPicture } from './keys/keys-picture.ts';
import { secretsPicture } from './keys/secrets-picture.ts';
import { element, raw, type Markup } from './markup.ts';
import { timelinePicture } from './timeline/picture.ts';

/** The report as one self-contained page, well-formed as HTML and as XML. Ends with a line feed. */
export function htmlReport(document: ReportDocument, report: RunReport): string {
  const { title, verdict, tone, sections } = document;
  return htmlPage(`${title}: ${verdict}`, [
    element('header', {}, [
      element('h1', {}, [printableLine(title)]),
      element('p', { class: `verdict ${tone}` }, [printableLine(verdict)]),
    ]),
    element(
      'main',
      {},
      sections.map((section) => sectionOf(section, report)),
    ),
  ]);
}

function sectionOf({ title, blocks }: Section, report: RunReport): Markup {
  const content = blocks.map((block) => blockOf(block, report));
  // A long list of commands stays folded on a screen. Printed, the list is whole.
  const isFolded = blocks.some((block) => block.kind === 'commands' && block.lines.length > MOST_UNFOLDED);
  if (!isFolded) return element('section', {}, [element('h2', {}, [printableLine(title)]), ...content]);
  return element('section', {}, [
    element('details', {}, [element('summary', {}, [element('h2', {}, [printableLine(title)])]), ...content]),
  ]);
}

const MOST_UNFOLDED = 8;

function blockOf(block: Block, report: RunReport): Markup {
  switch (block.kind) {
    case 'text':
      return element('p', block.tone === 'plain' ? {} : { class: block.tone }, [printableLine(block.text)]);
    case 'facts':
      return element(
        'dl',
        {},
        block.rows.map(([name, value]) =>
          element('div', {}, [element('dt', {}, [printableLine(name)]), element('dd', {}, [printableLine(value)])]),
        ),
      );
    case 'list':
      return element(
        'ul',
        {},
        block.items.map((item) => element('li', {}, [printableLine(item)])),
      );
    case 'table':
      return tableOf(block);
    case 'commands':
      return element(
        'ol',
        { class: 'commands' },
        block.lines.map(([head, line]) =>
          element('li', {}, [
            element('span', {}, [printableLine(head)]),
            element('pre', {}, [element('code', {}, [printableLine(line)])]),
          ]),
        ),
      );
    case 'picture':
      return figureOf(pictureOf(block.of, report));
    default:
      return unreachable(block);
  }
}

function pictureOf(of: Picture, report: RunReport): Markup | undefined {
  switch (of) {
    case 'timeline':
      return timelinePicture(report);
    case 'secrets':
      return secretsPicture(report);
    case 'keys':
      return keysPicture(report);
    default:
      return unreachable(of);
  }
}

/** Nothing where the journal has too little to draw. */
function figureOf(picture: Markup | undefined): Markup {
  return picture === undefined ? raw('') : element('figure', {}, [picture]);
}

function tableOf({ head, rows, numeric = [] }: TableBlock): Markup {
  const attributes = (column: number): Record<string, string> => (numeric.includes(column) ? { class: 'number' } : {});
  const line = (name: 'th' | 'td', cells: readonly string[]): Markup =>
    element(
      'tr',
      {},
      cells.map((cell, column) =>
        element(name, name === 'th' ? { ...attributes(column), scope: 'col' } : attributes(column), [
          printableLine(cell),
        ]),
      ),
    );
  return element('div', { class: 'wide' }, [
    element('table', {}, [
      element('thead', {}, [line('th', head)]),
      element(
        'tbody',
        {},
        rows.map((row) => line('td', row)),
      ),
    ]),
  ]);
}
