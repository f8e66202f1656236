import type { EngineCommand } from './guards.ts';

/** What the engine prints when it has taken a command (failures.md 5.3). */
export const ANSWERS: Readonly<Record<EngineCommand, string>> = {
  prepare: 'prepare completed successfully\n',
  rotate: 'rotate completed successfully\n',
  reencrypt: 'reencryption started\n',
  'rotate-keys': 'keys rotated, reencryption finished\n',
};

/** The command line's last words on stderr, without a terminal (failures.md 5.4). */
export function fatalLine(message: string, at: Date): string {
  return `time="${at.toISOString()}" level=fatal msg="${message.replaceAll('"', '\\"')}"\n`;
}

/** A refusal or failure as the command line shows it: by its number only. */
export function errorById(id: number): string {
  return `Error: see server log for details: secret-encrypt error ID ${id}`;
}

/**
 * The cause of a number, in the server's journal only. `status`: 400 for a command that was refused or failed half-way, 500 for a `status`
 * that failed (failures.md 5.4).
 */
export function errorJournal(id: number, cause: string, peer: string, status: 400 | 500 = 400): readonly string[] {
  return [
    `level=error msg="secret-encrypt error ID ${id}: ${cause.replaceAll('"', '\\"')}"`,
    `level=error msg="Sending HTTP/1.1 ${status} response to ${peer}: secret-encrypt error ID ${id}"`,
  ];
}

/** The request broke, for `reason`: the end of the server, or of patience. `request` in Go's words: `Put "URL"` or `Get "URL"`. */
export function requestBroken(request: string, reason: string): string {
  return `Error: see server log for details: ${request}: ${reason}`;
}

/** Reasons of a broken request, in Go's words. */
export const BROKEN = {
  dropped: 'EOF',
  timedOut: 'net/http: timeout awaiting response headers (Client.Timeout exceeded while awaiting headers)',
} as const;

/** Nobody serves on the supervisor's port: the request was never sent. */
export function notServing(host: string): string {
  return `failed to get CA certs: Get "https://${host}/cacerts": dial tcp ${host}: connect: connection refused`;
}

/** The engine's own request to its apiserver, in Go's words as `Get "URL"`, found nobody there. */
export function connectionRefused(request: string, address: string): string {
  return `${request}: dial tcp ${address}: connect: connection refused`;
}

/** The apiserver did not take the new file within the engine's patience. */
export function notReloaded(counts: {
  readonly before: number;
  readonly after: number;
  readonly beforeSeconds: number;
  readonly afterSeconds: number;
}): string {
  const { before, after, beforeSeconds, afterSeconds } = counts;
  return `apiserver has not reloaded encryption configuration (reload success: ${after}/${before}, reload timestamp ${afterSeconds}/${beforeSeconds})`;
}

/** Own files are newer than the datastore's: the server does not start (engine.md, "Restart"). */
export function newerOnDisk(paths: readonly string[]): string {
  return `${paths.join(', ')} newer than datastore and could cause a cluster outage. Remove the file(s) from disk and restart to be recreated from datastore.`;
}

export type RewriteReason = 'SecretsProgress' | 'SecretsUpdateComplete' | 'SecretsUpdateError';

/** A Node event as the server's journal shows it (failures.md 5.5). */
export function eventLine(event: {
  readonly node: string;
  readonly reason: RewriteReason;
  readonly message: string;
  readonly at: Date;
}): string {
  const { node, reason, message, at } = event;
  const iso = at.toISOString();
  const stamp = `${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000`;
  const type = reason === 'SecretsUpdateError' ? 'Warning' : 'Normal';
  return `I${stamp}       1 event.go:389] "Event occurred" object="${node}" fieldPath="" kind="Node" apiVersion="" type="${type}" reason="${reason}" message=${JSON.stringify(message)}`;
}

/** A key was minted; its material is not told. */
export function keyAdded(name: string): string {
  return `level=info msg="Adding secrets-encryption key:  [Name: ${name}, Secret: [REDACTED]]"`;
}
