import type { EncryptionFile, KeyName, KeyProvider, StageHash } from '../model/encryption.ts';
import { INVISIBLE } from '../model/json-text.ts';
import { failed, success, type Result } from '../model/result.ts';
import { quoteWord } from '../remote/quoting.ts';
import type { RemoteCommand } from '../remote/remote-command.ts';
import { sectionsOf } from './sections.ts';
import { parseStageHash } from './stage-hash.ts';
import type { Unreadable } from './unreadable.ts';

/**
 * The facts in both credential files of a server that can be read without reading a key. `undefined` means an absent
 * file.
 */
export interface CredentialFiles {
  readonly file: EncryptionFile | undefined;
  readonly state: StageHash | undefined;
}

/** Only the names of resources, providers and keys leave the host from an encryption file. A pattern for `grep -oE`. */
export const SHOWN_OF_FILE =
  '"resources": *\\[ *"[^"]*"( *, *"[^"]*")* *\\]|"(aescbc|secretbox|aesgcm|kms|identity)": *[{]|"name": *"[^"]*"';

/**
 * Reads hash, age, owner and names of the encryption file, and the state file. The hash is taken before and after the
 * rest, so a file replaced in between is noticed. The age is counted from the last change of status (ctime). A server
 * that takes the file from the datastore sets the modification time of the server that saved the file, perhaps long
 * before. Read the output with `parseEncryptionFile`.
 */
export function encryptionFileCommand(dataDir: string): RemoteCommand {
  const file = quoteWord(`${dataDir}/server/cred/encryption-config.json`);
  const state = quoteWord(`${dataDir}/server/cred/encryption-state.json`);
  return {
    name: 'encryption file',
    body: {
      script: [
        `if [ -f ${file} ]; then`,
        `echo @sha256; sha256sum ${file}`,
        `echo @stat; stat -c '%Z %a %U:%G' ${file}`,
        `echo @names; grep -oE '${SHOWN_OF_FILE}' ${file}`,
        `echo @again; sha256sum ${file}`,
        'fi',
        `if [ -f ${state} ]; then echo @state; cat ${state}; echo; fi`,
        'echo @end',
      ].join('\n'),
    },
    privileged: true,
    mutates: false,
  };
}

/**
 * Reads the output of `encryptionFileCommand`. A file that changed during the reading is a failure, and the caller may
 * ask again.
 */
export function parseEncryptionFile(stdout: string): Result<CredentialFiles, Unreadable> {
  const sections = sectionsOf(stdout);
  if (sections === undefined) {
    return failed({ reason: 'encryption file: the output does not end with @end' });
  }
  const stateText = sections.get('state')?.join('\n');
  const state = stateText === undefined ? undefined : parseStageHash(stateText);
  if (stateText !== undefined && state === undefined) {
    return failed({ reason: 'encryption state file: expected <stage>-<sha256>' });
  }
  if (!sections.has('sha256')) {
    return success({ file: undefined, state });
  }
  const file = fileOf(sections);
  return file.ok ? success({ file: file.value, state }) : file;
}

function fileOf(sections: ReadonlyMap<string, readonly string[]>): Result<EncryptionFile, Unreadable> {
  const hash = /^([0-9a-f]{64}) [ *](\/.*)$/.exec(sections.get('sha256')?.[0] ?? '');
  const again = sections.get('again')?.[0];
  const stat = /^(\d+) (\d+) ([^\s:]+:[^\s:]+)$/.exec(sections.get('stat')?.[0] ?? '');
  const [sha256, path] = [hash?.[1], hash?.[2]];
  const [seconds, mode, owner] = [stat?.[1], stat?.[2], stat?.[3]];
  if (sha256 === undefined || path === undefined) {
    return failed({ reason: 'encryption file: no SHA-256' });
  }
  if (again !== hash?.[0]) {
    return failed({ reason: 'encryption file: it changed while it was read' });
  }
  if (seconds === undefined || mode === undefined || owner === undefined) {
    return failed({ reason: 'encryption file: no time, mode and owner' });
  }
  const names = namesOf(sections.get('names') ?? []);
  return names.ok ? success({ path, sha256, ...names.value, changedAtSeconds: Number(seconds), mode, owner }) : names;
}

/**
 * Reads the names left by `SHOWN_OF_FILE`. A `"name"` belongs to the provider before it. Names under providers not
 * managed by the engine are not keys of the engine.
 */
export function namesOf(
  lines: readonly string[],
): Result<Pick<EncryptionFile, 'keys' | 'providers' | 'resources'>, Unreadable> {
  const resources: string[] = [];
  const providers: string[] = [];
  const keys: KeyName[] = [];
  for (const line of lines) {
    const provider = /^"([a-z]+)": *\{$/.exec(line)?.[1];
    const name = /^"name": *"([^"]*)"$/.exec(line)?.[1];
    if (line.startsWith('"resources"')) {
      resources.push(...[...line.matchAll(/"([^"]*)"/g)].slice(1).map(([, each = '']) => each));
    } else if (provider !== undefined) {
      providers.push(provider);
    } else if (name !== undefined && INVISIBLE.test(name)) {
      // The engine never writes such characters in a name, and the operator would see them in the question for consent.
      return failed({ reason: 'encryption file: a key name with control characters' });
    } else if (name === undefined || providers.length === 0) {
      return failed({ reason: 'encryption file: a name outside a provider' });
    } else {
      const owner = managed(providers.at(-1));
      if (owner !== undefined) {
        keys.push({ provider: owner, name });
      }
    }
  }
  return success({ keys, providers, resources });
}

function managed(provider: string | undefined): KeyProvider | undefined {
  return provider === 'aescbc' || provider === 'secretbox' ? provider : undefined;
}
