import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { RemoteCommand } from '../../src/remote/remote-command.ts';

/** Runs a script with this machine's own shell and filters; `program` in it prints `body` and nothing else, with `--lines N` the end of it. */
export function throughHostPipeline(command: RemoteCommand, body: string | Buffer, program = 'curl'): string {
  if (!('script' in command.body)) throw new Error(`${command.name} has no pipeline`);
  const directory = mkdtempSync(join(tmpdir(), 'keyturn-pipeline-'));
  try {
    writeFileSync(join(directory, 'body'), body);
    const lastLines = 'while [ $# -gt 1 ]; do [ "$1" = --lines ] && exec tail -n "$2" "$BODY"; shift; done';
    writeFileSync(join(directory, program), `#!/bin/sh\nBODY=${directory}/body\n${lastLines}\ncat "$BODY"\n`);
    chmodSync(join(directory, program), 0o755);
    const env = { ...process.env, PATH: `${directory}:${process.env['PATH'] ?? ''}` };
    return spawnSync('sh', ['-c', command.body.script], { env, encoding: 'utf8' }).stdout;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
