import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = ['src', 'machines', 'inventory', 'scripts', 'test'].map((room) => `${room}/**/*.ts`);
/** Where a document that a comment names is looked for. */
const PLACES = ['docs/facts', 'docs', 'test/recordings', '.'];

/** A document that a comment names, and the sections of it. */
interface Citation {
  readonly file: string;
  readonly document: string;
  readonly sections: readonly string[];
}

const DOCUMENT = /\b([a-z-]+\.md)\b((?:,? (?:(?:and|sections?) )?(?:\d+(?:\.\d+)*[a-z]?|[AB]\d+|"[^"]+")(?![\w-]))*)/gi;
const SECTION = /\d+(?:\.\d+)*[a-z]?|[AB]\d+|"[^"]+"/g;

function citations(): readonly Citation[] {
  return SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT })).flatMap((file) => {
    const comments = readFileSync(join(ROOT, file), 'utf8').match(/^\s*(?:\/?\*|\/\/).*$/gm) ?? [];
    return comments.flatMap((line) =>
      [...line.matchAll(DOCUMENT)].map(([, document = '', sections = '']) => ({
        file,
        document,
        sections: sections.match(SECTION) ?? [],
      })),
    );
  });
}

function textOf(document: string): string | undefined {
  const place = PLACES.find((one) => existsSync(join(ROOT, one, document)));
  return place === undefined ? undefined : readFileSync(join(ROOT, place, document), 'utf8');
}

/** `5.4` is a heading, `8` a heading or a numbered point; `A3` begins an entry; words in quotes head a section, or stand in it. */
function hasSection(text: string, section: string): boolean {
  if (section.startsWith('"')) return text.includes(section.slice(1, -1));
  if (/^[AB]/.test(section)) return new RegExp(String.raw`\*\*${section}\.`).test(text);
  const whole = section.replace(/[a-z]$/, '');
  return new RegExp(String.raw`^(?:#+ )?${whole.replaceAll('.', String.raw`\.`)}[. ]`, 'm').test(text);
}

describe('the documents that comments cite', () => {
  const all = citations();

  it('are all in the repository, so that a stranger can read them', ({ expect }) => {
    const missing = all.filter(({ document }) => textOf(document) === undefined);

    expect(all.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });

  it('have the sections that are named', ({ expect }) => {
    const named = all.flatMap(({ file, document, sections }) =>
      sections.map((section) => ({ file, document, section })),
    );
    const missing = named.filter(({ document, section }) => !hasSection(textOf(document) ?? '', section));

    expect(named.length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });
});
