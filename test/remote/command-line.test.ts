import { describe, it } from 'vitest';

import { finalLine } from '../../src/remote/command-line.ts';
import type { RemoteCommand } from '../../src/remote/remote-command.ts';

const argv = { argv: ['stat', '-c', '%a %U:%G', '/etc/x'] };
const script = { script: `grep -c '"name"' /etc/x || true` };

/** body, privileged, user, the line. */
const lines: readonly (readonly [string, RemoteCommand['body'], boolean, string, string])[] = [
  ['an unprivileged program', argv, false, 'ops', `stat -c '%a %U:%G' /etc/x`],
  ['a privileged program', argv, true, 'ops', `env LC_ALL=C sudo -n stat -c '%a %U:%G' /etc/x`],
  ['a privileged program as root', argv, true, 'root', `stat -c '%a %U:%G' /etc/x`],
  ['an unprivileged script', script, false, 'ops', `sh -c 'grep -c '\\''"name"'\\'' /etc/x || true'`],
  ['a privileged script', script, true, 'ops', `env LC_ALL=C sudo -n sh -c 'grep -c '\\''"name"'\\'' /etc/x || true'`],
  ['a privileged script as root', script, true, 'root', `sh -c 'grep -c '\\''"name"'\\'' /etc/x || true'`],
];

describe('the line that is sent', () => {
  it.for(lines)('given %s, then it is exactly this', ([, body, privileged, user, line], { expect }) => {
    expect(finalLine({ name: 'golden', body, privileged, mutates: false }, user)).toBe(line);
  });
});
