import { createHash } from 'node:crypto';

import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { quoteWord } from '../../../src/remote/quoting.ts';
import { bareHost, NOW_MS, run } from './bare-host.ts';
import { expectAsInRealShell } from './real-shell.ts';

const NAMES = '"(aescbc|secretbox|aesgcm|kms|identity)": *[{]|"name": *"[^"]*"';
const FILE =
  '{"resources":[{"providers":[{"aescbc":{"keys":[{"name":"aescbckey","secret":"c2VjcmV0"},{"name":"aescbckey-2026-11-23T20:45:00+01:00"}]}},{"identity":{}}]}]}';
const METRICS = [
  '# HELP process_start_time_seconds Start time',
  'process_start_time_seconds 1.79548e+09',
  'apiserver_request_total{code="200"} 5',
  'apiserver_encryption_config_controller_last_config_info{hash="sha256:00ff"} 1',
  '200',
].join('\n');
const TEXT = 'b 2\na 10\n\nb 2\nC:3:x\n  spaced out\nlast without newline';

/** Filters over standard input; each is held to this machine's own. */
const FILTERS: readonly (readonly [line: string, stdin: string])[] = [
  [`grep -oE ${quoteWord(NAMES)}`, FILE],
  [`grep -E '^(process_start_time_seconds|apiserver_encryption)|^[0-9]{3}$'`, METRICS],
  [
    `grep -oE '"(key|revision)":"[^"]*|"value":"[^"]{0,4}|"more":true'`,
    '{"key":"YQ==","value":"azhzOmVuYw==","more":true}',
  ],
  [
    `grep -oE '[-][-](server|data-dir)(=[^ ;]+| [^ ;-][^ ;]*)?'`,
    '{ argv[]=/usr/bin/rke2 server --data-dir=/x --server --data-dir /y ; }',
  ],
  ['grep -c a', TEXT],
  ['grep -c nothing', TEXT],
  ['grep -q a; echo $?', TEXT],
  ['grep -v a', TEXT],
  ['grep -i c:3', TEXT],
  ['grep -n -m 1 b', TEXT],
  ['grep -F b.2', TEXT],
  ['grep -x "b 2"', TEXT],
  ['grep -e a -e C', TEXT],
  ['grep -oe a -e la', TEXT],
  ['grep -oe "x*" -e b', 'axxb\n'],
  ["grep -oE 'a{0,2}(ab){0,2}.'", 'aba\n'],
  ['grep -oE "a|ab"', 'ab\n'],
  ['grep -oE "^(a|ab)|b(c|cd)$"', 'abab bcd\n'],
  ['grep -oE "\\b(a|ab)(b|$)"', 'cab ab abb\n'],
  ['grep "^$" | wc -l', TEXT],
  ['grep "\\(b\\|C\\)[ :]"', TEXT],
  ['grep "a\\{1,2\\}+"', 'aa+\na\n'],
  ['grep "*a"', '*a\na\n'],
  ['grep -E "[]x^-]+"', ']\n-\nz\n'],
  ['grep -oE "[[:alpha:]]+"', TEXT],
  ['grep -E "a{,2}|\\."', TEXT],
  ['grep -a enc', 'k8s:enc:\0\xff\nother\n'],
  ['grep -aoE "k8s:enc:[a-z]+:v1:[^\xff]*"', 'x\0k8s:enc:aescbc:v1:key:\xff\xfe\n'],
  ['grep -c enc', 'k8s:enc:\0\n'],
  ['sed -n "s/^b \\(.*\\)$/<\\1>/p"', TEXT],
  ['sed -E "s/([a-z]+) ([0-9]+)/\\2 \\1/; s/x/&&/g"', TEXT],
  ['sed -E "s/a|ab/<&>/g; s/x(y|yz)?/[\\1]/"', 'ab ab a xyz\n'],
  ['sed -n 2p', TEXT],
  ['sed -n "2,3p;\\$p"', TEXT],
  ['sed "/a/,/C/d"', TEXT],
  ['sed -e 1d -e "s#b#/#"', TEXT],
  ['sed 2q', TEXT],
  ['od -An -v -tu1', 'k8s:enc:\0\xff\n and more than one line of it'],
  ['od -An -v -tu1 | wc -c', ''],
  [`awk '{ print $1, NF }'`, TEXT],
  [`awk -v most=2 'NF > most { n++; next } { sum += $2 } END { print n + 0 " " sum }'`, TEXT],
  [
    `awk 'BEGIN { while (i < 4) { if (i % 2) print "odd" i; else print "even"; i++ } exit } END { printf "%02x\\n", 10 }'`,
    '',
  ],
  [`awk '{ for (i = 1; i <= NF; i++) { if ($i == "b") continue; if ($i > 5 && $i != "b") printf "%s;", $i } }'`, TEXT],
  [
    `awk '{ seen[++n] = $0; if (index($0, "b")) found = found n } END { for (i = n; i >= 1; i--) print i seen[i]; print found }'`,
    TEXT,
  ],
  [`awk '{ x = length($0) > 3 ? int(7 / 2) : -1; print x * 2, !x; if (--left == -2) exit }'`, TEXT],
  ['head -n 2', TEXT],
  ['head -c 5', TEXT],
  ['head -1', TEXT],
  ['tail -n 2', TEXT],
  ['tail -c 5', TEXT],
  ['tail -n +3', TEXT],
  ['cut -d " " -f 2', TEXT],
  ['cut -d : -f 2-', TEXT],
  ['cut -d : -f 1,3 -s', TEXT],
  ['cut -c 1-3', TEXT],
  ['wc -l', TEXT],
  ['wc -c', TEXT],
  ['wc -w', TEXT],
  ['sort', TEXT],
  ['sort -u', TEXT],
  ['sort -r', TEXT],
  ['sort -n', '10\n9\n-1\nx\n2\n'],
  ['sort | uniq -c', TEXT],
  ['sort | uniq -d', TEXT],
  ['tr a-c A-C', TEXT],
  ['tr -d " \\n"', TEXT],
  ['tr -s " "', TEXT],
  ['tr "[:lower:]" "[:upper:]"', TEXT],
  ['sha256sum', TEXT],
  ['sha256sum -', TEXT],
  ['base64', `${TEXT}${TEXT}`],
  ['base64 -w 0', TEXT],
  ['base64 -d', 'azhzOmVuYzo=\n'],
  ['cat', '\0\xff binary \r\n'],
  ['cat - | cat', TEXT],
  ['dirname /a/b/c; basename /a/b/c', ''],
  ['readlink -f /none /.//none2 /nowhere/x/y', ''],
];

