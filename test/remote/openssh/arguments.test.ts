import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, it } from 'vitest';

import { masterWords } from '../../../src/remote/openssh/arguments.ts';
import { HAS_SSHD } from '../../simulator/ssh/real-sshd.ts';
import { sshLogin } from '../../support/ssh-target.ts';

const OPTIONS = { timeoutMs: 10_000, keepalive: { intervalMs: 10_000, unanswered: 3 } };

let directory: string;
let config: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-arguments-'));
  config = join(directory, 'config');
  writeFileSync(config, 'Host *\n  ControlMaster auto\n  ControlPath /operator/%C\n  ControlPersist yes\n');
});

afterAll(() => rmSync(directory, { recursive: true }));

/** What ssh makes of the words, by its own reading. Its traces are of no use here. */
function resolved(words: readonly string[]): readonly string[] {
  return execFileSync('ssh', ['-G', ...words.slice(1)], { encoding: 'utf8', stdio: 'pipe' }).split('\n');
}

/** The words of the jump host's ssh, as a shell reads them. ssh would have filled in the host behind it. */
function jumpWords(lines: readonly string[]): readonly string[] {
  const command = (lines.find((line) => line.startsWith('proxycommand ')) ?? '').slice('proxycommand '.length);
  const filled = command.replaceAll('%h', 'cp1').replaceAll('%p', '22');
  const shown = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${filled}`], { encoding: 'utf8' });
  return shown.trimEnd().split('\n');
}

describe.runIf(HAS_SSHD)('given an operator whose ssh_config has masters', () => {
  it.for([
    ['the host', false, 'controlmaster true', '/private/socket'],
    ['the jump host', true, 'controlmaster false', undefined],
  ] as const)('when ssh resolves %s, then it has no master of theirs', ([, isJump, master, socket], { expect }) => {
    const login = sshLogin({ host: 'cp1', config, jump: sshLogin({ host: 'bastion', config }) });
    const outer = resolved(masterWords(login, '/private/socket', OPTIONS));
    const lines = isJump ? resolved(jumpWords(outer)) : outer;
    expect(lines).toContain(isJump ? 'host bastion' : 'host cp1');
    expect(lines).toContain(master);
    expect(lines.find((line) => line.startsWith('controlpath '))).toBe(socket && `controlpath ${socket}`);
  });
});
