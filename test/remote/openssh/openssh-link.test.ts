import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, it, vi } from 'vitest';

import { systemClock } from '../../../src/apply/system-clock.ts';
import { createControlDirectory } from '../../../src/remote/openssh/control-directory.ts';
import { createOpenSshLink } from '../../../src/remote/openssh/openssh-link.ts';
import { sshLogin, sshTarget } from '../../support/ssh-target.ts';

let directory: string;
let begun: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-link-'));
  begun = join(directory, 'begun');
  // Stands for an ssh whose configuration has a `Match exec` that hangs.
  writeFileSync(join(directory, 'ssh'), `#!/bin/sh\n: > '${begun}'\nexec sleep 30\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${directory}:${process.env['PATH'] ?? ''}`);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

describe('given an ssh that does not come to an end of its configuration', () => {
  it.for([
    ['the time to connect is over', 300, false, 'ssh -G: no answer after 300 ms'],
    ['the link is closed', 30_000, true, 'the connections are closed'],
  ] as const)('when %s, then the dial ends', async ([, timeoutMs, closes, reason], { expect }) => {
    using control = createControlDirectory({});
    const target = sshTarget({ transport: 'openssh', asWritten: sshLogin({ host: 'cp1' }) });
    const keepalive = { intervalMs: 10_000, unanswered: 3 };
    const link = createOpenSshLink({ target, directory: control, timeoutMs, keepalive });
    const dialled = link.connection({ server: 's1', clock: systemClock, onReconnect: () => {} });
    if (closes) {
      await expect.poll(() => existsSync(begun)).toBe(true);
      await link.close();
    }
    expect(await dialled).toMatchObject({ ok: false, failure: { kind: 'host-unreachable', server: 's1', reason } });
  });
});
