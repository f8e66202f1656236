import { describe, it } from 'vitest';

import { readBootstrapRevision } from '../../src/cluster/bootstrap.ts';
import { fakeContext, fakeRunner, type FakeAnswer } from '../support/fake-runner.ts';
import { ETCD } from './targets.ts';

const CASES: readonly { readonly given: string; readonly answer: FakeAnswer; readonly expected: number }[] = [
  { given: 'one saved copy', answer: '"revision":"905\n"mod_revision":"871\n', expected: 871 },
  {
    given: 'copies of two tokens',
    answer: '"revision":"905\n"mod_revision":"12\n"mod_revision":"871\n',
    expected: 871,
  },
  { given: 'none', answer: '"revision":"905\n', expected: 0 },
];

const REFUSALS: readonly { readonly given: string; readonly answer: FakeAnswer; readonly message: string }[] = [
  {
    given: 'etcd without a quorum',
    answer: '"error":"etcdserver: request timed out\n"message":"etcdserver: request timed out\n',
    message: 'etcdserver: request timed out',
  },
  {
    given: 'nobody who listens',
    answer: { exitCode: 1, stderr: 'curl: (7) Failed to connect to 127.0.0.1 port 2382\n' },
    message: 'curl: (7) Failed to connect to 127.0.0.1 port 2382',
  },
];

describe('the revision of the copy of the credential files in the datastore', () => {
  for (const { given, answer, expected } of CASES) {
    it(`given ${given}, is the newest one`, async ({ expect }) => {
      const host = fakeRunner([['etcd bootstrap revision', answer]]);
      expect(await readBootstrapRevision(fakeContext(), host, ETCD)).toEqual({ ok: true, value: expected });
    });
  }

  for (const { given, answer, message } of REFUSALS) {
    it(`given ${given}, is not taken for a copy that was never saved`, async ({ expect }) => {
      const host = fakeRunner([['etcd bootstrap revision', answer]]);
      expect(await readBootstrapRevision(fakeContext(), host, ETCD)).toMatchObject({
        ok: false,
        failure: { kind: 'http-error', message },
      });
    });
  }

  it('lets neither the copy nor the name of its key leave the host', async ({ expect }) => {
    const host = fakeRunner([['etcd bootstrap revision', '"revision":"905\n']]);
    await readBootstrapRevision(fakeContext(), host, ETCD);
    expect(host.lines[0]).toContain('"keys_only":true');
    expect(host.lines[0]).toContain('"(mod_revision|revision|error|message)":"[^"]*');
  });
});
