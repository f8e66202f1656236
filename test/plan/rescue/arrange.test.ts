import { describe, it } from 'vitest';

import { arrangeRescue } from '../../../src/plan/rescue/arrange.ts';
import { FINISHED, NEW_KEY, OLD_KEY } from '../../support/sample-facts.ts';
import { ALL_KEYS, allSeen, copyOf, GONE, HELD, lostCluster, NEW, stateOf } from './states.ts';

const SEALED = '/var/lib/keyturn/sealed/0123456789ab/before/encryption-config.json';
const CRED = '/var/lib/rancher/rke2/server/cred/encryption-config.json';

function arranged(facts: Parameters<typeof stateOf>[0]) {
  const state = stateOf(facts);
  const result = arrangeRescue(state, allSeen(state));
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value.servers.map(({ server, adding, returning }) => ({ server, adding, returning }));
}

describe('who gets the missing keys from where', () => {
  it('given a sealed copy on one server, that server uses it on its host, and it is carried to the others', ({
    expect,
  }) => {
    const source = { key: OLD_KEY, server: 's2', path: SEALED };
    expect(arranged(GONE)).toMatchObject([
      { server: 's1', adding: { kind: 'compose', keys: 'carried', sources: [source] }, returning: { kind: 'sealed' } },
      { server: 's2', adding: { kind: 'compose', keys: 'own', sources: [source] }, returning: { kind: 'sealed' } },
      { server: 's3', adding: { kind: 'compose', keys: 'carried', sources: [source] }, returning: { kind: 'sealed' } },
    ]);
  });

  it('given followers with the old key alone, the leader gets it from one of them, and they get whole files from the leader', ({
    expect,
  }) => {
    expect(arranged(HELD)).toMatchObject([
      { server: 's1', adding: { kind: 'compose', keys: 'carried', sources: [{ server: 's2', path: CRED }] } },
      { server: 's2', adding: { kind: 'receive', from: 's1' }, returning: { kind: 'carried', from: 's1', path: CRED } },
      { server: 's3', adding: { kind: 'receive', from: 's1' }, returning: { kind: 'carried', from: 's1', path: CRED } },
    ]);
  });

  it('given a server that has all keys already, it is left alone until the files are put back', ({ expect }) => {
    const facts = lostCluster(
      { s1: ALL_KEYS, s2: ALL_KEYS, s3: ALL_KEYS },
      { byKey: { [NEW]: 12_946 }, copies: { s1: [copyOf(FINISHED.keys)] } },
    );
    expect(arranged(facts)).toMatchObject([
      { server: 's1', adding: { kind: 'none' }, returning: { kind: 'own', path: SEALED } },
      { server: 's2', adding: { kind: 'none' }, returning: { kind: 'carried', from: 's1', path: SEALED } },
      { server: 's3', adding: { kind: 'none' }, returning: { kind: 'carried', from: 's1', path: SEALED } },
    ]);
  });
});

describe('what cannot be decided', () => {
  it('given files with other material under one name, is refused with their places', ({ expect }) => {
    const state = stateOf(HELD);
    const seen = allSeen(state).map((source, index) => ({ ...source, keySha256: String(index).repeat(64) }));
    expect(arrangeRescue(state, seen)).toEqual({
      ok: false,
      failure: [{ kind: 'key-ambiguous', key: `aescbc/${OLD_KEY.name}`, places: [`s2:${CRED}`, `s3:${CRED}`] }],
    });
  });

  it('given files that could not be taken apart alone, is refused with their places', ({ expect }) => {
    const state = stateOf(GONE);
    const seen = state.sources.map((source) => ({ ...source, keySha256: undefined }));
    expect(arrangeRescue(state, seen)).toEqual({
      ok: false,
      failure: [{ kind: 'file-form', places: [`s2:${SEALED}`] }],
    });
  });

  it('given one file of another form beside a good one, uses the good one', ({ expect }) => {
    const state = stateOf(
      lostCluster(
        { s1: FINISHED, s2: FINISHED, s3: FINISHED },
        { copies: { s2: [copyOf([OLD_KEY], 'a'), copyOf([OLD_KEY, NEW_KEY], 'b')] } },
      ),
    );
    const seen = allSeen(state).map((source, index) => (index === 0 ? { ...source, keySha256: undefined } : source));
    const result = arrangeRescue(state, seen);
    expect(
      result.ok && result.value.servers.map(({ adding }) => adding.kind === 'compose' && adding.sources[0]?.path),
    ).toEqual(['s1', 's2', 's3'].map(() => '/var/lib/keyturn/sealed/b/before/encryption-config.json'));
  });
});
