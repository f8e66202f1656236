import type { Distribution } from '../../model/cluster.ts';
import { readJson } from '../../remote/read-json.ts';
import { mergeSettings, type Flag, type Settings } from './merge.ts';
import { ENDPOINT, settingOf } from './setting-names.ts';

/** The engine's replacement for a secret. */
const OMITTED = '********';

/**
 * The settings of the running engine, from the annotations `node-args` and `node-env` of its Node. The engine writes
 * both at each start, with files and flags already merged and secrets left out (k3s `pkg/nodeconfig/nodeconfig.go`).
 * The answer is `undefined` if the annotations are absent, as on a server without an agent, or malformed. The
 * annotations never contain a datastore endpoint.
 */
export function runningSettings(
  distribution: Distribution,
  written: { readonly args: string | undefined; readonly env: string | undefined },
): Settings | undefined {
  const words = jsonOf(written.args);
  const variables = jsonOf(written.env ?? '{}');
  if (!Array.isArray(words) || typeof variables !== 'object' || variables === null) return undefined;
  const environment = new Map(Object.entries(variables).filter((entry): entry is [string, string] => isTold(entry[1])));
  const { [ENDPOINT]: _hidden, ...settings } = mergeSettings(distribution, {
    flags: flagsOfWords(
      words.filter((word): word is string => typeof word === 'string'),
      distribution,
    ),
    environment,
  });
  return settings;
}

function isTold(value: unknown): value is string {
  return typeof value === 'string' && value !== OMITTED;
}

/**
 * The engine splits `--name=value` in two. A word still containing `=` is therefore a value, and the word after a
 * boolean flag is not the flag's value.
 */
function flagsOfWords(words: readonly string[], distribution: Distribution): readonly Flag[] {
  const flags: Flag[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const name = nameIn(words[at] ?? '');
    if (name === undefined) continue;
    const next = words[at + 1];
    const isValue = next !== undefined && nameIn(next) === undefined;
    const standsAlone = settingOf(name, distribution)?.kind === 'boolean' && (next === undefined || !isYesOrNo(next));
    if (isValue && !standsAlone) at += 1;
    flags.push({ name, value: isValue && !standsAlone ? next : undefined });
  }
  return flags;
}

function nameIn(word: string): string | undefined {
  return /^--?([a-zA-Z][a-zA-Z0-9-]*)$/.exec(word)?.[1];
}

function isYesOrNo(word: string): boolean {
  return /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(word);
}

function jsonOf(text: string | undefined): unknown {
  const read = readJson(text ?? '');
  return read.ok ? read.value : undefined;
}
