import { STYLE } from './html-style.ts';
import { element, raw, type Markup } from './markup.ts';

/** Nothing is loaded and no script runs, even if a text of a host or a journal were not escaped. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/**
 * One self-contained page, well-formed as HTML and as XML, for light and dark screens and for paper. Ends with a line
 * feed.
 */
export function htmlPage(title: string, body: readonly Markup[]): string {
  const page = element('html', { lang: 'en' }, [
    element('head', {}, [
      element('meta', { charset: 'utf-8' }),
      element('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      element('meta', { name: 'color-scheme', content: 'light dark' }),
      element('title', {}, [title]),
      element('style', {}, [raw(STYLE)]),
    ]),
    element('body', {}, body),
  ]);
  return `<!DOCTYPE html>\n${page.markup}\n`;
}
