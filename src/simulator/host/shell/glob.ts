import type { VirtualFileSystem } from '../file-system.ts';

/** A piece of an expanded word; only what was not quoted is a pattern. */
export interface Piece {
  readonly text: string;
  readonly quoted: boolean;
}

/** Paths that an absolute word with wildcards names, sorted; the word itself where it names none, as a shell does. */
export function globbed(files: VirtualFileSystem, pieces: readonly Piece[]): readonly string[] {
  const literal = pieces.map(({ text }) => text).join('');
  const hasPattern = pieces.some(({ text, quoted }) => !quoted && /[*?[]/.test(text));
  if (!hasPattern || !literal.startsWith('/')) return [literal];
  const [, ...components] = pieces
    .map(({ text, quoted }) => (quoted ? escaped(text) : patternOf(text)))
    .join('')
    .split('/');
  let found = [''];
  for (const component of components) {
    const pattern = new RegExp(`^(?:${component})$`, 's');
    // Names that begin with a dot are named only by patterns that begin with one.
    const showsHidden = component.startsWith('\\.');
    found = found.flatMap((base) =>
      files
        .list(base)
        .filter((name) => pattern.test(name) && (showsHidden || !name.startsWith('.')))
        .map((name) => `${base}/${name}`),
    );
  }
  return found.length === 0 ? [literal] : found;
}

function patternOf(text: string): string {
  return text.replaceAll(/\*|\?|\[!?[^\]/]+\]|[\s\S]/g, (token) => {
    if (token === '*') return '.*';
    if (token === '?') return '.';
    return token.length > 1 && token.startsWith('[') ? token.replace('[!', '[^') : escaped(token);
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
