import type { Distribution } from '../../model/cluster.ts';
import type { KeyProvider } from '../../model/encryption.ts';
import type { Era } from '../../model/simulation.ts';
import { unreachable } from '../../model/unreachable.ts';
import type { Printer } from './events.ts';
import type { EngineCommand } from './guards.ts';
import { logLine } from './log-lines.ts';

/** The engine's words after accepting a command (failures.md 5.3). */
export const ANSWERS: Readonly<Record<EngineCommand, string>> = {
  prepare: 'prepare completed successfully\n',
  rotate: 'rotate completed successfully\n',
  reencrypt: 'reencryption started\n',
  'rotate-keys': 'keys rotated, reencryption finished\n',
};

/** The command line's last words on stderr, without a terminal (failures.md 5.4). */
export function fatalLine(message: string, at: Date): string {
  return `${logLine('fatal', message, at)}\n`;
}

/** A request that failed on the server, as a client of the supervisor sees the failure. */
export interface NumberedError {
  /** Five digits. The server's journal contains the cause. */
  readonly id: string;
  /** 400 for a command that was refused or failed halfway, 500 for a `status` that failed (failures.md 5.4). */
  readonly status: 400 | 500;
}

/** The number of an error, in the engine's range. */
export function errorId(random: number): string {
  return String(random).padStart(5, '0');
}

/** A refusal or failure as the command line shows it, by its number only. `url` is the requested address. */
export function errorById({ id, status }: NumberedError, era: Era, url: string): string {
  switch (era) {
    case '2026':
      return `Error: see server log for details: ${status === 500 ? 'Internal error occurred: ' : ''}secret-encrypt error ID ${id}`;
    case '2025':
      return `see server log for details: secret-encrypt error ID ${id}`;
    case '2022':
      return `see server log for details: ${url}: ${status === 400 ? '400 Bad Request' : '500 Internal Server Error'} secrets-encrypt error ID ${id}`;
    default:
      return unreachable(era);
  }
}

/** The cause behind a number, found only in the server's journal. */
export function errorJournal(
  { id, status }: NumberedError,
  cause: string,
  peer: string,
  { era, at }: Pick<Printer, 'era' | 'at'>,
): readonly string[] {
  if (era === '2022') return [logLine('warning', `secrets-encrypt error ID ${id}: ${cause}`, at)];
  return [
    logLine('error', `secret-encrypt error ID ${id}: ${cause}`, at),
    logLine('error', `Sending HTTP/1.1 ${status} response to ${peer}: secret-encrypt error ID ${id}`, at),
  ];
}

/**
 * A request broken by `reason`, which is the end of the server or of the client's patience. `request` has Go's form
 * `Put "URL"` or `Get "URL"`.
 */
export function requestBroken(request: string, reason: string): string {
  return `Error: see server log for details: ${request}: ${reason}`;
}

/** Reasons of a broken request, in Go's words. */
export const BROKEN = {
  dropped: 'EOF',
  timedOut: 'net/http: timeout awaiting response headers (Client.Timeout exceeded while awaiting headers)',
} as const;

/** The supervisor's port is closed, so the request was never sent. */
export function notServing(host: string): string {
  return `Error: failed to get CA certs: Get "https://${host}/cacerts": dial tcp ${host}: connect: connection refused`;
}

/** The supervisor answers before its server has started (real-engine.md 5). */
export const STILL_STARTING = 'Error: failed to get CA certs: starting';

/**
 * The engine's request to its own apiserver, in Go's form `Get "URL"`, was refused because the apiserver does not run.
 */
export function connectionRefused(request: string, address: string): string {
  return `${request}: dial tcp ${address}: connect: connection refused`;
}

/** The apiserver did not load the new file within the engine's patience. */
export function notReloaded(counts: {
  readonly before: number;
  readonly after: number;
  readonly beforeSeconds: number;
  readonly afterSeconds: number;
}): string {
  const { before, after, beforeSeconds, afterSeconds } = counts;
  return `apiserver has not reloaded encryption configuration (reload success: ${after}/${before}, reload timestamp ${afterSeconds}/${beforeSeconds})`;
}

/** The apiserver has loaded the new file of `rotate-keys`. */
export function reloaded(times: number, at: Date): string {
  return logLine('info', `encryption config reloaded successfully ${times} times`, at);
}

/** Own files are newer than the datastore's, so the server does not start (engine.md, "Restart"). */
export function newerOnDisk(paths: readonly string[]): string {
  return `${paths.join(', ')} newer than datastore and could cause a cluster outage. Remove the file(s) from disk and restart to be recreated from datastore.`;
}

/** A key was created. The line does not contain the key's material. */
export function keyAdded(name: string, at: Date): string {
  return logLine('info', `Adding secrets-encryption key:  [Name: ${name}, Secret: [REDACTED]]`, at);
}

/** `rotate`. The last key became the first. */
export function keysRotated(provider: KeyProvider, at: Date): string {
  return logLine('info', `Encryption ${provider} keys right rotated\n`, at);
}

/** `rotate-keys`. The key created by the command became the first. */
export function rotatingKeys(provider: KeyProvider, at: Date): string {
  return logLine('info', `Rotating secrets-encryption ${provider} keys\n`, at);
}

/** A rewrite is finished, and the old key is dropped. */
export function keyRemoved(provider: KeyProvider, name: string, { era, at }: Pick<Printer, 'era' | 'at'>): string {
  const removing = era === '2022' ? 'Removed key' : `Removing ${provider} key`;
  return logLine('info', `${removing}:  Name: ${name}, Secret: [REDACTED]`, at);
}

/** A server saves its credential files for the remaining servers. */
export function savingToDatastore(at: Date): string {
  return logLine('info', 'Saving cluster bootstrap data to datastore', at);
}

/** Why `etcd-snapshot` does nothing on a server without etcd, in the server's journal and on the command line. */
export function noSnapshots(peer: string, at: Date): { readonly journal: string; readonly stderr: string } {
  const reason = 'etcd datastore disabled';
  return {
    journal: logLine('error', `Sending HTTP/1.1 400 response to ${peer}: ${reason}`, at),
    stderr: fatalLine(`Error: see server log for details: ${reason}`, at),
  };
}

/** A server took newer credential files from the datastore at its start. */
export function takenFromDatastore(paths: readonly string[], at: Date): readonly string[] {
  return [
    ...paths.map((path) => logLine('warning', `${path} will be updated from the datastore.`, at)),
    logLine('warning', 'Updating bootstrap data on disk from datastore', at),
  ];
}

/** A server has started, and its Node carries the state of its encryption. */
export function upAndRunning({ engine, at }: Pick<Printer, 'engine' | 'at'>, node: string): readonly string[] {
  return [
    logLine('info', `${engine} is up and running`, at),
    logLine('info', `Labels and annotations have been set successfully on node: ${node}`, at),
  ];
}

/** Last words of a server whose configuration differs from the rest of the cluster. */
export const MISMATCHED_CONFIGURATION =
  'starting kubernetes: preparing server: failed to validate server configuration: critical configuration value mismatch between servers';

/** `--version`. K3s prints the first digits of its commit, RKE2 all digits (failures.md 5.6). */
export function versionText(engine: Distribution, version: string): string {
  const commit = '0123456789abcdef0123456789abcdef01234567'.slice(0, engine === 'k3s' ? 8 : undefined);
  return `${engine} version ${version} (${commit})\ngo version go1.26.1\n`;
}
