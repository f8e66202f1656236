import { CHECK_WORDS, type CheckId } from './check-words.ts';
import { nextOf } from './check-text.ts';
import { NO_HINTS } from './hints.ts';
import { item, table, wrap } from './layout.ts';
import { CHECK_REASONS } from './pages/check-reasons.ts';
import { FAILURE_PAGES, type PageId } from './pages/failure-pages.ts';
import { checkIds, type Explained, kindsOf, pageIds } from './pages/find-page.ts';
import type { RenderOptions } from './render-error.ts';
import type { Style } from './style.ts';

/** The page of a failure or a check, for a terminal. Ends with a line feed. */
export function explainText(explained: Explained, options: RenderOptions): string {
  const lines =
    explained.about === 'check'
      ? checkLines(explained.check, options)
      : pageLines(explained.page, explained.form, options);
  return `${lines.join('\n')}\n`;
}

function pageLines(id: PageId, form: string | undefined, options: RenderOptions): readonly string[] {
  const { style, width } = options;
  const { title, meaning, safe, steps, never, sources, forms = {} } = FAILURE_PAGES[id];
  const shown = Object.entries(forms).filter(([name]) => form === undefined || name === form);
  return [
    style.bold(title),
    style.dim(wrap(kindsOf(id).join(', '), width)),
    ...meaning.flatMap((paragraph) => ['', wrapped(paragraph, options)]),
    ...(shown.length === 0 ? [] : ['']),
    ...shown.map(([name, text]) => listed(`${style.bold(name)}  ${plain(text, style)}`, '-', options)),
    '',
    style.bold('What is safe now'),
    wrapped(safe, options, '  '),
    '',
    style.bold('What to do'),
    ...steps.map((step, index) => listed(plain(step, style), `${index + 1}.`, options)),
    ...(never.length === 0 ? [] : ['', style.bold(style.red('Do not'))]),
    ...never.map((warning) => listed(plain(warning, style), '-', options)),
    ...(sources.length === 0 ? [] : ['', style.dim(wrap(`Sources: ${sources.join(', ')}`, width))]),
    style.dim(`This page: docs/failures/${id}.md`),
  ];
}

function checkLines(id: CheckId, options: RenderOptions): readonly string[] {
  const { style } = options;
  const words = CHECK_WORDS[id];
  return [
    style.bold(`The check ${id}`),
    '',
    wrapped(`It passes when ${words?.good ?? id}. It refuses or warns when ${words?.bad ?? id}.`, options),
    '',
    style.bold('Why it is made'),
    wrapped(CHECK_REASONS[id], options, '  '),
    '',
    style.bold('What to do'),
    ...nextOf(words, NO_HINTS).map((step, index) => listed(plain(step, style), `${index + 1}.`, options)),
    '',
    style.dim(`This page: docs/checks.md#${id}`),
  ];
}

/** Everything that can be explained. */
export function explainableText({ style, width }: RenderOptions): string {
  return [
    style.bold('Failures'),
    table(
      pageIds().map((id) => [id, FAILURE_PAGES[id].title]),
      '  ',
    ),
    '',
    style.bold('Checks'),
    wrap(checkIds().join(', '), width, '  '),
    '',
    wrap('More about one of them, about several, or about one form: keyturn explain gate/loaded etcd-quorum', width),
    '',
  ].join('\n');
}

/** A blank that is no place to break a line. */
const TIGHT = '\u00A0';

/** The terminal needs no backticks. A command stays on one line, so that it can be copied. */
function plain(text: string, { cyan }: Style): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? cyan(part.replaceAll(' ', TIGHT)) : part))
    .join('');
}

function wrapped(text: string, { style, width }: RenderOptions, indent = ''): string {
  return wrap(plain(text, style), width, indent).replaceAll(TIGHT, ' ');
}

function listed(text: string, bullet: string, { width }: RenderOptions): string {
  return item(text, { bullet, width, indent: '  ' }).replaceAll(TIGHT, ' ');
}
