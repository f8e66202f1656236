import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { RemoteCommand } from '../../src/remote/remote-command.ts';

/** Runs a script with this machine's own shell and filters; `program` in it prints `body` and nothing else. */
export function throughHostPipeline(command: RemoteCommand, body: string | Buffer, program = 'curl'): string {
  if (!('script' in command.body)) throw new Error(`${command.name} has no pipeline`);
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-pipeline-'));
  try {
    writeFileSync(join(directory, 'body'), body);
    writeFileSync(join(directory, program), `#!/bin/sh\ncat ${directory}/body\n`);
    chmodSync(join(directory, program), 0o755);
    const env = { ...process.env, PATH: `${directory}:${process.env['PATH'] ?? ''}` };
    return spawnSync('sh', ['-c', command.body.script], { env, encoding: 'utf8' }).stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
