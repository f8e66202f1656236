import { UTILITIES } from '../coreutils/utilities.ts';
import type { Utility } from '../coreutils/utility.ts';
import type { Program, ProgramHost } from '../program.ts';

/** Programs that start other programs, implemented in the shell's own room. */
const STARTERS: ReadonlySet<string> = new Set(['sudo', 'env', 'sh', 'dash']);

const SYSTEM_DIRECTORIES = new Set(['/bin', '/usr/bin', '/sbin', '/usr/sbin']);

export type Found =
  | { readonly kind: 'starter'; readonly name: string; readonly path: string }
  | { readonly kind: 'utility'; readonly name: string; readonly path: string; readonly utility: Utility }
  | { readonly kind: 'program'; readonly name: string; readonly path: string; readonly program: Program };

/** The program behind a word, found through PATH or by its path. The host's own programs come first. */
export function findProgram(host: ProgramHost, word: string): Found | undefined {
  const cut = word.lastIndexOf('/');
  const name = word.slice(cut + 1);
  const direct = host.programs.get(word);
  if (direct !== undefined) return { kind: 'program', name, path: pathOfProgram(host, word), program: direct };
  if (cut !== -1 && !SYSTEM_DIRECTORIES.has(word.slice(0, cut))) return undefined;
  const program = host.programs.get(name);
  const path = cut === -1 ? `/usr/bin/${name}` : word;
  if (program !== undefined) return { kind: 'program', name, path, program };
  if (STARTERS.has(name)) return { kind: 'starter', name, path };
  const utility = UTILITIES.get(name);
  return utility === undefined ? undefined : { kind: 'utility', name, path, utility };
}

/** A program may have both a bare name and a path. A search finds the path. */
function pathOfProgram(host: ProgramHost, word: string): string {
  if (word.includes('/')) return word;
  const known = [...host.programs.keys()].find((key) => key.startsWith('/') && key.endsWith(`/bin/${word}`));
  return known ?? `/usr/bin/${word}`;
}
