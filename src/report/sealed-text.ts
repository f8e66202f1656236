/** The sealed copies of one server, with the paths in order of appearance. */
export interface ServerCopies {
  readonly server: string;
  readonly paths: readonly string[];
}

/** Sealed copies (`server:path`) by server. Names of servers may contain colons, and paths begin with a slash. */
export function copiesByServer(copies: readonly string[]): readonly ServerCopies[] {
  const byServer = new Map<string, string[]>();
  for (const copy of copies) {
    const { server, path } = placeOf(copy);
    byServer.set(server, [...(byServer.get(server) ?? []), path]);
  }
  return [...byServer].map(([server, paths]) => ({ server, paths }));
}

/** The server and the directory of a copy. */
export function placeOf(copy: string): { readonly server: string; readonly path: string } {
  const at = copy.indexOf(':/');
  return { server: copy.slice(0, at), path: copy.slice(at + 1) };
}

/** Whether a copy holds the new key, the key in use after the rotation. */
export function isOfNewKey(path: string): boolean {
  return /\/new-key(?:-of-[^/]*)?$/.test(path);
}
