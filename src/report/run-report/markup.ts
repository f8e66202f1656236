/** Markup that is safe to put into a page. Only this file makes markup, and every text in an element is escaped. */
export interface Markup {
  readonly markup: string;
}

/** Text without any escaping, for a constant of the source alone. */
export function raw(markup: string): Markup {
  return { markup };
}

/** Elements of HTML without content. They close themselves, so that the page is well-formed XML as well. */
const EMPTY = new Set(['meta', 'line', 'rect', 'path', 'circle', 'use', 'stop']);

/** An element of HTML or SVG. Attributes and texts are escaped. An attribute with `undefined` is left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content: readonly (string | Markup)[] = [],
): Markup {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escaped(String(value))}"`]))
    .join('');
  if (EMPTY.has(name) && content.length === 0) return { markup: `<${name}${written} />` };
  const inner = content.map((part) => (typeof part === 'string' ? escaped(part) : part.markup)).join('');
  return { markup: `<${name}${written}>${inner}</${name}>` };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
