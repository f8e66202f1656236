import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, it } from 'vitest';

import { hostOptions, type Keyword } from '../../../inventory/ssh-config/host-options.ts';
import { readSshConfig } from '../../../inventory/ssh-config/read-ssh-config.ts';
import { CASES, type SshConfigCase } from './cases.ts';

const RECORDING = join(import.meta.dirname, 'ssh-g.txt');
const LOCAL_USER = userInfo().username;

/** The keys of `ssh -G` that keyturn heeds. Those that ssh prints with a default only count where they are set. */
const KEYS = [
  'hostname',
  'port',
  'user',
  'identityfile',
  'identitiesonly',
  'identityagent',
  'proxyjump',
  'proxycommand',
];
const WITHOUT_DEFAULT = ['userknownhostsfile', 'globalknownhostsfile', 'hostkeyalias', 'stricthostkeychecking'];

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyturn-ssh-config-'));
  for (const [index, { files }] of CASES.entries()) {
    for (const [name, text] of Object.entries(files)) {
      const file = join(directory, String(index), name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text.replaceAll('DIR', join(directory, String(index))));
    }
  }
});

afterAll(() => rmSync(directory, { recursive: true }));

function configOf(each: SshConfigCase): string {
  return join(directory, String(CASES.indexOf(each)), 'config');
}

/** What OpenSSH makes of a host, one key a line, in the order of the names. */
function byOpenSsh(each: SshConfigCase, host: string): string {
  const output = execFileSync('/usr/bin/ssh', ['-F', configOf(each), '-G', host], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const isSet = (key: string): boolean => Object.values(each.files).some((text) => text.toLowerCase().includes(key));
  return output
    .split('\n')
    .filter((line) => {
      const key = line.split(' ', 1)[0] ?? '';
      return KEYS.includes(key) || (WITHOUT_DEFAULT.includes(key) && isSet(key));
    })
    .filter((line) => !isDefault(line))
    .map((line) => (line === `user ${LOCAL_USER}` ? 'user LOCAL' : line))
    .map((line) => line.replace(/^identityagent .*\/agent.sock$/, 'identityagent ~/agent.sock'))
    .toSorted()
    .join('\n');
}

/** Defaults of ssh are the business of the one who resolves the whole host. */
function isDefault(line: string): boolean {
  return (
    line.startsWith('identityfile ~/.ssh/id_') ||
    /^(?:user|global)knownhostsfile .*known_hosts2?$/.test(line) ||
    ['identitiesonly no', 'stricthostkeychecking ask'].includes(line)
  );
}

/** What keyturn makes of it, in the same form. */
function byKeyturn(each: SshConfigCase, host: string): string {
  const read = readSshConfig({ home: '/nowhere', systemFile: '/nowhere' }, configOf(each));
  if (!read.ok) throw new Error(read.failure.reason);
  const options = hostOptions(read.value, host, { localUser: LOCAL_USER });
  const value = (keyword: string): string | undefined => options.settings.get(keyword as Keyword)?.value.join(' ');
  return [
    `hostname ${options.hostName}`,
    `port ${value('port') ?? 22}`,
    `user ${value('user') ?? 'LOCAL'}`,
    ...options.identityFiles.map((file) => `identityfile ${file.value}`),
    ...[...KEYS.slice(4), ...WITHOUT_DEFAULT].map((key) => `${key} ${printed(key, value(key))}`),
  ]
    .filter((line) => !line.endsWith(' undefined') && !isDefault(line))
    .toSorted()
    .join('\n');
}

/** The few words that `ssh -G` prints otherwise than they are written. */
function printed(key: string, value: string | undefined): string | undefined {
  if (key === 'proxycommand' && value === 'none') return undefined;
  if (key === 'proxyjump' && value === 'none') return undefined;
  if (key === 'stricthostkeychecking') return { no: 'false', yes: 'true' }[value ?? ''] ?? value;
  return key === 'hostkeyalias' ? value?.toLowerCase() : value;
}

function recorded(what: string, host: string): string | undefined {
  return new Map(
    readFileSync(RECORDING, 'utf8')
      .split('\n\n')
      .map((block) => [block.split('\n', 1)[0], block.split('\n').slice(1).join('\n').trimEnd()] as const),
  ).get(`== ${what}: ${host}`);
}

const ALL = CASES.flatMap((each) => each.hosts.map((host) => [each.what, host, each] as const));

describe('what ssh_config says about a host', () => {
  it.for(ALL)('given %s, keyturn reads of %s what OpenSSH reads', ([what, host, each], { expect }) => {
    expect(byKeyturn(each, host)).toBe(recorded(what, host));
  });

  // `npx vitest run --project unit test/inventory/ssh-config -u` records again.
  it.runIf(existsSync('/usr/bin/ssh'))('is recorded as OpenSSH prints it', async ({ expect }) => {
    const blocks = ALL.map(([what, host, each]) => `== ${what}: ${host}\n${byOpenSsh(each, host)}`);
    await expect(`${blocks.join('\n\n')}\n`).toMatchFileSnapshot(RECORDING);
  });
});
