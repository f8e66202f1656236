import { parseLogLine } from '../../engine/log-line.ts';
import { section, sectionsOf } from '../../engine/sections.ts';
import {
  COMPONENTS,
  type BootParameter,
  type Component,
  type FileFacts,
  type HostAudit,
  type ProcessFacts,
  type SelinuxFacts,
  type TextFacts,
} from './host-facts.ts';
import type { HostPlace } from './host-script.ts';
import { mergeKubeletSettings } from './kubelet-settings.ts';

/** What the script of a host says, without the texts. */
export type ParsedHost = Pick<
  HostAudit,
  | 'parameters'
  | 'bootParameters'
  | 'parameterSource'
  | 'files'
  | 'etcdUser'
  | 'hasEtcdGroup'
  | 'processes'
  | 'selinux'
  | 'kubelet'
>;

/** Reads the output of `hostAuditCommand`. A truncated output is `undefined`. */
export function parseHostAudit(stdout: string, place: HostPlace): ParsedHost | undefined {
  const sections = sectionsOf(stdout);
  if (sections === undefined) return undefined;
  const lines = (name: string): readonly string[] => section(sections, name);
  const [, id, shell] = (lines('user')[0] ?? '').split(':');
  return {
    parameters: new Map(lines('parameters').flatMap(pairOf)),
    bootParameters: inBootOrder(lines('boot-parameters').flatMap(bootParameterOf)),
    parameterSource: lines('parameter-source')[0],
    files: new Map(lines('files').flatMap(fileOf)),
    etcdUser: id === undefined ? undefined : { id: Number(id), shell: shell ?? '' },
    hasEtcdGroup: lines('group').length > 0,
    processes:
      place.distribution === 'rke2'
        ? processesOf(lines('processes'), place.dataDir)
        : processesOfJournal(lines('processes')),
    selinux: selinuxOf(lines),
    kubelet: mergeKubeletSettings(filesOf(lines('kubelet'))),
  };
}

function pairOf(line: string): readonly (readonly [string, string])[] {
  const at = line.indexOf('=');
  const value = line.slice(at + 1).trim();
  return at < 0 || value === '' ? [] : [[line.slice(0, at), value]];
}

/** Lines of grep as `PATH:NAME = VALUE`, where the name may have slashes for dots and a leading dash. */
function bootParameterOf(line: string): readonly BootParameter[] {
  const colon = line.indexOf(':');
  const equals = line.indexOf('=', colon);
  if (colon < 0 || equals < 0) return [];
  const name = line
    .slice(colon + 1, equals)
    .trim()
    .replace(/^-/, '')
    .replaceAll('/', '.');
  return [{ path: line.slice(0, colon), name, value: line.slice(equals + 1).trim() }];
}

const DIRECTORIES = ['/usr/lib/', '/usr/local/lib/', '/run/', '/etc/'];

/** Files are read in the order of their names, and of two files with one name only that of the last directory. */
function inBootOrder(found: readonly BootParameter[]): readonly BootParameter[] {
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const rankOf = (path: string): number => DIRECTORIES.findIndex((directory) => path.startsWith(directory));
  const isHidden = ({ path }: BootParameter): boolean =>
    found.some((other) => nameOf(other.path) === nameOf(path) && rankOf(other.path) > rankOf(path));
  return found
    .filter((each) => !isHidden(each))
    .toSorted((one, other) => {
      const [left, right] = [nameOf(one.path), nameOf(other.path)];
      return left < right ? -1 : left > right ? 1 : 0;
    });
}

/** Lines of stat as `MODE OWNER CONTEXT PATH`. */
function fileOf(line: string): readonly (readonly [string, FileFacts])[] {
  const [mode = '', owner = '', context = '', ...rest] = line.split(' ');
  const path = rest.join(' ');
  if (!/^[0-7]{1,5}$/.test(mode) || !path.startsWith('/')) return [];
  return [[path, { path, mode, owner, type: typeOf(context) }]];
}

/** The type in a context such as `system_u:object_r:rke2_tls_t:s0`. */
function typeOf(context: string): string | undefined {
  return context.split(':')[2];
}

/**
 * Of several processes with one name the engine's own is the process with the engine's data directory among its
 * arguments. A cluster may run other control planes as pods.
 */
function processesOf(lines: readonly string[], dataDir: string): ReadonlyMap<Component, ProcessFacts> {
  const found: { readonly name: Component; readonly facts: ProcessFacts }[] = [];
  let words: string[] = [];
  for (const line of lines) {
    if (!line.startsWith('> ')) {
      words.push(line.slice(1));
      continue;
    }
    const [comm = '', context = ''] = line.slice(2).split(' ');
    const name = COMPONENTS.find((component) => component.slice(0, 15) === comm);
    words = [];
    if (name !== undefined) found.push({ name, facts: { arguments: words, type: typeOf(context) } });
  }
  const own = found.filter(({ facts }) => facts.arguments.some((word) => word.includes(`${dataDir}/`)));
  return new Map(own.toReversed().map(({ name, facts }) => [name, withoutProgram(facts)]));
}

function withoutProgram(facts: ProcessFacts): ProcessFacts {
  const first = facts.arguments.findIndex((word) => word.startsWith('-'));
  return { ...facts, arguments: first < 0 ? [] : facts.arguments.slice(first) };
}

/** The newest line of each component, which comes first. */
function processesOfJournal(lines: readonly string[]): ReadonlyMap<Component, ProcessFacts> {
  const found = lines.flatMap((line) => {
    const [running, component, ...words] = parseLogLine(line.slice(1)).message.split(' ');
    const name = COMPONENTS.find((each) => each === component);
    return running !== 'Running' || name === undefined ? [] : [[name, wordsToFacts(words)] as const];
  });
  return new Map(found.toReversed());
}

/** A word without a leading dash belongs to the value before it. */
function wordsToFacts(words: readonly string[]): ProcessFacts {
  const joined: string[] = [];
  for (const word of words) {
    if (word.startsWith('--') || joined.length === 0) joined.push(word);
    else joined[joined.length - 1] = `${joined.at(-1) ?? ''} ${word}`;
  }
  return { arguments: joined, type: undefined };
}

/** Each file begins with a line `> PATH`, in the order of their names. */
function filesOf(lines: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (const line of lines) {
    if (line.startsWith('> ')) texts.push('');
    else if (texts.length > 0) texts[texts.length - 1] += `${line.slice(1)}\n`;
  }
  return texts;
}

function selinuxOf(lines: (name: string) => readonly string[]): SelinuxFacts {
  const enforce = lines('selinux')[0]?.trim();
  const denials = lines('denials')[0];
  return {
    mode: enforce === '1' ? 'enforcing' : enforce === '0' ? 'permissive' : 'disabled',
    package: lines('selinux-package').find((line) => !line.includes(' ')),
    hasModule: lines('selinux-module').length > 0,
    denials: denials === undefined || !/^\d{1,12}$/.test(denials) ? undefined : Number(denials),
  };
}

/** Reads the output of `hostTextsCommand`. A truncated output is `undefined`. */
export function parseHostTexts(stdout: string): readonly TextFacts[] | undefined {
  const sections = sectionsOf(stdout);
  if (sections === undefined) return undefined;
  const texts: { readonly path: string; text: string | undefined }[] = [];
  for (const line of section(sections, 'texts')) {
    const last = texts.at(-1);
    if (line.startsWith('> ')) texts.push({ path: line.slice(2), text: undefined });
    else if (last !== undefined && line === '=') last.text = '';
    else if (last?.text !== undefined) last.text += `${line.slice(1)}\n`;
  }
  return texts;
}
