import { describe, expect, it } from 'vitest';

import { makeSecondCopy, receiveCommands, secondDirectory, type SecondCopy } from '../../src/cluster/second-copy.ts';
import { fakeContext, fakeRunner } from '../support/fake-runner.ts';

const COPY: SecondCopy = {
  place: { dataDir: '/var/lib/rancher/rke2', planId: '0123456789ab', when: 'new-key' },
  of: 's1',
};
const KEY = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=';
const CONFIG = `{"keys":[{"name":"aescbckey","secret":"${KEY}"}]}`;
const STATE = 'prepare-00';
const SEALED = '/var/lib/keyturn/sealed/0123456789ab/new-key';
const SECOND = '/var/lib/keyturn/sealed/0123456789ab/new-key-of-s1';

function sums(directory: string, config = 'c'): string {
  return `${config.repeat(64)}  ${directory}/encryption-config.json\n${'d'.repeat(64)}  ${directory}/encryption-state.json\n`;
}

function leader() {
  return fakeRunner([
    [/encryption-config\.json.*encryption-state\.json/, sums(SEALED)],
    [/cat .*encryption-config\.json/, CONFIG],
    [/cat .*encryption-state\.json/, STATE],
  ]);
}

describe('a second copy of sealed files', () => {
  it('goes to the other server by standard input alone, and lies there for root alone', async () => {
    const [from, to] = [
      leader(),
      fakeRunner([
        ['take a second copy', ''],
        ['compare sealed copies', sums(SECOND)],
      ]),
    ];

    const made = await makeSecondCopy(fakeContext(), { from, to }, COPY);

    expect(made).toEqual({ ok: true, value: { directory: SECOND, fileSha256: 'c'.repeat(64) } });
    expect(to.sent.flatMap(({ stdin }) => stdin ?? [])).toEqual([CONFIG, STATE]);
    for (const line of [...from.lines, ...to.lines]) expect(line).not.toContain(KEY);
    const [config] = to.lines;
    expect(config).toContain(`install -m 0600 /dev/null ${SECOND}/encryption-config.json.part`);
    expect(config).toContain(`mv ${SECOND}/encryption-config.json.part ${SECOND}/encryption-config.json`);
  });

  it('has what is read registered, so that it is scrubbed from everything else', async () => {
    const [from, to] = [
      leader(),
      fakeRunner([
        ['take a second copy', ''],
        ['compare sealed copies', sums(SECOND)],
      ]),
    ];
    await makeSecondCopy(fakeContext(), { from, to }, COPY);

    expect(from.sent[0]?.secretsIn?.(CONFIG)).toEqual([KEY]);
    expect(
      from.sent.filter(({ name }) => name === 'read sealed copy').every(({ secretsIn }) => secretsIn !== undefined),
    ).toBe(true);
  });

  it('given another file than the sealed one on the other server, fails', async () => {
    const to = fakeRunner([
      ['take a second copy', ''],
      ['compare sealed copies', sums(SECOND, 'e')],
    ]);
    expect(await makeSecondCopy(fakeContext(), { from: leader(), to }, COPY)).toMatchObject({
      failure: { kind: 'seal-unconfirmed', path: SECOND },
    });
  });

  it('has a plan show its commands without what they are sent', () => {
    expect(receiveCommands(COPY).map(({ stdin }) => stdin)).toEqual([undefined, undefined]);
    expect(secondDirectory({ ...COPY, of: 'fe80::1' })).toBe('/var/lib/keyturn/sealed/0123456789ab/new-key-of-fe80-1');
  });
});
