import { unreachable } from '../../../model/unreachable.ts';
import type { ProgramResult } from '../program.ts';
import { bytesToText, joinLines, linesOf, textToBytes, wordToText } from './bytes.ts';
import { readOptions } from './options.ts';
import { patternOf, type Dialect } from './patterns.ts';
import { notSimulated, sourcesOf, type UtilityCall } from './utility.ts';

/** A line number, the last line, or lines that match. */
type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'match'; readonly pattern: RegExp };

interface Edit {
  readonly from: Address | undefined;
  readonly to: Address | undefined;
  readonly action: Action;
}

type Action =
  | { readonly kind: 'print' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'quit' }
  | {
      readonly kind: 'substitute';
      readonly pattern: RegExp;
      readonly replacement: string;
      readonly print: boolean;
    };

/** sed, with `-n`, `-E`, `-e`, and the commands `s///[gpi]`, `p`, `d`, `q`, each with no, one or two addresses. */
export async function sed(call: UtilityCall): Promise<ProgramResult> {
  const options = readOptions(call.words, { flags: 'nEr', valued: 'e' });
  if (options.unknown !== undefined) return notSimulated(call, options.unknown);
  const scripts = options.values.get('e') ?? options.operands.slice(0, 1);
  const dialect = options.flags.has('E') || options.flags.has('r') ? 'extended' : 'basic';
  const edits: Edit[] = [];
  for (const script of scripts) {
    const parsed = parseEdits(wordToText(script), dialect);
    if (parsed === undefined) return notSimulated(call, script);
    edits.push(...parsed);
  }
  const paths = options.values.has('e') ? options.operands : options.operands.slice(1);
  const { sources, stderr } = await sourcesOf(call, paths);
  const text = sources.map(({ content }) => bytesToText(content)).join('');
  const { output, reachedEnd } = edit(linesOf(text), edits, options.flags.has('n'));
  const edited = joinLines(output);
  // A last line without a newline stays without a newline.
  const stdout = textToBytes(reachedEnd && !text.endsWith('\n') ? edited.slice(0, -1) : edited);
  return { exitCode: stderr === '' ? 0 : 2, stdout, stderr };
}

/** `reachedEnd` means that the last line of the output comes from the last line of the input. */
function edit(
  lines: readonly string[],
  edits: readonly Edit[],
  quiet: boolean,
): { readonly output: readonly string[]; readonly reachedEnd: boolean } {
  const output: string[] = [];
  let reachedEnd = false;
  const open = new Set<Edit>();
  for (const [index, original] of lines.entries()) {
    const place = { number: index + 1, last: index === lines.length - 1 };
    let line = original;
    const before = output.length;
    let ending: 'delete' | 'quit' | undefined;
    for (const each of edits) {
      if (!applies(each, line, place, open)) continue;
      const { action } = each;
      if (action.kind === 'delete' || action.kind === 'quit') {
        ending = action.kind;
        break;
      }
      if (action.kind === 'print') {
        output.push(line);
      } else {
        action.pattern.lastIndex = 0;
        const changed = action.pattern.test(line);
        action.pattern.lastIndex = 0;
        line = line.replace(action.pattern, action.replacement);
        if (changed && action.print) output.push(line);
      }
    }
    if (ending !== 'delete' && !quiet) output.push(line);
    reachedEnd = place.last && output.length > before;
    if (ending === 'quit') break;
  }
  return { output, reachedEnd };
}

interface Place {
  readonly number: number;
  readonly last: boolean;
}

function applies(each: Edit, line: string, place: Place, open: Set<Edit>): boolean {
  if (each.from === undefined) return true;
  if (each.to === undefined) return at(each.from, line, place);
  if (open.has(each)) {
    if (at(each.to, line, place) || (each.to.kind === 'line' && each.to.line <= place.number)) open.delete(each);
    return true;
  }
  if (!at(each.from, line, place)) return false;
  if (!(each.to.kind === 'line' && each.to.line <= place.number)) open.add(each);
  return true;
}

function at(address: Address, line: string, { number, last }: Place): boolean {
  switch (address.kind) {
    case 'line':
      return address.line === number;
    case 'last':
      return last;
    case 'match':
      return address.pattern.test(line);
    default:
      return unreachable(address);
  }
}

const ADDRESS = String.raw`(\d+|\$|\/(?:[^/\\]|\\.)*\/)`;
const EDIT = new RegExp(
  String.raw`^\s*(?:${ADDRESS}(?:,${ADDRESS})?)?\s*([pdq]|s(.)((?:\\.|(?!\4)[^\\])*)\4((?:\\.|(?!\4)[^\\])*)\4([gpiI]*))\s*(?:;|\n|$)`,
  's',
);

const PLAIN: Readonly<Record<string, Action>> = { p: { kind: 'print' }, d: { kind: 'delete' }, q: { kind: 'quit' } };

function parseEdits(script: string, dialect: Dialect): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  let rest = script;
  while (rest.trim() !== '') {
    const match = EDIT.exec(rest);
    if (match === null) return undefined;
    const [whole, from, to, command = '', delimiter = '', pattern = '', replacement = '', flags = ''] = match;
    const addresses = [from, to].map((text) => (text === undefined ? undefined : addressOf(text, dialect)));
    if (addresses.includes('wrong')) return undefined;
    const [first, second] = addresses as readonly (Address | undefined)[];
    const action = PLAIN[command] ?? substitution({ delimiter, pattern, replacement, flags, dialect });
    if (action === undefined) return undefined;
    edits.push({ from: first, to: second, action });
    rest = rest.slice(whole.length);
  }
  return edits;
}

function addressOf(text: string, dialect: Dialect): Address | 'wrong' {
  if (text === '$') return { kind: 'last' };
  if (!text.startsWith('/')) return { kind: 'line', line: Number(text) };
  const pattern = patternOf(text.slice(1, -1).replaceAll('\\/', '/'), dialect);
  return pattern === undefined ? 'wrong' : { kind: 'match', pattern };
}

function substitution(written: {
  readonly delimiter: string;
  readonly pattern: string;
  readonly replacement: string;
  readonly flags: string;
  readonly dialect: Dialect;
}): Action | undefined {
  const { delimiter, flags, dialect } = written;
  const unescaped = written.pattern.replaceAll(`\\${delimiter}`, delimiter);
  const mode = `${flags.includes('g') ? 'g' : ''}${/i/i.test(flags) ? 'i' : ''}`;
  const pattern = patternOf(unescaped, dialect, mode);
  if (pattern === undefined) return undefined;
  const replacement = written.replacement.replaceAll(/\$|&|\\([\s\S])/g, (token, escaped: string | undefined) => {
    if (token === '$') return '$$';
    if (token === '&') return '$&';
    if (escaped !== undefined && /[1-9]/.test(escaped)) return `$${escaped}`;
    return escaped === 'n' ? '\n' : (escaped ?? '');
  });
  return { kind: 'substitute', pattern, replacement, print: flags.includes('p') };
}
