import type { ProgramResult } from '../program.ts';
import { bytesToText, joinLines, linesOf, textToBytes, wordToText } from './bytes.ts';
import { longestMatch } from './longest-match.ts';
import { readOptions, valueOf, type Options } from './options.ts';
import { fixedPattern, patternOf } from './patterns.ts';
import { ended, notSimulated, sourcesOf, type Source, type UtilityCall } from './utility.ts';

/**
 * grep, with `-E -F -o -c -h -H -q -s -v -i -m -a -n -l -x -e`. Binary input is reported as in GNU grep, unless `-a` is
 * given.
 */
export async function grep(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, {
    flags: 'EFGocqsvihHanlx',
    valued: 'me',
    long: ['text', 'quiet', 'only-matching', 'count'],
  });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const written = options.values.get('e') ?? options.operands.slice(0, 1);
  const paths = options.values.has('e') ? options.operands : options.operands.slice(1);
  if (written.length === 0) return ended(2, 'Usage: grep [OPTION]... PATTERNS [FILE]...\n');
  const pattern = searchedFor(written, options);
  if (pattern === undefined) return notSimulated(call, `pattern ${written.join(' ')}`);
  const { sources, stderr } = await sourcesOf(call, paths);
  const search = searchOf(options, pattern, paths.length > 1);
  let output = '';
  let found = false;
  for (const source of sources) {
    const result = grepSource(source, search);
    output += result.output;
    found ||= result.found;
    if (found && search.quiet) return ended(0);
  }
  const exitCode = stderr !== '' ? 2 : found ? 0 : 1;
  return { exitCode, stdout: textToBytes(output), stderr: options.flags.has('s') ? '' : stderr };
}

/**
 * Several patterns become alternatives of one pattern. Back references are then not simulated, because their numbers
 * would count the groups of all patterns.
 */
function searchedFor(written: readonly string[], { flags }: Options): RegExp | undefined {
  const mode = flags.has('i') ? 'gi' : 'g';
  const sources: string[] = [];
  for (const text of written.flatMap((each) => wordToText(each).split('\n'))) {
    const pattern = flags.has('F') ? fixedPattern(text) : patternOf(text, flags.has('E') ? 'extended' : 'basic');
    if (pattern === undefined) return undefined;
    sources.push(`(?:${pattern.source})`);
  }
  const any = sources.join('|');
  if (sources.length > 1 && /\\[1-9]/.test(any)) return undefined;
  return longestMatch(flags.has('x') ? `^(?:${any})$` : any, `${mode}s`);
}

interface Search {
  readonly pattern: RegExp;
  readonly inverted: boolean;
  readonly onlyMatching: boolean;
  readonly count: boolean;
  readonly quiet: boolean;
  readonly names: boolean;
  readonly numbers: boolean;
  readonly withName: boolean;
  readonly binaryAsText: boolean;
  readonly most: number;
}

function searchOf(options: Options, pattern: RegExp, several: boolean): Search {
  const { flags } = options;
  return {
    pattern,
    inverted: flags.has('v'),
    onlyMatching: flags.has('o') || flags.has('only-matching'),
    count: flags.has('c') || flags.has('count'),
    quiet: flags.has('q') || flags.has('quiet'),
    names: flags.has('l'),
    numbers: flags.has('n'),
    withName: (several || flags.has('H')) && !flags.has('h'),
    binaryAsText: flags.has('a') || flags.has('text'),
    most: Number(valueOf(options, 'm') ?? Number.POSITIVE_INFINITY),
  };
}

function grepSource(source: Source, search: Search): { readonly output: string; readonly found: boolean } {
  const shown = source.name === '-' ? '(standard input)' : source.name;
  const prefix = search.withName ? `${wordToText(shown)}:` : '';
  const pieces: string[] = [];
  let matched = 0;
  for (const [index, line] of linesOf(bytesToText(source.content)).entries()) {
    if (matched >= search.most) break;
    if (matches(search.pattern, line) === search.inverted) continue;
    matched += 1;
    const head = search.numbers ? `${prefix}${index + 1}:` : prefix;
    if (search.onlyMatching) pieces.push(...matchesIn(line, search).map((match) => `${head}${match}`));
    else pieces.push(`${head}${line}`);
  }
  const found = matched > 0;
  if (search.quiet) return { output: '', found };
  if (search.names) return { output: found ? `${wordToText(shown)}\n` : '', found };
  if (search.count) return { output: `${prefix}${matched}\n`, found };
  if (found && !search.binaryAsText && source.content.includes(0)) {
    return { output: wordToText(`grep: ${shown}: binary file matches\n`), found };
  }
  return { output: joinLines(pieces), found };
}

function matches(pattern: RegExp, line: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(line);
}

/** The matched texts for `-o`, without empty matches. */
function matchesIn(line: string, { pattern, inverted }: Search): readonly string[] {
  if (inverted) return [];
  return (line.match(pattern) ?? []).filter((match) => match !== '');
}
