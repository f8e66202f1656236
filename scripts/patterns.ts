import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseAst } from 'rolldown/parseAst';

/** Rooms that read what a server, a file or an operator wrote. The simulator reads only what keyturn sent. */
const ROOMS = '{src,machines,inventory}/**/*.ts';
const LEFT_OUT = 'src/simulator/';

/** A regular expression of the source. */
export interface Pattern {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

/** Every regular expression that is written as one, in the order of the files. */
export function patternsOf(root: string): readonly Pattern[] {
  const files = globSync(ROOMS, { cwd: root }).filter((file) => !file.startsWith(LEFT_OUT));
  return files.sort().flatMap((file) => {
    const found: Pattern[] = [];
    const program = parseAst(readFileSync(join(root, file), 'utf8'), { lang: 'ts' });
    visit(program, (regex) => found.push({ file, source: regex.pattern, flags: regex.flags }));
    return found;
  });
}

/** As it is written in the source. */
export function written({ source, flags }: Pick<Pattern, 'source' | 'flags'>): string {
  return `/${source}/${flags}`;
}

interface Regex {
  readonly pattern: string;
  readonly flags: string;
}

function visit(node: unknown, found: (regex: Regex) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if ('regex' in node) found(node.regex as Regex);
  for (const child of Object.values(node)) visit(child, found);
}
