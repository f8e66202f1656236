import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PassThrough } from 'node:stream';

import { describe, it } from 'vitest';

import type { Failure } from '../../../src/model/failure.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { explainText } from '../../../src/report/explain-text.ts';
import { failureText } from '../../../src/report/failure-text.ts';
import { CHECK_REASONS } from '../../../src/report/pages/check-reasons.ts';
import { FAILURE_PAGES, PAGE_OF, type PageId } from '../../../src/report/pages/failure-pages.ts';
import { checkIds, findPage, kindsOf, pageIds } from '../../../src/report/pages/find-page.ts';
import { PLAIN } from '../../../src/report/style.ts';
import { ADVICE_SAMPLES } from '../advice-samples.ts';
import { SAMPLE_FAILURES } from '../samples.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SAMPLES: readonly Failure[] = [
  ...Object.values(SAMPLE_FAILURES),
  ...ADVICE_SAMPLES.map(({ failure }) => failure),
];

/** Everything that a page says, sentence by sentence. */
function textsOf(id: PageId): readonly string[] {
  const { meaning, safe, steps, never, forms = {} } = FAILURE_PAGES[id];
  return [...meaning, safe, ...steps, ...never, ...Object.values(forms)];
}

const PAGES = pageIds();

describe('the page of a failure', () => {
  it.for(PAGES)('given %s, it is about at least one kind', (id, { expect }) => {
    expect(kindsOf(id)).not.toEqual([]);
  });

  it.for(PAGES)('given %s, it has whole sentences, and names what to do', (id, { expect }) => {
    const { title, steps } = FAILURE_PAGES[id];
    expect(steps.length).toBeGreaterThan(0);
    expect(title).not.toMatch(/\.$/);
    expect(textsOf(id).filter((text) => !/[.`]$/.test(text))).toEqual([]);
    expect(textsOf(id).filter((text) => text.split('`').length % 2 === 0)).toEqual([]);
  });

  it.for(PAGES)('given %s, what to do is nothing that harms', (id, { expect }) => {
    const { steps } = FAILURE_PAGES[id];
    const harmful = /--force|cluster-reset|killall|\brm\b|kubectl delete|delete the node|server\/cred/i;
    expect(steps.filter((step) => harmful.test(step))).toEqual([]);
  });

  it.for(PAGES)('given %s, every command in it exists', (id, { expect }) => {
    const io = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough(), environment: {} };
    const commands = createProgram({ io, exitCode: 0, keepsExitCode: false }).commands.map((command) => command.name());
    const named = textsOf(id).flatMap((text) => [...text.matchAll(/`keyturn ([a-z]+)/g)].map(([, name = '']) => name));
    expect(named.filter((name) => name !== 'help' && !commands.includes(name))).toEqual([]);
  });

  it.for(PAGES)('given %s, its sources can be read', (id, { expect }) => {
    const unread = FAILURE_PAGES[id].sources.filter((source) => !canBeRead(source));
    expect(unread).toEqual([]);
  });

  it('lies in the repository, and no page of a failure that is gone', ({ expect }) => {
    const files = globSync('docs/failures/*.md', { cwd: ROOT }).map((file) => basename(file, '.md'));
    expect(files.filter((file) => file !== 'README').toSorted()).toEqual([...PAGES].toSorted());
  });
});

describe('the way from a message to its page', () => {
  it('given any failure, each word that its message names leads to a page', ({ expect }) => {
    const words = SAMPLES.flatMap((failure) => failureText(failure).explain ?? []);
    expect(words.length).toBeGreaterThan(80);
    expect(words.filter((word) => findPage(word) === undefined)).toEqual([]);
  });

  it('given any failure but a wrong line and an own decision, its message names a word', ({ expect }) => {
    const silent = SAMPLES.filter((failure) => failureText(failure).explain === undefined).map(({ kind }) => kind);
    expect([...new Set(silent)].toSorted()).toEqual(['declined', 'interrupted', 'usage']);
  });

  it('given a kind, the page of that kind is found, whatever its form', ({ expect }) => {
    const kinds = Object.keys(PAGE_OF) as (keyof typeof PAGE_OF)[];
    expect(kinds.filter((kind) => textOf(findPage(kind)) !== textOf(findPage(PAGE_OF[kind])))).toEqual([]);
  });

  it('given a name, it is that of a check or of a failure, and not of both', ({ expect }) => {
    const failures = new Set<string>([...Object.keys(PAGE_OF), ...PAGES]);
    expect(checkIds().filter((id) => failures.has(id))).toEqual([]);
  });

  it('given a form, the page has that form and no other one', ({ expect }) => {
    const text = textOf(findPage('gate/loaded'));
    expect(text).toContain('polls its file about once a minute');
    expect(text).not.toContain('was cordoned by somebody');
  });

  it('given a word that nothing is called, there is no page', ({ expect }) => {
    const words = ['', 'constructor', 'gate/', 'gate/other', 'etcd-quorum/x', 'no-such-kind'];
    expect(words.filter((word) => findPage(word) !== undefined)).toEqual([]);
  });
});

describe('the reason of a check', () => {
  it.for(checkIds())('given %s, it is a whole sentence, and its page is complete', (id, { expect }) => {
    expect(CHECK_REASONS[id]).toMatch(/^(?:[A-Z`]|kine|kured).{40,}\.$/s);
    expect(textOf(findPage(id))).not.toMatch(/undefined/);
  });
});

describe('a page in a terminal', () => {
  it.for([...PAGES, ...checkIds()])('given %s and 80 columns, only what must be copied is longer', (id, { expect }) => {
    const long = textOf(findPage(id))
      .split('\n')
      .filter((line) => line.length > 80);
    expect(long.filter((line) => !/^\s*(?:\S+ )?(?:keyturn|kubectl|sudo|journalctl|ssh\S*) /.test(line))).toEqual([]);
  });
});

function textOf(explained: ReturnType<typeof findPage>): string {
  return explained === undefined ? '' : explainText(explained, { style: PLAIN, width: 80 });
}

/** An issue has its number; a document is there and has the section, by its words or its number. */
function canBeRead(source: string): boolean {
  if (/^[\w.-]+\/[\w.-]+#\d+$/.test(source)) return true;
  const [file = '', section] = source.split(/ (.+)/);
  if (!existsSync(join(ROOT, file))) return false;
  if (section === undefined) return true;
  const headings = (readFileSync(join(ROOT, file), 'utf8').match(/^#+ .*$/gm) ?? []).map((line) =>
    line.replace(/^#+ /, ''),
  );
  return section.startsWith('"')
    ? headings.includes(section.slice(1, -1))
    : headings.some((heading) => heading.startsWith(`${section}.`) || heading.startsWith(`${section} `));
}
