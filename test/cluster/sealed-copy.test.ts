import { describe, expect, it } from 'vitest';

import { sealCommand, verifySeal, type SealPlace } from '../../src/cluster/sealed-copy.ts';
import { fakeContext, fakeRunner, type FakeAnswer } from '../support/fake-runner.ts';

const PLACE: SealPlace = { dataDir: '/var/lib/rancher/rke2', planId: '0123456789ab', when: 'before' };
const CRED = '/var/lib/rancher/rke2/server/cred';
const SEALED = '/var/lib/keyturn/sealed/0123456789ab/before';
const [CONFIG, STATE, OTHER] = ['c'.repeat(64), 'd'.repeat(64), 'e'.repeat(64)] as const;

function sums(config: string, state: string): string {
  return [
    `${CONFIG}  ${CRED}/encryption-config.json`,
    `${STATE}  ${CRED}/encryption-state.json`,
    `${config}  ${SEALED}/encryption-config.json`,
    `${state}  ${SEALED}/encryption-state.json`,
    '',
  ].join('\n');
}

function verify(answer: FakeAnswer) {
  return verifySeal(fakeContext(), fakeRunner([['compare sealed copies', answer]]), PLACE);
}

describe('a sealed copy', () => {
  it('is made on its own host, outside `cred`, for root alone, and nothing is read', () => {
    const command = sealCommand(PLACE);
    expect(command).toMatchObject({ privileged: true, mutates: true });
    expect(command.body).toEqual({
      script: [
        `install -d -m 0700 /var/lib/keyturn/sealed /var/lib/keyturn/sealed/0123456789ab ${SEALED}`,
        `install -m 0600 ${CRED}/encryption-config.json ${SEALED}/encryption-config.json`,
        `install -m 0600 ${CRED}/encryption-state.json ${SEALED}/encryption-state.json`,
      ].join(' && '),
    });
  });

  it('of the new key lies beside the one from before', () => {
    expect(JSON.stringify(sealCommand({ ...PLACE, when: 'new-key' }).body)).toContain(
      '/0123456789ab/new-key/encryption-config.json',
    );
  });

  it('given a data directory with a space, is quoted', () => {
    const { body } = sealCommand({ ...PLACE, dataDir: '/data dir/rke2' });
    expect('script' in body ? body.script : '').toContain(`'/data dir/rke2/server/cred/encryption-config.json'`);
  });

  it('is believed when both files have the hashes of their originals', async () => {
    expect(await verify(sums(CONFIG, STATE))).toEqual({ ok: true, value: { directory: SEALED, fileSha256: CONFIG } });
  });

  it.each([
    ['the keys', sums(OTHER, STATE)],
    ['the state', sums(CONFIG, OTHER)],
    ['everything: no hash was printed', ''],
  ])('given a copy that differs in %s, is not believed', async (_, stdout) => {
    expect(await verify(stdout)).toMatchObject({
      ok: false,
      failure: { kind: 'seal-unconfirmed', server: 's1', path: SEALED },
    });
  });

  it('given a copy that is not there, fails with the words of the host', async () => {
    const stderr = `sha256sum: ${SEALED}/encryption-config.json: No such file or directory`;
    expect(await verify({ exitCode: 1, stderr })).toMatchObject({
      ok: false,
      failure: { kind: 'command-failed', stderr },
    });
  });
});