describe('the filters of a simulated host', () => {
  it.for(FILTERS)('work as the real ones: %s', async ([line, stdin], { expect }) => {
    await expectAsInRealShell(expect, line, stdin);
  });

  it('find what the real grep finds, byte for byte', async ({ expect }) => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '(ab)', '(b|c)', '(a|ab|b.)', '\\.', '[[:digit:]]');
    const piece = fc.tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{0,2}')).map((parts) => parts.join(''));
    const pattern = fc.array(piece, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    const anchored = fc
      .tuple(fc.constantFrom('', '^'), pattern, fc.constantFrom('', '$'))
      .map((parts) => parts.join(''));
    const line = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '.', '1', '\xff'), maxLength: 12 });
    const text = fc.array(line, { maxLength: 6 }).map((lines) => lines.map((each) => `${each}\n`).join(''));
    const option = fc.constantFrom('-E', '-oE', '-vE', '-cE', '-nE', '-xE');
    await fc.assert(
      fc.asyncProperty(option, anchored, text, async (flag, regexp, stdin) => {
        await expectAsInRealShell(expect, `grep -a ${flag} ${quoteWord(regexp)}`, stdin);
      }),
      { numRuns: 120 },
    );
  });
});

describe('the files of a simulated host, through its programs', () => {
  const SECRET = '/var/lib/rancher/rke2/server/cred/encryption-config.json';

  it("given root's own file, then only root reads it, or learns its hash", async ({ expect }) => {
    const host = bareHost();
    host.files.write(SECRET, 'keys', { mode: 0o600 });
    for (const program of ['cat', 'sha256sum', 'grep keys', 'head -n 1', 'base64']) {
      const refused = await run(host, `${program} ${SECRET}`);
      expect(refused).toMatchObject({ stdout: '' });
      expect(refused.exitCode).not.toBe(0);
      expect(refused.stderr).toContain(`${SECRET}: Permission denied`);
    }
    const hash = createHash('sha256').update('keys').digest('hex');
    expect(await run(host, `sudo -n sha256sum ${SECRET}`)).toMatchObject({
      exitCode: 0,
      stdout: `${hash}  ${SECRET}\n`,
    });
    expect(await run(host, `test -r ${SECRET}; echo $?; test -f ${SECRET}; echo $?`)).toMatchObject({
      stdout: '1\n0\n',
    });
  });

  it('given a directory that only root may search, then others do not see what is in it', async ({ expect }) => {
    const host = bareHost();
    const script =
      'install -d -m 0700 /var/lib/keyturn/sealed; echo copy >/var/lib/keyturn/sealed/a; chmod 644 /var/lib/keyturn/sealed/a';
    expect((await run(host, script, { user: 'root' })).exitCode).toBe(0);
    expect(
      await run(
        host,
        'cat /var/lib/keyturn/sealed/a; test -e /var/lib/keyturn/sealed/a; echo $?; ls -1 /var/lib/keyturn/sealed',
      ),
    ).toEqual({
      exitCode: 2,
      stdout: '1\n',
      stderr:
        "cat: /var/lib/keyturn/sealed/a: Permission denied\nls: cannot open directory '/var/lib/keyturn/sealed': Permission denied\n",
    });
  });

  it('given a sealed copy, then it has the bytes, the mode and the owner that were asked for', async ({ expect }) => {
    const host = bareHost();
    host.files.write(SECRET, 'keys', { mode: 0o644, mtimeMs: 5_000 });
    const script = `install -d -m 0700 /seal && install -m 0600 ${SECRET} /seal/a && cp -p ${SECRET} /seal && stat -c '%a %U:%G %Y %s %n' /seal /seal/*`;
    expect(await run(host, `sudo -n sh -c ${quoteWord(script)}`)).toEqual({
      exitCode: 0,
      stdout: `700 root:root ${Math.floor(NOW_MS / 1_000)} 4096 /seal\n600 root:root ${Math.floor(NOW_MS / 1_000)} 4 /seal/a\n644 root:root 5 4 /seal/encryption-config.json\n`,
      stderr: '',
    });
  });

  it('given directories that root made, then others make and write nothing there', async ({ expect }) => {
    const host = bareHost();
    host.files.mkdir('/srv');
    for (const line of [
      'mkdir -p /srv/a/b',
      'install -d /srv/c',
      'cp /dev/null /srv/d',
      'rm -f /srv',
      'echo a | tee /srv/e',
    ]) {
      expect(await run(host, line)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('Permission denied') as string,
      });
    }
    expect(host.files.list('/srv')).toEqual([]);
  });

  it.for([
    ['mkdir /a/b', "mkdir: cannot create directory '/a/b': No such file or directory\n", 1],
    ['mkdir -p -m 700 /a/b && stat -c %a /a /a/b', '', 0],
    ['cat /no', 'cat: /no: No such file or directory\n', 1],
    ['cat /', 'cat: /: Is a directory\n', 1],
    ['stat -c %a /no', "stat: cannot statx '/no': No such file or directory\n", 1],
    ['ls -1 /no', "ls: cannot access '/no': No such file or directory\n", 2],
    ['grep x /no', 'grep: /no: No such file or directory\n', 2],
    ['cp /no /a', "cp: cannot stat '/no': No such file or directory\n", 1],
    ['rm /no', "rm: cannot remove '/no': No such file or directory\n", 1],
  ] as const)('says what the real ones say: %s', async ([line, stderr, exitCode], { expect }) => {
    expect(await run(bareHost(), line, { user: 'root' })).toMatchObject({ stderr, exitCode });
  });

  it('tells who and where it is, by its own clock', async ({ expect }) => {
    const line =
      'hostname; id -u; id -un; date +%s; date +%s%3N; date -u +%Y-%m-%dT%H:%M:%SZ; uname -s; sudo -n id -u; df -P -k / | tail -n 1 | tr -s " " | cut -d " " -f 4';
    expect((await run(bareHost(), line)).stdout.split('\n')).toEqual([
      's1',
      '1000',
      'ops',
      '1795489509',
      '1795489509042',
      '2026-11-24T03:05:09Z',
      'Linux',
      '0',
      '29598976',
      '',
    ]);
  });
});

describe('sudo of a simulated host', () => {
  it.for([
    ['needs-password', 'sudo: a password is required\n'],
    ['not-allowed', "Sorry, user ops is not allowed to execute 'cat' as root on s1.\n"],
  ] as const)('given a user who is %s, then nothing runs and sudo says so', async ([sudo, stderr], { expect }) => {
    expect(await run(bareHost({ sudo }), 'sudo -n cat /dev/null')).toEqual({ exitCode: 1, stdout: '', stderr });
  });

  it('given root, then it asks nothing', async ({ expect }) => {
    expect(await run(bareHost({ sudo: 'needs-password' }), 'sudo -n id -u', { user: 'root' })).toMatchObject({
      stdout: '0\n',
    });
  });

  it("given a user's environment, then the program has root's", async ({ expect }) => {
    expect(await run(bareHost(), `A=1 sudo -n -- sh -c 'echo "[$A]" $HOME $SUDO_USER'`)).toMatchObject({
      stdout: '[] /root ops\n',
    });
  });
});
