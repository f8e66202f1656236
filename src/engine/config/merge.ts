import type { Distribution } from '../../model/cluster.ts';
import type { ConfigEntry } from './parse-masked.ts';
import { SETTINGS, settingOf, variableOf } from './setting-names.ts';

/** Settings of a server by name. Only names of the list ever leave a host: `token` is not among them. */
export type Settings = Readonly<Record<string, string>>;

/** A flag as the engine gets it; `value` is missing where it stands alone. */
export interface Flag {
  readonly name: string;
  readonly value: string | undefined;
}

/**
 * What files come to, in the order in which the engine reads them, as flags (k3s `pkg/configfilearg/parser.go`, `readConfigFile`): a later
 * key replaces an earlier one, a key with `+` adds to it, a list becomes one flag for each of its items, and keys stay in the order in which
 * they were met first.
 */
export function flagsOfFiles(files: readonly (readonly ConfigEntry[])[]): readonly Flag[] {
  const values = new Map<string, ConfigEntry['value']>();
  for (const { key, appends, value } of files.flat()) {
    const earlier = values.has(key) && appends ? [listOf(values.get(key)), listOf(value)].flat() : undefined;
    values.set(key, earlier ?? value);
  }
  return [...values].flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.map((item: string) => ({ name, value: item }))
      : [{ name, value: typeof value === 'string' ? value : '' }],
  );
}

function listOf(value: ConfigEntry['value']): readonly string[] {
  if (value === undefined || value === '') return [];
  return typeof value === 'string' ? [value] : value;
}

/** A flag of the command line as it was printed: `--name=value`, `-name`, `-d=value`. */
export function parseFlag(text: string): Flag | undefined {
  const [, name, equals, value] = /^--?([a-z-]+)(=?)(.*)$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  return { name, value: equals === '=' ? value : undefined };
}

/** Variables by name from lines `=NAME=value`, a later one instead of an earlier one, without the quotes that systemd takes off. */
export function variablesOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ''] = /^=([A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined)
      variables.set(
        name,
        value
          .trim()
          .replace(/^(["'])(.*)\1$/, '$2')
          .replace(/["']$/, ''),
      );
  }
  return variables;
}

/**
 * The settings that all sources come to: flags of the command line follow those of the files, the last one counts, and lists take them all;
 * what no flag sets is taken from the environment.
 */
export function mergeSettings(
  distribution: Distribution,
  sources: { readonly flags: readonly Flag[]; readonly environment: ReadonlyMap<string, string> },
): Settings {
  const settings: Record<string, string> = {};
  for (const { name: written, value } of sources.flags) {
    const setting = settingOf(written, distribution);
    if (setting === undefined) continue;
    const { name, kind } = setting;
    const earlier = settings[name];
    if (kind === 'boolean') settings[name] = booleanOf(value ?? 'true');
    else if (kind === 'list' && earlier !== undefined && earlier !== '') settings[name] = `${earlier},${value ?? ''}`;
    else settings[name] = value ?? '';
  }
  for (const { name, kind, environment, only } of SETTINGS) {
    if (environment === undefined || name in settings || (only !== undefined && only !== distribution)) continue;
    const value = sources.environment.get(variableOf(distribution, environment)) ?? '';
    if (value !== '') settings[name] = kind === 'boolean' ? booleanOf(value) : value;
  }
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, normalised(name, value)]));
}

/** As Go's `strconv.ParseBool` reads it; what it does not know stays as it is. */
function booleanOf(value: string): string {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(value)) return 'true';
  return /^(?:0|f|F|FALSE|false|False)$/.test(value) ? 'false' : value;
}

function normalised(name: string, value: string): string {
  if (settingOf(name, 'k3s')?.kind === 'list' || settingOf(name, 'rke2')?.kind === 'list') {
    return value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .join(',');
  }
  return value;
}
