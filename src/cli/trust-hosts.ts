// Lets the operator confirm host keys, and records them. Nothing else in keyturn writes a known_hosts file.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from '../model/error-words.ts';
import type { SshTarget } from '../model/cluster.ts';
import type { HostKeyUnknown } from '../model/failures/host.ts';
import { failed, success, type Result } from '../model/result.ts';
import { trustQuestion, unknownKeysText } from '../report/discover-text.ts';
import { createStyle } from '../report/style.ts';
import { terminalOf } from '../report/terminal.ts';
import type { CliIo } from './io.ts';
import { askLine, isInteractive } from './prompt.ts';

/** How host keys are confirmed. */
export interface Trusting {
  readonly io: CliIo;
  readonly signal: AbortSignal;
  /** Fingerprints that the operator gave on the command line. */
  readonly accepted: readonly string[];
  /** Nobody is asked. */
  readonly unattended: boolean;
}

/**
 * Records keys that the operator confirmed, by a typed yes or by their fingerprints. Fails with
 * `host-keys-unconfirmed` where nobody can be asked, with `declined`, and with `file-unwritable`; then no key is
 * recorded.
 */
export async function trustHosts(keys: readonly HostKeyUnknown[], trusting: Trusting): Promise<Result<void>> {
  const { io, signal, accepted, unattended } = trusting;
  const open = keys.filter(({ fingerprint }) => !accepted.includes(fingerprint));
  if (open.length > 0) {
    if (unattended || !isInteractive(io)) {
      const offered = open.map(({ address, keyType, fingerprint }) => ({ address, keyType, fingerprint }));
      return failed({ kind: 'host-keys-unconfirmed', keys: offered });
    }
    const errors = terminalOf(io.stderr, { environment: io.environment, noColour: false });
    errors.write(unknownKeysText(open, { style: createStyle(errors.colour), width: errors.columns() }));
    const answer = await askLine(io, trustQuestion(open), signal);
    if (answer?.trim().toLowerCase() !== 'yes') return failed({ kind: 'declined', question: 'trust-hosts' });
  }
  for (const { files, record } of keys) {
    const [file] = files;
    if (file === undefined || record === undefined) continue;
    try {
      appendFileSync(file, `${endsOpen(file) ? '\n' : ''}${record}\n`, { mode: 0o600 });
    } catch (error) {
      return failed({ kind: 'file-unwritable', file, reason: codeOf(error) });
    }
  }
  return success(undefined);
}

/** A last line without its end would run into the new one. */
function endsOpen(file: string): boolean {
  const text = readFileSync(file, 'utf8');
  return text !== '' && !text.endsWith('\n');
}

/** Files that were made to be read, and are removed where nothing came into them. */
export interface MadeFiles extends Disposable {
  readonly made: readonly string[];
}

/** Makes the known_hosts files that do not exist yet (0600), because a missing one is never read as empty. */
export function makeKnownHosts(files: readonly string[]): Result<MadeFiles> {
  const made: string[] = [];
  const remove = (): void => {
    for (const file of made) if (existsSync(file) && statSync(file).size === 0) rmSync(file);
  };
  for (const file of files.filter((each) => !existsSync(each))) {
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      appendFileSync(file, '', { mode: 0o600 });
      made.push(file);
    } catch (error) {
      remove();
      return failed({ kind: 'file-unwritable', file, reason: codeOf(error) });
    }
  }
  return success({ made, [Symbol.dispose]: remove });
}

/** The known_hosts files in which keys of a target, and of the hosts on the way, are recorded. */
export function knownHostsOf(target: SshTarget | undefined): readonly string[] {
  return target === undefined ? [] : [...target.knownHosts.slice(0, 1), ...knownHostsOf(target.jump)];
}
