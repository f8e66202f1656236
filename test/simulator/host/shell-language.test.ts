import * as fc from 'fast-check';
import { describe, it } from 'vitest';

import { quoteArgv } from '../../../src/remote/quoting.ts';
import { bareHost, run } from './bare-host.ts';
import { expectAsInRealShell } from './real-shell.ts';

/** Each runs in the real shell too, and must print and end the same. */
const SCRIPTS = [
  'echo one two',
  `echo 'single  quotes' "double  quotes" back\\ slash`,
  `echo "a \\" b \\$HOMEX \\\\ c \\n"'$x'`,
  `printf '%s|' '' "" a'b'"c"d; echo`,
  'true && echo yes || echo no',
  'false && echo yes || echo no',
  'false || true && echo both',
  'true; false',
  '! true',
  '! false && echo negated',
  'echo a | cat | cat',
  'false | true',
  'true | false',
  'false | echo $?; true && false | echo $?',
  'echo out 2>/dev/null',
  'cat /no/such/file 2>/dev/null; echo $?',
  'cat /no/such/file 2>&1 >/dev/null | wc -l',
  'cat /no/such/file >/dev/null 2>&1; echo $?',
  'cat </dev/null; echo end',
  'if true; then echo then; else echo else; fi',
  'if false; then echo then; elif true; then echo elif; else echo else; fi',
  'if false; then echo then; fi; echo $?',
  'if true; then echo inside; fi | cat',
  'if test -n "" ; then\necho a\nelse\necho b\nfi',
  'for X in a "b c" d; do echo "<$X>"; done',
  'for X in a b\ndo\nif [ "$X" = b ]; then exit 3; fi\necho $X\ndone',
  'A="x  y"; echo $A "$A" ${A}z',
  'A=1 B=2; echo $A$B',
  'A=$(echo out; false); echo "$A" $?',
  'A=x; A=y true; echo $A',
  'echo "$(printf "a\\n\\n\\n")b"',
  'echo $(echo a; echo b) "$(echo c; echo d)"',
  'X=$(false); echo $?',
  'A=1; echo "$(A=2; echo $A)" $A',
  'echo x | A=1; echo "[$A]"',
  'exit 7',
  'false; exit',
  'true; exit 300',
  'echo before; exit 0; echo after',
  `sh -c 'echo inner; exit 4'; echo $?`,
  `A=1 sh -c 'echo $A'`,
  `A=1; sh -c 'echo [$A]'`,
  `env A=5 sh -c 'echo $A'`,
  `A=1 env -u A sh -c 'echo [$A]'`,
  '# a comment\necho a # another\necho a#b',
  'echo a; # end',
  'echo a\\\nb',
  '\n\n  echo spaced\n\n',
  'echo a &&\n\necho b',
  'echo a |\ncat',
  '[ a = a ] && [ a != b ] && [ 2 -gt 1 ] && echo compared',
  '[ "" ]; echo $?',
  '[ ! x ]; echo $?',
  'test 1 -eq 01; echo $?',
  'test a -eq 1 2>/dev/null; echo $?',
  '[ -d / ] && [ ! -f / ] && [ -e /dev/null/x ]; echo $?',
  'command -v nosuchprogram-at-all; echo $?',
  'command -v true echo test',
  'echo $nosuch "$nosuch" end',
  'echo *.nothing-has-this-name',
  'echo $',
  'printf "%s-%s\\n" a b c',
  'printf "%5s|%-5s|%.2s|%c\\n" a b cde fg',
  'printf "%d %03d %x %o %+d\\n" 5 7 255 8 3',
  'printf "a\\tb\\\\c\\101\\n"',
  'printf "%b\\n" "a\\tb"',
  'printf "100%%\\n"',
  'printf nothing',
  'echo -n a; echo b',
  'true > /dev/null; echo "$?"',
  'echo "a;b|c&d<e>f(g)h"',
  `echo it''s "it's"`,
];

