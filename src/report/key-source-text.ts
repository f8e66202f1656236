import type { KeySource } from '../model/failures/host.ts';
import { unreachable } from '../model/unreachable.ts';
import { shellWord } from './hints.ts';
import { systemReason } from './system-reason.ts';
import { count, listed } from './units.ts';

/** The places of keys in the order of trying, one a line. Absent files share a line. */
export function keySourceLines(sources: readonly KeySource[]): readonly string[] {
  const missing = sources.filter(({ state }) => state === 'missing').map(({ path }) => path);
  return [
    ...sources.filter(({ state }) => state !== 'missing').map(keySourceText),
    ...(missing.length === 0 ? [] : [`no such file: ${listed(missing)}`]),
  ];
}

function keySourceText({ source, path, state, keys, reason }: KeySource): string {
  switch (state) {
    case 'offered':
      return source === 'file' ? `key ${path}` : `${count(keys, 'key')} of the agent at ${path}`;
    case 'missing':
      return `no such file: ${path}`;
    case 'locked':
      return `key ${path}: needs its passphrase`;
    case 'unprotected':
      return `key ${path}: not used, because others can read it (mode ${reason}), as with ssh: chmod 600 ${shellWord(path)}`;
    case 'unusable':
      return `key ${path}: not usable: ${systemReason(reason)}`;
    case 'switched-off':
      return 'no agent: ssh.agent is false';
    case 'unset':
      return 'no agent: SSH_AUTH_SOCK is not set';
    case 'unreachable':
      return `no agent answers at ${path}: ${systemReason(reason)}`;
    case 'empty':
      return `the agent at ${path} holds no key that keyturn can use`;
    case 'left-out':
      return `${count(keys, 'more key')} of the agent at ${path}: left out, because servers refuse after six`;
    default:
      return unreachable(state);
  }
}
