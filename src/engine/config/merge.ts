import type { Distribution } from '../../model/cluster.ts';
import type { ConfigEntry } from './parse-masked.ts';
import { SETTINGS, settingOf, variableOf } from './setting-names.ts';

/** Settings of a server by name. Only listed names ever leave a host, and `token` is not listed. */
export type Settings = Readonly<Record<string, string>>;

/** A flag as the engine gets it. `value` is missing for a flag without a value. */
export interface Flag {
  readonly name: string;
  readonly value: string | undefined;
}

/**
 * Merges files, in the order in which the engine reads them, into flags (k3s `pkg/configfilearg/parser.go`,
 * `readConfigFile`). A later key replaces an earlier key, a key with `+` adds to an earlier key, a list becomes one
 * flag for each item, and keys stay in the order of their first appearance.
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

/** Reads a printed flag of the command line, as `--name=value`, `-name` or `-d=value`. */
export function parseFlag(text: string): Flag | undefined {
  const equals = text.indexOf('=');
  const name = /^--?([a-z-]+)$/.exec(equals < 0 ? text : text.slice(0, equals))?.[1];
  if (name === undefined) return undefined;
  return { name, value: equals < 0 ? undefined : text.slice(equals + 1) };
}

/**
 * Variables by name from lines `=NAME=value`. A later variable replaces an earlier variable, and the quotes are removed
 * as systemd does.
 */
export function variablesOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ''] = /^=([A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) variables.set(name, withoutQuotes(value.trim()));
  }
  return variables;
}

/** Also removes a closing quote whose opening quote came before the name. */
function withoutQuotes(value: string): string {
  const [quote = ''] = value;
  const inner = `"'`.includes(quote) && value.length > 1 && value.endsWith(quote) ? value.slice(1, -1) : value;
  return /["']$/.test(inner) ? inner.slice(0, -1) : inner;
}

/**
 * Merges the settings of all sources. Flags of the command line follow the flags of the files. The last flag counts,
 * except for lists, which take all values. A setting without a flag comes from the environment.
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

/** Reads a boolean like Go's `strconv.ParseBool`. An unknown value stays unchanged. */
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
