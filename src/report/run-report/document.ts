/** How a text is meant. A renderer may colour the text, and the words alone must say the same. */
export type Tone = 'good' | 'bad' | 'plain';

/** A part of a section. Texts may come from hosts and from the journal, so every renderer escapes them. */
export type Block =
  | { readonly kind: 'text'; readonly text: string; readonly tone: Tone }
  /** Names with their values. */
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [string, string])[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | TableBlock
  /** Lines to copy, each after a word about it. */
  | { readonly kind: 'commands'; readonly lines: readonly (readonly [string, string])[] }
  /** The place of a picture. Only HTML has pictures, and the words beside say the same. */
  | { readonly kind: 'picture'; readonly of: Picture };

export type Picture = 'timeline' | 'secrets' | 'keys';

/** `numeric` are the columns of numbers, from 0. */
export interface TableBlock {
  readonly kind: 'table';
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly numeric?: readonly number[];
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Long and for the record. A terminal leaves the section out. */
  readonly isRecord?: boolean;
}

/** A report on a run in words, without a form yet. */
export interface ReportDocument {
  readonly title: string;
  readonly verdict: string;
  readonly tone: Tone;
  readonly sections: readonly Section[];
}

export function text(words: string, tone: Tone = 'plain'): Block {
  return { kind: 'text', text: words, tone };
}

/** Rows without a value are left out. */
export function facts(...rows: readonly (readonly [string, string | undefined])[]): Block {
  return {
    kind: 'facts',
    rows: rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  };
}
