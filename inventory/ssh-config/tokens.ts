import { join } from 'node:path';

/** What the tokens of ssh_config mean. `undefined` where keyturn does not know it. */
export type Tokens = Readonly<Record<string, string | undefined>>;

/** What a written path means, or the part of it that keyturn cannot expand. */
export type Expanded = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly unknown: string };

/** Expands `~/`, `${VARIABLE}` and `%` tokens of a path, as ssh does with the names of files. */
export function expandedPath(
  written: string,
  tokens: Tokens,
  { home, variables }: { readonly home: string; readonly variables: Readonly<Record<string, string | undefined>> },
): Expanded {
  if (/^~[^/]/.test(written)) return { ok: false, unknown: written.split('/')[0] ?? written };
  let unknown: string | undefined;
  const missing = (text: string): string => {
    unknown ??= text;
    return text;
  };
  const absolute = written.startsWith('~') ? join(home, written.slice(1)) : written;
  const path = absolute
    .replaceAll(/\$\{([^{}$]*)\}/g, (text, name: string) => variables[name] ?? missing(text))
    .replaceAll(/%(.)/g, (text, token: string) => (token === '%' ? '%' : (tokens[token] ?? missing(text))));
  return unknown === undefined ? { ok: true, path } : { ok: false, unknown };
}

/** `HostName`, in which `%h` is the host as it was named. */
export function expandedHostName(written: string, host: string): string {
  return written.replaceAll(/%(.)/g, (text, token: string) => ({ '%': '%', h: host })[token] ?? text);
}