describe('the shell of a simulated host', () => {
  it.for(SCRIPTS)('does as the real shell does: %s', async (script, { expect }) => {
    await expectAsInRealShell(expect, script);
  });

  it('hands on any words that keyturn quotes, as the real shell does', async ({ expect }) => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', ' ', "'", '"', '$(x)', '`', '\\', '*', '~', '\n', 'A=b', '-n'),
    );
    const words = fc.array(
      word.filter((each) => !each.includes('\0')),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(words, async (argv) => {
        await expectAsInRealShell(expect, quoteArgv(['printf', '[%s]', ...argv]));
      }),
      { numRuns: 60 },
    );
  });

  it('decides lists and branches as the real shell does', async ({ expect }) => {
    const simple = fc.constantFrom(
      'true',
      'false',
      'echo a',
      'echo $?',
      '! true',
      '! false',
      '[ x = x ]',
      'cat',
      'exit 5',
    );
    const { script } = fc.letrec<{ script: string }>((tie) => ({
      script: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        simple,
        fc
          .tuple(tie('script'), fc.constantFrom(' && ', ' || ', '; ', '\n', ' | '), simple)
          .map(([left, operator, right]) => `${left}${operator}${right}`)
          .filter((text) => !text.includes('| !')),
        fc
          .tuple(tie('script'), tie('script'))
          .map(([condition, body]) => `if ${condition}; then ${body}; else echo $?; fi`),
        tie('script').map((body) => `for X in 1 2; do ${body}; done`),
        tie('script').map((body) => `echo "$(${body})"`),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(script, async (text) => {
        await expectAsInRealShell(expect, text, 'from standard input\n');
      }),
      { numRuns: 120 },
    );
  });

  it.for([
    ['nosuch --flag', 127, 'sh: 1: nosuch: not found\n', 'nosuch'],
    ['/opt/nosuch/bin/tool', 127, 'sh: 1: /opt/nosuch/bin/tool: not found\n', '/opt/nosuch/bin/tool'],
    ['sudo -n nosuch', 1, 'sudo: nosuch: command not found\n', 'nosuch'],
    ['grep -P x', 64, 'grep: not simulated: -P\n', 'grep: not simulated: -P'],
    ['ls -l /', 64, 'ls: not simulated: -l\n', 'ls: not simulated: -l'],
  ] as const)(
    'given %s, which it does not know, then it fails and is recorded',
    async ([line, exitCode, stderr, unknown], { expect }) => {
      const host = bareHost();
      expect(await run(host, line)).toEqual({ exitCode, stdout: '', stderr });
      expect(host.unknown).toEqual([unknown]);
    },
  );

  it.for([
    'echo a &',
    'echo `date`',
    '(echo a)',
    '{ echo a; }',
    'while true; do echo a; done',
    'case a in a) echo a;; esac',
    'cat <<EOF\na\nEOF',
    'echo ${A:-b}',
    'echo $((1 + 1))',
    'echo $1',
    'echo ~',
    'f() { echo a; }',
    'echo a >&3',
    "echo 'open",
    'if true; then echo a',
    'echo a && && echo b',
    'echo before; fi',
    'echo $(echo `a`)',
  ])('given %s, which it cannot parse, then nothing runs and it is recorded', async (line, { expect }) => {
    const host = bareHost();
    const ending = await run(host, line);
    expect(ending).toMatchObject({ exitCode: 2, stdout: '' });
    expect(ending.stderr).toMatch(/^sh: 1: Syntax error: /);
    expect(host.unknown).toHaveLength(1);
  });

  it('given wildcards, then they name the files that are there, in order', async ({ expect }) => {
    const host = bareHost();
    for (const name of ['20.yaml', '10.yaml', '.hidden.yaml', 'note.txt', '30.yml'])
      host.files.write(`/etc/x.d/${name}`, `${name}\n`);
    expect((await run(host, 'cat /etc/x.d/*.yaml')).stdout).toBe('10.yaml\n20.yaml\n');
    expect((await run(host, 'echo /etc/*/[12]0.y?ml')).stdout).toBe('/etc/x.d/10.yaml /etc/x.d/20.yaml\n');
    expect((await run(host, "echo '/etc/x.d/'*.nothing '/etc/x.d/*.yaml'")).stdout).toBe(
      '/etc/x.d/*.nothing /etc/x.d/*.yaml\n',
    );
  });

  it('given redirections into files, then they are written, appended to and read', async ({ expect }) => {
    const host = bareHost();
    host.files.mkdir('/tmp', { mode: 0o1777 });
    const script =
      'echo one >/tmp/a; echo two >>/tmp/a; cat </tmp/a; cat /no 2>/tmp/b; wc -l </tmp/b; for X in 1 2; do echo $X; done >/tmp/c; cat /tmp/c';
    expect((await run(host, script)).stdout).toBe('one\ntwo\n1\n1\n2\n');
    expect(host.files.read('/tmp/a')?.owner).toBe('ops:ops');
  });

  it('given redirections that cannot be, then their command does not run', async ({ expect }) => {
    const host = bareHost();
    host.files.write('/etc/secret', 'x', { mode: 0o600 });
    const ending = await run(host, 'echo a >/etc/secret; echo $?; echo b >/no/where; echo c </no/file');
    expect(ending).toEqual({
      exitCode: 2,
      stdout: '2\n',
      stderr:
        'sh: 1: cannot create /etc/secret: Permission denied\nsh: 1: cannot create /no/where: Directory nonexistent\nsh: 1: cannot open /no/file: No such file\n',
    });
    expect(host.files.read('/etc/secret')?.content.toString()).toBe('x');
  });
});
