import { shellWord } from './hints.ts';
import { wrap } from './layout.ts';
import { printableLine } from './printable.ts';
import type { RenderOptions } from './render-error.ts';

/**
 * The sealed copies of a run, as `server:path`. The copies are the way back of an unfinished rotation, so the commands
 * to remove the copies are shown only after its end. The commands are for a person, because the copies hold keys.
 * Without copies the answer has no lines.
 */
export function sealedLines(
  copies: readonly string[],
  rotation: 'ended' | 'not-ended',
  { style, width }: RenderOptions,
): readonly string[] {
  if (copies.length === 0) return [];
  const texts = copies.map(printableLine);
  return [
    '',
    wrap(style.bold('Sealed copies of the credential files (root only)'), width),
    ...texts.map((copy) => `  ${copy}`),
    ...(rotation === 'ended' ? removalLines(texts, width) : [wrap(KEEP, width, '  ')]),
  ];
}

const KEEP = 'Keep them until the rotation has ended: they are the way back.';
const OF_BEFORE =
  'Those from before the rotation can decrypt every Secret in old snapshots and backups. Remove them once those are gone too:';
const OF_NEW_KEY =
  'Those of the new key hold the key in use: they can decrypt every Secret there is now. The rotation no longer needs them:';

function removalLines(copies: readonly string[], width: number): readonly string[] {
  const ofNewKey = copies.filter((copy) => /\/new-key(?:-of-[^/]*)?$/.test(copy));
  const ofBefore = copies.filter((copy) => !ofNewKey.includes(copy));
  return [
    { words: OF_BEFORE, those: ofBefore },
    { words: OF_NEW_KEY, those: ofNewKey },
  ].flatMap(({ words, those }) =>
    those.length === 0 ? [] : [wrap(words, width, '  '), ...those.map((copy) => `    ${removalOf(copy)}`)],
  );
}

/** `server:/path`. Names of servers may contain colons, and paths begin with a slash. */
function removalOf(copy: string): string {
  const at = copy.indexOf(':/');
  const [server, path] = [copy.slice(0, at), copy.slice(at + 1)];
  return `on ${server}: sudo rm -r ${shellWord(path)}`;
}
