import { describe, expect, it } from 'vitest';

import { readStatus } from '../../src/facts/status.ts';
import { recorded } from '../support/recordings.ts';
import { scriptedFleet, stillContext, type Script } from './scripted-fleet.ts';

const ENGINE = {
  distribution: 'rke2',
  binary: '/usr/local/bin/rke2',
  dataDir: '/var/lib/rancher/rke2',
  supervisorUrl: 'https://127.0.0.1:9345',
} as const;

function statusFrom(script: Script) {
  const runner = scriptedFleet({ s2: script }).fleet.runner('s2');
  return readStatus(stillContext(Date.parse('2026-11-24T02:00:00Z')), runner, ENGINE);
}

describe('a status that the server refuses', () => {
  it.each([
    [
      'an error id',
      recorded('2026/refused-on-a-terminal'),
      recorded('2026/refused-journal'),
      '64661',
      /^hash does not match between/,
    ],
    [
      'no id, as in February 2022',
      recorded('2022/status-refused-without-id'),
      recorded('2022/status-refused-journal'),
      undefined,
      /^invalid annotation /,
    ],
  ])('given %s, has the cause in the server’s journal', async (_, stderr, journal, errorId, cause) => {
    const status = await statusFrom([
      ['secrets-encrypt status', { exitCode: 1, stderr }],
      ['journalctl --unit', journal],
    ]);
    expect(status).toMatchObject({
      ok: false,
      failure: { kind: 'status-refused', server: 's2', errorId, cause: expect.stringMatching(cause) },
    });
  });

  it.each([
    ['an id that no line explains', recorded('2026/refused-on-a-terminal'), ''],
    ['no request at all', recorded('2026/nobody-serves-on-a-terminal'), recorded('2026/refused-journal')],
  ])('given %s, is what the command line said', async (_, stderr, journal) => {
    const status = await statusFrom([
      ['secrets-encrypt status', { exitCode: 1, stderr }],
      ['journalctl --unit', journal],
    ]);
    expect(status).toMatchObject({ ok: false, failure: { kind: 'command-failed', stderr } });
  });
});
