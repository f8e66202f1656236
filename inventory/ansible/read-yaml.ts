import type { DocumentPath } from '../document-path.ts';
import { hostsOfPattern } from './host-pattern.ts';
import type { TreeBuilder } from './tree.ts';
import { Unreadable, inFile, type Trouble } from './trouble.ts';
import { fieldsOf, readYamlText, variablesAt, type YamlText } from './yaml-text.ts';

/**
 * Reads a YAML inventory into the tree, as ansible-core 2.14 does (its `yaml` plugin). What Ansible skips with a warning
 * (keys other than `hosts`, `children` and `vars`) is skipped. Gives the first thing that Ansible would refuse.
 */
export function readYaml(builder: TreeBuilder, file: string, text: string): Trouble | undefined {
  try {
    const document = readYamlText(file, text);
    const groups = fieldsOf(document.value);
    if (groups === undefined) {
      throw new Unreadable({ rule: 'wrong-type', origin: document.origin([]), expected: 'a map of groups' });
    }
    for (const [name, group] of groups) readGroup({ builder, document, path: [name] }, name, group);
    return undefined;
  } catch (error) {
    if (error instanceof Unreadable) return inFile(error.trouble, file);
    throw error;
  }
}

interface Reading {
  readonly builder: TreeBuilder;
  readonly document: YamlText;
  readonly path: DocumentPath;
}

function readGroup({ builder, document, path }: Reading, name: string, value: unknown): string {
  const group = builder.group(name);
  const sections = fieldsOf(value);
  if (sections === undefined) return group;
  for (const [section, content] of sections) {
    const at: Reading = { builder, document, path: [...path, section] };
    if (section === 'vars') readVars(at, group, content);
    if (section === 'children') readChildren(at, group, content);
    if (section === 'hosts') readHosts(at, group, content);
  }
  return group;
}

function readVars({ builder, document, path }: Reading, group: string, content: unknown): void {
  for (const [name, variable] of variablesAt(document, path, sectionOf(document, path, content))) {
    builder.groupVariable(group, name, variable);
  }
}

function readChildren({ builder, document, path }: Reading, group: string, content: unknown): void {
  for (const [name, value] of sectionOf(document, path, content)) {
    const at = [...path, name];
    const child = readGroup({ builder, document, path: at }, name, value);
    if (!builder.child(group, child)) {
      const expected = `a group that is not above ${group}: this is a circle`;
      throw new Unreadable({ rule: 'group-circle', origin: document.origin(at, 'key'), found: name, expected });
    }
  }
}

function readHosts({ builder, document, path }: Reading, group: string, content: unknown): void {
  for (const [pattern, value] of sectionOf(document, path, content)) {
    const at = [...path, pattern];
    const origin = document.origin(at, 'key');
    const hosts = hostsOfPattern(pattern);
    if (!hosts.ok) throw new Unreadable({ rule: 'host-pattern', origin, found: pattern, expected: hosts.failure });
    const fields = value === null ? [] : fieldsOf(value);
    if (fields === undefined) {
      throw new Unreadable({ rule: 'wrong-type', origin, found: pattern, expected: 'a map of variables, or nothing' });
    }
    const variables = variablesAt(document, at, fields);
    for (const name of hosts.value.names) {
      builder.host(group, name, { origin, port: hosts.value.port });
      for (const [key, variable] of variables) builder.hostVariable(name, key, variable);
    }
  }
}

/** A section that is one text names one entry without content. */
function sectionOf(document: YamlText, path: DocumentPath, content: unknown): readonly (readonly [string, unknown])[] {
  if (content === null) return [];
  if (typeof content === 'string') return [[content, null]];
  const fields = fieldsOf(content);
  if (fields === undefined) {
    throw new Unreadable({ rule: 'wrong-type', origin: document.origin(path), expected: 'a map, or one name' });
  }
  return fields;
}
