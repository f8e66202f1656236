import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { parseJump } from '../../../inventory/jump-text.ts';
import type { WrittenSsh } from '../../../inventory/schema.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { GlobalArguments } from '../options.ts';

/** The arguments of `inventory discover`. */
export interface InventoryDiscoverArguments extends GlobalArguments {
  readonly server: string;
  readonly out: string;
  readonly cluster?: string;
  readonly port?: number;
  readonly identity?: string;
  readonly jump?: string;
  readonly knownHosts?: string;
  readonly acceptHostKey?: readonly string[];
  readonly yes?: true;
}

/** How the servers are reached, as it is written into the inventory. */
export interface DiscoverOptions {
  readonly host: string;
  readonly ssh: WrittenSsh;
  /** Where the inventory will be. */
  readonly file: string;
  /** Absolute path of `--known-hosts`. */
  readonly knownHosts: string | undefined;
}

/** Reads what was typed. Fails with `usage`. */
export function readDiscoverOptions(args: InventoryDiscoverArguments): Result<DiscoverOptions> {
  const parts = parseJump(args.server);
  if (parts === undefined) return usage(`the server is given as [user@]host, not ${args.server}`);
  if (parts.port !== undefined && args.port !== undefined && parts.port !== args.port) {
    return usage(`two ports are given: ${parts.port} and --port ${args.port}`);
  }
  if (args.jump !== undefined && parseJump(args.jump) === undefined) {
    return usage(`--jump expects [user@]host[:port], not ${args.jump}`);
  }
  const wrong = args.acceptHostKey?.find((key) => !/^SHA256:[A-Za-z0-9+/]{43}$/.test(key));
  if (wrong !== undefined) return usage(`--accept-host-key expects SHA256: and 43 characters, not ${wrong}`);
  const port = args.port ?? parts.port;
  const knownHosts = args.knownHosts === undefined ? undefined : resolve(args.knownHosts);
  return success({
    host: parts.host,
    file: args.out,
    knownHosts,
    ssh: {
      ...(parts.user === undefined ? {} : { user: parts.user }),
      ...(port === undefined ? {} : { port }),
      ...(args.identity === undefined ? {} : { identityFile: writtenPath(args.identity, args.out) }),
      ...(knownHosts === undefined ? {} : { knownHosts: writtenPath(knownHosts, args.out) }),
      ...(args.jump === undefined ? {} : { jump: args.jump }),
    },
  });
}

/** A file beside the inventory is named from there, so that both can be moved together. */
function writtenPath(path: string, inventory: string): string {
  const fromInventory = relative(dirname(resolve(inventory)), resolve(path));
  return fromInventory.startsWith('..') || isAbsolute(fromInventory) ? resolve(path) : fromInventory;
}

function usage(message: string): Result<never> {
  return failed({ kind: 'usage', command: 'inventory discover', message });
}
