import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { SHELLS, type Shell } from '../../src/cli/completion/shells.ts';
import { runKeyturn } from './run-keyturn.ts';

const HARNESS = join(import.meta.dirname, 'completion');
const START: Readonly<Record<Shell, readonly string[]>> = {
  bash: ['--norc', join(HARNESS, 'offers.bash')],
  zsh: ['-f', join(HARNESS, 'offers.zsh')],
  fish: ['--no-config', join(HARNESS, 'offers.fish')],
};

let directory = '';
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-completion-'));
  writeFileSync(join(directory, 'hosts.yaml'), '');
  writeFileSync(join(directory, 'my hosts.yaml'), '');
  mkdirSync(join(directory, 'state'));
  for (const shell of SHELLS) writeFileSync(scriptOf(shell), (await runKeyturn(['completion', shell])).stdout);
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function scriptOf(shell: Shell): string {
  return join(directory, `completion.${shell}`);
}

/** What the real shell offers for each line. */
async function offersOf(shell: Shell, lines: readonly string[]): Promise<readonly string[]> {
  const args = [...START[shell], scriptOf(shell), ...lines];
  const options = { cwd: directory, env: { PATH: process.env['PATH'], HOME: directory, LC_ALL: 'C', TERM: 'dumb' } };
  const { stdout } = await promisify(execFile)(shell, args, options);
  return stdout.trimEnd().split('\n');
}

/** What is typed, and what every shell offers for it. */
const OFFERS: readonly (readonly [line: string, offered: string])[] = [
  ['keyturn ro', 'rotate'],
  ['keyturn inventory ', 'check discover help init'],
  ['keyturn --state-dir state plan d', 'diff'],
  ['keyturn --log-level debug en', 'ensure'],
  ['keyturn rotate --cluster plan --str', '--strategy'],
  ['keyturn rotate --str', '--strategy'],
  ['keyturn rotate --strategy ', 'auto rotate-keys staged'],
  ['keyturn rotate --strategy=st', 'staged'],
  ['keyturn verify --read-back s', 'sample'],
  ['keyturn rotate -i hosts.yaml --yes --output nd', 'ndjson'],
  ['keyturn rotate --log-level tr', 'trace'],
  ['keyturn simulate --jump --provider se', 'secretbox'],
  ['keyturn inventory discover --jump bastion --ou', '--out'],
  ['keyturn rotate --inventory ho', 'hosts.yaml'],
  ['keyturn plan diff ho', 'hosts.yaml'],
  ['keyturn plan diff hosts.yaml ho', 'hosts.yaml'],
  ['keyturn rotate --state-dir st', 'state'],
  ['keyturn rotate --cluster ', ''],
  ['keyturn report ', 'last'],
  ['keyturn completion ', 'bash fish zsh'],
  ['keyturn help sta', 'status'],
];

describe('completion by a real shell', () => {
  it.for(SHELLS.filter((shell) => existsSync(`/usr/bin/${shell}`)))(
    'given lines with the cursor at their end, %s offers what keyturn understands there',
    async (shell, { expect }) => {
      const lines = OFFERS.map(([line]) => line);
      const offered = await offersOf(shell, lines);
      expect(Object.fromEntries(lines.map((line, index) => [line, offered[index] ?? '']))).toEqual(
        Object.fromEntries(OFFERS),
      );
    },
  );

  it.runIf(existsSync('/usr/bin/script'))(
    'given bash at a terminal, a file with a space in its name is completed as one word',
    async ({ expect }) => {
      const child = spawn('script', ['--quiet', '--command', 'bash --norc --noprofile -i', '/dev/null'], {
        cwd: directory,
        env: { PATH: process.env['PATH'], HOME: directory, TERM: 'dumb', PS1: '' },
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      let shown = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        shown += text;
      });
      child.stdin.write('source completion.bash; keyturn() { printf "<%s>" "$@"; }\n');
      child.stdin.write('keyturn rotate --inventory my\t\nexit\n');
      await new Promise((resolve) => {
        child.once('close', resolve);
      });
      expect(shown).toContain('<rotate><--inventory><my hosts.yaml>');
    },
  );

  it.for([
    ['no shell', [], /missing required argument 'shell'/],
    ['a shell that is none of them', ['tcsh'], /'tcsh' is invalid for argument 'shell'\. .*bash, zsh,\s+fish/],
  ] as const)('given %s, says so, exit code 2', async ([, args, expected], { expect }) => {
    const { code, stdout, stderr } = await runKeyturn(['completion', ...args]);
    expect(stderr).toMatch(expected);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});
