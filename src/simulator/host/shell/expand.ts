import { unreachable } from '../../../model/unreachable.ts';
import type { VirtualFileSystem } from '../file-system.ts';
import { globbed, type Piece } from './glob.ts';
import type { Part, Script, Word } from './syntax.ts';

/** The surroundings of an expansion in a shell. */
export interface Surroundings {
  readonly files: VirtualFileSystem;
  variable(name: string): string;
  /** Runs a script and returns its output without trailing newlines. */
  substitute(script: Script): Promise<string>;
}

/**
 * Expands words. Variables and substitutions are inserted, unquoted results are split at blanks, and wildcards are
 * resolved.
 */
export async function expandWords(words: readonly Word[], surroundings: Surroundings): Promise<readonly string[]> {
  const expanded: string[] = [];
  for (const word of words) {
    for (const field of await fieldsOf(word, surroundings)) expanded.push(...globbed(surroundings.files, field));
  }
  return expanded;
}

/** Expands one word without splitting, for an assignment's value or the target of a redirection. */
export async function expandWhole(word: Word, surroundings: Surroundings): Promise<string> {
  let text = '';
  for (const part of word) text += await valueOf(part, surroundings);
  return text;
}

async function valueOf(part: Part, surroundings: Surroundings): Promise<string> {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'variable':
      return surroundings.variable(part.name);
    case 'substitution':
      return surroundings.substitute(part.script);
    default:
      return unreachable(part);
  }
}

async function fieldsOf(word: Word, surroundings: Surroundings): Promise<readonly (readonly Piece[])[]> {
  const fields: Piece[][] = [];
  let open: Piece[] | undefined;
  for (const part of word) {
    const value = await valueOf(part, surroundings);
    if (part.kind === 'text' || part.quoted) {
      if (open === undefined) fields.push((open = []));
      open.push({ text: value, quoted: part.quoted });
      continue;
    }
    for (const [index, text] of value.split(/[ \t\n]+/).entries()) {
      if (index > 0) open = undefined;
      if (text === '') continue;
      if (open === undefined) fields.push((open = []));
      open.push({ text, quoted: false });
    }
  }
  return fields;
}
