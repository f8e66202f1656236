import type { UnreadableConfig, UnreadableForm } from '../../model/facts.ts';
import { parseScalar, parseWritten, type Written } from './scalar.ts';

/**
 * A key of a file and its value. `appends` marks a key written with a `+`, which adds to the values of earlier files.
 */
export interface ConfigEntry {
  readonly key: string;
  readonly appends: boolean;
  readonly value: Written;
}

/** One file of the configuration. */
export interface ConfigFile {
  readonly path: string;
  readonly changedAtSeconds: number;
  readonly entries: readonly ConfigEntry[];
  readonly unreadable: readonly UnreadableConfig[];
}

/**
 * Reads the output of `maskedFiles`: each file with its listed settings, and the forms that could not be read with
 * certainty.
 */
export function parseMaskedFiles(lines: readonly string[]): readonly ConfigFile[] {
  const files: { readonly path: string; readonly changedAtSeconds: number; readonly body: string[] }[] = [];
  for (const line of lines) {
    const [, kind, seconds, path] = /^([FL]) (?:(\d+) )?(\/.*)$/.exec(line) ?? [];
    if (kind === undefined || path === undefined) files.at(-1)?.body.push(line);
    else files.push({ path, changedAtSeconds: Number(seconds ?? 0), body: kind === 'L' ? ['L'] : [] });
  }
  return files.map(({ path, changedAtSeconds, body }) => {
    const { entries, problem } = bodyOf(body);
    return { path, changedAtSeconds, entries, unreadable: problem === undefined ? [] : [{ path, ...problem }] };
  });
}

/** The file itself, then its drop-ins in byte order of their names, as the engine reads them. */
export function inReadingOrder(path: string, files: readonly ConfigFile[]): readonly ConfigFile[] {
  const rank = (file: ConfigFile): Buffer => Buffer.from(file.path === path ? '' : file.path);
  return [...files].sort((one, other) => Buffer.compare(rank(one), rank(other)));
}

type Problem = Omit<UnreadableConfig, 'path'>;
interface Body {
  readonly entries: readonly ConfigEntry[];
  readonly problem: Problem | undefined;
}

function bodyOf(body: readonly string[]): Body {
  if (body[0] === 'L') return { entries: [], problem: { form: 'link', line: undefined } };
  return body[0]?.startsWith('{') === true || body[0] === '!' ? json(body) : mapping(body);
}

interface Open {
  readonly key: string;
  readonly appends: boolean;
  value: string[] | string | undefined;
}

/** A mapping by lines. Each line begins with its kind. */
function mapping(lines: readonly string[]): Body {
  const entries: Open[] = [];
  let open: Open | 'other' | undefined;
  for (const [index, line] of lines.entries()) {
    const kind = line.charAt(0);
    const form = kind === '=' ? undefined : problemOf(kind, line.slice(1), open);
    if (form !== undefined) return { entries, problem: { form, line: index + 1 } };
    if (kind === 'k') open = 'other';
    if (kind === '-' && typeof open === 'object') {
      const item = parseScalar(line.slice(1));
      if (!item.ok) return { entries, problem: { form: item.failure, line: index + 1 } };
      // One list that grows. A copy for each item would take a time that grows with the square of the file.
      if (Array.isArray(open.value)) open.value.push(item.value);
      else open.value = [item.value];
    }
    if (kind !== '=') continue;
    const [, , key = '', plus, written = ''] = /^=(["']?)([a-z-]+)(\+?)\1 *:(.*)$/.exec(line) ?? [];
    const value = parseWritten(written);
    if (!value.ok) return { entries, problem: { form: value.failure, line: index + 1 } };
    open = { key, appends: plus === '+', value: typeof value.value === 'object' ? [...value.value] : value.value };
    entries.push(open);
  }
  return { entries, problem: undefined };
}

function problemOf(kind: string, shown: string, open: Open | 'other' | undefined): UnreadableForm | undefined {
  switch (kind) {
    case '#':
    case 'k':
      return undefined;
    case 'D':
      return open === undefined ? undefined : 'documents';
    case '-':
      if (open === undefined) return 'no-mapping';
      if (open === 'other') return undefined;
      if (typeof open.value === 'string') return 'several-lines';
      return shown === '' ? 'list' : undefined;
    case '~':
      if (open === undefined) return 'indented';
      return open === 'other' ? undefined : 'several-lines';
    default:
      return 'line';
  }
}

/** JSON by pieces. Only pairs of the outermost object are settings. */
function json(pieces: readonly string[]): Body {
  const entries: ConfigEntry[] = [];
  const depth: string[] = [];
  let before = '';
  for (const [index, piece] of pieces.entries()) {
    const closes = piece === '}' ? '{' : piece === ']' ? '[' : undefined;
    if (piece === '{' || piece === '[') depth.push(piece);
    if (closes !== undefined && depth.pop() !== closes) return broken(entries, 'json');
    const isKey = depth.length === 1 && (before === '{' || before === ',');
    // A key without quotes is YAML's flow style, whose content cannot be read with certainty here.
    if (isKey && piece === '!') return broken(entries, 'flow');
    const isLast = index === pieces.length - 1;
    if ((depth.length === 0) !== isLast) return broken(entries, 'json');
    if (isKey && piece.startsWith('=')) {
      const [, key = '', plus, written = ''] = /^="([a-z-]+)(\+?)" *:(.*)$/.exec(piece) ?? [];
      const value = parseWritten(written);
      if (!value.ok) return broken(entries, value.failure);
      entries.push({ key, appends: plus === '+', value: value.value });
    }
    before = piece;
  }
  return { entries, problem: undefined };
}

function broken(entries: readonly ConfigEntry[], form: UnreadableForm): Body {
  return { entries, problem: { form, line: undefined } };
}
