import { describe, it } from 'vitest';

import type { Hints } from '../../src/report/hints.ts';
import { signatureText } from '../../src/report/signature-words.ts';
import { sshLogin, sshTarget } from '../support/ssh-target.ts';
import { SAMPLE_DIAGNOSES } from './sample-diagnoses.ts';

const TARGET = sshTarget({ host: '10.0.0.11', asWritten: sshLogin({ host: '10.0.0.11', user: 'ops' }) });
const HINTS: Hints = {
  inventory: 'my hosts.yaml',
  cluster: 'prod',
  always: [],
  unit: () => 'k3s.service',
  sshTarget: () => TARGET,
};

describe('the words of each signature', () => {
  it.for(SAMPLE_DIAGNOSES)('given $id, says what is wrong, what to do and what not to do', (diagnosis, { expect }) => {
    const { what, meaning, next, not } = signatureText(diagnosis, HINTS);
    const all = [what, ...meaning, ...next, ...not];

    expect(next).not.toEqual([]);
    expect(not).not.toEqual([]);
    expect(all.filter((line) => line === '' || /undefined|null|\[object/.test(line))).toEqual([]);
    expect(what).not.toMatch(/\.$/);
    expect(not.filter((line) => !line.endsWith('.'))).toEqual([]);
  });

  it('given an inventory and a cluster, each command is whole and quoted, with the real names', ({ expect }) => {
    const commands = SAMPLE_DIAGNOSES.flatMap((diagnosis) => signatureText(diagnosis, HINTS).next).filter((line) =>
      /: keyturn (?:doctor|plan|rotate|runs|status|verify) /.test(line),
    );

    expect(commands.length).toBeGreaterThan(3);
    expect(commands.filter((line) => !line.includes("--inventory 'my hosts.yaml' --cluster prod"))).toEqual([]);
  });

  it('given a server to restart or to read, the line reaches it as keyturn does', ({ expect }) => {
    const lines = SAMPLE_DIAGNOSES.flatMap((diagnosis) => signatureText(diagnosis, HINTS).next).filter((line) =>
      /sudo (?:systemctl|journalctl)/.test(line),
    );

    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter((line) => !/ssh ops@10\.0\.0\.11 sudo .*k3s\.service/.test(line))).toEqual([]);
  });
});
