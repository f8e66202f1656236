import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { maskedFiles } from '../../../src/engine/config/masked-file.ts';
import { flagsOfFiles } from '../../../src/engine/config/merge.ts';
import { inReadingOrder, parseMaskedFiles } from '../../../src/engine/config/parse-masked.ts';
import { WRITTEN_NAMES } from '../../../src/engine/config/setting-names.ts';
import { bareHost, run } from '../../simulator/host/bare-host.ts';

interface Case {
  readonly given: string;
  readonly files: Readonly<Record<string, string>>;
  /** Where it is not read: the form that is told. */
  readonly refused?: string;
  /** What the engine makes of it: recorded from `readConfigFile` of k3s-io/k3s@469d009fb with gopkg.in/yaml.v2 v2.4.0. */
  readonly engine: readonly string[];
}

const CASES = JSON.parse(readFileSync(join(import.meta.dirname, 'cases.json'), 'utf8')) as readonly Case[];
const SECRET = 'never-leaves-7f3a';

/** The engine's flags of the list, and of an endpoint what may leave. */
function listed({ engine }: Case): readonly string[] {
  return engine
    .map((flag) => flag.replace(/^--?/, ''))
    .filter((flag) => WRITTEN_NAMES.includes(flag.split('=')[0] ?? ''))
    .map((flag) =>
      flag.replace(
        /^(datastore-endpoint=)(?:(https?:\/\/[^@?]*|[A-Za-z0-9+]*:\/\/)|.).*$/,
        (_all, name: string, shown?: string) => {
          const whole = !flag.includes('@') && !flag.includes('?');
          return `${name}${(whole ? shown : shown?.replace(/(:\/\/).*$/, '$1')) ?? 'other'}`;
        },
      ),
    );
}

function readingOf(stdout: string, path: string) {
  const files = inReadingOrder(path, parseMaskedFiles(stdout.split('\n').filter((line) => line !== '')));
  return {
    flags: flagsOfFiles(files.map(({ entries }) => entries)).map(({ name, value }) => `${name}=${value ?? ''}`),
    forms: files.flatMap(({ unreadable }) => unreadable.map(({ form }) => form)),
  };
}

function inRealShell({ files }: Pick<Case, 'files'>): { readonly stdout: string; readonly path: string } {
  const directory = mkdtempSync(join(tmpdir(), "keyturn config's "));
  try {
    const path = join(directory, 'config.yaml');
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    return { path, stdout: execFileSync('sh', ['-c', maskedFiles(path).join('\n')], { encoding: 'utf8' }) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function inSimulatedShell({ files }: Case): Promise<{ readonly stdout: string; readonly path: string }> {
  const host = bareHost();
  for (const [name, text] of Object.entries(files)) host.files.write(`/etc/rancher/rke2/${name}`, text);
  const path = '/etc/rancher/rke2/config.yaml';
  const { stdout } = await run(host, maskedFiles(path).join('\n'), {});
  expect(host.unknown).toEqual([]);
  return { path, stdout };
}

describe.each([
  ["this machine's own programs", async (each: Case) => inRealShell(each)],
  ['the simulated ones', inSimulatedShell],
])('a configuration, taken apart by %s', (_name, take) => {
  it.each(CASES.filter(({ refused }) => refused === undefined))(
    'given $given, is read as the engine reads it, and lets no secret leave its host',
    async (each) => {
      const { stdout, path } = await take(each);
      expect(readingOf(stdout, path)).toEqual({ flags: listed(each), forms: [] });
      expect(stdout).not.toContain(SECRET);
    },
  );

  it.each(CASES.filter(({ refused }) => refused !== undefined))(
    'given $given, is told as a form that is not read: $refused; and lets no secret leave its host',
    async (each) => {
      const { stdout, path } = await take(each);
      expect(readingOf(stdout, path).forms).toEqual([each.refused]);
      expect(stdout).not.toContain(SECRET);
    },
  );
});

describe('a configuration with links', () => {
  it('given a drop-in that is a link to a file, is read; given one that leads nowhere or to a directory, tells that', () => {
    const directory = mkdtempSync(join(tmpdir(), 'keyturn-links-'));
    try {
      const path = join(directory, 'config.yaml');
      mkdirSync(`${path}.d/directory.yaml`, { recursive: true });
      writeFileSync(join(directory, 'elsewhere'), 'profile: cis\n');
      symlinkSync(join(directory, 'elsewhere'), `${path}.d/10.yaml`);
      const read = (): ReturnType<typeof readingOf> =>
        readingOf(execFileSync('sh', ['-c', maskedFiles(path).join('\n')], { encoding: 'utf8' }), path);
      expect(read()).toEqual({ flags: ['profile=cis'], forms: [] });
      symlinkSync(join(directory, 'nowhere'), `${path}.d/20.yaml`);
      symlinkSync(`${path}.d/directory.yaml`, `${path}.d/30.yml`);
      expect(read()).toEqual({ flags: ['profile=cis'], forms: ['link', 'link'] });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
