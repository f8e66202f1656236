import type { VirtualFileSystem } from '../file-system.ts';

/** A piece of an expanded word. Only unquoted pieces are patterns. */
export interface Piece {
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * Sorted paths that match an absolute word with wildcards. Without a match the answer is the word itself, as in a
 * shell.
 */
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
    // Only a pattern with a leading dot matches names with a leading dot.
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
