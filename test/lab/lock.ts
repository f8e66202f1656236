import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A cluster's name, or what all clusters are made from, is in use: what would be done to it must not be. */
export class InUse extends Error {
  override readonly name = 'InUse';
}

/** A child that was being started when a name was given back has it too, until it becomes its own program. */
const GIVEN_BACK_WITHIN_MS = 500;

/**
 * Holds the name of a cluster on this machine until it is disposed of, or this process ends in whatever way. It is a socket in the
 * kernel's own name space: two cannot have it, and a killed process leaves none. Throws `InUse`, naming who has it.
 */
export function holdName(cluster: string): Promise<Disposable> {
  return hold(`keyturn-lab-${cluster}`, `cluster ${cluster}`);
}

/** The same of what is made once for all clusters: two that begin at once would make it in one place. No cluster has such a name. */
export function holdMaking(what: string): Promise<Disposable> {
  return hold(`keyturn-lab making ${what}`, what);
}

async function hold(socket: string, what: string): Promise<Disposable> {
  for (const givesUpAt = Date.now() + GIVEN_BACK_WITHIN_MS; ; await sleep(20)) {
    const server = createServer((connection) => connection.destroy());
    try {
      await once(server.listen({ path: `\0${socket}` }), 'listening');
      server.unref();
      return { [Symbol.dispose]: () => void server.close() };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
      if (Date.now() < givesUpAt) continue;
      const told = `${what} is in use by ${holderOf(socket)}: wait for it, or end it first`;
      throw new InUse(told, { cause: error });
    }
  }
}

/** Asked of the kernel, because a holder that makes an image or builds answers nobody for minutes. */
function holderOf(socket: string): string {
  const line = readFileSync('/proc/net/unix', 'utf8')
    .split('\n')
    .find((one) => one.endsWith(` @${socket}`));
  const link = `socket:[${line?.split(/\s+/)[6] ?? ''}]`;
  const pid = readdirSync('/proc').find((entry) => /^\d+$/.test(entry) && holds(entry, link));
  if (pid === undefined) return 'another process';
  return `process ${pid} (${readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim()})`;
}

/** Descriptors come and go while they are looked at: one that is gone says nothing about the others. */
function holds(pid: string, link: string): boolean {
  const directory = `/proc/${pid}/fd`;
  const descriptors = unlessGone(() => readdirSync(directory)) ?? [];
  return descriptors.some((descriptor) => unlessGone(() => readlinkSync(`${directory}/${descriptor}`)) === link);
}

/** What `look` finds, or `undefined` when it ended meanwhile, or is not ours to look into. */
function unlessGone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
