import type { Distribution } from '../../model/cluster.ts';
import { mergeSettings, type Flag, type Settings } from './merge.ts';
import { ENDPOINT, settingOf } from './setting-names.ts';

/** What the engine writes instead of a secret. */
const OMITTED = '********';

/**
 * The settings that an engine was started with, from the annotations `node-args` and `node-env` of its Node: it writes them at each start,
 * files and flags already put together, and leaves out what is secret (k3s `pkg/nodeconfig/nodeconfig.go`). `undefined`: they are not there,
 * as on a server without an agent, or not as they should be. An endpoint is never told: it is left out there.
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

/** `--name=value` was split in two; so what still has a `=` is a value, and what follows a flag that stands alone is none of its own. */
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
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}
