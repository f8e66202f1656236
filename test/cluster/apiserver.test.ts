import { describe, expect, it } from 'vitest';

import { parseLoaded, readLoaded, readReadiness } from '../../src/cluster/apiserver.ts';
import { fakeContext, fakeRunner, httpAnswer, kubernetesStatus, type FakeAnswer } from '../support/fake-runner.ts';
import { throughHostPipeline } from '../support/host-pipeline.ts';
import { APISERVER } from './targets.ts';

const SHA256 = 'c0ffee'.padEnd(64, '0');
const OTHER = 'badbad'.padEnd(64, '0');
const METRIC = 'apiserver_encryption_config_controller';
const CONFIG_INFO = `${METRIC}_last_config_info{apiserver_id_hash="sha256:${OTHER}",hash="sha256:${SHA256}"} 1`;
const RELOADED = `${METRIC}_automatic_reload_last_timestamp_seconds{apiserver_id_hash="sha256:${OTHER}",status="success"} 1.7639498251234567e+09`;
const FAILED = `${METRIC}_automatic_reload_last_timestamp_seconds{apiserver_id_hash="sha256:${OTHER}",status="failure"} 1.7639498999e+09`;
const STARTED = 'process_start_time_seconds 1.76394612345e+09';

describe('readiness of an apiserver', () => {
  it.each<[string, FakeAnswer, boolean]>([
    ['ready', httpAnswer(200, 'ok'), true],
    ['not ready', httpAnswer(500, '[-]poststarthook/storage-readiness failed: reason withheld'), false],
    ['not listening', { exitCode: 7, stdout: '\n000', stderr: 'curl: (7) Failed to connect' }, false],
  ])('given one that is %s', async (_, answer, ready) => {
    const runner = fakeRunner([['readyz', answer]]);
    expect(await readReadiness(fakeContext(), runner, APISERVER)).toEqual({ ok: true, value: ready });
  });

  it('given a link that breaks, is not known', async () => {
    const runner = fakeRunner([['readyz', { ending: { kind: 'connection-lost', reason: 'reset' } }]]);
    expect(await readReadiness(fakeContext(), runner, APISERVER)).toMatchObject({
      ok: false,
      failure: { kind: 'connection-lost' },
    });
  });
});

describe('the file an apiserver uses', () => {
  it.each([
    ['its hash, never the one of the apiserver itself', [CONFIG_INFO, STARTED], { kind: 'hash', sha256: SHA256 }],
    [
      'its times, where the hash is not told',
      [RELOADED, STARTED],
      { kind: 'times', processStartSeconds: 1_763_946_123.45, lastReloadSeconds: 1_763_949_825.1234567 },
    ],
    [
      'no reload, where the only one failed',
      [FAILED, STARTED],
      { kind: 'times', processStartSeconds: 1_763_946_123.45, lastReloadSeconds: undefined },
    ],
    ['nothing', [], { kind: 'none' }],
    ['nothing, where a hash is not the present one', [CONFIG_INFO.replace(/1$/, '0')], { kind: 'none' }],
  ])('is known by %s', (_, lines, evidence) => {
    expect(parseLoaded(lines.join('\n'))).toEqual(evidence);
  });

  it('is read from metrics that are filtered on the host', async () => {
    const metrics = [
      '# HELP process_start_time_seconds Start time',
      CONFIG_INFO,
      'go_threads 12',
      STARTED,
      '',
      '200',
    ].join('\n');
    const runner = fakeRunner([['encryption metrics', (command) => throughHostPipeline(command, metrics)]]);
    expect(await readLoaded(fakeContext(), runner, APISERVER)).toEqual({
      ok: true,
      value: { kind: 'hash', sha256: SHA256 },
    });
    const [command] = runner.sent;
    expect(command === undefined ? '' : throughHostPipeline(command, metrics)).toBe(
      `${CONFIG_INFO}\n${STARTED}\n200\n`,
    );
  });

  it('given a release without such metrics, is not told', async () => {
    const runner = fakeRunner([['encryption metrics', '200\n']]);
    expect(await readLoaded(fakeContext(), runner, APISERVER)).toEqual({ ok: true, value: { kind: 'none' } });
  });

  it('given an apiserver that refuses its metrics while it starts, is a failure and not an old release', async () => {
    const body = kubernetesStatus(403, 'Forbidden', 'forbidden');
    const runner = fakeRunner([['encryption metrics', (command) => throughHostPipeline(command, body)]]);
    expect(await readLoaded(fakeContext(), runner, APISERVER)).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', status: 403 },
    });
  });

  it('given nobody who listens, fails with the words of curl', async () => {
    const stderr = 'curl: (7) Failed to connect to 127.0.0.1 port 6443';
    const runner = fakeRunner([['encryption metrics', { exitCode: 0, stdout: '000\n', stderr }]]);
    expect(await readLoaded(fakeContext(), runner, APISERVER)).toMatchObject({
      ok: false,
      failure: { kind: 'http-error', status: 0, message: stderr },
    });
  });

  it('given sudo that refuses, says so: the filter’s exit code hides nothing', async () => {
    const runner = fakeRunner([['encryption metrics', { exitCode: 1, stderr: 'sudo: a password is required' }]]);
    expect(await readLoaded(fakeContext(), runner, APISERVER)).toMatchObject({
      ok: false,
      failure: { kind: 'sudo-needs-password' },
    });
  });
});
