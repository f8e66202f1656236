import type { FailureKind } from '../../model/failure.ts';
import { CHECK_WORDS, type CheckId } from '../check-words.ts';
import { FAILURE_PAGES, PAGE_OF, type PageId } from './failure-pages.ts';

/** What a word after `keyturn explain` stands for. */
export type Explained =
  | { readonly about: 'failure'; readonly page: PageId; readonly form: string | undefined }
  | { readonly about: 'check'; readonly check: CheckId };

/** A kind of failure, a page, a page with one of its forms as `gate/loaded`, or a check. */
export function findPage(word: string): Explained | undefined {
  if (isCheck(word)) return { about: 'check', check: word };
  const [name = '', form] = word.split('/');
  const page = isKind(name) ? PAGE_OF[name] : name;
  if (!isPage(page)) return undefined;
  const isKnown = form === undefined || Object.hasOwn(FAILURE_PAGES[page].forms ?? {}, form);
  return isKnown ? { about: 'failure', page, form } : undefined;
}

/** The kinds that a page is about, in the order of the table. */
export function kindsOf(page: PageId): readonly FailureKind[] {
  return (Object.keys(PAGE_OF) as readonly FailureKind[]).filter((kind) => PAGE_OF[kind] === page);
}

export function pageIds(): readonly PageId[] {
  return Object.keys(FAILURE_PAGES) as readonly PageId[];
}

export function checkIds(): readonly CheckId[] {
  return Object.keys(CHECK_WORDS) as readonly CheckId[];
}

function isCheck(word: string): word is CheckId {
  return Object.hasOwn(CHECK_WORDS, word);
}

function isKind(word: string): word is FailureKind {
  return Object.hasOwn(PAGE_OF, word);
}

function isPage(word: string): word is PageId {
  return Object.hasOwn(FAILURE_PAGES, word);
}
