import { parse, type DefaultTreeAdapterTypes, type ParserError } from 'parse5';
import { describe, it } from 'vitest';
import type { RunReport } from '../../../src/model/run-report.ts';
import { htmlReport } from '../../../src/report/run-report/html.ts';
import { reportDocument } from '../../../src/report/run-report/report-document.ts';
import { ALL, DONE, hostile, STOPPED } from './sample-report.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

function page(report: RunReport): string {
  return htmlReport(reportDocument(report), report);
}

function parsed(html: string): { readonly errors: readonly ParserError[]; readonly elements: readonly Element[] } {
  const errors: ParserError[] = [];
  const document = parse(html, { onParseError: (error) => errors.push(error) });
  const elements = (node: Node): readonly Element[] => [
    ...('tagName' in node ? [node] : []),
    ...('childNodes' in node ? node.childNodes.flatMap(elements) : []),
  ];
  return { errors, elements: elements(document) };
}

/** Tags of elements in their order, and how many attributes each has. */
function shape(html: string): readonly string[] {
  return parsed(html).elements.map(({ tagName, attrs }) => `${tagName} ${attrs.map(({ name }) => name).join(' ')}`);
}

/** Every tag that opens an element is closed by its own name, as in XML. */
function unbalanced(html: string): readonly string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, end, name = '', itself] of html.matchAll(/<(\/?)([a-zA-Z][\w-]*)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (end === '/') {
      if (open.pop() !== name) wrong.push(name);
    } else if (itself !== '/') open.push(name);
  }
  return [...wrong, ...open];
}

const POISON = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>&amp;]]>\u001B[31m\u202E`;

describe('the report as a page', () => {
  it.for(ALL)('given %s, is well-formed and needs nothing from elsewhere', ([, report], { expect }) => {
    const html = page(report);
    const { errors, elements } = parsed(html);
    expect(errors).toEqual([]);
    expect(unbalanced(html)).toEqual([]);
    expect(Array.from(html).filter((character) => character < ' ' && character !== '\n')).toEqual([]);
    expect(elements.filter(({ tagName }) => ['script', 'link', 'img', 'iframe', 'object'].includes(tagName))).toEqual(
      [],
    );
    const loads = elements.flatMap(({ attrs }) => attrs.filter(({ name }) => /^(?:src|href|on.*|style)$/.test(name)));
    expect(loads).toEqual([]);
    expect(html).not.toMatch(/url\(|@import/);
    expect(html).toContain('default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;');
  });

  it.for(ALL)('given %s whose every text is markup, has the same elements as without', ([, report], { expect }) => {
    const poisoned = page(hostile(report, POISON));
    expect(parsed(poisoned).errors).toEqual([]);
    // A step with a name that nobody knows is drawn on the lane of the cluster, so shapes of the picture may differ.
    const tags = new Set(shape(page(report)).map((tag) => tag.split(' ')[0]));
    for (const tag of shape(poisoned)) expect(tags).toContain(tag.split(' ')[0]);
    expect(shape(poisoned).some((tag) => /script|img|onerror/.test(tag))).toBe(false);
    expect(poisoned).not.toContain('\u001B');
    expect(poisoned).not.toContain('\u202E');
    expect(poisoned).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('given a run that ended well, begins with the verdict and shows commands, keys and the head of the chain', ({
    expect,
  }) => {
    const html = page(DONE);
    expect(html).toContain('the key was rotated, and the proof holds.');
    expect(html).toContain('<code>sudo -n true restart:prepare:s1</code>');
    expect(html).toContain('aescbc/aescbckey-2026-11-24T02:00:05Z');
    expect(html).toContain(DONE.journal.head);
    expect(html.match(/class="no-return"/g)).toHaveLength(1);
  });

  it('given a run that stopped, says why and what to do, and does not tell how to remove the way back', ({
    expect,
  }) => {
    const html = page(STOPPED);
    expect(html).toContain('STOPPED in stage prepare');
    expect(html).toContain('Timed out after 10 min on s2');
    expect(html).toContain('they are the way back');
    expect(html).not.toContain('sudo rm');
  });
});
