import { hostsOfPattern } from './host-pattern.ts';
import { pythonValue } from './python-literal.ts';
import { shellWords } from './shell-words.ts';
import { UNGROUPED, type TreeBuilder } from './tree.ts';
import { Unreadable, inFile, type Trouble } from './trouble.ts';
import type { Origin } from './variable.ts';

const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const GROUP_NAME = /^([^:\]\s#]+)\s*(?:#.*)?$/;
const KINDS = ['hosts', 'children', 'vars'] as const;
/** The colons in brackets, of a section or a range of hosts, come before no value. */
const BRACKETED = /^[\w.-]*\[[^\]=\s]*\]/;
type Kind = (typeof KINDS)[number];

/** A group that was named before it was declared. */
interface Promised {
  readonly origin: Origin;
  readonly section: string;
}

/** One line with something on it. */
interface Line {
  readonly text: string;
  readonly origin: Origin;
  /** The place of a character of `text`. */
  readonly at: (index: number) => Origin;
}

/**
 * Reads an INI inventory into the tree, as ansible-core 2.14 does (its `ini` plugin). Values are Python literals or
 * plain texts. Gives the first thing that Ansible would refuse. No maintained package on npm reads this form, which is
 * not the INI of other programs.
 */
export function readIni(builder: TreeBuilder, file: string, text: string): Trouble | undefined {
  try {
    readLines(builder, linesOf(file, text));
    return undefined;
  } catch (error) {
    if (error instanceof Unreadable) return inFile(error.trouble, file);
    throw error;
  }
}

function linesOf(file: string, text: string): readonly Line[] {
  return text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).flatMap((whole, index) => {
    const trimmed = whole.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) return [];
    const indent = whole.length - whole.trimStart().length;
    const at = (character: number): Origin => ({ file, line: index + 1, column: indent + character + 1 });
    return [{ text: trimmed, origin: at(0), at }];
  });
}

function readLines(builder: TreeBuilder, lines: readonly Line[]): void {
  // Earlier files of a directory may have declared groups.
  const declared = new Set(builder.tree.groups.keys());
  const promised = new Map<string, Promised>();
  let group: string = UNGROUPED;
  let kind: Kind = 'hosts';
  for (const line of lines) {
    const section = SECTION.exec(line.text);
    if (section !== null) {
      group = builder.group(section[1] ?? '');
      kind = kindOf(section[2], line);
      if (kind !== 'vars') declared.add(group);
      else if (!promised.has(group)) promised.set(group, { origin: line.origin, section: line.text });
    } else if (line.text.startsWith('[') && line.text.endsWith(']')) {
      throw refused(line, 'a section as [group], [group:vars] or [group:children], without spaces');
    } else if (kind === 'hosts') {
      readHost(builder, group, line);
    } else if (kind === 'vars') {
      readVariable(builder, group, line);
    } else {
      const child = GROUP_NAME.exec(line.text)?.[1];
      if (child === undefined) throw refused(line, 'the name of one group');
      if (!promised.has(child)) promised.set(child, { origin: line.origin, section: withoutValue(child) });
      if (!builder.child(group, child)) throw refused(line, `a group that is not above ${group}: this is a circle`);
    }
  }
  for (const [name, { origin, section }] of promised) {
    if (declared.has(name)) continue;
    const group = withoutValue(name);
    const expected = `a section [${group}] or [${group}:children] in this file`;
    throw new Unreadable({ rule: 'undeclared-group', origin, found: section, expected });
  }
}

function kindOf(word: string | undefined, line: Line): Kind {
  const kind = word === undefined ? 'hosts' : KINDS.find((known) => known === word);
  if (kind === undefined) throw refused(line, '[group], [group:vars] or [group:children]');
  return kind;
}

function readHost(builder: TreeBuilder, group: string, line: Line): void {
  const words = shellWords(line.text, true);
  if (words === undefined) throw refused(line, 'quotes in pairs, and nothing after a last "\\"');
  const [pattern, ...assignments] = words;
  if (pattern === undefined) return;
  const hosts = hostsOfPattern(pattern.text);
  if (!hosts.ok) {
    throw new Unreadable({
      rule: 'ansible-ini-syntax',
      origin: line.origin,
      found: withoutValue(pattern.text),
      expected: hosts.failure,
    });
  }
  const { names, port } = hosts.value;
  for (const name of names) builder.host(group, name, { origin: line.origin, port });
  for (const { text, at } of assignments) {
    const equals = text.indexOf('=');
    const origin = line.at(at);
    if (equals < 0) {
      throw new Unreadable({
        rule: 'ansible-ini-syntax',
        origin,
        found: withoutValue(line.text),
        expected: 'name=value after a host',
      });
    }
    const value = pythonValue(text.slice(equals + 1));
    for (const name of names) builder.hostVariable(name, text.slice(0, equals), { value, origin });
  }
}

function readVariable(builder: TreeBuilder, group: string, line: Line): void {
  const equals = line.text.indexOf('=');
  if (equals < 0) throw refused(line, 'name=value');
  const name = line.text.slice(0, equals).trim();
  builder.groupVariable(group, name, { value: pythonValue(line.text.slice(equals + 1).trim()), origin: line.origin });
}

/** A line in the wrong section may hold a password: only what comes before a value is shown. */
function withoutValue(text: string): string {
  return BRACKETED.exec(text)?.[0] ?? text.split(/[=:\s]/, 1)[0] ?? '';
}

function refused(line: Line, expected: string): Unreadable {
  return new Unreadable({ rule: 'ansible-ini-syntax', origin: line.origin, found: withoutValue(line.text), expected });
}
